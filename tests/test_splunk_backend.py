"""Conditions as Splunk searches: the text of every kind of test, and what hostile values do to it."""

from __future__ import annotations

from ipaddress import ip_network

import pytest
from splunk_queries import (
    AMI,
    ANY,
    LAMBDA,
    LAYERS,
    ONE,
    USER_ID,
    agent,
    finds,
    leaf,
    query,
    warnings,
)

from converter.condition import (
    All,
    Cidr,
    Compare,
    Keyword,
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
from converter.errors import RuleError, SettingsError, UnsupportedError
from converter.targets.context import Context
from converter.targets.splunk.backend import SplunkCloudTrail

S3 = Context(frozenset({"s3.amazonaws.com"}))
IN_SEARCH: list[tuple[Node, str]] = [
    (agent("curl"), 'userAgent="curl"'),
    (agent(), 'userAgent=""'),
    (agent('a"b\\c'), 'userAgent="a\\"b\\\\c"'),
    (agent("x' OR 1=1 --"), 'userAgent="x\' OR 1=1 --"'),
    (agent("a | delete [search *"[:-1]), 'userAgent="a | delete [search "'),
    (agent("a?b"), 'userAgent="a?b"'),
    (agent(ANY, "cli", ANY), 'userAgent="*cli*"'),
    (agent("É", ANY), 'userAgent="É*"'),
    (agent(ANY), 'userAgent!="null"'),
    (agent("n", ANY), 'userAgent="n*" userAgent!="null"'),
    (leaf("userAgent", Number(22)), 'userAgent IN ("22","22.0")'),
    (leaf("userAgent", Number(1.5)), 'userAgent="1.5"'),
    (leaf("readOnly", Truth(value=True)), 'readOnly="true"'),
    (leaf("result_id", Null(), "errorCode"), 'NOT result_id!="null"'),
    (leaf("result_id", Present(value=True), "errorCode"), "result_id=*"),
    (leaf("result_id", Present(value=False), "errorCode"), "NOT result_id=*"),
    (
        leaf("sourceIPAddress", Cidr(ip_network("10.0.0.0/8"))),
        'sourceIPAddress="10.0.0.0/8" sourceIPAddress!="*/*"',
    ),
]


@pytest.mark.parametrize(("node", "expected"), IN_SEARCH)
def test_what_a_search_says_exactly_needs_no_second_stage(node: Node, expected: str) -> None:
    """A search compares whole values and `*` patterns, so these tests are one line."""
    assert query(node) == expected


@pytest.mark.parametrize(
    ("node", "expected"),
    [
        (agent("curl"), 'NOT userAgent="curl"'),
        (agent(ANY), 'NOT userAgent!="null"'),
        (agent("n", ANY), 'NOT (userAgent="n*" userAgent!="null")'),
        (leaf("userAgent", Number(22)), 'NOT userAgent IN ("22","22.0")'),
        (leaf("result_id", Null(), "errorCode"), 'result_id!="null"'),
        (leaf("result_id", Present(value=False), "errorCode"), "result_id=*"),
        (AnyOf((agent("a"), agent("b", ANY))), 'NOT (userAgent="a" OR userAgent="b*")'),
        (All((agent("a"), agent(ANY, "b"))), 'NOT (userAgent="a" userAgent="*b")'),
        (
            leaf("sourceIPAddress", Cidr(ip_network("10.0.0.0/8"))),
            'NOT (sourceIPAddress="10.0.0.0/8" sourceIPAddress!="*/*")',
        ),
    ],
)
def test_a_negation_is_not_and_never_unequal(node: Node, expected: str) -> None:
    """`NOT f=x` keeps events without the field, as Sigma's NOT does; `f!=x` would lose them."""
    assert query(Not(node)) == expected


WITH_WHERE: list[tuple[Node, str, str]] = [
    (agent("a", ONE, "b"), 'userAgent="a*b"', "isnotnull(mvfind('userAgent', \"(?is)^a.b\\\\z\"))"),
    (agent("a*b"), 'userAgent="a*b"', "isnotnull(mvfind('userAgent', \"(?i)^a\\\\*b\\\\z\"))"),
    (agent("a\\", ANY), 'userAgent="a*"', "isnotnull(mvfind('userAgent', \"(?i)^a\\\\\\\\\"))"),
    (agent("AbC", cased=True), 'userAgent="AbC"', "isnotnull(mvfind('userAgent', \"^AbC\\\\z\"))"),
    (
        agent("a\nb`c\x00"),
        'userAgent="a*b*c*"',
        "isnotnull(mvfind('userAgent', \"(?i)^a\\\\x0ab\\\\x60c\\\\x00\\\\z\"))",
    ),
    (
        agent("0.0.0.0/0"),
        'userAgent="0.0.0.0/0"',
        "isnotnull(mvfind('userAgent', \"^0\\\\.0\\\\.0\\\\.0/0\\\\z\"))",
    ),
    (
        leaf("userAgent", Regex('^a-(?=c)"\\d`', ignorecase=True)),
        "",
        'isnotnull(mvfind(\'userAgent\', "(?i)^a-(?=c)\\"\\\\d\\\\x60"))',
    ),
    (leaf("userAgent", Regex("l$")), "", 'isnotnull(mvfind(mvfilter(\'userAgent\'!="null"), "l$"))'),
    (
        leaf("userAgent", Compare(">", 5)),
        "",
        (
            "isnotnull(mvfilter(match('userAgent', \"^-?\\\\d+(\\\\.\\\\d+)?([eE][+-]?\\\\d+)?\\\\z\") "
            "AND tonumber('userAgent')>5))"
        ),
    ),
    (
        leaf("sourceIPAddress", Cidr(ip_network("2001:db8::/32"))),
        'sourceIPAddress="*:*"',
        (
            "isnotnull(mvfilter(match('sourceIPAddress', \"^[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*\\\\z\") "
            "AND cidrmatch(\"2001:db8::/32\", 'sourceIPAddress')))"
        ),
    ),
    (
        leaf("eventTime", TimePart("hour", 2)),
        "",
        (
            "isnotnull(mvfind('eventTime', \"^\\\\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\\\\d|3[01])"
            'T02:[0-5]\\\\d:[0-5]\\\\dZ\\\\z"))'
        ),
    ),
    (
        leaf("eventTime", TimePart("week", 47)),
        "",
        (
            "isnotnull(mvfilter(match('eventTime', \"^\\\\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\\\\d|3[01])"
            'T([01]\\\\d|2[0-3]):[0-5]\\\\d:[0-5]\\\\dZ\\\\z") AND '
            'tonumber(strftime(strptime(substr(\'eventTime\', 1, 10)." 12", "%Y-%m-%d %H"), "%V"))=47))'
        ),
    ),
    (
        leaf("awsRegion", SameAs("userAgent", "equals", "userAgent")),
        "",
        "isnotnull(if(lower('userAgent')!=\"null\" AND lower('awsRegion')=lower('userAgent'), 1, null()))",
    ),
    (
        leaf("awsRegion", SameAs("userAgent", "startswith", "userAgent")),
        "",
        (
            "isnotnull(if(lower('awsRegion')!=\"null\" AND lower('userAgent')!=\"null\" AND "
            "substr(lower('awsRegion'), 1, len('userAgent'))=lower('userAgent'), 1, null()))"
        ),
    ),
    (
        leaf("requestParameters", Text((ANY, "Suspended", ANY))),
        '"*Suspended*"',
        'isnotnull(mvfind(json_extract(_raw, "requestParameters"), "(?i)Suspended"))',
    ),
    (
        leaf("requestParameters", Text((ANY,))),
        "",
        'isnotnull(nullif(json_extract(_raw, "requestParameters"), "null"))',
    ),
    (
        leaf("requestParameters", Regex('"a":\\s*1', dotall=True)),
        "",
        'isnotnull(mvfind(json_extract(_raw, "requestParameters"), "(?s)\\"a\\":\\\\s*1"))',
    ),
    (
        Keyword(Text(("truffle",))),
        '"*truffle*"',
        (
            'isnotnull(mvfind(_raw, "(?is)(?<!\\\\\\\\)(?:\\\\\\\\\\\\\\\\)*truffle[^\\"\\\\\\\\]*+'
            '(?:\\\\\\\\.[^\\"\\\\\\\\]*+)*+(?:\\"(?!\\\\s*:)|\\\\z)"))'
        ),
    ),
]


@pytest.mark.parametrize(("node", "search", "where"), WITH_WHERE)
def test_the_rest_is_a_search_that_misses_nothing_and_one_where(node: Node, search: str, where: str) -> None:
    """What a search cannot say exactly is narrowed by it and decided by `where`."""
    assert query(node) == f"{search}\n| where {where}".lstrip("\n")


@pytest.mark.parametrize(("node", "_", "where"), WITH_WHERE)
def test_a_negated_inexact_search_is_dropped(node: Node, _: str, where: str) -> None:
    """Under NOT a search that finds too much would lose events: `where` alone decides, and is never null."""
    assert query(Not(node)) == f"| where {where.replace('isnotnull(', 'isnull(', 1)}"


def test_null_of_an_object_asks_the_raw_event() -> None:
    """A non-empty object has no field of its own, so that its absence says nothing."""
    node = leaf("responseElements", Null())
    assert query(node) == '| where isnull(nullif(json_extract(_raw, "responseElements"), "null"))'
    assert query(Not(node)) == '| where isnotnull(nullif(json_extract(_raw, "responseElements"), "null"))'


def test_an_object_is_present_without_a_field() -> None:
    """Presence of an object shows in the raw event alone."""
    present = "isnotnull('responseElements') OR isnotnull(json_extract(_raw, \"responseElements\"))"
    assert query(leaf("responseElements", Present(value=True))) == f"| where {present}"
    assert query(leaf("responseElements", Present(value=False))) == (
        f"NOT responseElements=*\n| where NOT ({present})"
    )


@pytest.mark.parametrize(
    ("test", "expected"),
    [
        (Text(("all",)), '{}="all"'),
        (Text((ANY,)), "{}=*\n| where isnotnull(mvfilter('{}'!=\"null\"))"),
        (Null(), "| where isnull(mvfilter('{}'!=\"null\"))"),
        (Present(value=True), "{}=*"),
        (Text(("n", ANY)), '{}="n*"\n| where isnotnull(mvfind(mvfilter(\'{}\'!="null"), "(?i)^n"))'),
    ],
)
def test_an_array_of_ec2_has_braces_at_items(test: Test, expected: str) -> None:
    """EC2 wraps lists in `items`; Splunk marks the list with `{}`, and any member may match."""
    name = "requestParameters.launchPermission.add.items{}.userId"
    assert query(leaf(USER_ID, test), AMI) == expected.replace("{}", name)


def test_an_empty_array_is_not_null() -> None:
    """`[]` has no field, yet it is something: only the raw event tells it from nothing."""
    assert query(leaf(LAYERS, Null()), LAMBDA) == (
        "| where NOT (isnotnull(mvfilter('requestParameters.layers{}'!=\"null\")) OR isnotnull(mvfind("
        'json_extract(_raw, "requestParameters.layers"), "^(?!(?:[\\\\[\\\\],]*null)+[\\\\[\\\\],]*\\\\z)")))'
    )


def test_where_nobody_knows_both_forms_are_covered() -> None:
    """S3's parameters may be text or array: both names, together under the same negation."""
    node = leaf("requestParameters.x-amz-acl", Text(("public-read",)))
    both = '(requestParameters.x-amz-acl="public-read" OR requestParameters.x-amz-acl{}="public-read")'
    assert query(node, S3) == both
    assert query(Not(node), S3) == f"NOT {both}"


def test_an_array_or_a_text_is_compared_member_by_member() -> None:
    """Of two fields one may have several values: each is compared with the single one."""
    node = leaf("userAgent", SameAs(USER_ID, "equals", USER_ID))
    name = "'requestParameters.launchPermission.add.items{}.userId'"
    test = f"lower({name})!=\"null\" AND lower('userAgent')=lower({name})"
    assert query(node, AMI) == f"| where isnotnull(mvmap({name}, if({test}, 1, null())))"


def test_selective_terms_come_first() -> None:
    """The event's name and source lead, wildcards follow, negations end; OR keeps the rule's order."""
    node = All(
        (
            agent(ANY, "x", ANY),
            Not(leaf("eventType", Text(("AwsServiceEvent",)))),
            leaf("eventSource", Text(("iam.amazonaws.com",))),
            AnyOf((leaf("eventName", Text(("CreateUser",))), leaf("eventName", Text(("DeleteUser",))))),
        ),
    )
    assert query(node) == (
        'eventName IN ("CreateUser","DeleteUser") eventSource="iam.amazonaws.com" userAgent="*x*" '
        'NOT eventType="AwsServiceEvent"'
    )


def test_exact_parts_stay_out_of_where() -> None:
    """Only the parts that a search cannot say are said again in `where`."""
    node = All(
        (leaf("eventName", Text(("CreateUser",))), Not(AnyOf((agent("a"), leaf("userAgent", Regex("z"))))))
    )
    assert query(node) == (
        'eventName="CreateUser" NOT userAgent="a"\n| where isnull(mvfind(\'userAgent\', "z"))'
    )


def test_what_one_stage_excludes_is_no_alternative_of_the_other() -> None:
    """`1 of sel_*` without one of them: a `where` folds the long s otherwise than a search does."""
    node = All((AnyOf((agent("s", ANY), leaf("userAgent", Regex("z")))), Not(agent("s", ANY))))
    assert query(node) == 'NOT userAgent="s*"\n| where isnotnull(mvfind(\'userAgent\', "z"))'
    never = All((AnyOf((agent("s"),)), Not(agent("s"))))
    assert query(never) == 'userAgent="s" NOT userAgent="s"'


def test_a_regex_under_or_keeps_the_other_branch() -> None:
    """The search covers both branches, and `where` decides; a `| regex` stage would make OR an AND."""
    create = leaf("eventName", Text(("CreateUser",)))
    node = AnyOf((All((create, leaf("userAgent", Regex("z")))), leaf("eventName", Text(("DeleteUser",)))))
    assert query(node) == (
        '(eventName="CreateUser" OR eventName="DeleteUser")\n'
        "| where (isnotnull(mvfind('eventName', \"(?i)^CreateUser\\\\z\")) "
        "AND isnotnull(mvfind('userAgent', \"z\")))\n"
        "  OR isnotnull(mvfind('eventName', \"(?i)^DeleteUser\\\\z\"))"
    )


@pytest.mark.parametrize(
    ("node", "reason"),
    [
        (leaf("requestParameters.it's", Text(("x",))), "cannot name the field"),
        (leaf("host", Text(("x",))), "cannot name the field 'host'"),
        (leaf("userAgent", Regex("\\Qa`\\E")), r"cannot say U\+0060 in a pattern"),
        (Keyword(Regex("a")), "cannot look for a regular expression in every value"),
        (Not(Keyword(Text(("nu",)))), "cannot exclude this keyword"),
        (Not(leaf("requestParameters.a", Text(("null",)))), 'cannot exclude the text "null"'),
        (leaf("resources.ARN", SameAs("resources.type", "equals", "resources.type")), "both may be arrays"),
        (agent("a" * 40_000, ONE), "cannot match a pattern of 40"),
    ],
)
def test_what_splunk_cannot_say_is_refused(node: Node, reason: str) -> None:
    """Exact or refused, with the reason."""
    with pytest.raises(UnsupportedError, match=reason):
        query(node)


def test_a_broken_regex_is_the_rules_fault() -> None:
    """A pattern that is none stops at conversion and not in Splunk."""
    with pytest.raises(RuleError, match="never closed"):
        query(leaf("userAgent", Regex("(")))


def test_nested_fields_have_extraction_limits() -> None:
    """A nested field warns once of limits.conf; a field of the record does not."""
    nested = leaf("userIdentity.arn", Text(("x",)))
    assert warnings(All((nested, Not(nested)))) == ["Splunk extracts fields from the"]
    assert warnings(agent("x")) == []


def test_what_finds_too_much_warns() -> None:
    """JSON null has the text null, and a keyword made of JSON's own signs is found between values."""
    assert warnings(agent("null")) == ["Splunk keeps JSON null as"]
    assert warnings(Keyword(Text((":",)))) == ["Splunk looks for this keyword"]
    assert warnings(Keyword(Text(("true",)))) == []


def test_the_base_of_the_search_is_an_option() -> None:
    """A macro by default; an index and a source type where they are given."""
    node = agent("x")
    assert SplunkCloudTrail(macro="aws").render(node, Context()) == '`aws` userAgent="x"'
    given = SplunkCloudTrail(index="main", sourcetype="aws:cloudtrail")
    assert given.render(node, Context()) == 'index="main" sourcetype="aws:cloudtrail" userAgent="x"'
    with pytest.raises(SettingsError, match="is no name"):
        SplunkCloudTrail(macro="a` | delete")


def test_a_very_long_value_is_found_by_the_search() -> None:
    """100,000 characters are a value like any other where no pattern is needed."""
    assert query(agent("x" * 100_000)) == f'userAgent="{"x" * 100_000}"'


def test_null_equals_no_text_of_that_name() -> None:
    """Splunk extracts null as text, and NULL is as little a value of another field."""
    node = leaf("userAgent", SameAs("awsRegion", "equals", "awsRegion"))
    assert not finds(node, userAgent=None, awsRegion="NULL")
    assert finds(node, userAgent="a", awsRegion="A")
