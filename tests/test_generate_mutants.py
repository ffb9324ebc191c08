"""Events made from a rule alone tell it from rules that are nearly the same."""

from __future__ import annotations

from typing import Any

import pytest

from converter.verify.generate import generate
from converter.verify.reference import compile_rule

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
