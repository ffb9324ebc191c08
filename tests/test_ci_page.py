"""docs/ci.md: what it shows is what there is, and its commands run."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
import yaml

from converter.cli import main, parser

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs" / "ci.md").read_text(encoding="utf-8")
SHELL = [
    line
    for block in re.findall(r"^```sh\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)
    for line in block.splitlines()
]


def test_the_page_has_commands() -> None:
    """The tests below have something to run."""
    assert len([line for line in SHELL if line.startswith("sigmatrail ")]) == 7


@pytest.mark.parametrize("line", [line for line in SHELL if line.startswith("sigmatrail ")])
def test_every_command_can_be_read(line: str) -> None:
    """No flag and no argument that the program does not take."""
    assert parser().parse_args(shlex.split(line)[1:]).command in {"init", "check", "new", "export"}


def test_the_commands_run_in_their_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """From an empty folder to an export, as a reader would; git's own lines are left out."""
    monkeypatch.delenv("CI", raising=False)
    monkeypatch.chdir(tmp_path)
    for line in SHELL:
        program, *arguments = shlex.split(line)
        if program == "cd":
            monkeypatch.chdir(arguments[0])
        elif program == "sigmatrail":
            assert main(arguments) == 0, f"{line}: {capsys.readouterr()}"


def test_the_configuration_of_pre_commit_is_the_one_that_init_writes(tmp_path: Path) -> None:
    """And the hooks that the page takes from this repository exist."""
    main(["init", str(tmp_path / "made")])
    written = yaml.safe_load((tmp_path / "made" / ".pre-commit-config.yaml").read_text())
    shown = [
        yaml.safe_load(block)
        for block in re.findall(r"^```yaml\n(repos:.*?)^```", PAGE, re.DOTALL | re.MULTILINE)
    ]
    assert shown[0] == written
    offered = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())
    assert {each["id"] for each in shown[1]["repos"][0]["hooks"]} == {each["id"] for each in offered}


def test_the_inputs_of_the_action_are_named() -> None:
    """All of them, and no other."""
    inputs = yaml.safe_load((ROOT / "action.yml").read_text())["inputs"]
    [named] = (
        re.findall(r"inputs (.*?)\.$", PAGE, re.MULTILINE)[:1] or re.findall(r"inputs ([^.]*)\.", PAGE)[:1]
    )
    assert re.findall(r"`([\w-]+)`", named) == list(inputs)
