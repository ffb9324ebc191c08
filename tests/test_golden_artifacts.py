"""Goldens of all that is deployed for the rules of this repository: each is a tree that the command writes.

`pytest --update-golden` rewrites them, like the goldens of the queries.
"""

from __future__ import annotations

import difflib
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
GOLDEN = ROOT / "tests" / "golden"
TREES = {
    "report": ["-f", "report", "rules/"],
    "app": ["-f", "app", "rules/"],
    **{
        f"ddl/{layout}": ["-f", "ddl", "--athena-layout", layout]
        for layout in ("projection", "manual", "organization")
    },
}


def texts(folder: Path) -> dict[str, str]:
    """Every file below a folder, byte for byte, by its path."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes().decode() for path in files}


def differences(expected: dict[str, str], found: dict[str, str]) -> str:
    """A unified diff of two trees, in the order of their paths."""
    return "".join(
        line
        for name in sorted(expected | found)
        for line in difflib.unified_diff(
            expected.get(name, "").splitlines(keepends=True),
            found.get(name, "").splitlines(keepends=True),
            f"golden/{name}",
            f"made/{name}",
        )
    )


@pytest.mark.parametrize("tree", TREES)
def test_what_is_deployed_is_what_somebody_has_read(tree: str, tmp_path: Path, update_golden: bool) -> None:  # noqa: FBT001 -- a fixture
    """The files are the goldens, byte for byte: none differs, none is missing, and none is left over."""
    done = subprocess.run(  # noqa: S603 -- our own command
        [sys.executable, "-m", "converter", "convert", *TREES[tree], "-o", str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    if update_golden:
        shutil.rmtree(GOLDEN / tree, ignore_errors=True)
        shutil.copytree(tmp_path, GOLDEN / tree)
    expected, found = texts(GOLDEN / tree), texts(tmp_path)
    diff = differences(expected, found)
    assert (sorted(found), diff) == (sorted(expected), ""), (
        f"{diff}\nif the new text is right: pytest --update-golden {Path(__file__).name}"
    )
