"""Stock sigma-cli finds the backends and pipelines, and gives the same bytes."""

from __future__ import annotations

import subprocess
import sys
import venv
from pathlib import Path

import pytest

from converter import TARGETS, convert

ROOT = Path(__file__).parent.parent
CASES = ["cidr_list", "regex_or", "arrays", "two_conditions", "object_as_text"]
# The versions that resolve together with the published backends, November 2026.
SIGMA_CLI = "sigma-cli==3.1.0"


def sigma(python: Path, *arguments: str) -> str:
    """What sigma-cli prints in an environment."""
    run = subprocess.run(  # noqa: S603 -- a program of this environment
        [python.with_name("sigma"), *arguments], capture_output=True, text=True, check=True, encoding="utf-8"
    )
    return run.stdout


@pytest.mark.parametrize("target", TARGETS)
def test_sigma_cli_gives_the_same_bytes(target: str) -> None:
    """`sigma convert -t cloudtrail_x -p cloudtrail_x` is `sigmatrail convert -t x`."""
    name = f"cloudtrail_{target}"
    for case in CASES:
        path = ROOT / "tests" / "cases" / f"{case}.yml"
        ours = [conversion.query for conversion in convert(path, [target])]
        theirs = sigma(Path(sys.executable), "convert", "-t", name, "-p", name, str(path))
        assert theirs.rstrip("\n") == "\n\n".join(str(query) for query in ours)


@pytest.mark.parametrize("listing", ["targets", "pipelines"])
def test_sigma_cli_lists_ours_beside_all_others(listing: str) -> None:
    """One entry for each target, and none of the others is shadowed."""
    shown = sigma(Path(sys.executable), "list", listing)
    assert {target for target in TARGETS if f"cloudtrail_{target}" not in shown} == set()
    others = ["lucene", "eql", "splunk"] if listing == "targets" else ["ecs_windows", "splunk_cim"]
    assert [f"| {other} " in shown for other in others] == [True] * len(others)


def test_the_built_wheel_works_beside_sigma_cli(tmp_path: Path) -> None:
    """A fresh environment with the wheel and sigma-cli converts by both commands."""
    pip = [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "-w", str(tmp_path), str(ROOT)]
    subprocess.run(pip, check=True)  # noqa: S603 -- pip of this environment
    [wheel] = tmp_path.glob("*.whl")
    venv.create(tmp_path / "env", with_pip=True)
    python = tmp_path / "env" / "bin" / "python"
    subprocess.run([python, "-m", "pip", "install", "-q", str(wheel), SIGMA_CLI], check=True)  # noqa: S603 -- likewise
    rule = str(ROOT / "tests" / "cases" / "cidr_list.yml")
    theirs = sigma(python, "convert", "-t", "cloudtrail_athena", "-p", "cloudtrail_athena", rule)
    ours = subprocess.run(  # noqa: S603 -- likewise
        [python.with_name("sigmatrail"), "convert", rule, "-t", "athena", "--bare"],
        capture_output=True,
        text=True,
        check=True,
        cwd=tmp_path,
    )
    assert theirs.strip() == ours.stdout.strip() != ""
