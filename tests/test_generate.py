"""Events made from a rule alone: plausible, different, with matches and misses, the same each time."""

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
