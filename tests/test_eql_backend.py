"""EQL for conditions: the text that is written, and what the nested patterns find."""

from __future__ import annotations

from ipaddress import ip_network

import pytest
from eql_queries import AGENT, ANY, FLAT, ONE, PARAMETERS, warnings_of, write

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
)
from converter.condition import Any as AnyOf
from converter.errors import UnsupportedError
from converter.targets.context import Context
from converter.targets.eql.query import query

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
        (Leaf(AGENT, SameAs("aws.cloudtrail.flattened.insight_details.x:y")), "part of one string"),
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
