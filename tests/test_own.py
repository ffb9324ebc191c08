"""What users add to rules: pipelines of their own, values of placeholders, filters; proven by execution."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

import pytest
from own_files import FILTER, PIPELINE, RECORD, identity, own_of
from proof import LOCAL, OPTIONS, differences, event_of, rule_of, trial
from random_events import CALLS, random_record
from random_rules import random_rule
from random_words import Words

from converter.conversion import Converter
from converter.own import Filter, Own
from converter.own.document import document_of
from converter.targets import TARGETS
from converter.verify.cases import cases_of, reference_of
from converter.verify.generate import generate

if TYPE_CHECKING:
    from converter.load import Rule

ROOT = Path(__file__).parent.parent


def matched(rule: Rule, own: Own, records: dict[str, dict[str, Any]]) -> list[str]:
    """The records that a rule matches with what is added; every query judges like the reference."""
    converter = Converter((), OPTIONS, own=own)
    problems: list[str] = []
    tried = cases_of(rule, converter, problems.append)
    events = [event_of(record, name) for name, record in records.items()]
    made = generate(rule.document, 40, reference_of(rule, own))
    events += [event_of(each.event, f"made {number}") for number, each in enumerate(made)]
    result = trial(tried, events, LOCAL)
    assert (problems, differences(result)) == ([], [])
    assert [case.refusals for case in tried] == [{}] * len(tried)
    return [name for name, record in records.items() if any(case.reference.matches(record) for case in tried)]


PEOPLE = {
    "ours": identity(accountId="111111111111"),
    "also ours": identity(accountId="222222222222"),
    "theirs": identity(accountId="333333333333"),
    "nobody's": RECORD | {"userIdentity": {"type": "AWSService"}},
}


def test_a_placeholder_stands_for_each_of_its_values(tmp_path: Path) -> None:
    """On every engine, in a selection that must hold and in one that must not."""
    own = own_of(tmp_path, placeholders="own_accounts: ['111111111111', 222222222222]\n")
    detection: dict[str, Any] = {
        "selection": {"eventName": "DeleteTrail"},
        "own": {"userIdentity.accountId|expand": "%own_accounts%"},
    }
    inside = rule_of(detection | {"condition": "selection and own"})
    assert matched(inside, own, PEOPLE) == ["ours", "also ours"]
    outside = rule_of(detection | {"condition": "selection and not own"})
    assert matched(outside, own, PEOPLE) == ["theirs", "nobody's"]


@pytest.mark.parametrize(
    ("key", "written", "values", "names"),
    [
        ("userIdentity.arn|contains|expand", ":%x%:", "['1', '2']", ["a", "b"]),
        ("userIdentity.arn|expand", "arn:aws:iam::%x%:user/%y%", "['1', '2']", ["a"]),
        ("userIdentity.arn|expand|endswith", "%x%", "['/a', '/*c']", ["a", "c"]),
        ("userIdentity.arn|cased|expand", "%x%", "['arn:aws:iam::1:user/A']", []),
        ("userIdentity.arn|neq|expand", "%x%", "['*/a', '*/b']", ["c", "none"]),
        ("userIdentity.arn|expand", r"\%x%", "['arn:aws:iam::1:user/a']", []),
        ("userIdentity.arn|all|expand", "*%x%*", "['user/b']", ["b"]),
    ],
)
def test_a_placeholder_may_be_part_of_a_value(
    tmp_path: Path, key: str, written: str, values: str, names: list[str]
) -> None:
    """Between other text, several in one, with wildcards in its values, and beside other modifiers."""
    own = own_of(tmp_path, placeholders=f"x: {values}\ny: [a, n]\n")
    records = {
        name: identity(arn=f"arn:aws:iam::{account}:user/{name}")
        for name, account in (("a", 1), ("b", 2), ("c", 3))
    }
    records["none"] = RECORD | {"userIdentity": {"type": "AWSService"}}
    rule = rule_of({"selection": {"eventName": "DeleteTrail", key: written}, "condition": "selection"})
    assert matched(rule, own, records) == names


def test_a_field_with_and_without_a_placeholder_is_refused(tmp_path: Path) -> None:
    """Filled, they are one key, of which one value would be lost."""
    own = own_of(tmp_path, placeholders="x: [a]")
    rule = rule_of({"s": {"eventName|expand": "%x%", "eventName": "b"}, "condition": "s"})
    for found in Converter(own=own).convert(rule):
        assert "detection 's', which has a field with and without 'expand'" in str(found.error)


def test_an_account_keeps_its_zeros(tmp_path: Path) -> None:
    """YAML would take 012345670123 for a number to the base of eight."""
    assert own_of(tmp_path, placeholders="own: [012345670123]").placeholders == {"own": ("012345670123",)}


@pytest.mark.parametrize(
    ("key", "reason"),
    [
        (
            "eventName|expand",
            "the placeholder %x% has no value; write 'x: [...]' in a file for --placeholders",
        ),
        ("eventName|re|expand", "a placeholder in a regular expression is open to two readings"),
        ("eventName|base64|expand", "'base64' before 'expand' changes the placeholder itself"),
        ("eventName|all|expand", "'all' beside a placeholder of several values is open to two readings"),
    ],
)
def test_a_placeholder_that_cannot_be_filled_is_refused_by_name(
    tmp_path: Path, key: str, reason: str
) -> None:
    """For every target, with selection and field."""
    written = "%x%" if "no value" in reason else "%several%"
    own = own_of(tmp_path, placeholders="several: [a, b]")
    rule = rule_of({"selection": {key: written}, "condition": "selection"})
    errors = [found.error for found in Converter(own=own).convert(rule)]
    assert [reason in str(error) for error in errors] == [True] * len(TARGETS)
    assert str(errors[0]).startswith("rule: detection 'selection', field 'eventName': ")


@pytest.mark.parametrize(
    ("change", "names"),
    [
        ({}, ["theirs"]),
        ({"rules": "any"}, ["theirs"]),
        ({"rules": "gone"}, ["theirs"]),
        ({"rules": ["other", "5f0b0f33-6a44-4c55-9b8e-0a6a3a1f2c11"]}, ["theirs"]),
        ({"rules": ["other"]}, ["deployed", "theirs"]),
        ({"condition": "selection"}, ["deployed"]),
        ({"_hidden": {"awsRegion": "us-east-1"}, "condition": "not 1 of them"}, ["theirs"]),
        ({"other": {"awsRegion": "us-east-1"}, "condition": "not all of them"}, ["theirs"]),
        ({"selection": [{"awsRegion": "eu-*"}, {"userIdentity.arn": "*role*"}]}, ["theirs"]),
    ],
)
def test_a_filter_is_joined_to_the_rule_that_it_names(
    tmp_path: Path, change: dict[str, Any], names: list[str]
) -> None:
    """By id or name, or to any; its patterns cover its own selections, the rule's patterns the rule's."""
    own = own_of(tmp_path, filters=json.dumps(FILTER | {"filter": FILTER["filter"] | change}))
    detection = {
        "selection": {"eventName": "DeleteTrail"},
        "other": {"eventName": "StopLogging"},
        "condition": "1 of them",
    }
    rule = rule_of(detection)
    rule.document.update(name="gone", id="5f0b0f33-6a44-4c55-9b8e-0a6a3a1f2c11")
    records = {"deployed": identity(arn="arn:aws:iam::1:role/deploy"), "theirs": RECORD}
    assert matched(rule, own, records) == names


@pytest.mark.parametrize(
    ("logsource", "concerned"),
    [
        ({"product": "aws"}, True),
        ({"service": "cloudtrail"}, True),
        ({"product": "aws", "service": "s3"}, False),
        ({"product": "aws", "category": "x"}, False),
        ({"product": "windows"}, False),
    ],
)
def test_a_filter_of_another_log_source_is_left_alone(
    tmp_path: Path, logsource: dict[str, str], *, concerned: bool
) -> None:
    """What it leaves out may be anything."""
    text = json.dumps(FILTER | {"logsource": logsource, "filter": FILTER["filter"] | {"rules": "any"}})
    rule = rule_of({"selection": {"eventName": "DeleteTrail"}, "condition": "selection"})
    deployed = {"deployed": identity(arn="arn:aws:iam::1:role/deploy")}
    assert matched(rule, own_of(tmp_path, filters=text), deployed) == ([] if concerned else ["deployed"])


def test_a_filter_concerns_every_condition_and_takes_placeholders(tmp_path: Path) -> None:
    """Two conditions give two queries, each with the filter in it."""
    body = {"rules": "any", "own": {"userIdentity.accountId|expand": "%own%"}, "condition": "not own"}
    own = own_of(
        tmp_path, filters=json.dumps(FILTER | {"filter": body}), placeholders="own: ['111111111111']"
    )
    rule = rule_of(
        {
            "a": {"eventName": "DeleteTrail"},
            "b": {"awsRegion": "us-east-1"},
            "condition": ["a and b", "a or b"],
        }
    )
    assert matched(rule, own, PEOPLE) == ["also ours", "theirs", "nobody's"]


@pytest.mark.parametrize("name", ["and", "my selection", "them", "selection_1", "selection_2"])
def test_a_rule_may_call_its_selections_what_it_likes(tmp_path: Path, name: str) -> None:
    """A filter changes nothing of what the rule's patterns cover."""
    own = own_of(tmp_path, filters=json.dumps(FILTER | {"filter": FILTER["filter"] | {"rules": "any"}}))
    rule = rule_of({name: {"eventName": "DeleteTrail"}, "condition": "1 of them"})
    records = {"deployed": identity(arn="arn:aws:iam::1:role/deploy"), "theirs": RECORD}
    assert matched(rule, own, records) == ["theirs"]


def test_a_pipeline_fills_placeholders_and_adds_conditions(tmp_path: Path) -> None:
    """On every engine, as pySigma's pipelines mean it, in raw CloudTrail paths."""
    own = own_of(tmp_path, pipelines=PIPELINE)
    rule = rule_of(
        {
            "selection": {"eventName": "DeleteTrail"},
            "own": {"userIdentity.accountId|expand": "%own_accounts%"},
            "condition": "selection and not own",
        }
    )
    records = PEOPLE | {
        "far": PEOPLE["theirs"] | {"awsRegion": "ap-south-1"},
        "near": PEOPLE["theirs"] | {"awsRegion": "EU-WEST-1"},
        "robot": PEOPLE["theirs"] | {"userAgent": "a bot"},
    }
    assert matched(rule, own, records) == ["theirs", "nobody's", "near"]


def _as_filter(rule: Rule) -> Filter:
    """A filter for any rule that says what this rule says."""
    detection = rule.document["detection"]
    return Filter(
        rule.name, {"logsource": rule.document["logsource"], "filter": {"rules": "any"} | detection}
    )


@pytest.mark.parametrize(
    ("selection", "reason"),
    [
        ({"awsregion": "eu-*"}, "eql has no field for 'awsregion'; did you mean 'awsRegion'?"),
        ({"awsRegion|foo": "x"}, "detection 'filter_selection_2', field 'awsRegion': Unknown modifier 'foo'"),
    ],
)
def test_a_filter_at_fault_is_named(selection: dict[str, Any], reason: str) -> None:
    """The rule beside it, and another filter, can do nothing about it."""
    body = FILTER["filter"] | {"rules": "any"}
    sound, broken = (
        Filter(place, FILTER | {"filter": body | {"selection": parts}})
        for place, parts in (("a.yml", {"awsRegion": "x"}), ("b.yml", selection))
    )
    rule = rule_of({"selection": {"eventName": "DeleteTrail"}, "condition": "selection"})
    converter = Converter(["eql"], own=Own((sound, broken)))
    [found] = converter.convert(rule)
    assert found.error == f"{rule.path}: with the filter b.yml: {reason}"
    [found] = converter.convert(rule_of({"selection": {"nosuch": "a"}, "condition": "selection"}))
    assert "with the filter" not in str(found.error)


def test_selections_keep_their_names(tmp_path: Path) -> None:
    """What an explanation shows is what the rule and the filter say."""
    own = own_of(tmp_path, filters=json.dumps(FILTER | {"filter": FILTER["filter"] | {"rules": "any"}}))
    rule = rule_of(
        {"selection_a": {"eventName": "A"}, "and": {"eventName": "B"}, "condition": "1 of selection_*"}
    )
    [condition] = [document_of(rule.document, own)["detection"]["condition"]]
    assert condition == "selection_a and not filter_selection"
    assert [*document_of(rule.document, own)["detection"]] == [
        *("selection_a", "selection", "filter_selection", "condition")
    ]


@pytest.mark.parametrize("number", range(2))
def test_random_rules_filter_random_rules(number: int) -> None:
    """Whatever a rule can say, a filter can; every verdict is the reference's."""
    chance = Random(f"filters {number}")  # noqa: S311 -- the same each time, and no secret
    call, words = CALLS[number % len(CALLS)], Words(chance)
    rules = [random_rule(call, words, f"rule {place}") for place in range(16)]
    events = [event_of(random_record(call, words), f"event {place}") for place in range(60)]
    ran = 0
    for rule, other in pairwise(rules):
        own = Own((_as_filter(other),))
        tried = cases_of(rule, Converter((), OPTIONS, own=own), pytest.fail)
        result = trial(tried, events, LOCAL)
        assert differences(result) == []
        ran += sum(cell.state == "ran" for case in result.cases for cell in case.cells.values())
    assert ran > 20
