"""What `sigmatrail check` tells, and to whom: a person, a forge, a summary."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

import pytest
from gate import EVENT, GOLDEN, RULE, STEM, found, places, replace, sarif_faults
from junitparser import JUnitXml

from converter.cli import main

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Change = Callable[[Path], object]


@pytest.mark.usefixtures("repository")
def test_a_query_that_an_engine_judges_otherwise_is_found(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """At the event that shows it, and at the rule for events that were made from it."""
    from converter.targets.splunk.engine import SplunkEngine  # noqa: PLC0415 -- an engine is slow to import

    monkeypatch.setattr(SplunkEngine, "run", lambda *_: set())
    findings = found(capsys)
    assert ("CK303", EVENT, 11) in places(findings)
    assert ("CK303", RULE, 17) in places(findings)
    assert {each["code"] for each in findings} == {"CK303"}
    assert "splunk misses" in findings[0]["message"]


def test_a_rule_without_events_is_a_note(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It is converted and tried on events that are made from it."""
    shutil.rmtree(repository / "tests" / "events")
    assert main(["check", "--severity", "info"]) == 0
    assert f"{RULE}:1:1: CK305" in capsys.readouterr().out


def test_what_is_not_shown_is_counted(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A warning fails the run, even where only errors are shown."""
    replace(repository / RULE, "level: high\n", "")
    capsys.readouterr()
    assert main(["check", "--severity", "error"]) == 1
    out, err = capsys.readouterr()
    assert out == "nothing of severity error found\n"
    assert err.splitlines()[0] == "1 warning fails the check, too; --severity warning shows what is wrong"


def test_settings_leave_codes_out(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The same list as lint's."""
    replace(repository / EVENT, '"Root"', '"IAMUser"')
    replace(repository / "sigmatrail.toml", "ignore = []", 'ignore = ["CK3"]')
    assert found(capsys) == []


def test_targets_of_the_settings_are_the_only_ones(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A golden of another target is left over."""
    replace(repository / "sigmatrail.toml", '["splunk", "eql", "athena"]', '["splunk", "eql"]')
    assert places(found(capsys)) == [("CK203", f"tests/golden/athena/{STEM}.sql", 1)]


def test_another_folder_can_be_checked(
    repository: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Paths begin where the command runs, so that annotations find their files."""
    replace(repository / EVENT, '"Root"', '"IAMUser"')
    monkeypatch.chdir(repository.parent)
    name = repository.name
    assert places(found(capsys, name)) == [("CK301", f"{name}/{EVENT}", 4)]


def test_a_folder_without_rules_is_a_wrong_call(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The way out is named."""
    assert main(["check", str(tmp_path)]) == 2
    assert capsys.readouterr().err == (
        f"sigmatrail: {tmp_path}/rules: there is no rule here; "
        "name the folder that has rules/ in it, or make one with sigmatrail init DIR\n"
    )


def test_the_reports_are_those_of_lint(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Annotations, SARIF and JUnit name the line, hold the difference, and open where others read them."""
    replace(repository / GOLDEN, "Root", "Admin")
    reports = {}
    for form in ("github", "sarif", "junit"):
        capsys.readouterr()
        assert main(["check", "--format", form]) == 1
        reports[form] = capsys.readouterr().out
    [annotation] = reports["github"].splitlines()
    assert annotation.startswith(f"::error file={GOLDEN},line=1,endLine=1,col=1,title=CK201 stale-golden::")
    assert "%0A+++ converted now%0A" in annotation
    log = json.loads(reports["sarif"])
    assert sarif_faults(log) == []
    [outcome] = log["runs"][0]["results"]
    location = outcome["locations"][0]["physicalLocation"]
    assert (location["artifactLocation"]["uri"], location["region"]["startLine"]) == (GOLDEN, 1)
    [suite] = JUnitXml.fromstring(reports["junit"].encode())
    [case] = suite
    assert (case.classname, case.name) == (GOLDEN, "CK201 stale-golden at 1:1")
    assert "+++ converted now" in case.result[0].message


@pytest.mark.parametrize("form", ["github", "json", "sarif", "junit"])
def test_a_report_of_nothing_can_be_read(
    repository: Path, form: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """A clean run is no empty file, but for annotations."""
    assert (repository / RULE).is_file()
    capsys.readouterr()
    assert main(["check", "--format", form]) == 0
    out = capsys.readouterr().out
    if form == "github":
        assert out == ""
    elif form == "junit":
        report = JUnitXml.fromstring(out.encode())
        assert (report.tests, report.failures) == (1, 0)
    elif form == "sarif":
        assert sarif_faults(json.loads(out)) == []
        assert json.loads(out)["runs"][0]["results"] == []
    else:
        assert json.loads(out) == []


def test_the_summary_is_a_table_behind_what_is_there(repository: Path) -> None:
    """A line a query, a column an engine; kept answers are in it, too."""
    summary = repository / "summary.md"
    summary.write_text("before\n")
    for _ in range(2):
        assert main(["check", "--summary", "summary.md"]) == 0
    lines = summary.read_text().splitlines()
    assert lines[:4] == [
        "before",
        "## sigmatrail check",
        "",
        "**Nothing is wrong** in 1 condition",
    ]
    assert lines[5:7] == ["| rule | splunk | eql | eql-unicode | athena |", "| --- | --- | --- | --- | --- |"]
    assert lines[7].startswith(f"| {STEM} | ")
    assert " matched" in lines[7]
    assert lines.count("## sigmatrail check") == 2
