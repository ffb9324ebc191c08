"""EQL for conditions: the text that is written, and what the nested patterns find."""

from __future__ import annotations

import json
from ipaddress import ip_network
from typing import Any

import eql
import pytest
from eql.parser import elasticsearch_syntax
from hypothesis import given, settings
from hypothesis import strategies as st

from converter.condition import (
    All,
    Cidr,
    Compare,
    Keyword,
    Leaf,
    Node,
    Not,
    Null,
    Number,
    Present,
    Regex,
    SameAs,
    Test,
    Text,
    TimePart,
    Truth,
    Wildcard,
)
from converter.condition import Any as AnyOf
from converter.errors import UnsupportedError
from converter.targets.context import Context
from converter.targets.eql.engine import EqlEngine
from converter.targets.eql.query import query
from converter.verify.engine import Event

ANY, ONE = Wildcard.ANY, Wildcard.ONE
AGENT = "user_agent.original"
PARAMETERS = "aws.cloudtrail.request_parameters"
FLAT = "aws.cloudtrail.flattened.request_parameters."
HEAD = 'any where event.dataset == "aws.cloudtrail"\n  and '


def write(node: Node) -> str:
    """The query without the part that all have."""
    text = query(node, Context())
    assert text.startswith(HEAD)
    return text.removeprefix(HEAD)


def warnings_of(node: Node) -> list[str]:
    """What the person who deploys the query is told."""
    context = Context()
    query(node, context)
    return context.warnings


PLAIN: list[tuple[Test, str, str]] = [
    (Text(("curl",)), ': "curl"', "not "),
    (Text(("curl", ANY)), ': "curl*"', "not "),
    (Text(("a", ONE, "c")), ': "a?c"', "not "),
    (Text(("a*b?",)), 'in~ ("a*b?")', "not "),
    (Text((ANY, "50% *", ANY)), 'regex~ """.*50% \\*.*"""', "not "),
    (Text((ANY, "a.b", ONE, "\x01")), 'regex~ ".*a\\\\.b.\\u{01}"', "not "),
    (Text(("Zoé",)), 'regex~ "Zo[Éé]"', "not "),
    (Text(("Zoé",), cased=True), '== "Zoé"', "not "),
    (Text(("a*b",), cased=True), '== "a*b"', "not "),
    (Text((ANY, "b", ANY), cased=True), 'like "*b*"', "not "),
    (Text((ANY, "*", ANY), cased=True), 'regex """.*\\*.*"""', "not "),
    (Text(()), '== ""', "not "),
    (Number(22), ': ("22", "22.0")', "not "),
    (Number(22.5), ': "22.5"', "not "),
    (Truth(value=True), ': "true"', "not "),
    (Regex("^curl/\\d+"), 'regex "curl/[0-9].*"', "not "),
    (Regex("boto[3-9]", ignorecase=True), 'regex~ ".*boto[3-9].*"', "not "),
    (
        Compare(">", 5),
        (
            'regex """((0*([6-9]|[1-9][0-9]{1,})(\\.[0-9]+)?|0*5\\.0*[1-9][0-9]*)'
            '|[1-9]\\.[0-9]+E([7-9]|[1-9][0-9]+))"""'
        ),
        "not ",
    ),
]


@pytest.mark.parametrize(("test", "expected", "no"), PLAIN, ids=[expected for _, expected, _ in PLAIN])
def test_a_keyword_field(test: Test, expected: str, no: str) -> None:
    """Each kind of test is one EQL condition, and NOT stands before it."""
    assert write(Leaf(AGENT, test)) == f"{AGENT} {expected}"
    assert write(Not(Leaf(AGENT, test))) == f"{no}{AGENT} {expected}"


@pytest.mark.parametrize(
    ("test", "positive", "negative"),
    [
        (Text((ANY,)), "!=", "=="),
        (Null(), "==", "!="),
        (Present(value=True), "!=", "=="),
        (Present(value=False), "==", "!="),
    ],
)
def test_presence(test: Test, positive: str, negative: str) -> None:
    """Elastic keeps no null, so that presence, `*` and null are all about the field alone."""
    assert write(Leaf(AGENT, test)) == f"{AGENT} {positive} null"
    assert write(Not(Leaf(AGENT, test))) == f"{AGENT} {negative} null"


@pytest.mark.parametrize(
    ("field", "test", "expected"),
    [
        ("source.address", Cidr(ip_network("10.0.0.0/8")), 'cidrMatch(source.ip, "10.0.0.0/8")'),
        ("aws.cloudtrail.read_only", Truth(value=True), "aws.cloudtrail.read_only == true"),
        ("aws.cloudtrail.read_only", Text(("FALSE",)), "aws.cloudtrail.read_only == false"),
        ("aws.cloudtrail.read_only", Text((ANY, "e")), "aws.cloudtrail.read_only != null"),
        ("aws.cloudtrail.read_only", Text(("no",)), "false"),
        ("@timestamp", Text(("2026-11-24T07:00:00Z",)), '`@timestamp` == "2026-11-24T07:00:00Z"'),
        ("@timestamp", Null(), "`@timestamp` == null"),
        ("tls.version", Text(("TLSv1.2",)), 'tls.version : "1.2"'),
        (f"{FLAT}userName", Text(("dev", ANY)), 'user.target.name : "dev*"'),
        (PARAMETERS, Text((ANY, "Suspended", ANY)), f'{PARAMETERS} : "*Suspended*"'),
        (
            PARAMETERS,
            Text((ANY, '"Effect":"Allow"', ANY)),
            f'{PARAMETERS} : "*Effect*"\n  and {PARAMETERS} : "*Allow*"',
        ),
        (PARAMETERS, Text((ANY, "arn:aws:s3:::b", ANY)), f'{PARAMETERS} : "*arn:aws:s3:::b*"'),
        (PARAMETERS, Text((ANY, "all ", ANY)), f'{PARAMETERS} : "*all *"'),
        (PARAMETERS, Text((ANY, "a=b, c==/d", ANY)), f'{PARAMETERS} : "*a=b, c==/d*"'),
    ],
)
def test_a_field_that_is_no_plain_keyword(field: str, test: Test, expected: str) -> None:
    """Booleans, dates, addresses, twins and whole parameter objects have conditions of their own."""
    assert write(Leaf(field, test)) == expected


def test_an_optional_field_is_asked_for_below_a_not() -> None:
    """`not ?f : "x"` finds nothing where no index maps the field; Sigma's NOT is true there."""
    leaf = Leaf("aws.cloudtrail.tls_details.key_exchange", Text(("x25519",)))
    assert write(leaf) == '?aws.cloudtrail.tls_details.key_exchange : "x25519"'
    assert write(Not(leaf)) == (
        "not (?aws.cloudtrail.tls_details.key_exchange != null"
        ' and ?aws.cloudtrail.tls_details.key_exchange : "x25519")'
    )


def test_user_name_belongs_to_the_user_or_to_the_issuer() -> None:
    """The integration overwrites user.name for two identity types, which decide whose name it is."""
    types = 'aws.cloudtrail.user_identity.type : ("AssumedRole", "FederatedUser")'
    issuer = "userIdentity.sessionContext.sessionIssuer.userName"
    assert write(Leaf("user.name", Text(("eve",)), "userIdentity.userName")) == (
        f'user.name : "eve"\n  and not {types}'
    )
    assert write(Leaf("user.name", Text(("eve",)), issuer)) == f'user.name : "eve"\n  and {types}'
    assert write(Leaf("user.name", Null(), issuer)) == f"not (user.name != null and {types})"
    assert len(warnings_of(Leaf("user.name", Null(), issuer))) == 1


def test_fields_compare_through_functions() -> None:
    """EQL compares no field with a field; functions take two, and null must not meet a NOT."""
    same = Leaf(AGENT, SameAs("event.id"))
    guard = f"{AGENT} != null and event.id != null"
    assert write(Not(same)) == (
        f"not ({guard} and stringContains~({AGENT}, event.id) and stringContains~(event.id, {AGENT}))"
    )
    ends = Leaf(AGENT, SameAs(f"{FLAT}userName", "endswith"))
    assert write(ends) == (
        f"({AGENT} != null and user.target.name != null and endsWith~({AGENT}, user.target.name))"
    )


def test_alternatives_of_one_field_become_a_list() -> None:
    """Values that compare alike share one list; others stand beside it."""
    leaves = [Leaf(AGENT, Text((text,), cased)) for text, cased in (("a", False), ("b", False), ("C", True))]
    assert write(AnyOf(tuple(leaves))) == f'({AGENT} : ("a", "b") or {AGENT} == "C")'


def test_selective_terms_come_first() -> None:
    """Source and name of the event narrow the search; exclusions come last."""
    node = All(
        (
            Not(Leaf(AGENT, Text(("aws-cli",)))),
            Leaf("cloud.region", Text(("eu-west-1",))),
            Leaf("event.action", Text(("StopLogging",))),
            Leaf("event.provider", Text(("cloudtrail.amazonaws.com",))),
        )
    )
    assert query(node, Context()) == (
        'any where event.dataset == "aws.cloudtrail"\n'
        '  and event.provider : "cloudtrail.amazonaws.com"\n'
        '  and event.action : "StopLogging"\n'
        '  and cloud.region : "eu-west-1"\n'
        '  and not user_agent.original : "aws-cli"'
    )


@pytest.mark.parametrize(
    ("node", "reason"),
    [
        (Keyword(Text(("x",))), "it has no free text"),
        (Leaf(AGENT, TimePart("hour", 3)), "no date functions"),
        (Leaf("@timestamp", TimePart("hour", 3)), "no date functions"),
        (Leaf("@timestamp", Text(("2026", ANY))), "keeps it as a date"),
        (Leaf(AGENT, Regex("a(?=b)")), "look-around"),
        (Leaf(AGENT, Regex("a^b")), "anchor inside a pattern"),
        (Leaf(AGENT, Text(("x" * 1025,))), "more than 1,024 characters"),
        (Leaf(AGENT, Regex("x{1,2}" + "y" * 1000)), "1,000 characters"),
        (Leaf(AGENT, Cidr(ip_network("2001:db8::/32"))), "many spellings"),
        (Leaf(AGENT, Text(("\ud800",))), "half a surrogate pair"),
        (Leaf(PARAMETERS, Regex("x")), "instead of the JSON"),
        (Not(Leaf(PARAMETERS, Text((ANY, '"a":1', ANY)))), "cannot exclude by JSON punctuation"),
        (Leaf(PARAMETERS, Text((ANY, "{", ANY))), "JSON punctuation alone"),
        (Leaf(f"{FLAT}a", SameAs(AGENT)), "part of one string"),
        (Leaf(f"{FLAT}a", Text(("x" * 1000,))), "exceed what Elasticsearch allows"),
        (Leaf("aws.cloudtrail.flattened.insight_details.state", Text(("x",))), "without a string form"),
    ],
)
def test_what_eql_cannot_say_is_refused(node: Node, reason: str) -> None:
    """A refusal is one line that begins with the target and gives the reason."""
    with pytest.raises(UnsupportedError, match=r"^eql cannot .*; ") as error:
        query(node, Context())
    assert reason in str(error.value)
    assert "\n" not in str(error.value)


def finds(node: Node, parameters: dict[str, Any], context: Context | None = None) -> bool:
    """Whether the query finds an event with these parameters, by Elasticsearch's semantics."""
    record = {"eventSource": "ec2.amazonaws.com", "eventName": "X", "requestParameters": parameters}
    engine = EqlEngine()
    engine.load([Event("1", record, json.dumps(record))])
    return engine.run(query(node, context or Context())) == {0}


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
    """Elastic's own parser takes the query, and the value changes nothing of its shape."""
    parts = (ANY, value, ANY) if inside else (value,)
    try:
        text = query(Leaf(field, Text(parts, cased)), Context())
    except UnsupportedError:
        assert field != AGENT
        return
    with elasticsearch_syntax:
        eql.parse_query(text)
    assert text.count("\n") == text.count("\n  and ")
