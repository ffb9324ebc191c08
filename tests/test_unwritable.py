"""Files that a call asks for and that cannot be written, and paths that name nothing: one line, status 2."""

from __future__ import annotations

from pathlib import Path

import pytest

from converter.cli import main

RULES = str(Path(__file__).parent.parent / "rules")


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every call runs beside a file and a folder, which even root cannot write through."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("CI", raising=False)
    (tmp_path / "a-file").touch()
    (tmp_path / "a-folder").mkdir()


IN_THE_WAY = pytest.mark.parametrize(
    ("name", "reason"), [("a-file/x", "Not a directory"), ("a-folder", "Is a directory")]
)


def left(folder: Path) -> list[str]:
    """Files that were begun and neither finished nor removed."""
    return sorted(path.name for path in folder.rglob("*") if path.name.startswith(".sigmatrail-"))


@IN_THE_WAY
@pytest.mark.parametrize("flag", ["--json", "--junit"])
def test_a_matrix_that_cannot_be_written(
    tmp_path: Path, flag: str, name: str, reason: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """It is printed all the same: a long run is not lost."""
    assert main(["verify", RULES, "--generated", "3", "--engine", "splunk", flag, name]) == 2
    said = capsys.readouterr()
    assert said.err.splitlines()[-1] == f"sigmatrail: {name}: cannot be written: {reason}"
    assert "cells ran over" in said.out
    assert left(tmp_path) == []


@IN_THE_WAY
def test_a_summary_that_cannot_be_written(name: str, reason: str, capsys: pytest.CaptureFixture[str]) -> None:
    """The findings are printed all the same."""
    main(["init", "made"])
    capsys.readouterr()
    assert main(["check", "made", "--summary", name]) == 2
    said = capsys.readouterr()
    assert said.err.splitlines()[-1] == f"sigmatrail: {name}: cannot be written: {reason}"
    assert said.out == "nothing found\n"


def test_a_golden_that_cannot_be_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Its place is named."""
    main(["init", "made"])
    [golden] = Path("made").rglob("*.spl")
    golden.unlink()
    golden.mkdir()
    capsys.readouterr()
    assert main(["check", "made", "--update"]) == 2
    assert capsys.readouterr().err == f"sigmatrail: {golden}: cannot be written: Is a directory\n"
    assert left(tmp_path) == []


@pytest.mark.parametrize(
    ("arguments", "what"),
    [
        (["convert", ""], "PATH"),
        (["convert", RULES, "-o", ""], "DIR"),
        (["convert", RULES, "-p", ""], "FILE"),
        (["verify", RULES, "--events", ""], "PATH"),
        (["explain", ""], "RULE"),
        (["lint", ""], "PATH"),
        (["check", ""], "PATH"),
        (["init", ""], "DIR"),
    ],
)
def test_an_empty_path_is_not_this_folder(
    tmp_path: Path, arguments: list[str], what: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """A variable of a script that holds nothing is no wish; nothing is written."""
    assert main(arguments) == 2
    said = f"sigmatrail: {what} is empty; name a file or a folder, . for this one\n"
    assert capsys.readouterr() == ("", said)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a-file", "a-folder"]
