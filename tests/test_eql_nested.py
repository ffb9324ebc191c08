"""Nested parameters in EQL: a pattern over the text of the whole map."""

from __future__ import annotations

from ipaddress import ip_network
from typing import Any

import pytest
from eql_queries import AGENT, ANY, FLAT, ONE, PARAMETERS, finds, warnings_of, write
from hypothesis import given, settings
from hypothesis import strategies as st

from converter.condition import Any as AnyOf
from converter.condition import (
    Cidr,
    Compare,
    Leaf,
    Not,
    Null,
    Number,
    Regex,
    Test,
    Text,
    Truth,
    Wildcard,
)
from converter.errors import UnsupportedError
from converter.targets.context import Context
from converter.targets.eql.elasticsearch.syntax import read_condition
from converter.targets.eql.query import query

GROUP = f"{FLAT}launchPermission.add.items.group"
NESTED: list[tuple[str, Test, dict[str, Any], bool]] = [
    (GROUP, Text(("all",)), {"launchPermission": {"add": {"items": [{"group": "all"}]}}}, True),
    (GROUP, Text(("ALL",)), {"launchPermission": {"add": {"items": [{"group": "all"}]}}}, True),
    (GROUP, Text(("all",)), {"launchPermission": {"remove": {"items": [{"group": "all"}]}}}, False),
    (GROUP, Text(("all",)), {"launchPermission": {"add": {"items": [{"group": "ally"}]}}}, False),
    (GROUP, Text(("all",)), {"x": {"launchPermission": {"add": {"items": [{"group": "all"}]}}}}, False),
    (
        GROUP,
        Text(("all",)),
        {"launchPermission": {"add": {"items": [{"userId": "1"}, {"userId": "2", "group": "all"}]}, "b": 1}},
        True,
    ),
    (
        GROUP,
        Text(("all",)),
        {"launchPermission": {"add": {"items": [{"userId": "1"}]}, "remove": {"items": [{"group": "all"}]}}},
        False,
    ),
    (f"{FLAT}layers", Text(("b",)), {"layers": ["a", "b"], "z": "c"}, True),
    (f"{FLAT}layers", Text(("c",)), {"layers": ["a", "b"], "z": "c"}, False),
    (f"{FLAT}layers", Text((ANY, "c", ANY)), {"layers": ["a", "b"], "z": "c"}, False),
    (f"{FLAT}layers", Text((ANY, "rn:b", ANY)), {"layers": ["arn:a", "arn:b"]}, True),
    (f"{FLAT}layers", Text((ANY, "[0]", ANY)), {"layers": ["a[0]"]}, True),
    (f"{FLAT}a", Text(()), {"a": "x", "b": "y"}, False),
    (f"{FLAT}a", Regex("x*"), {"a": "b"}, True),
    (f"{FLAT}a", Regex("^"), {"a": ["b"]}, True),
    (f"{FLAT}a", Regex("x*$"), {"b": "b"}, False),
    (f"{FLAT}id", Regex("="), {"id": "it's", "other": "x"}, False),
    (f"{FLAT}id", Regex("="), {"id": "a=b"}, True),
    (f"{FLAT}id", Text((ANY, "b", ANY)), {"id": "a,b"}, True),
    (f"{FLAT}id", Text((ANY, "b")), {"id": "a,,b"}, True),
    (f"{FLAT}id", Text(("a", ANY, "b")), {"id": "ax,b"}, True),
    (f"{FLAT}id", Text((ANY, " b", ANY)), {"id": "a", "b": "b"}, False),
    (f"{FLAT}id", Text((ANY, "b", ANY)), {"id": "a,", "b": "b"}, False),
    (f"{FLAT}id", Regex("b$"), {"id": "a,b"}, True),
    (f"{FLAT}id", Regex("[Bb]+[0-9]"), {"id": "a,b1"}, True),
    (f"{FLAT}id", Regex("[^a]"), {"id": "a,b"}, True),
    (f"{FLAT}id", Regex("[^ab]"), {"id": "a,"}, True),
    (f"{FLAT}id", Regex("a.b"), {"id": "a,b"}, True),
    (f"{FLAT}id", Regex("[^ab]\\z"), {"id": "a,", "z": "x"}, True),
    (f"{FLAT}id", Regex("[^ab]"), {"id": "a", "b": "ab"}, False),
    (f"{FLAT}x", Regex("[0-9]"), {"x": ["-y"], "a[0]": "y"}, False),
    (f"{FLAT}a.c", Text(("All", ONE)), {"a": [{"c": ["All"]}]}, False),
    (f"{FLAT}a.c", Text(("All", ONE)), {"a": [{"c": ["x", "Ally"]}]}, True),
    (f"{FLAT}id", Text((ANY, "x=", ANY)), {"id": "it's", "x": "y"}, False),
    (f"{FLAT}a", Text((ANY,)), {"a": {"b": 1}}, True),
    (f"{FLAT}a", Text((ANY,)), {"b": {"a": 1}}, False),
    (f"{FLAT}a", Null(), {"b": {"a": 1}}, True),
    (f"{FLAT}a", Null(), {"a": 1}, False),
    (f"{FLAT}port", Number(22), {"port": 22}, True),
    (f"{FLAT}port", Number(22), {"port": 22.0}, True),
    (f"{FLAT}port", Number(22), {"port": 220}, False),
    (f"{FLAT}port", Compare(">=", 1024), {"port": 1024}, True),
    (f"{FLAT}port", Compare(">=", 1024), {"port": 1023}, False),
    (f"{FLAT}on", Truth(value=False), {"on": False}, True),
    (f"{FLAT}cidrIp", Cidr(ip_network("10.0.0.0/8")), {"cidrIp": "10.2.3.4"}, True),
    (f"{FLAT}cidrIp", Cidr(ip_network("10.0.0.0/8")), {"cidrIp": "110.2.3.4"}, False),
    (f"{FLAT}name", Text((ANY, "there", ANY)), {"name": "Hello", "there": "x"}, False),
    (f"{FLAT}policy", Text((ANY, '"Allow"', ANY)), {"policy": '{"a": [{"Effect": "Allow"}]}'}, True),
    (f"{FLAT}a.b.c", Text(("x",)), {"a.b": {"c": "x"}}, False),
]


@pytest.mark.parametrize(("field", "test", "parameters", "found"), NESTED)
def test_nested_parameters(field: str, test: Test, parameters: dict[str, Any], found: bool) -> None:  # noqa: FBT001 -- a table's column
    """A nested path is found exactly where it is, in either polarity."""
    assert finds(Leaf(field, test), parameters) is found
    assert finds(Not(Leaf(field, test)), parameters) is not found


@pytest.mark.parametrize("parts", [(ANY, "web"), (ANY, "ello, w", ANY), (ANY, "web", ANY), ("H", ANY, "web")])
def test_a_value_with_a_comma_is_found_but_never_excluded(parts: tuple[str | Wildcard, ...]) -> None:
    """Where the text may be read in two ways, the query finds too much and misses nothing."""
    leaf = Leaf(f"{FLAT}name", Text(parts))
    assert finds(leaf, {"name": "Hello, web", "z": 1})
    assert finds(Not(leaf), {"name": "Hello, dev", "z": 1})


def test_a_nested_regex_stays_within_one_value() -> None:
    """The rule's dots run over neither brackets nor the comma behind which the next key stands."""
    leaf = Leaf(f"{FLAT}name", Regex("^prod.*[0-9]\\z"))
    assert finds(leaf, {"name": "prod-7"})
    assert not finds(leaf, {"name": "prod", "zone": 7})
    assert finds(Not(leaf), {"name": "prod", "zone": 7})


@pytest.mark.parametrize("hopeful", [Text(("x",)), Regex("x"), Number(1)])
def test_an_alternative_that_never_or_always_holds_leaves_no_gap_in_the_pattern(hopeful: Test) -> None:
    """Lucene refuses `(x|)`: no alternative is written as nothing."""
    field = f"{FLAT}a"
    hopeless = AnyOf((Leaf(field, hopeful), Leaf(field, Text(()))))
    assert write(hopeless) == write(Leaf(field, hopeful))
    assert finds(AnyOf((Leaf(field, hopeful), Leaf(field, Regex("y*")))), {"a": "z"})


def test_text_in_an_object_is_found_behind_deeper_ones() -> None:
    """What stands before it may be as deep as AWS's model of the call says."""
    closed = {"fromPort": 22, "ipRanges": {"items": [{"cidrIp": "10.0.0.0/8"}]}}
    wanted = {"ipRanges": {"items": [{"cidrIp": "0.0.0.0/0"}]}, "fromPort": 443}
    pinned = Context(frozenset({"ec2.amazonaws.com"}), frozenset({"authorizesecuritygroupingress"}))
    raw = "requestParameters.ipPermissions"
    for test in (Text((ANY, "0.0.0.0/0", ANY)), Regex(r"0\.0\.0\.0/0")):
        leaf = Leaf(f"{FLAT}ipPermissions", test, raw)
        assert finds(leaf, {"ipPermissions": {"items": [closed, closed, wanted]}}, pinned)
        assert not finds(leaf, {"ipPermissions": {"items": [closed]}, "x": "0.0.0.0/0"}, pinned)


def test_a_member_of_a_list_is_found_behind_texts_with_brackets() -> None:
    """What a text has in brackets does not end the list."""
    pinned = Context(frozenset({"rds.amazonaws.com"}), frozenset({"modifydbsnapshotattribute"}))
    leaf = Leaf(f"{FLAT}valuesToAdd", Text(("all",)), "requestParameters.valuesToAdd")
    assert finds(leaf, {"valuesToAdd": ["[1]", "a[b]", "all"], "valuesToRemove": ["x"]}, pinned)
    assert not finds(leaf, {"valuesToAdd": ["a[b]"], "valuesToRemove": ["x", "all"]}, pinned)


@pytest.mark.parametrize("pattern", ["=", "a.b", "[^a]", "^a", ":", '"a"', "a|\\{", "a[,-/]"])
def test_a_pattern_that_may_meet_punctuation_is_refused_for_an_object(pattern: str) -> None:
    """An object's JSON and the Java text of it have punctuation of their own; in a word they are alike."""
    pinned = Context(frozenset({"ec2.amazonaws.com"}), frozenset({"modifyimageattribute"}))
    field, raw = f"{FLAT}launchPermission.add", "requestParameters.launchPermission.add"
    with pytest.raises(UnsupportedError, match="eql cannot find JSON punctuation"):
        query(Leaf(field, Regex(pattern), raw), pinned)
    plain = Leaf(field, Regex(".*arn:aws.*|al+|[0-9]{12}"), raw)
    assert finds(plain, {"launchPermission": {"add": {"items": [{"group": "all"}]}}}, pinned)


@pytest.mark.parametrize("test", [Regex(r"[\]a]"), Regex("a]"), Text((ONE, "a]")), Text((ANY, "]", ANY))])
def test_a_bracket_that_may_end_a_list_is_refused(test: Test) -> None:
    """The `]` of `layers=[a]` is none of a member's; one with its `[` before it is."""
    with pytest.raises(UnsupportedError, match=r"eql cannot find a \] without its \["):
        query(Leaf(f"{FLAT}layers", test), Context())
    assert finds(Leaf(f"{FLAT}layers", Regex(r"\[a\]")), {"layers": ["b", "[a]"]})


def test_nested_alternatives_share_a_pattern() -> None:
    """One walk through the braces serves every key below the same parents."""
    leaves = (Leaf(f"{FLAT}a.b", Text((ANY,))), Leaf(f"{FLAT}a.c", Text((ANY,))))
    assert write(AnyOf(leaves)).count("regex") == 1
    assert write(AnyOf(leaves)).endswith('(b=|c=).*"""')
    assert finds(AnyOf(leaves), {"a": [{"c": 1}]})


def test_a_nested_parameter_warns_once_of_each_limit() -> None:
    """The limits of the string form are one sentence, that no model knows the call another."""
    leaf = Leaf(f"{FLAT}a", Text(("x",)))
    assert len(warnings_of(leaf)) == 2
    assert warnings_of(AnyOf((leaf, Leaf(f"{FLAT}a", Text(("y",)))))) == warnings_of(leaf)
    assert warnings_of(leaf)[0] == (
        "aws.cloudtrail.request_parameters is one string: values that hold brackets or ', ' may be misread,"
        " and over 8,191 characters it is not indexed"
    )


hostile = st.one_of(
    st.text(min_size=1, max_size=40),
    st.text(alphabet="\"'\\*?/`$|[]{}()<>&~#@.,= \n\r\t\0\x01\x7f\u202eéß-", min_size=1, max_size=40),
)


@settings(deadline=None)
@given(hostile, st.booleans(), st.sampled_from([AGENT, f"{FLAT}a.b", PARAMETERS]), st.booleans())
def test_no_value_leaves_its_literal(value: str, cased: bool, field: str, inside: bool) -> None:  # noqa: FBT001 -- drawn
    """Elastic's own grammar takes the query, all of it prints, and the value changes nothing of its shape.

    The package's reader of strings is left out: it breaks on two escapes of code points in one text.
    """
    parts = (ANY, value, ANY) if inside else (value,)
    try:
        text = query(Leaf(field, Text(parts, cased)), Context())
    except UnsupportedError:
        assert field != AGENT
        return
    assert read_condition(text).rule == "and_expr"
    assert text.replace("\n", "").isprintable()
    assert text.count("\n") == text.count("\n  and ")
