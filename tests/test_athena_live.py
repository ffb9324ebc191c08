"""Athena queries on a real Trino: SIGMATRAIL_TRINO=host:port names one, `.ci/trino.sh start` makes one.

Without it every test here is skipped and says `not run`.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from ipaddress import ip_network
from typing import Any as Json

import pcre2
import pytest

from converter.condition import (
    All,
    Any,
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
from converter.pcre import parse
from converter.targets.athena.backend import AthenaCloudTrail
from converter.targets.athena.document import COLUMNS, document
from converter.targets.athena.joni import joni
from converter.targets.athena.literal import literal
from converter.targets.context import Context

Ask = Callable[[str], list[list[Json]]]
ANY, ONE = Wildcard.ANY, Wildcard.ONE
TABLE = "sigmatrail_live"


def parameters(value: Json) -> dict[str, Json]:  # noqa: ANN401 - a JSON value
    """An event with this value at requestParameters.v."""
    return {"requestParameters": {"v": value, "w": "abc"}}


EVENTS: dict[str, dict[str, Json]] = {
    "missing": {},
    "null-object": {"requestParameters": None},
    "null": parameters(None),
    "nulls": parameters([None, [None]]),
    "empty-list": parameters([]),
    "empty-object": parameters({}),
    "empty-text": parameters(""),
    "text": parameters("Abc"),
    "longer": parameters("xABCx"),
    "list": parameters(["x", "abc"]),
    "deep-list": parameters([["x"], [["abc"]]]),
    "object": parameters({"z": "abc", "a": "é\U0001f600"}),
    "objects": parameters([{"k": "x"}, {"k": ["abc", 7]}]),
    "lists-of-objects": parameters([[{"k": "x"}], [{"k": "abc"}]]),
    "number": parameters(22),
    "float": parameters(22.0),
    "number-text": parameters("22"),
    "fraction": parameters(22.5),
    "true": parameters(True),  # noqa: FBT003 - a JSON value
    "true-text": parameters("TRUE"),
    "percent": parameters("a%c"),
    "backslash": parameters("a\\c"),
    "quote": parameters("a'\"c"),
    "lines": parameters("x\nabc\ny"),
    "accent": parameters("É"),
    "star": parameters("a*c"),
    "ipv4": parameters("10.1.2.3"),
    "zeros": parameters("10.01.2.3"),
    "mapped": parameters("::ffff:10.1.2.3"),
    "ipv6": parameters("2001:DB8::1"),
    "service": parameters("AWS Internal"),
    "time": parameters("2027-01-01T23:59:58Z"),
    "no-time": parameters("2027-13-01T23:59:58Z"),
    "column": {"userAgent": "Abc", "errorCode": "ABC", "readOnly": True},
    "column-longer": {"userAgent": "xabcx", "errorCode": "abc"},
    "column-number": {"userAgent": "22"},
    "column-address": {"userAgent": "10.1.2.3"},
    "resources": {"resources": [{"ARN": "x"}, {"ARN": "abc", "type": "T"}]},
    "attributes": {
        "userIdentity": {"sessionContext": {"webIdFederationData": {"attributes": {"a.b:Sub": "abc"}}}}
    },
}


@pytest.fixture(scope="module")
def ask() -> Iterator[Ask]:
    """A Trino that holds the events above."""
    address = os.environ.get("SIGMATRAIL_TRINO")
    if not address:
        pytest.skip("not run: SIGMATRAIL_TRINO=host:port names no Trino")
    import trino  # noqa: PLC0415 - only where there is a Trino to ask

    host, _, port = address.partition(":")
    connection = trino.dbapi.connect(  # type: ignore[no-untyped-call] # it has no types
        host=host, port=int(port), user="test", catalog="memory", schema="default", timezone="UTC"
    )

    def answer(sql: str) -> list[list[Json]]:
        cursor = connection.cursor()
        try:
            return list(cursor.execute(sql).fetchall())
        finally:
            cursor.close()

    load(answer)
    yield answer
    answer(f"DROP TABLE {TABLE}")
    connection.close()


def load(answer: Ask) -> None:
    """Make the documented table of the events; each lies in the partition of its day."""
    base = {
        "eventTime": "2026-01-05T03:04:05Z",
        "eventSource": "ec2.amazonaws.com",
        "eventName": "RunInstances",
    }
    rows = [document(base | event | {"eventID": name}) for name, event in EVENTS.items()]
    values = ", ".join(f"({literal(json.dumps(row))})" for row in rows)
    picks = ", ".join(
        f"json_extract_scalar(d, '$.{name}') AS \"{name}\""
        if kind.name == "varchar"
        else f"CAST(json_extract(d, '$.{name}') AS {kind}) AS \"{name}\""
        for name, kind in COLUMNS.items()
    )
    answer(f"DROP TABLE IF EXISTS {TABLE}")
    answer(f"CREATE TABLE {TABLE} AS SELECT {picks} FROM (VALUES {values}) t (d)")  # noqa: S608 - our own events


def found(ask: Ask, node: Node, **options: str) -> set[str]:
    """The names of the events that the query for a tree finds."""
    backend = AthenaCloudTrail(None, table=TABLE, window="36500d", **options)
    query = backend.render(node, Context())
    return {row[0] for row in ask(query.replace("SELECT *", "SELECT eventid", 1))}


V = "requestparameters.v"
AGENT = "useragent"
HAVE_V = set(EVENTS) - {
    *("missing", "null-object", "column", "column-longer", "column-number", "column-address"),
    *("resources", "attributes"),
}
ABC = {"text", "list", "deep-list"}
CASES: list[tuple[str, Test, set[str]]] = [
    (V, Text(("aBc",)), ABC),
    (V, Text(("Abc",), cased=True), {"text"}),
    (V, Text((ANY, "bc")), ABC),
    (V, Text(("a", ONE, "c")), ABC | {"percent", "backslash", "star"}),
    (V, Text(("a*c",)), {"star"}),
    (V, Text(("a%c",)), {"percent"}),
    (V, Text(("a\\c",)), {"backslash"}),
    (V, Text(("a'\"c",)), {"quote"}),
    (V, Text(("é",)), {"accent"}),
    (V, Text(()), {"empty-text"}),
    (V, Text((ANY, "\nAbc\n", ANY)), {"lines"}),
    (V, Text((ANY, "abc", ANY)), ABC | {"longer", "object", "objects", "lists-of-objects", "lines"}),
    (V, Text((ANY, '{"z":"abc","a":"é\U0001f600"}', ANY)), {"object"}),
    (V, Text((ANY, "ul", ANY)), set()),
    (V, Text((ANY,)), HAVE_V - {"null", "nulls", "empty-list"}),
    (V, Null(), set(EVENTS) - HAVE_V | {"null", "nulls"}),
    (V, Present(value=True), HAVE_V),
    (V, Present(value=False), set(EVENTS) - HAVE_V),
    (V, Number(22), {"number", "float", "number-text"}),
    (V, Number(22.5), {"fraction"}),
    (V, Text(("22",)), {"number", "number-text"}),
    (V, Truth(value=True), {"true", "true-text"}),
    (V, Text(("true",)), {"true", "true-text"}),
    (V, Regex("^abc$"), {"list", "deep-list"}),
    (V, Regex("^ABC$", ignorecase=True), ABC),
    (V, Regex("^abc$", multiline=True), {"list", "deep-list", "lines"}),
    (V, Regex("x.abc", dotall=True), {"lines"}),
    (V, Regex('^{"z":"abc"'), {"object"}),
    (V, Regex("nul+"), set()),
    (V, Compare(">=", 22), {"number", "float", "number-text", "fraction"}),
    (V, Compare("<", 22.5), {"number", "float", "number-text"}),
    (V, Cidr(ip_network("10.0.0.0/8")), {"ipv4"}),
    (V, Cidr(ip_network("2001:db8::/32")), {"ipv6"}),
    (V, Cidr(ip_network("::/0")), {"ipv6", "mapped"}),
    (V, SameAs("requestparameters.w"), ABC),
    (V, SameAs("requestparameters.w", "contains"), ABC | {"longer", "lines"}),
    (V, TimePart("hour", 23), {"time"}),
    (V, TimePart("week", 53), {"time"}),
    (V, TimePart("year", 2027), {"time"}),
    (f"{V}.k", Text(("abc",)), {"objects", "lists-of-objects"}),
    (f"{V}.k", Number(7), {"objects"}),
    (f"{V}.k", Present(value=True), {"objects", "lists-of-objects"}),
    (AGENT, Text(("ABC",)), {"column"}),
    (AGENT, Text((ANY, "abc", ANY)), {"column", "column-longer"}),
    (AGENT, Text((ANY,)), {"column", "column-longer", "column-number", "column-address"}),
    (AGENT, Null(), set(EVENTS) - {"column", "column-longer", "column-number", "column-address"}),
    (AGENT, Number(22.0), {"column-number"}),
    (AGENT, Compare(">", 21), {"column-number"}),
    (AGENT, Cidr(ip_network("10.1.0.0/16")), {"column-address"}),
    (AGENT, Regex("^[^a-z]bc$"), {"column"}),
    (AGENT, SameAs("errorcode"), {"column"}),
    (AGENT, SameAs("errorcode", "contains"), {"column", "column-longer"}),
    (AGENT, SameAs("errorcode", "endswith"), {"column"}),
    ("readonly", Truth(value=True), {"column"}),
    ("resources.arn", Text(("ABC",)), {"resources"}),
    ("resources.arn", Null(), set(EVENTS) - {"resources"}),
    ("resources", Text((ANY,)), {"resources"}),
    ("useridentity", Null(), set(EVENTS) - {"attributes"}),
    (
        "useridentity.sessioncontext.webidfederationdata.attributes.a.b:Sub",
        Text(("abc",)),
        {"attributes"},
    ),
    ("requestparameters", Null(), set(EVENTS) - HAVE_V),
    ("requestparameters", Text((ANY, '"v":22,', ANY)), {"number"}),
]


@pytest.mark.parametrize(("field", "test", "expected"), CASES)
def test_every_kind_of_test(ask: Ask, field: str, test: Test, expected: set[str]) -> None:
    """Trino finds these events for a test, and all the others for its negation."""
    leaf = Leaf(field, test)
    assert found(ask, leaf) == expected
    assert found(ask, Not(leaf)) == set(EVENTS) - expected


KEYWORDS: list[tuple[Test, set[str]]] = [
    (Text(("ABC",)), HAVE_V | {"column", "column-longer", "resources", "attributes"}),
    (Text(("22",)), {"number", "float", "number-text", "fraction", "column-number"}),
    (Text(("a", ONE, "c", ANY, "x")), {"longer", "column-longer"}),
    (Text(('"k"',)), set()),
    (Text(("null",)), {"null-object", "null", "nulls"}),  # by their eventID
    (Regex("^T$"), {"resources"}),
    (Number(22.5), {"fraction"}),
]


@pytest.mark.parametrize(("test", "expected"), KEYWORDS)
def test_keywords(ask: Ask, test: Text | Number | Regex, expected: set[str]) -> None:
    """Values of columns and leaf values of JSON are searched, keys and punctuation are not."""
    assert found(ask, Keyword(test)) == expected
    assert found(ask, Not(Keyword(test))) == set(EVENTS) - expected


def test_connectives(ask: Ask) -> None:
    """AND, OR and NOT keep to two values, whatever is NULL inside."""
    abc, agent = Leaf(V, Text(("abc",))), Leaf(AGENT, Text(("abc",)))
    error = Leaf("errorcode", Text(("nothing",)))
    assert found(ask, Any((abc, agent))) == ABC | {"column"}
    assert found(ask, Not(All((Not(abc), Not(agent))))) == ABC | {"column"}
    assert found(ask, All((Not(error), Not(All((agent, error))), agent))) == {"column"}
    assert found(ask, Not(Any((error, Not(abc))))) == ABC


@pytest.mark.parametrize("layout", ["projection", "manual", "organization"])
def test_layouts(ask: Ask, layout: str) -> None:
    """The partition predicates of all three layouts let the events of a long window through."""
    assert found(ask, Leaf("eventname", Text(("runinstances",))), layout=layout) == set(EVENTS)


PATTERNS = [
    *(r"\d", r"\D", r"\w+$", r"\W", r"\s", r"\S\s", r"\bb", r"\Bb", r"\h", r"\v", r"\R", r"\N\n", r"[\w.-]"),
    *("a$", r"a\Z", r"a\z", "(?m)a$", "(?m)^b", "(?m)^$", r"\Ab", "^", "$", ".", "(?s)a.b", "a.b"),
    *(
        "(?i)k",
        "(?i)ss",
        "(?i)[k-s]",
        "(?i)[^k]",
        "(?i)ß",
        "(?i)\u03c3",
        "(?i)[[:lower:]]",
        "(?i)[^[:alpha:]k]",
    ),
    *(
        "[]a]",
        "[^]a]",
        "[a-]",
        r"[\]^-]",
        "[&&]",
        "[a&&b]",
        "[[]",
        r"[\d-]",
        r"[^\W_]",
        "[[:punct:]]",
        r"\[x]",
    ),
    *("a{2}", "a{2,}", "a{0}b", "a{1,2}+a", "a++a", "(?>a+)a", "(?>a|ab)c", "a*?b", "(?:a|b|)c", "(a|b)+c"),
    *("(?=a)a", "(?!a)b", "(?<=a)b", "(?<!a)b", "(?<=a|bc)a", "(?<=a{2})b", "(?<=^a)b", "(?=a)*b", "(?:^)*b"),
    *(r"\x{e9}", r"\xe9", r"\0", r"\cJ", r"\Qa.b\E+", r"\.", "{", "}", "a{,", "#", "'", r"\\", r"[\\]"),
]
TEXTS = [
    *("", "a", "b", "ab", "aab", "aaab", "abc", "bca", "a\n", "a\n\n", "\nb", "a\nb", "b\n", "a\r\nb", "\r"),
    *(
        "k",
        "K",
        "\u212a",
        "s",
        "\u017f",
        "ss",
        "ß",
        "ẞ",
        "\u03c3",
        "ς",
        "é",
        "É",
        "1",
        "٣",
        "_",
        "-",
        "]",
        "[x]",
        "&",
    ),
    *(
        "[",
        "\\",
        ".",
        "a.b",
        "a.bb",
        "{",
        "a{,",
        "'",
        "#",
        "\0",
        "\x0b",
        "\x85",
        "\u2028",
        "\xa0",
        " ",
        "\U0001f600",
    ),
]


def test_patterns_find_what_pcre2_finds(ask: Ask) -> None:
    """Joni, given the pattern written from the tree, finds the same texts as PCRE2, given the rule's own."""
    texts = "ARRAY[" + ", ".join(map(literal, TEXTS)) + "]"
    for pattern in PATTERNS:
        written = literal(joni(parse(pattern)))
        (row,) = ask(f"SELECT transform({texts}, t -> regexp_like(t, {written}))")
        # The package reads \x{..} as JavaScript does.
        compiled = pcre2.compile(pattern.replace(r"\x{e9}", "é"), pcre2.ASCII)
        assert [(text, hit) for text, hit in zip(TEXTS, row[0], strict=True)] == [
            (text, compiled.search(text) is not None) for text in TEXTS
        ], (pattern, written)
