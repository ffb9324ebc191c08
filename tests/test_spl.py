"""What a search in SPL finds, as Splunk's documentation has it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from converter.targets.splunk.engine import SplunkEngine, available
from converter.verify.engine import EngineError, Event

Record = dict[str, Any]


def loaded(*records: Record) -> SplunkEngine:
    """An engine that holds these records."""
    engine = SplunkEngine()
    texts = [json.dumps(record, separators=(",", ":"), ensure_ascii=False) for record in records]
    engine.load([Event(str(place), record, texts[place]) for place, record in enumerate(records)])
    return engine


def hits(query: str, *records: Record) -> list[int]:
    """The positions of the records that a search finds."""
    return sorted(loaded(*records).run(query))


def holds(expression: str, **record: Any) -> bool:  # noqa: ANN401 - any JSON
    """Whether `where` keeps a record."""
    return hits(f"* | where {expression}", record) == [0]


def value(expression: str, **record: Any) -> Any:  # noqa: ANN401 - any JSON, any value
    """What an eval expression gives for a record."""
    return loaded(record).rows(f"* | eval out={expression}")[0].get("out")


def test_the_engine_can_run_here() -> None:
    """The verify extra brings what the engine needs."""
    assert available() is None


# The search command


@pytest.mark.parametrize(
    "query", ['a="Foo"', "a=fOO", 'search a="FOO"', "a=foo*", "a=*OO", "a=f*o", 'a="*"', "a=*"]
)
def test_values_compare_without_letter_case(query: str) -> None:
    """In search, values ignore letter case and * is a wildcard, in quotes too."""
    assert hits(query, {"a": "Foo"}, {"b": "Foo"}) == [0]


def test_names_of_fields_mind_letter_case() -> None:
    """The field A is not the field a."""
    assert hits("A=x", {"a": "x"}, {"A": "x"}) == [1]


def test_a_value_is_the_whole_value() -> None:
    """Without a wildcard, a value is not found inside a longer one."""
    assert hits("a=oo", {"a": "foo"}, {"a": "oo"}, {"a": "ooo"}) == [1]


def test_a_wildcard_cannot_be_escaped() -> None:
    r"""A backslash before * is a backslash, and the * is still a wildcard."""
    assert hits(r'a="x\*"', {"a": "x*"}, {"a": r"x\y"}) == [1]


def test_a_question_mark_is_no_wildcard() -> None:
    """A question mark is itself."""
    assert hits('a="x?"', {"a": "x?"}, {"a": "xy"}) == [0]


@pytest.mark.parametrize(
    ("query", "text"),
    [
        (r'a="say \"hi\""', 'say "hi"'),
        (r'a="C:\\Temp"', r"C:\Temp"),
        (r'a="C:\Temp"', r"C:\Temp"),
        ('a="x | y"', "x | y"),
        ('a="x `y` z"', "x `y` z"),
        ('a="it\'s"', "it's"),
        ('a="```x```"', "```x```"),
        ('a="[x]"', "[x]"),
        ('a="$x$"', "$x$"),
        ('a="x\ty\nz"', "x\ty\nz"),
        ('a="é"', "É"),
    ],
)
def test_quoted_values(query: str, text: str) -> None:
    """In quotes, everything but the escapes of quotation mark and backslash is itself."""
    assert hits(query, {"a": text}, {"a": "other"}) == [0]


def test_or_binds_tighter_than_and() -> None:
    """In search, NOT comes first, then OR, then AND."""
    record = {"a": "1", "b": "2", "c": "3"}
    assert hits("a=1 OR b=0 c=0", record) == []
    assert hits("a=1 OR (b=0 c=0)", record) == [0]
    assert hits("NOT a=0 OR b=0 AND c=3", record) == [0]


def test_lower_case_operators_are_words() -> None:
    """Only AND, OR and NOT in capitals are operators."""
    assert hits("a=x or b=y", {"a": "x"}) == []
    assert hits("a=x or b=y", {"a": "x", "b": "y", "c": "this or that"}) == [0]


def test_not_keeps_events_without_the_field() -> None:
    """NOT a=x keeps what has no a; a!=x needs one."""
    records: list[Record] = [{"a": "x"}, {"a": "y"}, {"b": "x"}]
    assert hits("NOT a=x", *records) == [1, 2]
    assert hits("a!=x", *records) == [1]


def test_any_member_of_an_array_matches() -> None:
    """A field with several values matches if one does; NOT needs that none does."""
    records: list[Record] = [{"a": ["x", "y"]}, {"a": ["y"]}, {"a": []}]
    assert hits("a{}=x", *records) == [0]
    assert hits("NOT a{}=x", *records) == [1, 2]


def test_members_that_disagree_make_unequal_undocumented() -> None:
    """Whether a!=x holds where one of two values is x is not documented: an error."""
    assert hits("a{}!=x", {"a": ["y", "z"]}) == [0]
    with pytest.raises(EngineError, match="several values"):
        hits("a{}!=x", {"a": ["x", "y"]})


def test_an_object_has_no_field() -> None:
    """Whole objects cannot be searched for."""
    assert hits("a=*", {"a": {"b": "x"}}, {"a": {}}, {"a": None}) == [2]


def test_equality_is_of_texts() -> None:
    """1 is not 1.0, and JSON true is the text true."""
    records: list[Record] = [{"a": 1}, {"a": 1.0}, {"a": "1"}, {"a": True}]
    assert hits("a=1", *records) == [0, 2]
    assert hits("a=true", *records) == [3]


def test_order_is_numeric_between_numbers() -> None:
    """10 is above 9 as a number; beside a text, both compare as texts."""
    records: list[Record] = [{"a": 10}, {"a": "10"}, {"a": 8}, {"a": "x"}, {}]
    assert hits("a>9", *records) == [0, 1, 3]
    assert hits("a<=8", *records) == [2]


def test_in_lists_values() -> None:
    """IN is an OR of values, with wildcards."""
    assert hits('a IN (x, "y z", w*)', {"a": "X"}, {"a": "y z"}, {"a": "www"}, {"a": "v"}) == [0, 1, 2]
    assert hits("NOT a IN (x)", {"a": "x"}, {}) == [1]


def test_case_minds_letter_case() -> None:
    """field=CASE(x) compares with letter case."""
    assert hits("a=CASE(Foo)", {"a": "foo"}, {"a": "Foo"}) == [1]
    assert hits('a=CASE("F*")', {"a": "foo"}, {"a": "Foo"}) == [1]


def test_a_block_finds_addresses() -> None:
    """A CIDR block matches plain addresses in it, and its own text."""
    records: list[Record] = [
        {"ip": "10.1.2.3"},
        {"ip": "11.1.2.3"},
        {"ip": "10.0.0.0/8"},
        {"ip": "AWS Internal"},
        {"ip": "2001:db8::1"},
    ]
    assert hits('ip="10.0.0.0/8"', *records) == [0, 2]
    assert hits("ip=2001:db8::/32", *records) == [4]


def test_names_in_quotes() -> None:
    """A field whose name has blanks is quoted."""
    assert hits('"a b"=x', {"a b": "x"}) == [0]


# Free text


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("delta", True),
        ("DELTA", True),
        ("elta", False),
        ("*elta", True),
        ("delt", False),
        ("delt*", True),
        ('"alpha beta"', True),
        ('"alpha bet"', False),
        ("gamma.delta", True),
        ("gamma", True),
        ("CASE(Gamma)", True),
        ("CASE(gamma)", False),
        ("TERM(gamma.delta)", True),
        ("TERM(gamma)", False),
        ("al*ta", False),
        ("gam*lta", True),
        ("NOT omega", True),
        ("*", True),
    ],
)
def test_free_text_is_bounded_by_breakers(query: str, found: bool) -> None:  # noqa: FBT001 - a column of the table
    """Words are found in _raw between breakers; TERM knows major ones only; * does not cross those."""
    assert (hits(query, {"a": "alpha beta", "b": "Gamma.Delta"}) == [0]) is found


# Stages


def test_a_pipe_in_quotes_is_no_stage() -> None:
    """Pipes divide stages outside quotation marks, and outside names of fields in expressions."""
    assert hits('a="x|y" | where \'b|c\'="z"', {"a": "x|y", "b|c": "z"}) == [0]


def test_a_single_quote_in_a_search_is_a_character() -> None:
    """Only expressions quote with single quotes."""
    assert hits("a=it's | where isnotnull(a)", {"a": "it's"}) == [0]


def test_comments_are_left_out() -> None:
    """Text between three backticks is a comment."""
    assert hits("a=x ```b=y | where false()``` c=z", {"a": "x", "c": "z"}) == [0]


def test_macros_expand() -> None:
    """The macro cloudtrail selects the source type, a filter macro nothing."""
    assert hits("`cloudtrail` a=x | `aws_some_rule_filter`", {"a": "x"}, {"a": "y"}) == [0]


@pytest.mark.parametrize(
    "query",
    [
        "`unknown`",
        "`cloudtrail",
        'a="x',
        "a=x | where 'b",
        "",
        "| makeresults",
        "a=x |",
        "a=x | | where true()",
        "a=x | map search=b",
        "a=x | regex a=y",
        "a=",
        "a=x AND",
        "(a=x",
        "a=x)",
        "NOT",
        "OR a=x",
        "a=x OR OR b=y",
        "a IN x",
        "a IN (x",
        'a="x"y',
        'a=x"y"',
        "a*=x",
        "earliest=-1h a=x",
        "[search a=x]",
        "a!x",
        '""',
        "a=x | where",
        "a=x | where b=",
        "a=x | where (b=1",
        "a=x | where nosuch(b)",
        "a=x | where isnull()",
        "a=x | where isnull(b, c)",
        "a=x | where a=true",
        "a=x | where a=y z",
        "a=x | where 'a'=\"y\" and 'b'=\"z\"",
        "a=x | where requestParameters.b{}=1",
        "a=x | eval b",
        "a=x | eval b=isnull(c)",
        "a=x | rename a b",
        "a=x | rename a* AS b*",
        "a=x | stats",
        "a=x | stats median(a)",
        "a=x | stats values",
        "a=x | convert num(a)",
        "a=x | head x",
        "a=x | fields a*",
    ],
)
def test_what_is_not_known_is_an_error(query: str) -> None:
    """A search that is not understood in full is refused, whatever the events are."""
    with pytest.raises(EngineError):
        hits(query, {"a": "x"})


def test_where_keeps_true_alone() -> None:
    """A condition that is null keeps no row, and neither does its negation."""
    assert not holds('a="x"')
    assert not holds('NOT a="x"')
    assert not holds('a!="x"')
    assert holds('NOT coalesce(a="x", false())')


@pytest.mark.parametrize(
    ("expression", "kept"),
    [
        ("true() OR n=1", True),
        ("n=1 OR true()", True),
        ("NOT (false() AND n=1)", True),
        ("NOT (n=1 AND false())", True),
        ("true() AND n=1", False),
        ("NOT (true() AND n=1)", False),
        ("true() XOR false()", True),
        ("true() XOR n=1", False),
        ("isnull(n=1)", True),
        ("true() OR true() AND false()", True),
        ("(true() OR true()) AND false()", False),
        ("NOT false() AND false()", False),
        ("NOT 1=2", True),
    ],
)
def test_logic_has_three_values(expression: str, kept: bool) -> None:  # noqa: FBT001 - a column of the table
    """Null is neither true nor false; NOT comes first, then AND, then OR."""
    assert holds(expression) is kept


def test_where_minds_letter_case() -> None:
    """In where, texts compare with letter case."""
    assert holds('a="Foo"', a="Foo")
    assert not holds('a="foo"', a="Foo")
    assert holds('lower(a)="foo"', a="Foo")


@pytest.mark.parametrize(
    ("expression", "kept"),
    [
        ("a=22", True),
        ("a==22.0", True),
        ("a>9", True),
        ("a>=23", False),
        ('a="22"', True),
        ('a="9"', False),
        ('a!="x"', True),
        ("a=b", False),
        ('a IN ("22", "23")', True),
        ('a IN ("2")', False),
    ],
)
def test_numbers_compare_as_numbers(expression: str, kept: bool) -> None:  # noqa: FBT001 - a column of the table
    """A field that looks like a number compares with a number as one."""
    assert holds(expression, a=22, b="x") is kept


@pytest.mark.parametrize(
    "expression",
    [
        'a="22.0"',  # as numbers yes, as texts no
        'a<"9"',  # the other way round
        "b>5",  # a text beside a number
        "a=true()",
        "isnull(a)=1",
        "a",
        "NOT a",
        "'m{}'=\"x\"",  # several values
        "'m{}'=a",
        "match('m{}', \"x\")",
        "lower('m{}')=\"x\"",
        "tonumber(p)=5",  # +5
        r'a="\t"',
        'a="1" + b',
        r'like(a, "2\_")',
        'cidrmatch("10.0.0.0/40", a)',
        'match(a, "(")',
        'match(c, "(x+x+)+$")',  # PCRE gives up
        'strftime(a, "%Q")="x"',
        'mvindex(a, n)="x"',
    ],
)
def test_what_is_undocumented_is_an_error(expression: str) -> None:
    """Where Splunk's documentation leaves the result open, there is none."""
    with pytest.raises(EngineError):
        holds(expression, a=22, b="x", c="x" * 60 + "!", m=["x", "y"], p="+5")


def test_operands_are_evaluated_only_where_they_decide() -> None:
    """A guard before AND keeps a refused conversion from being tried."""
    assert not holds(r'match(a, "^\d+$") AND tonumber(a)>1', a="+5")
    assert holds(r'if(match(a, "^\d+$"), tonumber(a)>1, true())', a="+5")


def test_unquoted_dots_concatenate() -> None:
    """In eval an unquoted a.b joins the fields a and b; the field a.b needs single quotes."""
    assert value("a.b", a="x", b="y") == "xy"
    assert value("'a.b'", a={"b": "z"}) == "z"
    assert value("a.b", a={"b": "z"}) is None


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("1+2*3", 7),
        ("(1+2)*3", 9),
        ("10/4", 2.5),
        ("7%3", 1),
        ("1/0", None),
        ("-2+5", 3),
        ("n+1", 3),
        ("t-1", None),
        ("n.t", "2Text"),
        ("lower(t)", "text"),
        ("upper(t)", "TEXT"),
        ("len(t)", 4),
        ("substr(t,2)", "ext"),
        ("substr(t,2,2)", "ex"),
        ("substr(t,-2)", "xt"),
        ("substr(t,-3,1)", "e"),
        ('replace(t,"^(.)(.)","\\2\\1")', "eTxt"),
        ('replace(t,"z","y")', "Text"),
        ("coalesce(x,t,n)", "Text"),
        ("coalesce(x)", None),
        ('if(n=2,"a","b")', "a"),
        ('if(x=2,"a","b")', "b"),
        ('case(x=1,"a",n=2,"b",true(),"c")', "b"),
        ('case(n=3,"a")', None),
        ("nullif(t,t)", None),
        ('nullif(t,"x")', "Text"),
        ("null()", None),
        ('tonumber("12")', 12),
        ('tonumber("1.5e1")', 15.0),
        ('tonumber("x")', None),
        ('tonumber(" ")', None),
        ("tostring(n)", "2"),
        ("tostring(n=2)", "True"),
        ('trim("  x ")', "x"),
        ('rtrim("xyy","y")', "x"),
        ('ltrim("yyx","y")', "x"),
        ("lower(x)", None),
        ('split("a,b",",")', ["a", "b"]),
        ('split("a",",")', "a"),
        ("mvcount('m{}')", 3),
        ("mvcount(t)", 1),
        ("mvcount(x)", None),
        ("mvindex('m{}',1)", "Y"),
        ("mvindex('m{}',-1)", "x"),
        ("mvindex('m{}',0,1)", ["x", "Y"]),
        ("mvindex('m{}',-2,-1)", ["Y", "x"]),
        ("mvindex('m{}',7)", None),
        ("mvindex(t,0)", "Text"),
        ("mvjoin('m{}','sep')", "x-Y-x"),
        ("mvdedup('m{}')", ["x", "Y"]),
        ("mvsort('m{}')", ["Y", "x", "x"]),
        ("mvappend('m{}',t,x)", ["x", "Y", "x", "Text"]),
        ("mvfind('m{}',\"^Y\")", 1),
        ("mvfind('m{}',\"z\")", None),
        ('mvfind(t,"ex")', 0),
        ('mvfind(x,"ex")', None),
        ("mvmap('m{}',lower('m{}'))", ["x", "y", "x"]),
        ('mvmap(t,t."!")', "Text!"),
        ('mvmap(x,x."!")', None),
        ("mvmap('m{}',if('m{}'=\"x\",null(),'m{}'))", "Y"),
        ("mvfilter('m{}'=\"x\")", ["x", "x"]),
        ("mvfilter('m{}'=\"z\")", None),
        ('strptime("2026-11-24T08:00:00Z","%Y-%m-%dT%H:%M:%SZ")', 1795507200),
        ('strptime("24.11.2026","%Y-%m-%dT%H:%M:%SZ")', None),
        ('strptime("2026-13-24","%F")', None),
        ('strftime(1795507200,"%F %T week %V")', "2026-11-24 08:00:00 week 48"),
        ('strftime(t,"%F")', None),
    ],
)
def test_functions(expression: str, expected: Any) -> None:  # noqa: ANN401 - any value
    """Each function gives what its page in the Search Reference says."""
    assert value(expression, n=2, t="Text", m=["x", "Y", "x"], sep="-") == expected


@pytest.mark.parametrize(
    ("expression", "kept"),
    [
        ('match(t,"ex")', True),
        ('match(t,"^ex")', False),
        ('match(t,"EX")', False),
        ('match(t,"(?i)EX")', True),
        (r'match(b,"^C:\\\\x$")', True),
        (r'match(t,"^\w+$")', True),
        ('match(u,"^[[:alpha:]]$")', False),
        ('match(u,"(?i)É")', True),
        ('like(t,"T%t")', True),
        ('like(t,"t%t")', False),
        ('like(t,"Te_t")', True),
        ('t LIKE "%ex%"', True),
        ('like(t,"ex")', False),
        ('cidrmatch("10.0.0.0/8",ip)', True),
        ('cidrmatch("11.0.0.0/8",ip)', False),
        ('cidrmatch("10.0.0.0/8",t)', False),
        ('cidrmatch("2001:db8::/32",ip6)', True),
        ('cidrmatch("0.0.0.0/0",ip6)', False),
        ("in('m{}',\"Y\")", True),
        ("in('m{}',\"y\")", False),
        ('\'m{}\' IN ("z", "x")', True),
        ('in(x,"y")', False),
        ('searchmatch("t=text ip=10.0.0.0/8")', True),
        ('searchmatch("t=tex")', False),
        ("isnull(x)", True),
        ("isnotnull(t)", True),
    ],
)
def test_conditions(expression: str, kept: bool) -> None:  # noqa: FBT001 - a column of the table
    """Each test gives what its page in the Search Reference says; regular expressions are PCRE."""
    record = {"t": "Text", "b": r"C:\x", "u": "é", "ip": "10.1.2.3", "ip6": "2001:db8::1", "m": ["x", "Y"]}
    assert holds(expression, **record) is kept


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ('json_extract(_raw,"p")', '{"b":[{"c":"x"},{"c":22.0}],"n":null,"t":true,"u":"é\\"","e":{}}'),
        ('json_extract(_raw,"p.b")', '[{"c":"x"},{"c":22.0}]'),
        ('json_extract(_raw,"p.b{}.c")', '["x",22.0]'),
        ('json_extract(_raw,"p.b{1}.c")', "22.0"),
        ('json_extract(_raw,"p.b{7}.c")', None),
        ('json_extract(_raw,"p.b.c")', None),
        ('json_extract(_raw,"p.b{}.z")', None),
        ('json_extract(_raw,"p.t")', "true"),
        ('json_extract(_raw,"p.u")', 'é"'),
        ('json_extract(_raw,"p.n")', None),
        ('json_extract(_raw,"p.e")', "{}"),
        ('json_extract(_raw,"p.z")', None),
        ('json_extract(_raw,"p.t","p.z")', "[true,null]"),
        ('json_extract("no json","p")', None),
        ('json_extract_exact(_raw,"k.1")', "y"),
        ('json_extract(_raw,"k.1")', None),
        ('json_keys(json_extract(_raw,"p"))', '["b","n","t","u","e"]'),
        ('json_keys("[1]")', None),
        ('json_array_to_mv("[1,\\"a\\",{\\"b\\":2}]")', ["1", "a", '{"b":2}']),
        ('json_array_to_mv("[]")', None),
        ('json_array_to_mv("{}")', None),
        ('spath(_raw,"p.b{}.c")', ["x", "22.0"]),
        ('spath(_raw,"p.z")', None),
    ],
)
def test_json_functions(expression: str, expected: Any) -> None:  # noqa: ANN401 - any value
    """Objects and arrays come back as compact JSON, leaves as they are, null and nothing as null."""
    record = {
        "p": {"b": [{"c": "x"}, {"c": 22.0}], "n": None, "t": True, "u": 'é"', "e": {}},
        "k.1": "y",
    }
    assert value(expression, **record) == expected


# Commands


def test_eval_goes_from_left_to_right() -> None:
    """A later expression sees the field that an earlier one set; null removes a field."""
    assert loaded({"a": "1"}).rows("* | eval b=a+1, c=b*2 | eval a=null() | table a, b, c") == [
        {"b": 2, "c": 4}
    ]


def test_rename_moves_a_value() -> None:
    """After rename the old name is gone."""
    engine = loaded({"a": "1"})
    assert engine.rows('* | rename a AS "b c" | table a "b c"') == [{"b c": "1"}]


def test_search_after_a_pipe_sees_new_fields() -> None:
    """A later search looks at what earlier stages made."""
    assert hits('* | eval b=lower(a) | search b="X"', {"a": "x"}, {"a": "y"}) == [0]


def test_fillnull_gives_a_value() -> None:
    """Fillnull sets the fields it names, to 0 unless told."""
    assert loaded({"a": "1"}).rows("* | fillnull value=none b | table a b") == [{"a": "1", "b": "none"}]
    assert loaded({"a": "1"}).rows("* | fillnull b | table b") == [{"b": "0"}]


STATS: list[Record] = [
    {"u": "ann", "n": 10, "eventTime": "2026-11-24T08:00:00Z", "m": ["x", "y"]},
    {"u": "bob", "n": 9, "eventTime": "2026-11-24T08:00:02Z"},
    {"u": "ann", "n": 8, "eventTime": "2026-11-24T08:00:01Z", "m": ["x"]},
    {"n": 1, "eventTime": "2026-11-24T08:00:03Z", "m": ["z"]},
]


def test_stats_drops_rows_without_a_by_field() -> None:
    """A null in a BY field loses the row, and the event behind it."""
    assert loaded(*STATS).rows("* | stats count by u") == [{"u": "ann", "count": 2}, {"u": "bob", "count": 1}]
    assert hits("* | stats count by u", *STATS) == [0, 1, 2]
    assert hits("* | fillnull value=none u | stats count by u", *STATS) == [0, 1, 2, 3]


def test_stats_aggregates() -> None:
    """Numbers compare as numbers; values are distinct and sorted; earliest and latest go by time."""
    query = (
        "* | stats count, count(u) AS named, min(n) as least max(n) AS most, sum(n) as total, "
        "dc(u) as users, values(m{}) AS members earliest(n) AS early latest(n) AS late list(u) as all"
    )
    assert loaded(*STATS).rows(query) == [
        {
            "count": 4,
            "named": 3,
            "least": "1",
            "most": "10",
            "total": 28,
            "users": 2,
            "members": ["x", "y", "z"],
            "early": "10",
            "late": "1",
            "all": ["bob", "ann", "ann"],
        },
    ]


def test_stats_groups_by_each_member() -> None:
    """A BY field with several values counts in the group of each."""
    assert loaded(*STATS).rows("* | stats count by m{}") == [
        {"m{}": "x", "count": 2},
        {"m{}": "y", "count": 1},
        {"m{}": "z", "count": 1},
    ]


def test_a_filter_after_stats_drops_the_events_of_a_group() -> None:
    """An event counts as found if a result that it went into is left."""
    assert hits("* | stats count by u | where count>1", *STATS) == [0, 2]


def test_stats_names_columns_after_the_call() -> None:
    """Without AS a column is called like the call."""
    assert loaded(*STATS).rows("* | stats max(n)") == [{"max(n)": "10"}]


def test_results_come_newest_first() -> None:
    """Events come from the newest to the oldest, so that first and head mean the newest."""
    assert hits("* | head 1", *STATS) == [3]
    assert hits("* | dedup u", *STATS) == [1, 2]
    assert loaded(*STATS).rows("* | stats first(n) AS f last(n) AS l") == [{"f": "1", "l": "10"}]


def test_sort_orders_rows() -> None:
    """Numbers sort as numbers, a minus turns the order, null comes last."""
    engine = loaded(*STATS)
    assert [row["n"] for row in engine.rows("* | sort n | table n")] == ["1", "8", "9", "10"]
    assert [row.get("u") for row in engine.rows("* | sort -u, n | table u, n")] == ["bob", "ann", "ann", None]
    assert [row["n"] for row in engine.rows("* | sort 2 - n | table n")] == ["10", "9"]


def test_ctime_writes_times() -> None:
    """The macro security_content_ctime writes a field of seconds as a date and time."""
    engine = loaded(*STATS)
    query = "* | stats min(_time) as firstTime | `security_content_ctime(firstTime)`"
    assert engine.rows(query) == [{"firstTime": "2026-11-24T08:00:00"}]


def test_fields_keeps_or_drops() -> None:
    """Fields keeps those named and Splunk's own; with a minus it drops them."""
    engine = loaded({"a": "1", "b": "2"})
    assert engine.rows("* | fields a | table a b") == [{"a": "1"}]
    assert engine.rows("* | fields - a | table a b") == [{"b": "2"}]


# The engine


def test_loading_forgets_what_was_there() -> None:
    """Positions count within the last batch alone."""
    engine = loaded({"a": "x"}, {"a": "x"})
    assert engine.run("a=x") == {0, 1}
    engine.load([Event("1", {"a": "y"}, '{"a":"y"}')])
    assert engine.run("a=x") == set()
    assert engine.run("a=y") == {0}
    engine.close()
    assert engine.run("*") == set()


def test_limits_lose_fields() -> None:
    """With limits, what lies beyond is not found; without, the engine says which events they cut."""
    record = {"a": "x" * 5_000, "b": "y"}
    event = Event("1", record, json.dumps(record, separators=(",", ":")))
    generous, strict = SplunkEngine(), SplunkEngine(limits=True)
    generous.load([event])
    strict.load([event])
    assert (generous.run("b=y"), strict.run("b=y")) == ({0}, set())
    assert generous.truncated == strict.truncated == frozenset({0})


def test_a_hostile_value_takes_no_time_to_speak_of() -> None:
    """A value of 100,000 characters, stars or backslashes is searched for like any other."""
    long = "é*\\" * 33_000
    quoted = long.replace("\\", "\\\\")
    assert hits(f'a="{quoted}" | where isnotnull(a)', {"a": long}, {"a": "x"}) == [0]
    literal = long.replace("\\", "\\\\").replace('"', '\\"')
    assert hits(f'* | where a="{literal}"', {"a": long}, {"a": "x"}) == [0]
