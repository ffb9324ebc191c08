"""Standard output and error that are no UTF-8, full or closed: one line at most, never a traceback."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FULL = Path("/dev/full")
RULE = """
title: AWS 日本 → 😀
id: 5f0b0f33-6a44-4c55-9b8e-0a6a3a1f2c11
logsource:
    product: aws
    service: cloudtrail
detection:
    selection:
        eventName: é日
    condition: selection
"""
needs_full = pytest.mark.skipif(not FULL.exists(), reason="not run: this system has no /dev/full")


def run(folder: Path, *arguments: str, encoding: str) -> subprocess.CompletedProcess[str]:
    """Run the command over the rule where Python is told to write an encoding."""
    (folder / "x.yml").write_text(RULE, encoding="utf-8")
    return subprocess.run(  # noqa: S603 -- our own command
        [sys.executable, "-m", "converter", *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        encoding=encoding,
        env=os.environ | {"PYTHONIOENCODING": encoding, "PYTHONPATH": str(ROOT)},
    )


def in_shell(folder: Path, command: str, *, unbuffered: bool = False) -> subprocess.CompletedProcess[str]:
    """Run a line of sh, in which `sigmatrail` is the command, over the rule."""
    (folder / "x.yml").write_text(RULE, encoding="utf-8")
    line = command.replace("sigmatrail", f"'{sys.executable}' -m converter")
    return subprocess.run(  # noqa: S603 -- our own command
        ["/bin/sh", "-c", line],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        encoding="utf-8",
        env=os.environ | {"PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1" if unbuffered else ""},
    )


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp1252"])
@pytest.mark.parametrize("command", ["convert", "explain"])
def test_what_an_encoding_cannot_say_is_spelled_out(tmp_path: Path, command: str, encoding: str) -> None:
    """Nothing is lost, and the rest reads as ever."""
    done = run(tmp_path, command, "x.yml", "-t", "splunk", encoding=encoding)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("AWS \\u65e5\\u672c \\u2192 \\ud83d\\ude00\nx.yml\n")


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp1252", "utf-8"])
def test_json_is_json_in_every_encoding(tmp_path: Path, encoding: str) -> None:
    """And says the same."""
    done = run(tmp_path, "convert", "x.yml", "-t", "splunk", "--json", encoding=encoding)
    [row] = json.loads(done.stdout)
    assert (row["title"], row["query"]) == ("AWS 日本 → 😀", '`cloudtrail` eventName="é日"')


def test_an_error_is_told_in_every_encoding(tmp_path: Path) -> None:
    """A name that the terminal cannot show is no reason to crash."""
    done = run(tmp_path, "convert", "日.yml", encoding="ascii")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("sigmatrail: \\u65e5.yml: there is no such file")


@needs_full
@pytest.mark.parametrize("unbuffered", [False, True])
@pytest.mark.parametrize(
    "arguments", ["convert x.yml", "convert x.yml --json", "lint x.yml", "explain x.yml", "targets"]
)
def test_a_full_disk_is_told_in_one_line(tmp_path: Path, arguments: str, *, unbuffered: bool) -> None:
    """Exit status 1: the call was right."""
    done = in_shell(tmp_path, f"sigmatrail {arguments} >/dev/full", unbuffered=unbuffered)
    told = [line for line in done.stderr.splitlines() if "warning" not in line]
    assert (done.returncode, told) == (1, ["sigmatrail: standard output: No space left on device"])


@needs_full
def test_where_nobody_can_be_told_there_is_only_the_status(tmp_path: Path) -> None:
    """Standard error is full, too."""
    done = in_shell(tmp_path, "sigmatrail convert absent.yml 2>/dev/full")
    assert (done.returncode, done.stdout) == (1, "")


@pytest.mark.parametrize("arguments", ["convert x.yml", "lint x.yml --severity error", "targets", "--help"])
@pytest.mark.parametrize("closed", [">&-", "2>&-", ">&- 2>&-"])
def test_closed_streams_take_nothing_and_break_nothing(tmp_path: Path, arguments: str, closed: str) -> None:
    """The status is that of the same call with open ones."""
    plain = in_shell(tmp_path, f"sigmatrail {arguments}")
    done = in_shell(tmp_path, f"sigmatrail {arguments} {closed}")
    assert done.returncode == plain.returncode
    assert done.stdout == ("" if closed.startswith(">") else plain.stdout)
    assert done.stderr == ("" if "2>" in closed else plain.stderr)
