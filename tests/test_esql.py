"""The summary in ES|QL: its structure, its patterns, and the columns that it shares with other targets."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import esql_grammar
import pytest
from tables import AMI, AMI_EVENTS, REFUSED, at, made, odd_rule, rule_of, varied

from converter.conversion import Converter
from converter.load import Rule, load
from converter.plan import load_plan
from converter.shapes import Segment
from converter.targets.eql.elasticsearch.automaton import Automaton
from converter.targets.eql.elasticsearch.folding import Folding
from converter.targets.eql.elasticsearch.regex import read_regex
from converter.targets.eql.esql import lowered, quoted
from converter.targets.eql.java_map import java_text
from converter.targets.eql.parameters import end, way
from converter.verify.events import read_events

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

ITEMS = "requestParameters.launchPermission.add.items."
# Kept by Elastic under no name.
DROPPED = ("", "-", "none")


def esql_of(rule: Rule) -> str:
    """The rule's summary in ES|QL."""
    [conversion] = Converter(["eql"], format="report").convert(rule)
    assert conversion.query is not None, conversion.error
    return conversion.query


def taken(text: str, segments: Sequence[Segment]) -> list[str]:
    """What the stages of a path leave of a string; Python's `re` stands in for Java's."""
    text = text[1:-1]
    for pattern, new in [*(step for each in segments[:-1] for step in way(each)), *end(segments[-1])]:
        text = re.sub(pattern, new.replace("$", "\\"), text)
    return text.split("\n") if text else []


def path_of(*names: str) -> list[Segment]:
    """A path on which names that end in `[]` hold arrays."""
    return [Segment(name.removesuffix("[]"), (1,) if name.endswith("[]") else (0,)) for name in names]


def test_the_ami_summary_is_well_formed_and_has_the_columns_of_the_plan() -> None:
    """Each name is there where it is read, and KEEP has the plan's columns in order."""
    query = esql_grammar.Query(esql_of(rule_of(AMI)))
    assert tuple(query.order) == load_plan(rule_of(AMI)).summary.names


def test_every_sigmahq_rule_has_a_well_formed_summary(corpus: Path) -> None:
    """All 56 convertible rules."""
    rules = [rule for path in sorted((corpus / "sigmahq").glob("*.yml")) for rule in load(path)]
    found = [rule for rule in rules if isinstance(rule, Rule) and rule.name not in REFUSED]
    assert len(found) == 56
    for rule in found:
        assert tuple(esql_grammar.Query(esql_of(rule)).order) == load_plan(rule).summary.names


def test_every_case_is_well_formed_or_refused() -> None:
    """The rules that try every kind of test: ES|QL that can be read, or one line of reason."""
    folder = AMI.parent.parent / "tests" / "cases"
    rules = [rule for path in sorted(folder.glob("*.yml")) for rule in load(path)]
    queries = [each.query for rule in rules for each in Converter(["eql"], format="report").convert(rule)]
    written = [query for query in queries if query]
    assert len(written) > 30
    for query in written:
        esql_grammar.Query(query)


def test_an_odd_plan_is_well_formed(tmp_path: Path) -> None:
    """Reserved words as names, quotes in texts, arrays as keys."""
    rule = odd_rule(tmp_path)
    assert tuple(esql_grammar.Query(esql_of(rule)).order) == load_plan(rule).summary.names


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("| KEEP src_ip", "| KEEP src"),
        ("COUNT(*)", "COUNT(*"),
        ("TO_LOWER(event.provider)", "LOWER(event.provider)"),
        ("user = user.name", "user = user.nom"),
        ("BY src_ip", "BY in"),
        (" RLIKE ", " RLIKE event.action "),
    ],
)
def test_the_check_sees_what_is_wrong(right: str, wrong: str) -> None:
    """A check that takes everything would prove nothing."""
    text = esql_of(rule_of(AMI))
    assert right in text
    with pytest.raises((AssertionError, KeyError, IndexError)):
        esql_grammar.Query(text.replace(right, wrong, 1))


@pytest.mark.parametrize(
    ("value", "path", "values"),
    [
        ({"a": "1"}, path_of("a"), ["1"]),
        ({"b": {"a": "2"}, "ba": "3", "a": "1"}, path_of("a"), ["1"]),
        ({"a": {"b": [{"c": "1", "d": "x"}, {"d": "y"}, {"c": "2"}]}}, path_of("a", "b[]", "c"), ["1", "2"]),
        (
            {"a": [{"b": [{"c": "1"}, {"c": "2"}]}, {"b": [{"c": "3"}]}]},
            path_of("a[]", "b[]", "c"),
            ["1", "2", "3"],
        ),
        ({"a": ["x", "y"], "b": ["z"]}, path_of("a[]"), ["x", "y"]),
        ({"a": "one, two=three", "c": "d"}, path_of("a"), ["one"]),
        ({"a": "one, two", "c": "d"}, path_of("a"), ["one, two"]),
        ({"a": {"x": "1"}}, path_of("a"), []),
        ({"remove": {"x": [{"u": "1"}]}, "add": {"y": "2"}}, path_of("add", "x[]", "u"), []),
        ({"x-amz.acl": "1"}, path_of("x-amz.acl"), ["1"]),
    ],
)
def test_values_come_out_of_a_java_map(value: object, path: list[Segment], values: list[str]) -> None:
    """The stages find the path's own values; only text that looks like a next entry is cut off."""
    assert sorted(taken(str(java_text(value)), path)) == values


def test_lists_of_the_ami_events_come_out_whole(corpus: Path) -> None:
    """Accounts and groups of real and generated events, but for values that hold brackets or line breaks."""
    paths = {name: path_of("launchPermission", "add", "items[]", name) for name in ("userId", "group")}
    real = list(read_events([corpus / "ami_events.jsonl", AMI_EVENTS], print))
    tried = 0
    for each in [*real, *varied(made(rule_of(AMI), 200))]:
        printed = java_text(each.record.get("requestParameters")) or ""
        for name, path in paths.items():
            values = sorted(value for value in at(each.record, ITEMS + name) if value not in DROPPED)
            if printed.startswith("{") and not re.search(r"[\n\[\]{}]", "".join(values)):
                assert sorted(taken(printed, path)) == values
                tried += bool(values)
    assert tried > 200


@pytest.mark.parametrize(
    "pattern",
    [
        r"\{([^{}]*, )?userId=(A|b)(, |\}).*",
        r"[^aB]x\D\W.",
        r"[]X-Zx-z\-q]K",
        r"[a-cA-C]\\E",
        r"a\@b\#C",
    ],
)
def test_a_lowered_pattern_finds_the_same_in_lower_case(pattern: str) -> None:
    """RLIKE over TO_LOWER finds what EQL's regex~ finds in any case; EQL's ranges list both cases."""
    caseless = Automaton(read_regex(pattern, Folding.ASCII))
    plain = Automaton(read_regex(lowered(pattern), None))
    texts = [
        "{USERID=a, ",
        "{x, userId=B}y",
        "{userid=c}",
        "bxaa.",
        "AXab.",
        "cx1a.",
        "cXa.x",
        "]k",
        "QK",
        "xk",
        "-K",
    ]
    texts += ["zk", "Yk", "B\\E", "c\\e", "d\\e", "A@B#c", "a@b#d"]
    assert [caseless.matches(text) for text in texts] == [plain.matches(text.lower()) for text in texts]
    assert any(caseless.matches(text) for text in texts)


def test_a_string_stays_in_its_quotes() -> None:
    r"""Quotation marks, backslashes and line breaks are escaped: ES|QL knows `\"`, `\\`, `\n`, `\r`, `\t`."""
    assert quoted('a"b\\c\nd\re\tf') == '"a\\"b\\\\c\\nd\\re\\tf"'


def test_not_over_a_missing_field_is_true() -> None:
    """A comparison with null is null in ES|QL, so that NOT alone would lose the event."""
    document = rule_of(AMI).document | {
        "detection": {"a": {"eventName": "x"}, "b": {"userAgent": "y"}, "condition": "a and not b"}
    }
    found = esql_of(Rule("x", "x", document))
    assert 'AND NOT COALESCE(TO_LOWER(user_agent.original) == "y", FALSE)\n' in found


def test_several_values_are_not_compared() -> None:
    """A comparison of a field of several values is null in ES|QL: refused, with the reason."""
    document = rule_of(AMI).document | {"detection": {"a": {"resources.ARN": "x"}, "condition": "a"}}
    [found] = Converter(["eql"], format="report").convert(Rule("x", "x", document))
    assert found.error == (
        "x: eql cannot test aws.cloudtrail.resources.arn in ES|QL: comparing several values gives null;"
        " test another field"
    )
