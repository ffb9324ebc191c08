"""`sigmatrail verify` from end to end: what it prints, what it writes, and its exit status."""

from __future__ import annotations

import io
import json
import os
import sys
from itertools import count
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import pytest

from converter.cli import main

if TYPE_CHECKING:
    from pathlib import Path

RULE = """\
title: Trail stopped
logsource: {product: aws, service: cloudtrail}
detection:
  call: {eventName: StopLogging}
  condition: call
"""
KEYWORD = """\
title: Tool named
logsource: {product: aws, service: cloudtrail}
detection:
  words: [pacu]
  condition: words
"""
BROKEN = """\
title: Trail stopped
logsource: {product: aws, service: cloudtrail}
detection:
  call: {eventName: StopLogging}
  condition: cal
"""
STOPPED = '{"eventTime":"2026-01-01T00:00:00Z","eventID":"stopped","eventName":"StopLogging"}'
STARTED = '{"eventTime":"2026-01-01T00:00:00Z","eventID":"started","eventName":"StartLogging"}'


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a rule and two events; the current one, and no platform is named."""
    (tmp_path / "stopped.yml").write_text(RULE)
    (tmp_path / "events.jsonl").write_text(f"{STOPPED}\n{STARTED}\n")
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith("SIGMATRAIL_")]:
        monkeypatch.delenv(name)
    return tmp_path


@pytest.fixture
def blind(monkeypatch: pytest.MonkeyPatch) -> None:
    """A Splunk whose every search finds the first event alone, whatever it asks for."""
    monkeypatch.setattr("converter.targets.splunk.engine.SplunkEngine.run", lambda _engine, _query: {1})


def verify(*arguments: str) -> int:
    """The exit status of the command."""
    return main(["verify", *arguments])


def test_a_matrix_of_rules_and_engines(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A line for each rule, a column for each engine, and the verdict on the whole."""
    del folder
    status = verify("stopped.yml", "--events", "events.jsonl", "--generated", "0", *local())
    assert status == 0
    shown = capsys.readouterr()
    assert shown.out.splitlines() == [
        "2 events  splunk     eql        eql-unicode  athena",
        "---------------------------------------------------",
        "stopped   1 matched  1 matched  1 matched    1 matched",
        "",
        "4 of 4 cells ran over 2 events; nothing disagrees",
    ]
    assert shown.err == ""


def local() -> list[str]:
    """The engines that need no platform, as flags."""
    return [part for name in ("splunk", "eql", "eql-unicode", "athena") for part in ("--engine", name)]


def test_without_engine_those_that_run_here_are_tried(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Real platforms have no column, and are told of by nobody."""
    del folder
    assert verify("stopped.yml", "--events", "events.jsonl", "--generated", "3") == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split() == ["5", "events", "splunk", "eql", "eql-unicode", "athena"]
    assert lines[-1] == "4 of 4 cells ran over 5 events; nothing disagrees"


def test_an_engine_that_is_asked_for_must_run(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Not run is never a pass where somebody asked for it."""
    del folder
    assert verify("stopped.yml", "--engine", "splunk", "--engine", "trino") == 1
    assert "trino: not run: SIGMATRAIL_TRINO does not name a Trino" in capsys.readouterr().err


def test_a_rule_that_a_target_refuses_is_unsupported(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A refusal is shown with its reason and is no fault; the last line says that nothing ran."""
    (folder / "tool.yml").write_text(KEYWORD)
    assert verify("tool.yml", "--generated", "5", "--engine", "eql") == 0
    out = capsys.readouterr().out
    assert "tool      unsupported\n" in out
    assert "unsupported: tool.yml: eql cannot search all fields for a keyword: it has no free text" in out
    assert out.endswith("\n0 of 1 cells ran over 5 events; nothing ran\n")


@pytest.mark.usefixtures("folder", "blind")
def test_a_disagreement_names_event_test_and_fragment(capsys: pytest.CaptureFixture[str]) -> None:
    """Whoever reads it knows which event, which field of the rule, and which part of the query."""
    status = verify("stopped.yml", "--events", "events.jsonl", "--generated", "0", "--engine", "splunk")
    assert status == 1
    assert capsys.readouterr().out.splitlines()[2:] == [
        "stopped   0 matched, 1 missed, 1 extra",
        "",
        "stopped on splunk: missed stopped: eventName: StopLogging",
        '    `cloudtrail` eventName="StopLogging"',
        "stopped on splunk: extra started: eventName: StopLogging",
        '    `cloudtrail` eventName="StopLogging"',
        "1 of 1 cells ran over 2 events; 1 disagree",
    ]


def test_json(folder: Path) -> None:
    """The matrix as a document."""
    flags = ("--events", "events.jsonl", "--generated", "0", "--engine", "splunk", "--json", "matrix.json")
    assert verify("stopped.yml", *flags) == 0
    matrix: dict[str, Any] = json.loads((folder / "matrix.json").read_text())
    assert matrix == {
        "events": 2,
        "cells": [
            {
                "rule": "stopped.yml",
                "name": "stopped",
                "engine": "splunk",
                "state": "ran",
                "reason": "",
                "matched": 1,
                "missed": 0,
                "extra": 0,
                "lost": 0,
                "undecided": 0,
                "disagreements": [],
                "doubts": [],
            }
        ],
    }


def junit(folder: Path, *flags: str) -> dict[str, tuple[str | None, ...]]:
    """Tests, failures and skips of each suite, as counted and as they stand there."""
    verify(".", "--events", "events.jsonl", "--generated", "0", "--junit", "junit.xml", *flags)
    suites = ET.parse(folder / "junit.xml").getroot()  # noqa: S314 -- our own file
    for suite in suites:
        assert suite.get("tests") == str(len(suite.findall("testcase")))
        assert suite.get("failures") == str(len(suite.findall("testcase/failure")))
        assert suite.get("skipped") == str(len(suite.findall("testcase/skipped")))
    return {
        str(suite.get("name")): (suite.get("tests"), suite.get("failures"), suite.get("skipped"))
        for suite in suites
    }


def test_junit_counts_what_was_not_run_as_skipped(folder: Path) -> None:
    """A suite for each engine; refused and not run are no passes."""
    (folder / "tool.yml").write_text(KEYWORD)
    flags = ("--engine", "splunk", "--engine", "eql", "--engine", "trino")
    expected = {"splunk": ("2", "0", "0"), "eql": ("2", "0", "1"), "trino": ("2", "0", "2")}
    assert junit(folder, *flags) == expected


@pytest.mark.usefixtures("blind")
def test_junit_counts_disagreements_as_failures(folder: Path) -> None:
    """A wrong query is a failed test."""
    assert junit(folder, "--engine", "splunk") == {"splunk": ("1", "1", "0")}


def test_a_broken_rule_costs_no_other_its_verdict(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It is named, the exit status is 1, and the sound rule is verified all the same."""
    (folder / "broken.yml").write_text(BROKEN)
    assert verify(".", "--generated", "4", "--engine", "splunk") == 1
    shown = capsys.readouterr()
    assert shown.err == (
        "broken.yml: condition: the rule has no selection 'cal'; define it or mend the name\n"
    )
    assert "1 of 1 cells ran over 4 events; nothing disagrees\n" in shown.out


@pytest.mark.usefixtures("folder")
def test_no_events_is_no_proof(capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing tried is not a pass."""
    assert verify("stopped.yml", "--generated", "0", "--engine", "splunk") == 1
    assert capsys.readouterr().err == "no events were tried; name some with --events or raise --generated\n"


@pytest.mark.parametrize(
    ("flags", "message"),
    [
        (["--engine", "spunk"], "there is no engine 'spunk'; choose from splunk, eql, eql-unicode, athena, "),
        (["--events", "nowhere.json"], "nowhere.json: no such file or folder of events"),
        (["--generated", "-1"], "--generated takes a number of events, 0 or more"),
    ],
)
@pytest.mark.usefixtures("folder")
def test_flags_that_cannot_be_used(
    flags: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit status 2, and one line that says what to write instead."""
    assert verify("stopped.yml", *flags) == 2
    assert message in capsys.readouterr().err


def test_a_broken_line_of_events(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The line is named and fails the run; the others count."""
    (folder / "events.jsonl").write_text(f'{STOPPED}\n{{"eventTime":\n{STARTED}\n')
    flags = ("--events", "events.jsonl", "--generated", "0", "--engine", "splunk")
    assert verify("stopped.yml", *flags) == 1
    shown = capsys.readouterr()
    assert shown.err.startswith("events.jsonl:2: not JSON: ")
    assert "1 of 1 cells ran over 2 events; nothing disagrees\n" in shown.out


def test_what_is_no_record_is_noted_and_no_failure(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A digest file among the logs is not the rule's fault."""
    (folder / "events.jsonl").write_text(f'{STOPPED}\n{{"digest":1}}\n')
    flags = ("--events", "events.jsonl", "--generated", "0", "--engine", "splunk")
    assert verify("stopped.yml", *flags) == 0
    assert capsys.readouterr().err.startswith("events.jsonl:2: no eventTime")


class Terminal(io.StringIO):
    """A stream that somebody watches."""

    def isatty(self) -> bool:
        """It is a terminal."""
        return True


@pytest.mark.usefixtures("folder")
def test_progress_is_for_terminals(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A watched run says how far it is; the log of a job does not fill with it."""
    assert verify("stopped.yml", "--generated", "4", "--engine", "splunk") == 0
    assert capsys.readouterr().err == ""
    monkeypatch.setattr(sys, "stderr", watched := Terminal())
    monkeypatch.setattr("converter.progress.monotonic", count(step=60).__next__)
    assert verify("stopped.yml", "--generated", "4", "--engine", "splunk") == 0
    assert watched.getvalue() == ("\r\x1b[Kconverting: 0 %\r\x1b[K\r\x1b[Kverifying: 4 events\r\x1b[K")
