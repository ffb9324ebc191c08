"""Logic and comparison in where."""

from __future__ import annotations

import pytest
from splunk_search import holds, loaded, value

from converter.verify.engine import Answer, EngineError


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
        ("false() OR true() XOR true()", False),
        ("true() XOR true() OR true()", True),
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
        r'match(a, "\\u0041")',
        r'match(a, "\\x")',
        'strftime(a, "%Q")="x"',
        "1+isnull(a)=2",
        "a.isnull(b)=1",
        'case(a=22)="x"',
        "isnull(mvfilter(1=1))",
        "isnull(mvfilter(a=b))",
        'isnull(mvmap(lower(b), b."x"))',
        "searchmatch(b)",
        'tonumber("1f", 16)=31',
        'isnull(json_extract(_raw, "a..b"))',
        'isnull(json_extract(_raw, "a."))',
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


def test_a_search_that_gives_up_is_undecided() -> None:
    """An event on which PCRE gives up is neither found nor missed; the others are judged."""
    engine = loaded({"c": "x" * 60 + "!"}, {"c": "xx"}, {"c": "y"})
    found = engine.run('* | where match(c, "(x+x+)+$")')
    assert isinstance(found, Answer)
    assert found == {1}
    assert list(found.undecided) == [0]
    assert found.undecided[0].startswith("the regular expression '(x+x+)+$' takes more than 10,000 steps")
    with pytest.raises(EngineError, match="takes more than 10,000 steps"):
        engine.rows('* | where match(c, "(x+x+)+$")')
