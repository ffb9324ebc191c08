"""EQL as Elasticsearch runs it, on documents of a few invented events."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from converter.targets.eql.elasticsearch import wildcard
from converter.targets.eql.elasticsearch.folding import Folding, exactly, fold, spellings
from converter.targets.eql.engine import EqlEngine, EqlUnicodeEngine, available
from converter.verify.engine import EngineError, Event

RECORDS: list[dict[str, Any]] = [
    {
        "eventName": "ModifyImageAttribute",
        "eventSource": "ec2.amazonaws.com",
        "eventTime": "2026-11-03T10:00:00Z",
        "readOnly": False,
        "sourceIPAddress": "10.1.2.3",
        "userAgent": "a*b\\c?d",
        "requestParameters": {"launchPermission": {"add": {"items": [{"group": "all"}]}}},
        "userIdentity": {"type": "IAMUser", "userName": "Bob", "principalId": "bobby"},
    },
    {
        "eventName": "ConsoleLogin",
        "eventSource": "signin.amazonaws.com",
        "eventTime": "2026-11-05T10:00:00Z",
        "sourceIPAddress": "AWS Internal",
        "apiVersion": "22",
        "resources": [{"ARN": "one"}, {"ARN": "Two"}],
    },
    {"eventName": "Étude", "readOnly": True, "userAgent": 'say "hi"\n😀', "sourceIPAddress": "2001:db8::1"},
]


def engine(folding: Folding = Folding.ASCII) -> EqlEngine:
    """An engine with the events above."""
    made = EqlEngine(folding)
    made.load([Event(str(at), record, json.dumps(record)) for at, record in enumerate(RECORDS)])
    return made


def found(condition: str, folding: Folding = Folding.ASCII) -> list[int]:
    """The positions that a condition finds."""
    return sorted(engine(folding).run(f"any where {condition}"))


@pytest.mark.parametrize(
    ("condition", "positions"),
    [
        ('event.action : "modifyimageattribute"', [0]),
        ('event.action == "modifyimageattribute"', []),
        ('event.action == "ModifyImageAttribute"', [0]),
        ('event.action in ("consolelogin", "ModifyImageAttribute")', [0]),
        ('event.action in~ ("consolelogin", "x")', [1]),
        ('event.action : ("CONSOLE*", "x")', [1]),
        ('event.action like "console*"', []),
        ('event.action like~ "console?ogin"', [1]),
        ('event.action regex "Console[L-M].*"', [1]),
        ('event.action regex~ "console[L-M].*"', [1]),
        ('event.action regex~ ("x", "CONSOLELOGIN")', [1]),
        ('event.action == "Console*"', []),
        ('event.action in~ ("console*")', []),
    ],
)
def test_case_and_wildcards(condition: str, positions: list[int]) -> None:
    """`:`, `in~`, `like~`, `regex~` ignore case; wildcards live in `:` and `like` alone."""
    assert found(condition) == positions


@pytest.mark.parametrize(
    ("condition", "positions"),
    [
        ('user.name : "bob"', [0]),
        ('not user.name : "bob"', [1, 2]),
        ('user.name != "Bob"', [1, 2]),
        ('not user.name != "Bob"', [0]),
        ('user.name not in ("Bob")', [1, 2]),
        ('not user.name like "B*"', [1, 2]),
        ("user.name == null", [1, 2]),
        ("user.name != null", [0]),
        ("null == user.name", [1, 2]),
        ("not not user.name == null", [1, 2]),
        ('not (user.name : "bob" or event.action : "c*")', [2]),
    ],
)
def test_absent_fields(condition: str, positions: list[int]) -> None:
    """A test of an absent field is false, and its negation true."""
    assert found(condition) == positions


@pytest.mark.parametrize(
    ("condition", "positions"),
    [
        ('?no.such : "x"', []),
        ('not ?no.such : "x"', []),
        ('?no.such != "x"', []),
        ('not ?no.such in ("a", "b")', []),
        ('not startsWith(?no.such, "a")', []),
        ("length(?no.such) == 3", []),
        ('not cidrMatch(?no.such, "10.0.0.0/8")', []),
        ("?no.such == null", [0, 1, 2]),
        ("?no.such != null", []),
        ('?no.such : "x" or event.action : "c*"', [1]),
        ('not (?no.such : "x" or event.action : "c*")', [0, 2]),
        ('not (?no.such : "x" and event.action : "c*")', []),
        ('?event.action : "c*"', [1]),
    ],
)
def test_unmapped_fields(condition: str, positions: list[int]) -> None:
    """A test of an unmapped ?field is null: `and` becomes null, `or` forgets it, null finds nothing."""
    assert found(condition) == positions


@pytest.mark.parametrize(
    ("condition", "positions"),
    [
        ('aws.cloudtrail.resources.arn == "one"', [1]),
        ('aws.cloudtrail.resources.arn : ("ONE", "x")', [1]),
        ('aws.cloudtrail.resources.arn == "one" and aws.cloudtrail.resources.arn == "Two"', [1]),
        ('aws.cloudtrail.resources.arn != "one"', [0, 2]),
        ('not aws.cloudtrail.resources.arn in~ ("two")', [0, 2]),
        ("length(aws.cloudtrail.resources.arn) != 3", []),
        ('substring(aws.cloudtrail.resources.arn, 0, 1) != "o"', [1]),
        ('not substring(aws.cloudtrail.resources.arn, 0, 1) == "o"', [0, 2]),
    ],
)
def test_several_values(condition: str, positions: list[int]) -> None:
    """Any value satisfies a test; a negation means that none does; `!=` on a function means some differ."""
    assert found(condition) == positions


@pytest.mark.parametrize(
    ("condition", "positions"),
    [
        ("aws.cloudtrail.read_only == false", [0]),
        ("aws.cloudtrail.read_only == true", [2]),
        ("true == aws.cloudtrail.read_only", [2]),
        ('aws.cloudtrail.read_only == "false"', [0]),
        ("aws.cloudtrail.read_only != true", [0, 1]),
        ("aws.cloudtrail.read_only", [2]),
        ("not aws.cloudtrail.read_only", [0, 1]),
        ("aws.cloudtrail.read_only in (true, false)", [0, 2]),
        ('source.ip == "10.1.2.3"', [0]),
        ('source.ip == "2001:DB8:0::1"', [2]),
        ('cidrMatch(source.ip, "10.0.0.0/8")', [0]),
        ('cidrMatch(source.ip, "192.0.2.0/24", "10.9.9.9/8")', [0]),
        ('cidrMatch(source.ip, "2001:db8::/32")', [2]),
        ('cidrMatch(source.ip, "::/0")', [2]),
        ('not cidrMatch(source.ip, "10.0.0.0/8")', [1, 2]),
        ('cidrMatch(source.ip, "10.0.0.0/8") == false', [1, 2]),
        ('`@timestamp` >= "2026-11-04T00:00:00Z"', [1]),
        ('event.dataset == "aws.cloudtrail"', [0, 1, 2]),
        ('event.action < "D"', [1]),
        ("true", [0, 1, 2]),
        ("false", []),
    ],
)
def test_types(condition: str, positions: list[int]) -> None:
    """Constants are read as the field's type has them: booleans, addresses, dates."""
    assert found(condition) == positions


@pytest.mark.parametrize(
    ("condition", "positions"),
    [
        ('startsWith(event.action, "Console")', [1]),
        ('startsWith~(event.action, "console")', [1]),
        ('endsWith~(event.action, "LOGIN")', [1]),
        ('endsWith(event.action, "LOGIN")', []),
        ('stringContains~(event.action, "imageattr")', [0]),
        ('stringContains(user_agent.original, "a*c")', [0]),
        ('stringContains(user_agent.original, """a\\*b\\\\c\\?d""")', [0]),
        ('stringContains(user_agent.original, """a\\*c""")', []),
        ('startsWith(user_agent.original, "a*b\\\\c?d")', [0]),
        ('startsWith(user_agent.original, "a?")', []),
        ("length(user_agent.original) == 11", [2]),
        ('indexOf(user_agent.original, "hi") == 5', [2]),
        ('indexOf~(event.action, "IMAGE") > 5', [0]),
        ('indexOf(event.action, "q") == null', [0, 1, 2]),
        ('substring(event.action, -5) == "Login"', [1]),
        ('substring(event.action, 2, 1) == ""', [0, 1, 2]),
        ("number(aws.cloudtrail.api_version) >= 22", [1]),
        ('string(aws.cloudtrail.read_only) == "false"', [0]),
        ('concat(event.action, ":", user.name) == "ModifyImageAttribute:Bob"', [0]),
        ('concat(event.action, ":", user.name) != "x"', [0]),
        ("startsWith~(user.id, user.name)", [0]),
        ("endsWith(user.id, user.name)", []),
        ("not endsWith(user.id, user.name)", [0, 1, 2]),
        ("user.name != null and stringContains~(user.id, user.name)", [0]),
        ('startsWith(event.action, "C") == true and endsWith(event.action, "x") != true', [1]),
    ],
)
def test_functions(condition: str, positions: list[int]) -> None:
    """Functions of a field and a constant ask the index, with live wildcards; others count UTF-16 units."""
    assert found(condition) == positions


@pytest.mark.parametrize(
    ("condition", "positions"),
    [
        ('user_agent.original == "say \\"hi\\"\\n\\u{1f600}"', [2]),
        ('user_agent.original == "\\u{73}ay \\u{22}hi\\u{22}\\n\\u{01F600}"', [2]),
        ('event.action == """Étude"""', [2]),
        ('user_agent.original == """a*b\\c?d"""', [0]),
        ('user_agent.original : "*\\"hi\\"*"', [2]),
        ('event.action : "// no /* comment" or event.action : "étude" /* a comment */', []),
        ('event.action == "' + "x" * 100_000 + '"', []),
    ],
)
def test_strings_keep_their_value(condition: str, positions: list[int]) -> None:
    """Escapes, raw strings, comment signs and very long texts reach the documents as they were meant."""
    assert found(condition) == positions


def test_parameters_are_matched_in_their_text() -> None:
    """Nested parameters are found by a regular expression over the text of the Java map."""
    assert found(
        'aws.cloudtrail.request_parameters regex~ """.*\\{ADD=\\{items=\\[\\{group=all\\}\\]\\}.*"""'
    ) == [0]
    assert found('aws.cloudtrail.request_parameters : "*remove={items=[{group=all}]}*"') == []


@pytest.mark.parametrize(
    ("condition", "reason"),
    [
        ('no.such : "x"', "unknown column"),
        ('aws.cloudtrail.flattened.request_parameters.a : "x"', "unsupported type \\[flattened\\]"),
        ('user_agent.original.text : "x"', "unsupported type \\[text\\]"),
        ("user.name == user.id", "Comparisons against fields are not"),
        ("user.name : user.id", "refuses the query"),
        ('aws.cloudtrail.read_only == "yes"', "cannot compare the boolean field"),
        ('aws.cloudtrail.read_only : "true"', "takes a field that holds text"),
        ("user.name == 22", "cannot compare the text field"),
        ('user.name in ("a", 22)', "one type"),
        ('source.ip == "10.0.0.0/8"', "cannot compare the ip field"),
        ('cidrMatch(source.address, "10.0.0.0/8")', "type ip"),
        ('cidrMatch(source.ip, "10.0.0.0")', "Invalid argument"),
        ("cidrMatch(source.ip, user.name)", "Expected literal"),
        ('wildcard(event.action, "C*")', "does not evaluate the function wildcard"),
        ('match(event.action, "C.*")', "does not evaluate the function match"),
        ("length~(event.action) == 3", "does not evaluate the function length~"),
        ('event.action : "a\\/b"', "refuses the query"),
        ('event.action : "a\\*b"', "refuses the query"),
        ("event.action == 'x'", "strings are written"),
        ('event.action == "\\u{110000}"', "no character"),
        ('event.action : "*\\u{01}"', "U\\+0001"),
        ('event.action = "x"', "Compare with =="),
        ('event.action regex "(a"', "lacks"),
        ('event.action regex ("' + "a" * 600 + '", "' + "b" * 400 + '")', "1001 characters"),
        ('event.like : "x"', "reserved"),
        ('event.action[0] : "x"', "no such field name"),
        ('event.action : "x" | head 5', "no sequences, samples or pipes"),
        ('event.action : "x" and', "refuses the query"),
        ("user.name", "true or false"),
        ("length(user.name)", "refuses the query|true or false"),
        ("number(event.action) > 1", "number\\(\\) fails on"),
        ("stringContains(user.id, event.id)", "test that argument against null first"),
        ('"a" == "a"', "constants with each other"),
        ("not (" * 2000 + "true" + ")" * 2000, "nested too deeply"),
    ],
)
def test_refused(condition: str, reason: str) -> None:
    """What Elasticsearch refuses, fails on, or this engine does not know is an error, never a miss."""
    with pytest.raises(EngineError, match=reason):
        found(condition)


@pytest.mark.parametrize(
    "query", ["process where true", "sequence [any where true] [any where true]", "", 'event.action : "x"']
)
def test_only_conditions_on_any_event(query: str) -> None:
    """Categories, sequences and bare conditions are errors."""
    with pytest.raises(EngineError):
        engine().run(query)


def test_the_two_foldings_differ_beyond_ascii() -> None:
    """Only newer versions of Elasticsearch find É by é; both find it exactly."""
    assert found('event.action : "étude"') == []
    assert found('event.action : "étude"', Folding.UNICODE) == [2]
    assert found('event.action == "Étude"') == [2]
    assert found('event.action : "É*"') == [2]
    assert found('event.action regex~ "étude"') == []
    assert found('event.action regex~ "étude"', Folding.UNICODE) == [2]


def test_folding_keeps_the_length() -> None:
    """Every letter folds to one letter, so that `?` stands for one; ß and the dotted I stay themselves."""
    assert fold(Folding.UNICODE)("STRAßE\u0130\u0131\u212a\u03a3\u03c2") == "straße\u0130\u0131k\u03c3\u03c3"
    assert fold(Folding.ASCII)("ABC\u212aÉ") == "abc\u212aÉ"
    assert spellings("k", Folding.UNICODE) == {"k", "K", "\u212a"}
    assert spellings("k", Folding.ASCII) == {"k", "K"}
    assert spellings("1", Folding.UNICODE) == {"1"}


def test_turkish_letters_match_in_one_direction_only() -> None:
    """Lucene 10 takes a dotless i in a pattern for I, but not I for it; recorded from 10.5."""
    assert spellings("\u0131", Folding.UNICODE) == {"\u0131", "I"}
    assert spellings("\u0130", Folding.UNICODE) == {"\u0130", "i"}
    assert spellings("i", Folding.UNICODE) == {"i", "I"}
    assert found('event.action : "\u0131"') == []
    for condition in (
        'event.action : "\u0131"',
        'event.action in~ ("\u0130")',
        'endsWith~(event.action, "\u0131")',
    ):
        with pytest.raises(EngineError, match="outside `regex~`"):
            found(condition, Folding.UNICODE)


def test_a_new_batch_replaces_the_old() -> None:
    """Loading forgets what was there, indexes included; closing forgets everything."""
    made = engine()
    assert made.run('any where event.action : "consolelogin"') == {1}
    made.load([Event("x", {"eventName": "consoleLOGIN"}, "")])
    assert made.run('any where event.action : "consolelogin"') == {0}
    made.close()
    assert made.run("any where true") == set()


def test_an_index_never_hides_a_document() -> None:
    """Conditions on indexed fields find the same under or, not, and several values."""
    assert found('event.action : "consolelogin" or user.name : "bob"') == [0, 1]
    assert found('event.action : "consolelogin" and event.action != "x"') == [1]
    assert found('event.provider == "ec2.amazonaws.com" and not event.action : "consolelogin"') == [0]
    assert found('(event.action : "consolelogin" or event.action == "Étude") and not user.name : "bob"') == [
        1,
        2,
    ]


def test_names() -> None:
    """The engine says what it is and that it can run here."""
    assert (engine().name, engine().target) == ("eql", "eql")
    assert EqlUnicodeEngine().name == "eql-unicode"
    assert available() is None


_ATOMS = [
    'event.action : "consolelogin"',
    'event.action in~ ("étude", "modifyimageattribute")',
    'event.action == "Étude"',
    'event.provider : ("ec2.amazonaws.com", "x")',
    'event.provider : "s*"',
    'user.name == "Bob"',
    '?no.such : "x"',
    "true",
]
_CONDITIONS = st.recursive(
    st.sampled_from(_ATOMS),
    lambda inner: st.one_of(
        inner.map("not ({})".format),
        st.tuples(inner, inner).map(lambda pair: f"({pair[0]}) and ({pair[1]})"),
        st.tuples(inner, inner).map(lambda pair: f"({pair[0]}) or ({pair[1]})"),
    ),
    max_leaves=6,
)


@given(_CONDITIONS)
def test_a_document_is_found_alone_as_in_a_batch(condition: str) -> None:
    """The same condition behind a double negation, which hides it from the indexes, finds the same."""
    assert found(condition) == found(f"not (not ({condition}))")


def fits(pattern: str, text: str) -> bool:
    """Whether a text fits a wildcard pattern, worked out the slow way."""
    if not pattern:
        return not text
    if pattern[0] == "*":
        return any(fits(pattern[1:], text[at:]) for at in range(len(text) + 1))
    return bool(text) and pattern[0] in {"?", text[0]} and fits(pattern[1:], text[1:])


@given(st.text("ab*?\n", max_size=7), st.text("ab*\n", max_size=7))
def test_wildcards_fit_as_by_definition(pattern: str, text: str) -> None:
    """A star stands for any text, a question mark for any one character, newlines included."""
    assert wildcard.matcher(wildcard.eql_wildcard(pattern), exactly)(text) == fits(pattern, text)


def test_long_texts_do_not_slow_wildcards_down() -> None:
    """Many stars over a long text that almost fits are decided without trying every split."""
    fitting = wildcard.matcher(wildcard.eql_wildcard("*a" * 40 + "*b"), exactly)
    assert not fitting("a" * 20_000)
    assert fitting("a" * 20_000 + "b")
