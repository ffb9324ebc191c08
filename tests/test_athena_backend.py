"""Athena queries: what is written for each kind of test, and that a value never leaves its quotes."""

from __future__ import annotations

import re
from ipaddress import ip_network
from typing import TYPE_CHECKING

import pytest
from athena_sql import ANY, ONE, of, rendered, text, where

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
    TimePart,
    Truth,
)
from converter.errors import SettingsError, UnsupportedError
from converter.targets.athena.backend import AthenaCloudTrail
from converter.targets.context import Context

if TYPE_CHECKING:
    from converter.condition import Test

GROUP = "requestparameters.launchPermission.add.items.group"
FOUND_GROUP = (
    "CAST(json_parse(json_query(requestparameters, "
    "'lax $.launchPermission[*].add[*].items[*].group[*][*][*]' "
    "WITH UNCONDITIONAL ARRAY WRAPPER)) AS ARRAY(JSON))"
)


@pytest.mark.parametrize(
    ("test", "positive", "negative"),
    [
        (text("AccessDenied"), "lower(errorcode) = 'accessdenied'", ""),
        (text("AccessDenied", cased=True), "errorcode = 'AccessDenied'", ""),
        (text("42"), "errorcode = '42'", ""),
        (text("É"), "lower(errorcode) = lower('É')", ""),
        (text(), "errorcode = ''", ""),
        (text("Access", ANY), "lower(errorcode) LIKE 'access%'", ""),
        (text(ANY, "x", ONE, "y"), "lower(errorcode) LIKE '%x_y'", ""),
        (text(ANY, "1_0%\\", ANY), r"errorcode LIKE '%1\_0\%\\%' ESCAPE '\'", ""),
        (text("it's"), "lower(errorcode) = 'it''s'", ""),
        (text("a\nb"), r"lower(errorcode) = U&'a\000Ab'", ""),
        (text(ANY), "errorcode IS NOT NULL", "errorcode IS NULL"),
        (Null(), "errorcode IS NULL", "errorcode IS NOT NULL"),
        (Present(value=True), "errorcode IS NOT NULL", "errorcode IS NULL"),
        (Present(value=False), "errorcode IS NULL", "errorcode IS NOT NULL"),
        (Number(22), "errorcode IN ('22', '22.0')", ""),
        (Number(22.5), "errorcode IN ('22.5')", ""),
        (Number(12000000), "errorcode IN ('12000000', '12000000.0', '1.2E7')", ""),
        (Number(0.00015), "errorcode IN ('0.00015', '1.5E-4')", ""),
        (Truth(value=True), "lower(errorcode) = 'true'", ""),
        (Regex("^Access(Denied)?$"), "regexp_like(errorcode, '^Access(?:Denied)?$')", ""),
        (Regex("a.b", ignorecase=True, dotall=True), r"regexp_like(errorcode, '[Aa][\s\S][Bb]')", ""),
        (
            Compare(">=", 5),
            r"TRY_CAST(regexp_extract(errorcode, '^-?[0-9]+(\.[0-9]+(E-?[0-9]+)?)?\z') AS double) >= 5",
            "",
        ),
        (
            Cidr(ip_network("10.0.0.0/8")),
            r"try(contains('10.0.0.0/8', CAST(regexp_extract(errorcode, '^[0-9.]+\z') AS IPADDRESS)))",
            "",
        ),
        (
            Cidr(ip_network("2001:db8::/32")),
            (
                "try(contains('2001:db8::/32', "
                r"CAST(regexp_extract(errorcode, '^[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*\z') AS IPADDRESS)))"
            ),
            "",
        ),
        (SameAs("eventname"), "lower(errorcode) = lower(eventname)", ""),
        (SameAs("eventname", "startswith"), "starts_with(lower(errorcode), lower(eventname))", ""),
        (
            SameAs("eventname", "endswith"),
            "starts_with(reverse(lower(errorcode)), reverse(lower(eventname)))",
            "",
        ),
        (SameAs("eventname", "contains"), "strpos(lower(errorcode), lower(eventname)) > 0", ""),
        (
            TimePart("week", 53),
            (
                "week(try(from_iso8601_timestamp(regexp_extract(errorcode, "
                r"'^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z\z')))) = 53"
            ),
            "",
        ),
    ],
)
def test_columns(test: Test, positive: str, negative: str) -> None:
    """A column is tested as text; NOT is true where the column is NULL, too."""
    assert of("errorcode", test) == positive
    refuted = where(Not(Leaf("errorcode", test)))
    assert re.sub(r"\s+", " ", refuted).replace("( ", "(").replace(" )", ")") == (
        negative or f"NOT coalesce({positive}, FALSE)"
    )


@pytest.mark.parametrize(
    ("test", "condition"),
    [
        (text("All"), "lower(json_extract_scalar(v, '$')) = 'all'"),
        (text("111122223333"), "json_extract_scalar(v, '$') = '111122223333'"),
        (text("a", ANY), "lower(json_extract_scalar(v, '$')) LIKE 'a%'"),
        (
            text(ANY, "a", ANY),
            "lower(coalesce(json_extract_scalar(v, '$'), json_format(v))) LIKE '%a%'",
        ),
        (
            text(ANY, "UL", ANY),
            "lower(coalesce(json_extract_scalar(v, '$'), nullif(json_format(v), 'null'))) LIKE '%ul%'",
        ),
        (
            Regex("^a"),
            "regexp_like(coalesce(json_extract_scalar(v, '$'), nullif(json_format(v), 'null')), '^a')",
        ),
        (Number(7), "json_extract_scalar(v, '$') IN ('7', '7.0')"),
        (Truth(value=False), "lower(json_extract_scalar(v, '$')) = 'false'"),
        (SameAs("eventname"), "lower(json_extract_scalar(v, '$')) = lower(eventname)"),
    ],
)
def test_json_paths(test: Test, condition: str) -> None:
    """A path into JSON text enters every list on its way; only contains and regexes read objects."""
    positive = f"any_match(\n    {FOUND_GROUP},\n    v -> {condition}\n  )"
    assert of(GROUP, test) == positive
    inside = positive.replace("\n", "\n  ")
    assert where(Not(Leaf(GROUP, test))) == f"NOT coalesce(\n    {inside},\n    FALSE\n  )"


def test_json_presence() -> None:
    """JSON tells null, nothing and a value apart, and so do the three tests."""
    path = "requestparameters.a.b"
    null = (
        "coalesce(regexp_like(json_query("
        "requestparameters, 'lax $.a[*].b' WITH UNCONDITIONAL ARRAY WRAPPER), "
        r"'^[\[\],]*null[\[\],nul]*\z'), TRUE)"
    )
    assert of(path, Null()) == null
    assert where(Not(Leaf(path, Null()))) == f"NOT {null}"
    assert of(path, Present(value=True)) == "json_exists(requestparameters, 'lax $.a[*].b')"
    assert of(path, Present(value=False)) == (
        "NOT coalesce(json_exists(requestparameters, 'lax $.a[*].b'), FALSE)"
    )
    assert of(path, text(ANY)) == (
        """json_exists(requestparameters, 'lax $.a[*].b[*][*][*]?(@.type() != "null")')"""
    )


@pytest.mark.parametrize(
    ("key", "path"),
    [
        ("x-amz-acl", '$."x-amz-acl"'),
        ("aws:s3:arn", '$."aws:s3:arn"'),
        ('a"b', '$."a""b"'),
        ("a'b", "$.\"a''b\""),
        ("6a", '$."6a"'),
        ("#AT", '$."#AT"'),
        ("é", '$."é"'),
        ("a b", '$."a b"'),
        ("last", "$.last"),
    ],
)
def test_keys(key: str, path: str) -> None:
    """A key that is no plain word is quoted; no key leaves the path."""
    assert (
        of(f"requestparameters.{key}", Present(value=True)) == f"json_exists(requestparameters, 'lax {path}')"
    )


def test_structs_arrays_and_maps() -> None:
    """Members of structs are dotted, items of `resources` are searched, keys of a map keep their case."""
    assert of("useridentity.sessioncontext.sessionissuer.arn", text("a")) == (
        "lower(useridentity.sessioncontext.sessionissuer.arn) = 'a'"
    )
    assert of("resources.arn", text("a")) == "any_match(resources, v -> lower(v.arn) = 'a')"
    assert of("resources.arn", Null()) == "NOT coalesce(any_match(resources, v -> v.arn IS NOT NULL), FALSE)"
    assert of("resources", text(ANY)) == "cardinality(resources) > 0"
    assert of("resources", Null()) == "resources IS NULL"
    assert of("useridentity", Null()) == "useridentity IS NULL"
    assert of("useridentity.sessioncontext.webidfederationdata.attributes.a.b:Sub", text("x")) == (
        "lower(element_at(useridentity.sessioncontext.webidfederationdata.attributes, 'a.b:Sub')) = 'x'"
    )


def test_a_whole_column_of_json() -> None:
    """Only contains and regexes read an object's text; it is tested for null as a column."""
    assert of("requestparameters", text(ANY, "a", ANY)) == "lower(requestparameters) LIKE '%a%'"
    assert of("requestparameters", text(ANY, "}")) == (
        "(requestparameters LIKE '%}' AND requestparameters NOT LIKE '{%')"
    )
    assert of("requestparameters", Null()) == "requestparameters IS NULL"


def test_values_of_one_field_share_a_test() -> None:
    """Plain texts become IN; in JSON all values share the search for the field."""
    name = "eventname"
    assert where(Any((Leaf(name, text("A")), Leaf(name, text("b", ANY)), Leaf(name, text("C"))))) == (
        "(lower(eventname) IN ('a', 'c') OR lower(eventname) LIKE 'b%')"
    )
    assert where(Any((Leaf(GROUP, text("A")), Leaf(GROUP, text("b")), Leaf(GROUP, Number(1))))) == (
        f"any_match(\n    {FOUND_GROUP},\n    v -> lower(json_extract_scalar(v, '$')) IN ('a', 'b') "
        "OR json_extract_scalar(v, '$') IN ('1', '1.0')\n  )"
    )
    assert where(Not(Any((Leaf(name, text("A")), Leaf(name, text("B")))))) == (
        "NOT coalesce(lower(eventname) IN ('a', 'b'), FALSE)"
    )


def test_cheap_predicates_come_first() -> None:
    """Source and name before other columns, columns before structs, JSON last."""
    tree = All(
        (
            Leaf(GROUP, Present(value=True)),
            Leaf("resources.arn", text("a")),
            Leaf("useragent", text("a")),
            Leaf("eventname", text("a")),
            Leaf("eventsource", text("a")),
        )
    )
    assert re.findall(r"AND .*?(eventsource|eventname|useragent|resources|json_exists)", where(tree)) == [
        "eventname",
        "useragent",
        "resources",
        "json_exists",
    ]


def test_connectives() -> None:
    """Groups keep their parentheses; NOT of OR is several lines; NOT of AND is one."""
    a, b, c = (Leaf(name, text("1")) for name in ("eventname", "useragent", "errorcode"))
    assert where(All((a, Any((b, c))))) == "eventname = '1'\n  AND (useragent = '1' OR errorcode = '1')"
    assert where(Not(Any((a, b)))) == (
        "NOT coalesce(eventname = '1', FALSE)\n  AND NOT coalesce(useragent = '1', FALSE)"
    )
    assert where(Not(All((a, b)))) == "NOT coalesce(eventname = '1' AND useragent = '1', FALSE)"
    assert where(Not(Not(a))) == "eventname = '1'"
    assert where(Any((a, All((b, Not(c)))))) == (
        "(eventname = '1' OR (useragent = '1' AND NOT coalesce(errorcode = '1', FALSE)))"
    )
    null = All((Leaf("errorcode", Null()), Leaf("useragent", Null())))
    assert where(Not(null)) == "NOT (errorcode IS NULL AND useragent IS NULL)"


def test_keywords_search_every_column() -> None:
    """Every column's values are searched, in JSON without keys; a warning says what is not."""
    context = Context()
    words = Any((Keyword(text("abc")), Keyword(Number(22))))
    query = rendered(words, context)
    assert query.count("any_match(") == 2
    assert "v -> lower(v) LIKE '%abc%' OR v LIKE '%22%'" in query
    assert "t NOT LIKE '%:' AND" in query
    for column in ("useridentity.arn", "sourceipaddress", "r.arn", "requestparameters", "edgedevicedetails"):
        assert column in query
    assert len(context.warnings) == 1


def test_exists_on_a_column_is_said_to_mean_not_null() -> None:
    """A column keeps nothing of a null; the query says so once, under the rule's own name."""
    context = Context()
    leaf = Leaf("errorcode", Present(value=True), "errorCode")
    rendered(Any((leaf, Not(leaf))), context)
    assert context.warnings == [
        "errorCode: the table keeps nothing of a null, so exists means 'not null' here"
    ]


@pytest.mark.parametrize(
    ("node", "reason"),
    [
        (Leaf("managementevent", Truth(value=True)), "no such column"),
        (Leaf("useridentity.identityprovider", text("a")), "no such column"),
        (Leaf("eventname.x", text("a")), "no such column"),
        (Leaf("resources.name", text("a")), "no such column"),
        (Leaf("useridentity", text(ANY, "a", ANY)), "keeps its members in columns"),
        (Leaf("resources", Regex("a")), "keeps its members in columns"),
        (
            Leaf("requestparameters", Present(value=True), "requestParameters"),
            "test it for null instead of exists",
        ),
        (Leaf("eventname", Compare(">", 2**60)), "numbers from 2^53 on"),
        (Leaf("eventname", Compare(">", float("inf"))), "no finite number"),
        (Leaf("eventname", Cidr(ip_network("::ffff:10.0.0.0/104"))), "write the IPv4 block"),
        (Leaf("eventname", text("\ud800")), "half a character"),
        (Leaf("eventname", Regex(r"(a)\1")), "back references"),
        (Leaf("eventname", text("x" * 262_144)), "the limit is 262144"),
    ],
)
def test_what_athena_cannot_say_is_refused(node: Node, reason: str) -> None:
    """The message says what and why, in one line."""
    with pytest.raises(UnsupportedError) as refusal:
        AthenaCloudTrail().render(node, Context())
    assert reason in str(refusal.value)
    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize("layout", ["manual", "organization"])
def test_bounds_of_the_layouts_without_projection(layout: str) -> None:
    """Year, month and day are compared as one text, so that months and years may end inside the window."""
    query = rendered(Leaf("eventname", text("1")), layout=layout, window="90m", table="logs.trail_2")
    day = "date_format((current_timestamp - INTERVAL '2' DAY) AT TIME ZONE 'UTC', "
    assert query == (
        "SELECT *\n"
        "FROM logs.trail_2\n"
        f"WHERE year >= {day}'%Y')\n"
        f"  AND concat(year, '/', month, '/', day) >= {day}'%Y/%m/%d')\n"
        "  AND eventtime >= date_format((current_timestamp - INTERVAL '90' MINUTE) AT TIME ZONE 'UTC', "
        "'%Y-%m-%dT%H:%i:%sZ')\n"
        "  AND eventname = '1'"
    )


@pytest.mark.parametrize(
    ("window", "days"),
    [("90m", 2), ("1440m", 2), ("1441m", 3), ("24h", 2), ("25h", 3), ("7d", 8), ("36500d", 36501)],
)
def test_partitions_reach_a_day_further_back(window: str, days: int) -> None:
    """Partitions follow delivery: whole days that hold the window, and one more."""
    assert f"INTERVAL '{days}' DAY" in rendered(Leaf("eventname", Null()), window=window).splitlines()[2]


@pytest.mark.parametrize(
    "options",
    [
        {"window": "1 day"},
        {"window": "0h"},
        {"window": "99999d"},
        {"window": "1h\n"},
        {"delay": "1 day"},
        {"delay": "1d"},
        {"delay": "1440m"},
        {"window": "2d", "delay": "49h"},
        {"layout": "hourly"},
        {"table": "logs; DROP TABLE x"},
        {"table": '"logs"'},
        {"table": "a.b.c.d"},
        {"table": ""},
    ],
)
def test_settings_of_another_form_are_refused(options: dict[str, str]) -> None:
    """A setting that could change the query's meaning never reaches it."""
    with pytest.raises(SettingsError, match=r"^athena: "):
        AthenaCloudTrail(None, **options)
