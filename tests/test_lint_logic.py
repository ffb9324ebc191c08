"""The checks of a rule's logic: what can never hold, always holds, or changes nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lint_rule import findings, places

from converter.lint.pattern import covers, disjoint, pattern_of

if TYPE_CHECKING:
    from pathlib import Path

CODES = ("ST301", "ST302", "ST303", "ST304", "ST305", "ST306", "ST307", "ST308")
BASE = "    base:\n        eventSource: iam.amazonaws.com\n        eventName: CreateUser\n"


def detection(selections: str, condition: str) -> str:
    """A detection with the base selection on line 2."""
    return f"detection:\n{BASE}{selections}    condition: {condition}\n"


def test_a_selection_that_no_condition_uses_is_found(tmp_path: Path) -> None:
    """Patterns of the condition count as uses."""
    rule = detection("    other:\n        awsRegion: eu-west-1\n", "base")
    assert findings(tmp_path, rule, *CODES) == [("ST301", 5, 5, "no condition uses the selection 'other'")]
    assert places(tmp_path, rule.replace("condition: base", "condition: all of them"), *CODES) == []


def test_a_group_that_holds_what_the_condition_has_changes_nothing(tmp_path: Path) -> None:
    """`1 of selection_*` also covers selection_base, so every base event is found."""
    rule = (
        "detection:\n    selection_base:\n        eventName: CreateUser\n"
        "    selection_region:\n        awsRegion: eu-west-1\n"
        "    condition: selection_base and 1 of selection_*\n"
    )
    assert places(tmp_path, rule, *CODES) == [("ST302", 6, 16)]
    assert places(tmp_path, rule.replace("and 1 of", "and all of"), *CODES) == []


@pytest.mark.parametrize(
    "other",
    [
        "eventName: DeleteUser",
        "eventName: null",
        "eventName|exists: false",
        "eventName|endswith: Group",
        "eventName|contains: Role",
    ],
)
def test_a_condition_that_contradicts_itself_is_found(tmp_path: Path, other: str) -> None:
    """One event has one name."""
    rule = detection(f"    other:\n        {other}\n", "base and other")
    assert places(tmp_path, rule, *CODES) == [("ST303", 7, 16)]


@pytest.mark.parametrize(
    "other",
    [
        "eventName|startswith: create",
        "eventName|exists: true",
        "requestParameters.userName: eve",
        "errorCode: null",
        "eventName|re: User$",
    ],
)
def test_a_condition_that_may_hold_is_left_alone(tmp_path: Path, other: str) -> None:
    """What cannot be told counts as possible."""
    rule = detection(f"    other:\n        {other}\n", "base and other")
    assert places(tmp_path, rule, *CODES) == []


def test_members_of_an_array_may_be_two_things_at_once(tmp_path: Path) -> None:
    """Two members of an array meet two tests of one path."""
    rule = (
        "detection:\n    one:\n        resources.type: AWS::S3::Bucket\n"
        "    two:\n        resources.type: AWS::S3::Object\n    condition: one and two\n"
    )
    assert places(tmp_path, rule, *CODES) == []


def test_a_filter_that_takes_everything_away_is_a_contradiction(tmp_path: Path) -> None:
    """The filter covers the selection."""
    rule = detection("    filter:\n        eventName|startswith: Create\n", "base and not filter")
    assert places(tmp_path, rule, *CODES) == [("ST303", 7, 16)]


def test_a_condition_that_always_holds_is_found(tmp_path: Path) -> None:
    """Something is this, or it is not this."""
    assert places(tmp_path, detection("", "base or not base"), *CODES) == [("ST304", 5, 16)]


def test_a_condition_that_only_excludes_is_found(tmp_path: Path) -> None:
    """Nearly every event is not that one; null asks for absence, too."""
    assert places(tmp_path, detection("", "not base"), *CODES) == [("ST306", 5, 16)]
    rule = "detection:\n    none:\n        errorCode: null\n    condition: none\n"
    assert places(tmp_path, rule, *CODES) == [("ST306", 4, 16)]
    failed = "detection:\n    none:\n        errorCode: null\n    condition: not none\n"
    assert places(tmp_path, failed, *CODES) == []


def test_a_filter_of_something_else_is_idle(tmp_path: Path) -> None:
    """The filter speaks of another source than the selection."""
    rule = detection(
        "    filter_a:\n        eventSource: ec2.amazonaws.com\n"
        "    filter_b:\n        awsRegion: eu-west-1\n",
        "base and not 1 of filter_*",
    )
    assert findings(tmp_path, rule, *CODES) == [
        ("ST307", 5, 5, "the filter 'filter_a' never meets what the condition selects")
    ]


def test_an_alternative_that_cannot_be_met_is_found(tmp_path: Path) -> None:
    """One of two alternatives contradicts the base."""
    rule = detection(
        "    alt_a:\n        eventName: DeleteUser\n    alt_b:\n        awsRegion: eu-west-1\n",
        "base and 1 of alt_*",
    )
    assert findings(tmp_path, rule, *CODES) == [
        ("ST308", 5, 5, "the selection 'alt_a' can never be met here")
    ]


def test_a_value_that_another_covers_is_found(tmp_path: Path) -> None:
    """A wildcard covers what it matches, a twin in other letter case says nothing new."""
    rule = (
        "detection:\n    selection:\n        userAgent:\n            - 'aws-*'\n            - aws-cli\n"
        "            - Boto\n            - boto\n    condition: selection\n"
    )
    assert findings(tmp_path, rule, *CODES) == [
        ("ST305", 5, 15, "'aws-*' says as much as 'aws-cli' here"),
        ("ST305", 7, 15, "'Boto' says as much as 'boto' here"),
    ]


def test_of_values_that_all_have_to_be_met_the_wider_is_idle(tmp_path: Path) -> None:
    """What contains `aws-cli` contains `aws`."""
    rule = (
        "detection:\n    selection:\n        userAgent|contains|all:\n            - aws\n"
        "            - aws-cli\n    condition: selection\n"
    )
    assert findings(tmp_path, rule, *CODES) == [("ST305", 4, 15, "'aws-cli' says as much as 'aws' here")]


def test_cased_values_are_not_twins(tmp_path: Path) -> None:
    """With cased, Boto and boto are two texts."""
    rule = (
        "detection:\n    selection:\n        userAgent|cased:\n            - Boto\n            - boto\n"
        "    condition: selection\n"
    )
    assert places(tmp_path, rule, *CODES) == []


def test_a_wide_condition_is_left_undecided(tmp_path: Path) -> None:
    """Two lists of 100 values have 10,000 combinations, of which none is tried."""
    one = "".join(f"            - A{number}\n" for number in range(100))
    two = "".join(f"            - B{number}\n" for number in range(100))
    rule = (
        f"detection:\n    one:\n        eventName:\n{one}    two:\n        eventName:\n{two}"
        "    condition: one and two\n"
    )
    assert places(tmp_path, rule, "ST303") == []


TEXTS = st.text(alphabet="ab*?", max_size=6)


def matches(pattern: str, text: str) -> bool:
    """A matcher of our own, letter by letter."""
    if not pattern:
        return not text
    if pattern[0] == "*":
        return matches(pattern[1:], text) or (bool(text) and matches(pattern, text[1:]))
    return bool(text) and pattern[0] in {"?", text[0]} and matches(pattern[1:], text[1:])


@given(TEXTS, TEXTS, st.text(alphabet="ab", max_size=6))
def test_what_is_said_of_two_patterns_holds_for_every_text(one: str, other: str, text: str) -> None:
    """A covered pattern has no text that the wider one lacks; disjoint patterns share none."""
    first, second = pattern_of(one, one, ()), pattern_of(other, other, ())
    assert first is not None
    assert second is not None
    both = matches(one, text), matches(other, text)
    if covers(first, second):
        assert both != (False, True)
    if disjoint(first, second):
        assert both != (True, True)
