"""An installation without extras: what it does all the same, and what it says of the rest."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

RULES = Path(__file__).parent.parent / "rules"
RULE = "made/rules/aws_iam_root_user_access_key_created.yml"
# The command, where none of some packages can be imported.
WITHOUT = """
import sys
class Refusing:
    def find_spec(self, name, path=None, target=None):
        if name in sys.argv[1].split(","):
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
sys.meta_path.insert(0, Refusing())
from converter.cli import main
sys.exit(main(sys.argv[2:]))
"""
EXTRA = "orjson,pcre2,duckdb,eql,numpy,trino_query_parser"


def run(folder: Path, *arguments: str, missing: str = EXTRA) -> subprocess.CompletedProcess[str]:
    """Run the command without some packages."""
    return subprocess.run(  # noqa: S603 -- our own command
        [sys.executable, "-c", WITHOUT, missing, *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        encoding="utf-8",
        env={"PYTHONPATH": str(RULES.parent), "HOME": str(folder)},
    )


def test_a_repository_begins_without_the_extra(tmp_path: Path) -> None:
    """Its goldens are converted, which runs no query."""
    done = run(tmp_path, "init", "made")
    assert (done.returncode, done.stderr) == (0, "next: cd made && sigmatrail check\n")
    assert len(list((tmp_path / "made" / "tests" / "golden").rglob("*.*"))) == 3


@pytest.mark.parametrize(
    ("arguments", "doing"),
    [
        (("check", "made"), "check runs queries"),
        (("check", "made", "--update"), "check runs queries"),
        (("verify", "made/rules"), "verify runs queries"),
        (("export", "--upstream", "sigma", RULE), "export reads events"),
    ],
)
def test_what_needs_the_extra_names_it_and_writes_nothing(
    tmp_path: Path, arguments: tuple[str, ...], doing: str
) -> None:
    """One line with what to install; a golden that would be written anew stays."""
    run(tmp_path, "init", "made")
    [golden] = (tmp_path / "made").rglob("*.spl")
    golden.write_text("old")
    done = run(tmp_path, *arguments)
    said = f"sigmatrail: {doing}: pip install 'sigmatrail[verify]' (no orjson, pcre2)\n"
    assert (done.returncode, done.stdout, done.stderr) == (2, "", said)
    assert golden.read_text() == "old"
    assert not (tmp_path / "sigma").exists()


@pytest.mark.parametrize("missing", ["orjson", "pcre2"])
def test_a_part_of_the_extra_is_not_enough(tmp_path: Path, missing: str) -> None:
    """Others may have installed the rest."""
    done = run(tmp_path, "verify", str(RULES), missing=missing)
    said = f"sigmatrail: verify runs queries: pip install 'sigmatrail[verify]' (no {missing})\n"
    assert (done.returncode, done.stderr) == (2, said)
