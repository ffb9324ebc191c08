"""What a rule costs or loses on a target, and rules that cannot be read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from lint_rule import HEAD, TAIL, findings, places

from converter.lint import lint

if TYPE_CHECKING:
    from pathlib import Path

CALL = "        eventSource: iam.amazonaws.com\n        eventName: CreateUser\n"


def detection(test: str, call: str = CALL) -> str:
    """A rule with one more test behind its call."""
    return f"detection:\n    selection:\n{call}        {test}\n    condition: selection\n"


@pytest.mark.parametrize(
    ("test", "column"),
    [
        ("userAgent|contains: curl", 29),
        ("userAgent|endswith: curl", 29),
        ("userAgent: '*curl'", 20),
        ("userAgent|re: '.*curl'", 23),
    ],
)
def test_a_pattern_that_begins_with_a_wildcard_is_a_note(tmp_path: Path, test: str, column: int) -> None:
    """No index helps a search for the end of a value."""
    assert places(tmp_path, detection(test), "ST403") == [("ST403", 5, column)]


@pytest.mark.parametrize("test", ["userAgent|startswith: curl", "userAgent: '*'", "userAgent|re: '^curl'"])
def test_other_patterns_are_left_alone(tmp_path: Path, test: str) -> None:
    """A lone asterisk asks for a value only."""
    assert places(tmp_path, detection(test), "ST403") == []


def test_a_rule_that_names_no_event_is_a_note(tmp_path: Path) -> None:
    """The beginning of a name limits a search, too."""
    assert places(tmp_path, detection("userAgent: curl", ""), "ST404") == [("ST404", 4, 16)]
    assert places(tmp_path, detection("eventName|startswith: Create", ""), "ST404") == []


def test_what_a_conversion_warns_of_is_a_note(tmp_path: Path) -> None:
    """Elastic keeps all parameters in one string."""
    rule = detection("requestParameters.path: /eve/")
    messages = [message for *_, message in findings(tmp_path, rule, "ST401")]
    assert [message.split(" ", 1)[0] for message in messages] == ["eql:", "splunk:"]


def test_a_rule_that_no_target_takes_says_so_once(tmp_path: Path) -> None:
    """The three pipelines map no field `status`."""
    assert findings(tmp_path, detection("status: ok"), "ST402") == [
        (
            "ST402",
            1,
            1,
            "splunk, eql, athena know no 'status'; if your data has it, add it to their pipelines",
        )
    ]


def test_a_condition_that_cannot_be_read_is_an_error(tmp_path: Path) -> None:
    """The condition names a selection that is not there."""
    rule = f"detection:\n    selection:\n{CALL}    condition: selecton\n"
    assert findings(tmp_path, rule, "ST001") == [
        ("ST001", 5, 5, "condition 'selecton' names the detection 'selecton', which is not there")
    ]


@pytest.mark.parametrize(
    ("text", "line", "column", "message"),
    [
        ("title: [", 2, 1, "is no YAML: did not find expected node content (line 2, column 1)"),
        ("title: a\ntitle: b\n", 2, 1, "has the key 'title' twice in one map (line 2)"),
        ("", 1, 1, "is empty; a rule has at least title, logsource and detection"),
        (HEAD.replace("aws", "gcp") + TAIL, 1, 1, "logsource product is 'gcp'"),
    ],
)
def test_a_file_that_is_no_rule_is_an_error_at_its_line(
    tmp_path: Path, text: str, line: int, column: int, message: str
) -> None:
    """YAML's own errors name their line."""
    path = tmp_path / "aws_some_rule.yml"
    path.write_text(text, encoding="utf-8")
    (found,) = lint([path])
    assert (found.code, found.place.line, found.place.column) == ("ST001", line, column)
    assert message in found.message


def test_a_comment_may_keep_a_file_out(tmp_path: Path) -> None:
    """Even one that is no YAML."""
    path = tmp_path / "aws_some_rule.yml"
    path.write_text("# sigmatrail: ignore-file ST001\ntitle: [", encoding="utf-8")
    assert lint([path]) == []


def test_other_encodings_of_yaml_are_read(tmp_path: Path) -> None:
    """YAML may be UTF-16; columns count characters, whatever their bytes."""
    rule = HEAD + detection("userAgent|contains: 'ü'", CALL.replace("CreateUser", "'ÜberUser'")) + TAIL
    path = tmp_path / "aws_other_encoding.yml"
    for encoding in ("utf-8", "utf-8-sig", "utf-16"):
        path.write_bytes(rule.encode(encoding))
        found = [each.place for each in lint([path]) if each.code == "ST102"]
        assert [(each.line, each.column, each.end_column) for each in found] == [(19, 20, 30)]


def test_the_documents_of_a_file_are_checked_one_by_one(tmp_path: Path) -> None:
    """The second rule's finding stands at the second rule's line."""
    rule = HEAD + detection("userAgent: curl") + TAIL
    path = tmp_path / "aws_two_rules_in_one.yml"
    path.write_text(f"{rule}---\n{rule.replace('CreateUser', 'CreateUsr')}", encoding="utf-8")
    assert [(each.code, each.place.line) for each in lint([path]) if each.code == "ST102"] == [("ST102", 44)]
