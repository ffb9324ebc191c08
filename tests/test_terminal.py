"""Colour and progress: for people before a terminal, never in files or pipes."""

from __future__ import annotations

import io
import os
import pty
import subprocess
import sys
from itertools import count
from pathlib import Path

import pytest

from converter.colour import has_colour, painter
from converter.progress import tracked
from converter.source import read_sources
from converter.workers import convert_files

ROOT = Path(__file__).parent.parent
RULE = "rules/aws_ec2_ami_shared_or_made_public.yml"
COLOUR = "\x1b["


class Terminal(io.StringIO):
    """A stream that somebody watches."""

    def isatty(self) -> bool:
        """It is a terminal."""
        return True


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the machine at hand says of colours does not count."""
    for name in ("NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm")


@pytest.mark.parametrize(
    ("variables", "on_terminal", "in_pipe"),
    [
        ({}, True, False),
        ({"TERM": "dumb"}, False, False),
        ({"NO_COLOR": "1"}, False, False),
        ({"NO_COLOR": ""}, True, False),
        ({"FORCE_COLOR": "1"}, True, True),
        ({"FORCE_COLOR": ""}, True, False),
        ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, False, False),
    ],
)
def test_who_sees_colour(
    variables: dict[str, str],
    on_terminal: bool,  # noqa: FBT001 -- a column of the table
    in_pipe: bool,  # noqa: FBT001 -- likewise
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Terminals do unless NO_COLOR holds something; pipes do where FORCE_COLOR does."""
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert (has_colour(Terminal()), has_colour(io.StringIO())) == (on_terminal, in_pipe)


def test_what_is_painted_ends_with_its_colour_off() -> None:
    """Nothing that follows is coloured."""
    assert painter(Terminal())("wrong", "error") == "\x1b[31mwrong\x1b[0m"
    assert painter(io.StringIO())("wrong", "error") == "wrong"


def on_terminal(*arguments: str) -> str:
    """What a command writes to a terminal, standard output and error alike."""
    master, slave = pty.openpty()
    command = [sys.executable, "-m", "converter", *arguments]
    run = subprocess.Popen(command, cwd=ROOT, stdout=slave, stderr=slave)  # noqa: S603 -- our own command
    os.close(slave)
    written = b""
    while True:
        try:
            piece = os.read(master, 65_536)
        except OSError:  # Linux says so where the other end is closed
            break
        if not piece:
            break
        written += piece
    os.close(master)
    run.wait()
    return written.decode()


COMMANDS = [
    ("convert", RULE),
    ("convert", "tests/cases/keywords.yml"),
    ("convert", "no/such/rule.yml"),
    ("lint", "tests/cases/keywords.yml"),
    ("explain", RULE),
]


@pytest.mark.parametrize("arguments", COMMANDS)
def test_headings_errors_warnings_and_codes_have_colour_on_a_terminal_only(
    arguments: tuple[str, ...],
) -> None:
    """The same command is coloured before a person and plain in a pipe, and says the same."""
    seen = on_terminal(*arguments)
    piped = subprocess.run(  # noqa: S603 -- our own command
        [sys.executable, "-m", "converter", *arguments], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert COLOUR in seen
    assert COLOUR not in piped.stdout + piped.stderr
    plain = seen.replace("\r\n", "\n")
    for code in ("0", "1", "31", "33", "34", "36"):
        plain = plain.replace(f"\x1b[{code}m", "")
    assert sorted(plain.splitlines()) == sorted((piped.stdout + piped.stderr).splitlines())


def test_files_are_never_coloured(tmp_path: Path) -> None:
    """Not even where colour is forced."""
    subprocess.run(  # noqa: S603 -- our own command
        [sys.executable, "-m", "converter", "convert", RULE, "-o", str(tmp_path)],
        cwd=ROOT,
        env=os.environ | {"FORCE_COLOR": "1"},
        capture_output=True,
        check=True,
    )
    written = [path.read_text(encoding="utf-8") for path in tmp_path.rglob("*.*")]
    assert len(written) == 3
    assert [text for text in written if COLOUR in text] == []


def watched(monkeypatch: pytest.MonkeyPatch, seconds: int) -> Terminal:
    """A terminal as standard error, before which every look at the clock takes some seconds."""
    monkeypatch.setattr("converter.progress.monotonic", count(step=seconds).__next__)
    monkeypatch.setattr(sys, "stderr", terminal := Terminal())
    return terminal


def test_progress_is_shown_after_a_second_and_leaves_a_clean_line(monkeypatch: pytest.MonkeyPatch) -> None:
    """How far the run is, on one line that is gone at the end."""
    terminal = watched(monkeypatch, 1)
    assert list(tracked("abcd", 4, "checking")) == [*"abcd"]
    shown = [f"\r\x1b[Kchecking: {percent} %" for percent in (0, 25, 50, 75)]
    assert terminal.getvalue() == "".join(shown) + "\r\x1b[K"


def test_what_takes_less_than_a_second_shows_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """A short run does not flicker."""
    terminal = watched(monkeypatch, 0)
    assert list(tracked("abcd", 4, "checking")) == [*"abcd"]
    assert terminal.getvalue() == ""


def test_the_line_is_cleared_before_a_failure_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """An error message begins on a clean line."""
    terminal = watched(monkeypatch, 1)
    with pytest.raises(ZeroDivisionError):
        [1 // each for each in tracked([1, 0], 2, "checking")]
    assert terminal.getvalue().endswith("\r\x1b[K")


@pytest.mark.parametrize(
    ("files", "targets"), [(2, ["splunk"]), (10, ["splunk"]), (10, ["splunk", "eql"]), (400, ["splunk"])]
)
def test_a_conversion_tells_how_far_it_is_however_it_is_shared_out(
    files: int, targets: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """By one process, by two with half of the targets each, by two with half of the files each."""
    sources = read_sources([str(ROOT / RULE)]) * files
    terminal = watched(monkeypatch, 1)
    assert len(convert_files(sources, targets, {})) == files
    shown = terminal.getvalue()
    assert shown.count("converting: 50 %") >= 1
    assert shown.endswith("\r\x1b[K")


def test_no_progress_in_a_pipe(monkeypatch: pytest.MonkeyPatch) -> None:
    """The log of a job does not fill with it, however long the run."""
    watched(monkeypatch, 60)
    monkeypatch.setattr(sys, "stderr", piped := io.StringIO())
    assert list(tracked("abcd", 4, "checking")) == [*"abcd"]
    convert_files(read_sources([str(ROOT / RULE)]), ["splunk"], {})
    assert piped.getvalue() == ""
