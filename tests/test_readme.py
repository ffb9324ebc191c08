"""The README shows what the program prints: a block behind `<!-- $ command -->` is that command's output.

`pytest --update-golden` rewrites the blocks, like the goldens.
"""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"
BLOCK = re.compile(r"(<!-- \$ (?P<command>[^\n]+) -->\n+```\w*\n)(?P<output>.*?)(?=```)", re.DOTALL)


def output(command: str) -> str:
    """What a command of the README prints."""
    program, *arguments = shlex.split(command)
    if program == "cat":
        return "".join((ROOT / name).read_text(encoding="utf-8") for name in arguments)
    assert program == "sigmatrail"
    run = subprocess.run(  # noqa: S603 -- our own command
        [sys.executable, "-m", "converter", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    return run.stdout.rstrip("\n") + "\n"


@pytest.mark.parametrize("command", [match["command"] for match in BLOCK.finditer(README.read_text("utf-8"))])
def test_a_block_is_what_its_command_prints(command: str, update_golden: bool) -> None:  # noqa: FBT001 -- a fixture
    """No example is written by hand, so none can lie."""
    found = output(command)
    if update_golden:
        text = README.read_text("utf-8")
        README.write_text(
            BLOCK.sub(
                lambda match: match[1] + (found if match["command"] == command else match["output"]), text
            ),
            encoding="utf-8",
        )
    shown = [
        match["output"] for match in BLOCK.finditer(README.read_text("utf-8")) if match["command"] == command
    ]
    assert set(shown) == {found}, f"pytest --update-golden {Path(__file__).name} rewrites the block"


def test_ci_runs_the_test_command_of_the_readme() -> None:
    """What CI runs is what a reader is told to run."""
    readme = README.read_text("utf-8")
    command = ".venv/bin/pip install -q '.[test]' && .venv/bin/pytest"
    assert command in readme
    assert command in (ROOT / ".ci" / "run").read_text("utf-8").splitlines()


def test_the_readme_links_to_files_that_exist() -> None:
    """A link into the repository leads somewhere."""
    links = re.findall(r"\]\((?!https?://|#)([^)#]+)", README.read_text("utf-8"))
    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []
