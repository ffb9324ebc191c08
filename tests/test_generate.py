"""Events made from a rule alone: they tell the rule from rules that are nearly the same."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from converter.errors import RuleError
from converter.verify.generate import generate
from converter.verify.reference import compile_rule
from converter.verify.reference.modifiers import MODIFIERS as MODIFIERS_OF_SIGMA

AMI = "requestParameters.launchPermission.add.items"
SHARED = {"eventSource": "ec2.amazonaws.com", "eventName": "ModifyImageAttribute"}


def rule(condition: str, **selections: object) -> dict[str, Any]:
    """A rule of these selections."""
    return {"title": "T", "detection": {**selections, "condition": condition}}


def told_apart(first: dict[str, Any], second: dict[str, Any], count: int = 100) -> bool:
    """Whether some event made from the first rule gets another verdict from the second."""
    (right,), (wrong,) = compile_rule(first), compile_rule(second)
    return any(right.matches(made.event) is not wrong.matches(made.event) for made in generate(first, count))


MUTANTS = {
    "a NOT is dropped": (
        rule("a and not b", a=SHARED, b={"errorCode|exists": True}),
        rule("a and b", a=SHARED, b={"errorCode|exists": True}),
    ),
    "a filter is dropped": (
        rule("a and not b", a=SHARED, b={"userIdentity.type": "Root"}),
        rule("a", a=SHARED, b={"x": 1}),
    ),
    "parentheses are dropped": (
        rule("a and (b or c)", a=SHARED, b={f"{AMI}.group": "all"}, c={f"{AMI}.userId": "*"}),
        rule("a and b or c", a=SHARED, b={f"{AMI}.group": "all"}, c={f"{AMI}.userId": "*"}),
    ),
    "add becomes remove": (
        rule("a", a={**SHARED, f"{AMI}.group": "all"}),
        rule("a", a={**SHARED, "requestParameters.launchPermission.remove.items.group": "all"}),
    ),
    "add or remove": (
        rule("a", a={**SHARED, f"{AMI}.group": "all"}),
        rule(
            "a and (b or c)",
            a=SHARED,
            b={f"{AMI}.group": "all"},
            c={f"{AMI.replace('add', 'remove')}.group": "all"},
        ),
    ),
    "any text in the parameters": (
        rule("a", a={**SHARED, f"{AMI}.group": "all"}),
        rule("a", a={**SHARED, "requestParameters|contains": '"group":"all"'}),
    ),
    "the path ends elsewhere": (
        rule("a", a={**SHARED, f"{AMI}.userId": "111122223333"}),
        rule("a", a={**SHARED, f"{AMI}.group": "111122223333"}),
    ),
    "a wildcard is widened behind": (
        rule("a", a={"userAgent": "aws-cli/*x"}),
        rule("a", a={"userAgent": "aws-cli/*"}),
    ),
    "a wildcard is widened before": (
        rule("a", a={"userAgent|startswith": "Boto3"}),
        rule("a", a={"userAgent|contains": "Boto3"}),
    ),
    "exact becomes contains": (
        rule("a", a=SHARED),
        rule("a", a={**SHARED, "eventName": "*ModifyImageAttribute*"}),
    ),
    "a question mark takes any run": (rule("a", a={"userAgent": "a?c"}), rule("a", a={"userAgent": "a*c"})),
    "a question mark is optional": (
        rule("a", a={"userAgent": "a?c"}),
        rule("a", a={"userAgent|re|i|s": r"\Aa.?c\z"}),
    ),
    "a dot takes any character": (
        rule("a", a={"eventSource": "ec2.amazonaws.com"}),
        rule("a", a={"eventSource|re|i": r"\Aec2.amazonaws.com\z"}),
    ),
    "letter case counts": (
        rule("a", a=SHARED),
        rule("a", a={**SHARED, "eventName|cased": "ModifyImageAttribute"}),
    ),
    "letter case does not count": (
        rule("a", a={"userAgent|cased": "Boto3"}),
        rule("a", a={"userAgent": "Boto3"}),
    ),
    "a list member is lost": (
        rule("a", a={"eventName": ["A", "B", "C"]}),
        rule("a", a={"eventName": ["A", "C"]}),
    ),
    "all becomes any": (
        rule("a", a={"userAgent|contains|all": ["x1", "y2"]}),
        rule("a", a={"userAgent|contains": ["x1", "y2"]}),
    ),
    "null becomes absence": (
        rule("a", a={**SHARED, "errorCode": None}),
        rule("a", a={**SHARED, "errorCode|exists": False}),
    ),
    "null becomes the empty text": (rule("a", a={"errorCode": None}), rule("a", a={"errorCode": ["", None]})),
    "more becomes more or equal": (
        rule("a", a={"requestParameters.count|gt": 5}),
        rule("a", a={"requestParameters.count|gte": 5}),
    ),
    "numbers become texts": (
        rule("a", a={"requestParameters.port|gt": 22}),
        rule("a", a={"requestParameters.port|re": "^(2[3-9]|[3-9])"}),
    ),
    "a network is one bit wider": (
        rule("a", a={"sourceIPAddress|cidr": "198.51.100.0/25"}),
        rule("a", a={"sourceIPAddress|cidr": "198.51.100.0/24"}),
    ),
    "an anchor is lost": (
        rule("a", a={"userAgent|re": "^curl/[78]"}),
        rule("a", a={"userAgent|re": "curl/[78]"}),
    ),
    "an alternative is lost": (
        rule("a", a={"userAgent|re": "^(curl|Wget)/"}),
        rule("a", a={"userAgent|re": "^curl/"}),
    ),
    "fields are compared in part": (
        rule("a", a={"userIdentity.arn|fieldref": "requestParameters.userName"}),
        rule("a", a={"userIdentity.arn|fieldref|contains": "requestParameters.userName"}),
    ),
    "the caller becomes the role": (
        rule("a", a={"userIdentity.userName": "build"}),
        rule("a", a={"userIdentity.sessionContext.sessionIssuer.userName": "build"}),
    ),
    "an hour goes by": (rule("a", a={"eventTime|hour": 5}), rule("a", a={"eventTime|hour": [5, 6]})),
    "a keyword is looked for in one field": (
        rule("a", a=["mimikatz"]),
        rule("a", a={"requestParameters.note|contains": "mimikatz"}),
    ),
}


@pytest.mark.parametrize("name", MUTANTS)
def test_tells_a_rule_from_its_mutants(name: str) -> None:
    """A hundred events made from the rule suffice to find a fault, without sample data."""
    assert told_apart(*MUTANTS[name])


@pytest.mark.parametrize("pair", MUTANTS.values())
def test_has_matches_and_misses(pair: tuple[dict[str, Any], dict[str, Any]]) -> None:
    """Even ten events hold both a match and a miss."""
    for each in pair:
        (reference,) = compile_rule(each)
        assert {reference.matches(made.event) for made in generate(each, 10)} == {True, False}


def test_list_positions() -> None:
    """The value is tried as first, last, only and no member of a list, and as a member of its own."""
    positions = {
        tuple("group" in each and each["group"] == "all" for each in items)
        for made in generate(rule("a", a={**SHARED, f"{AMI}.group": "all"}), 200)
        if isinstance(items := _items(made.event), list) and all(isinstance(each, dict) for each in items)
    }
    assert {(True,), (True, False), (False, True), (False, True, False), (False,)} <= positions


def _items(event: dict[str, Any]) -> object:
    node: Any = event
    for name in ("requestParameters", "launchPermission", "add", "items"):
        node = node.get(name) if isinstance(node, dict) else None
    return node


def test_lists_only_where_aws_has_them() -> None:
    """EC2's model has one list on the way, `items`, and a text at the end: nothing else is made."""
    for made in generate(rule("a", a={**SHARED, f"{AMI}.group": "all"}), 300):
        permission = (made.event.get("requestParameters") or {}).get("launchPermission")
        assert not isinstance(permission, list)
        assert isinstance(_items(made.event), list | None)


def test_records_are_plausible() -> None:
    """Every event is a whole record with an ID of its own, a time, and texts where CloudTrail has texts."""
    made = generate(rule("a and not b", a=SHARED, b={"userIdentity.arn|contains": "x"}), 200)
    assert len({each.event["eventID"] for each in made}) == 200
    for each in made:
        assert each.event["eventTime"] == "2026-03-04T05:06:07Z"
        assert isinstance(each.event.get("eventName"), str | None)
        assert isinstance(each.event.get("requestParameters"), dict | None)


def test_several_conditions() -> None:
    """Each condition of a rule gets events of its own."""
    both = rule("a", a={"eventName": "A"}, b={"eventName": "B"})
    both["detection"]["condition"] = ["a", "b"]
    names = {made.event.get("eventName") for made in generate(both, 20)}
    assert {"A", "B"} <= names


def test_no_more_than_asked_for_and_no_event_twice() -> None:
    """`count` is kept, and no two events differ in their ID alone."""
    made = generate(rule("a", a=SHARED), 400)
    assert len(made) == 400
    assert len({str({**each.event, "eventID": ""}) for each in made}) == 400
    assert generate(rule("a", a=SHARED), 0) == []


def test_same_rule_same_bytes() -> None:
    """The events depend on the rule's text alone, not on the process and its hash seed."""
    program = (
        "from converter.verify.generate import generate\n"
        "print(generate({'detection': {'a': {'eventName': ['A', 'B*'], 'f.g|re': 'x+|y'},"
        " 'condition': 'not a'}}, 300))"
    )
    outputs = {
        subprocess.run(  # noqa: S603 -- our own interpreter and program
            [sys.executable, "-c", program], env={"PYTHONHASHSEED": seed}, capture_output=True, check=True
        ).stdout
        for seed in ("1", "2")
    }
    assert len(outputs) == 1


FIELDS = st.sampled_from(
    [
        "eventName",
        "userIdentity.arn",
        "requestParameters",
        "requestParameters.a.items.b",
        "resources.ARN",
        "x",
        "",
    ]
)
MODIFIERS = st.lists(st.sampled_from([*MODIFIERS_OF_SIGMA, "re", "all", "neq"]), max_size=2)
ITEMS = st.tuples(FIELDS, MODIFIERS).map(lambda item: "|".join([item[0], *item[1]]))
VALUES = st.none() | st.booleans() | st.integers(-5, 2000) | st.floats() | st.text(max_size=8)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(ITEMS, VALUES | st.lists(VALUES, max_size=3), max_size=3))
def test_any_rule_is_refused_or_gets_events(selection: dict[str, Any]) -> None:
    """Whatever stands in a rule, it is refused in one line, or its events are plain JSON and judged."""
    hostile = rule("not selection", selection=selection)
    try:
        (reference,) = compile_rule(hostile)
    except RuleError:
        return
    for made in generate(hostile, 20):
        assert isinstance(reference.matches(json.loads(json.dumps(made.event))), bool)


@pytest.mark.parametrize(
    "selection",
    [
        {"eventTime|hour": 9, "eventTime|minute": 30, "eventTime|day": 7, "eventTime|month": 2},
        {"requestParameters.count|gt": 5, "requestParameters.count|lt": 6},
        {"userIdentity.userName": "josé"},
        {"requestParameters.when|fieldref": "eventTime"},
        {"requestParameters|contains|all": ['"group":"all"', '"effect"']},
        {"readOnly": "false", "requestParameters.public": "true"},
        {"userAgent|contains": "aws", "userAgent|endswith": "boto3", "userAgent|re": "^x"},
        {"sourceIPAddress|cidr": "2001:db8::/32", "eventName|re": r"^(Get|List)\w{3,}$"},
    ],
)
def test_tests_that_must_hold_together(selection: dict[str, Any]) -> None:
    """Several tests of one field, or of fields that depend on one another, are met by one event."""
    both = rule("a", a=selection)
    (reference,) = compile_rule(both)
    assert reference.matches(generate(both, 1)[0].event)
