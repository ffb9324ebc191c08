"""`sigmatrail lint`: exit status, formats, and what comments and settings leave out."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING

import pytest
from gate import sarif_faults
from junitparser import JUnitXml
from lint_rule import DETECTION, write

from converter.cli import main
from converter.lint.codes import CHECKS, SEVERITIES

if TYPE_CHECKING:
    from pathlib import Path

WRONG = DETECTION.replace("UpdateAssumeRolePolicy", "UpdateRoleTrust")
MESSAGE = "iam.amazonaws.com has no event 'UpdateRoleTrust'; did you mean 'UpdateRole'?"
NOTE = DETECTION.replace("UpdateAssume", "updateAssume")


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Paths in the output are relative, and no settings lie above."""
    monkeypatch.chdir(tmp_path)


def run(*arguments: str) -> int:
    """The exit status of one call, with the rules in the folder where it runs."""
    return main(["lint", "aws_iam_role_trust_changed.yml", *arguments])


def test_a_clean_rule_ends_with_0(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """And says that there is nothing."""
    write(tmp_path)
    assert run() == 0
    assert capsys.readouterr() == ("nothing found\n", "")


def test_an_error_ends_with_1_and_stands_in_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """File, line, column, code and message, then the sum."""
    write(tmp_path, WRONG)
    assert run() == 1
    assert capsys.readouterr().out == f"aws_iam_role_trust_changed.yml:19:20: ST102 {MESSAGE}\n1 error\n"


def test_notes_are_shown_when_asked_for_and_end_with_0(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without asking, their number is said."""
    write(tmp_path, NOTE)
    assert run() == 0
    assert capsys.readouterr() == (
        "nothing found\n",
        "1 more below the severity warning; --severity info shows them\n",
    )
    assert run("--severity", "info") == 0
    assert capsys.readouterr().out.splitlines()[1] == "1 note"


def test_a_wrong_call_ends_with_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A path that is not there, and a code that no check has."""
    assert main(["lint", "nowhere"]) == 2
    write(tmp_path)
    assert run("--ignore", "ST999") == 2
    assert capsys.readouterr().err.splitlines() == [
        "sigmatrail: nowhere: there is no such file or folder",
        "sigmatrail: --ignore ST999: no check has a code that begins so",
    ]


@pytest.mark.parametrize("codes", ["ST102", "ST1", "SH1,ST1", "ST"])
def test_the_command_line_leaves_codes_out(tmp_path: Path, codes: str) -> None:
    """A code, the beginning of some, or several."""
    write(tmp_path, WRONG)
    assert run("--ignore", codes) == 0


@pytest.mark.parametrize(
    ("file", "table"), [("sigmatrail.toml", "lint"), ("pyproject.toml", "tool.sigmatrail.lint")]
)
def test_settings_leave_codes_out(tmp_path: Path, file: str, table: str) -> None:
    """In either of the two files."""
    write(tmp_path, WRONG)
    (tmp_path / file).write_text(f'[{table}]\nignore = ["ST102"]\n', encoding="utf-8")
    assert run() == 0


@pytest.mark.parametrize("setting", ['ignore = "ST102"', 'ignore = ["XY"]', "ignored = []"])
def test_settings_that_make_no_sense_end_with_2(tmp_path: Path, setting: str) -> None:
    """A text for a list, an unknown code, an unknown key."""
    write(tmp_path)
    (tmp_path / "sigmatrail.toml").write_text(f"[lint]\n{setting}\n", encoding="utf-8")
    assert run() == 2


@pytest.mark.parametrize(
    ("line", "status"),
    [
        ("eventName: UpdateRoleTrust # sigmatrail: ignore ST102", 0),
        ("eventName: UpdateRoleTrust # sigmatrail: ignore SH, ST1", 0),
        ("eventName: UpdateRoleTrust # sigmatrail: ignore", 0),
        ("eventName: UpdateRoleTrust # sigmatrail: ignore ST103", 1),
        ("# sigmatrail: ignore ST102\n        # and why\n        eventName: UpdateRoleTrust", 0),
        ("# sigmatrail: ignore ST102\n        awsRegion: x\n        eventName: UpdateRoleTrust", 1),
        ("eventName: UpdateRoleTrust\n# sigmatrail: ignore-file ST102", 0),
        ("eventName: UpdateRoleTrust\n# sigmatrail: ignore-file SH", 1),
    ],
)
def test_comments_leave_codes_out(tmp_path: Path, line: str, status: int) -> None:
    """On the line itself, on the line above, or for the whole file."""
    write(tmp_path, WRONG.replace("eventName: UpdateRoleTrust", line))
    assert run() == status


def test_json_has_every_part_of_a_finding(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One object each."""
    write(tmp_path, WRONG)
    assert run("--format", "json") == 1
    assert json.loads(capsys.readouterr().out) == [
        {
            "path": "aws_iam_role_trust_changed.yml",
            "line": 19,
            "column": 20,
            "end_line": 19,
            "end_column": 35,
            "code": "ST102",
            "name": "unknown-event",
            "severity": "error",
            "message": MESSAGE,
            "page": "docs/lint.md#st102",
        }
    ]


def test_github_s_commands_escape_what_the_runner_reads(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Percent signs and line breaks of a message would end or change the command."""
    write(tmp_path, DETECTION.replace("UpdateAssumeRolePolicy", '"100%,\\n:x"'))
    assert run("--format", "github", "--ignore", "SH1") == 1
    assert capsys.readouterr().out == (
        "::error file=aws_iam_role_trust_changed.yml,line=19,endLine=19,col=20,title=ST102 unknown-event::"
        "iam.amazonaws.com has no event '100%25,%0A:x'\n"
    )


def test_notes_are_notices_on_github(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """GitHub calls them so."""
    write(tmp_path, NOTE)
    assert run("--format", "github", "--severity", "info") == 0
    assert capsys.readouterr().out.startswith("::notice file=")


def test_sarif_has_the_structure_of_version_2_1_0(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Every part of it that we write, as it stands."""
    write(tmp_path, WRONG)
    assert run("--format", "sarif") == 1
    log = json.loads(capsys.readouterr().out)
    assert log["version"] == "2.1.0"
    (only,) = log["runs"]
    assert only["tool"]["driver"]["name"] == "sigmatrail"
    assert only["tool"]["driver"]["rules"] == [
        {
            "id": "ST102",
            "name": "unknown-event",
            "shortDescription": {"text": "The event source has no event of this name"},
            "help": {"text": "See docs/lint.md#st102"},
            "defaultConfiguration": {"level": "error"},
        }
    ]
    assert only["results"] == [
        {
            "ruleId": "ST102",
            "ruleIndex": 0,
            "level": "error",
            "message": {"text": MESSAGE},
            "locations": [
                {
                    "physicalLocation": {
                        "artifactLocation": {"uri": "aws_iam_role_trust_changed.yml"},
                        "region": {"startLine": 19, "startColumn": 20, "endLine": 19, "endColumn": 35},
                    }
                }
            ],
        }
    ]


def test_sarif_and_junit_open_where_others_read_them(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """With findings of every severity, with hostile text, and with none at all."""
    texts = (WRONG, NOTE, DETECTION, DETECTION.replace("UpdateAssumeRolePolicy", '"<a>, \\x01\\n%20"'))
    counts = []
    for number, text in enumerate(texts):
        folder = tmp_path / f"n {number}"
        folder.mkdir()
        path = write(folder, text)
        command = ("lint", str(path), "--ignore", "SH1", "--severity", "info", "--format")
        main([*command, "sarif"])
        assert sarif_faults(json.loads(capsys.readouterr().out)) == []
        main([*command, "junit"])
        report = JUnitXml.fromstring(capsys.readouterr().out.encode())
        said = (report.tests, report.failures)
        report.update_statistics()
        assert said == (report.tests, report.failures)
        counts.append(said)
    assert counts == [(1, 1), (1, 0), (1, 0), (1, 1)]


def test_the_schema_of_sarif_objects_to_what_is_wrong() -> None:
    """A column of 0, a level that there is none of, a key too many: the tests above can fail."""
    location = {
        "physicalLocation": {"artifactLocation": {"uri": "x"}, "region": {"startLine": 1, "startColumn": 0}}
    }
    found = {"message": {"text": "x"}, "level": "info", "locations": [location], "extra": 1}
    run = {"tool": {"driver": {"name": "x"}}, "results": [found]}
    assert len(sarif_faults({"version": "2.1.0", "runs": [run]})) == 3


def test_sarif_refers_to_files_by_uri(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A blank in a path is written %20, and an absolute path has a scheme."""
    folder = tmp_path / "my rules"
    folder.mkdir()
    path = write(folder, WRONG)
    main(["lint", "my rules", str(path), "--format", "sarif"])
    results = json.loads(capsys.readouterr().out)["runs"][0]["results"]
    uris = {each["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for each in results}
    assert uris == {f"file://{str(path).replace(' ', '%20')}", "my%20rules/aws_iam_role_trust_changed.yml"}


def test_junit_is_xml_with_a_failure_for_each_error(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whatever a rule holds: control characters are spelled out."""
    write(tmp_path, DETECTION.replace("UpdateAssumeRolePolicy", '"<a> & \\x01\\n"'))
    assert run("--format", "junit", "--ignore", "SH1") == 1
    root = ET.fromstring(capsys.readouterr().out)  # noqa: S314 -- our own output
    assert (root.get("tests"), root.get("failures")) == ("1", "1")
    (failure,) = root.iter("failure")
    assert failure.get("type") == "error"
    assert failure.get("message") == "iam.amazonaws.com has no event '<a> & \\x01\n'"


def test_the_text_cannot_drive_a_terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Escape sequences of a rule are spelled out, and a finding stays on its line."""
    write(tmp_path, DETECTION.replace("UpdateAssumeRolePolicy", '"\\e[31m\\nx"'))
    assert run("--ignore", "SH1") == 1
    assert capsys.readouterr().out.splitlines() == [
        "aws_iam_role_trust_changed.yml:19:20: ST102 iam.amazonaws.com has no event '\\x1b[31m x'",
        "1 error",
    ]


def test_the_table_of_checks_is_in_order() -> None:
    """Codes have five characters, names are unique, severities are three."""
    assert all(len(code) == 5 for code in CHECKS)
    assert len({check.name for check in CHECKS.values()}) == len(CHECKS)
    assert {check.severity for check in CHECKS.values()} == set(SEVERITIES)
