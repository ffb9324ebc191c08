"""What the search command finds, as Splunk's documentation has it."""

from __future__ import annotations

import pytest
from splunk_search import Record, hits

from converter.verify.engine import EngineError


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
    assert hits("a=x*y*z", {"a": "xyz"}, {"a": "x-y-z"}, {"a": "xz"}, {"a": "xzy"}, {"a": "x--z"}) == [0, 1]


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
        ('a="it\'s"', "it's"),
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
