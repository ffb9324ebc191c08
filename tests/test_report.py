"""The summary queries make one and the same table on every platform."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tables import (
    AMI,
    AMI_EVENTS,
    REFUSED,
    ami_record,
    check,
    event,
    kept,
    made,
    odd_rule,
    rule_of,
    varied,
)

from converter.conversion import Converter
from converter.load import Rule, load
from converter.verify.events import read_events

if TYPE_CHECKING:
    from pathlib import Path


def test_repeated_calls_become_one_row_that_counts_and_lists_them() -> None:
    """Two calls of one caller are one row: count, first and last time, each account once, both states."""
    identity = {"arn": "arn:aws:iam::111122223333:user/a", "accountId": "111122223333", "principalId": "AIDA"}
    shared = ami_record(
        "2026-03-04T05:06:07Z", [{"userId": "2"}, {"userId": "1"}, {"userId": "2"}], **identity
    )
    public = ami_record("2026-03-04T05:06:09Z", [{"group": "all"}, {"userId": 3}], userName="a", **identity)
    [found] = check(rule_of(AMI), [event(public), event(shared)])
    assert found == {
        "src_ip": "198.51.100.7",
        "region": "eu-west-1",
        "eventName": "ModifyImageAttribute",
        "userAgent": "aws-cli",
        "user_arn": "arn:aws:iam::111122223333:user/a",
        "aws_account_id": "111122223333",
        "userIdentity.principalId": "AIDA",
        "count": 2,
        "firstTime": "2026-03-04T05:06:07",
        "lastTime": "2026-03-04T05:06:09",
        "group_added": "all",
        "accounts_added": "1, 2, 3",
        "user": "a",
        "dest": "ec2.amazonaws.com",
        "ami_status": "Not Public, Public AMI",
    }


def test_no_event_is_lost_for_a_column_that_it_lacks() -> None:
    """An absent and a null principal are one row; the account falls back to the recipient's."""
    absent = ami_record("2026-03-04T05:06:07Z", [{"userId": "1"}])
    null = ami_record("2026-03-05T05:06:07Z", [{"userId": "1"}], principalId=None, arn=None, accountId=None)
    [found] = check(rule_of(AMI), [event(absent), event(null)])
    keys = ("count", "userIdentity.principalId", "user_arn", "aws_account_id", "user", "group_added")
    assert [found[key] for key in keys] == [2, "unknown", "unknown", "444455556666", None, None]


def test_the_real_ami_events_make_one_table(corpus: Path) -> None:
    """Splunk, DuckDB and Trino agree on the public AMI events and on those that the repository carries."""
    events = list(read_events([corpus / "ami_events.jsonl", AMI_EVENTS], print))
    assert len(check(rule_of(AMI), events)) == 16
    assert len(check(rule_of(AMI), varied(events))) > 20


def test_generated_ami_events_make_one_table() -> None:
    """Likewise on 200 generated events, and with gaps, several items and repeated calls."""
    events = made(rule_of(AMI), 200)
    assert len(events) == 200
    assert check(rule_of(AMI), kept(events))
    table = check(rule_of(AMI), kept(varied(events)))
    assert any(found["userIdentity.principalId"] == "unknown" for found in table)
    assert any(", " in (found["accounts_added"] or "") and found["count"] > 1 for found in table)


def test_rules_without_a_plan_make_one_table(corpus: Path) -> None:
    """SigmaHQ's rules get the default summary, and the platforms agree on their generated events."""
    rules = [rule for path in sorted((corpus / "sigmahq").glob("*.yml")) for rule in load(path)]
    done = 0
    for rule in rules[::4]:
        assert isinstance(rule, Rule)
        if rule.name not in REFUSED:
            assert check(rule, kept(varied(made(rule, 40))))
            done += 1
    assert done > 10


@pytest.mark.parametrize("target", ["splunk", "athena"])
def test_every_rule_that_converts_has_a_summary(corpus: Path, target: str) -> None:
    """All 56 convertible rules of SigmaHQ have a report where they have a query."""
    rules = [rule for path in sorted((corpus / "sigmahq").glob("*.yml")) for rule in load(path)]
    converter = Converter([target], format="report")
    errors = {each.name: each.error for rule in rules for each in converter.convert(rule) if each.error}
    assert tuple(errors) == REFUSED


def test_an_odd_plan_makes_one_table(tmp_path: Path) -> None:
    """Reserved words, names of other fields, arrays as keys and fallbacks, quotes: one table."""
    items = [
        [{"userId": 'it\'s "1"'}],
        [{"userId": "2*"}, {"userId": 1}],
        [{"userId": "2x"}],
        [{"group": "all"}],
    ]
    records = [ami_record(f"2026-03-04T05:06:0{at}Z", each) for at, each in enumerate(items * 2)]
    records[1]["resources"] = [{"ARN": "b"}, {"ARN": "a"}, {"ARN": None}]
    records[2]["userIdentity"]["arn"] = "c"
    rule = odd_rule(tmp_path)
    table = check(rule, [event(record) for record in records])
    assert {found["in"] for found in table} == {'it\'s "1"', "1, 2*", "2x", "unknown"}
    assert {found["arns"] for found in table} == {"a, b", "c", "unknown"}
    assert {found["a.b"] for found in table} == {'it\'s \\ "then"', "100% $else$"}


def test_columns_that_take_each_others_names_are_refused(tmp_path: Path) -> None:
    """Splunk computes columns one after the other, so of two that swap names one would read the other."""
    plan = (
        "summary = { group_by = [ { field = 'awsRegion', name = 'eventName' },"
        " { field = 'eventName', name = 'awsRegion' } ] }"
    )
    [conversion] = Converter(["splunk"], format="report").convert(odd_rule(tmp_path, plan))
    assert conversion.error is not None
    assert conversion.error.endswith(
        "splunk cannot compute eventName, awsRegion: each reads what another overwrites; rename one"
    )


def test_a_plan_that_is_at_fault_is_told() -> None:
    """A field that a platform does not have is an error of that rule and target, by name."""
    [conversion] = Converter(["athena"], format="report").convert(
        Rule("x", "x", rule_of(AMI).document | {"detection": {"a": {"eventName": "x"}, "condition": "a"}})
    )
    assert conversion.query is not None
    assert conversion.query.startswith("WITH found AS (")


def test_several_conditions_have_filters_of_their_own() -> None:
    """Each condition of a rule is a detection with its own name and filter macro."""
    document = rule_of(AMI).document | {
        "detection": {"a": {"eventName": "x"}, "b": {"eventName": "y"}, "condition": ["a", "b"]}
    }
    found = list(Converter(["splunk"], format="report").convert(Rule("x", "two", document)))
    assert [(each.name, (each.query or "").rpartition("| ")[2]) for each in found] == [
        ("two_1", "`two_1_filter`"),
        ("two_2", "`two_2_filter`"),
    ]
