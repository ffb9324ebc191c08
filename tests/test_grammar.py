"""The condition language of a rule."""

from __future__ import annotations

import pytest

from converter.errors import RuleError
from converter.grammar import Group, Name, Negation, parse

A, B, C = Name("a"), Name("b"), Name("c")


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("a", A),
        ("a or b and c", Group("any", (A, Group("all", (B, C))))),
        ("not a and b", Group("all", (Negation(A), B))),
        ("not not a", Negation(Negation(A))),
        ("(a or b) and not c", Group("all", (Group("any", (A, B)), Negation(C)))),
        ("((a))", A),
        ("not (a or b)", Negation(Group("any", (A, B)))),
    ],
)
def test_precedence_is_or_and_not(condition: str, expected: object) -> None:
    """`or` binds loosest, then `and`, then `not`; parentheses overrule."""
    assert parse(condition, ["a", "b", "c"]) == expected


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("1 of sel_*", Group("any", (Name("sel_a"), Name("sel_b")))),
        ("any of sel_*", Group("any", (Name("sel_a"), Name("sel_b")))),
        ("all of sel_*", Group("all", (Name("sel_a"), Name("sel_b")))),
        ("1 of them", Group("any", (Name("sel_a"), Name("sel_b"), Name("filter")))),
        ("all of filter", Name("filter")),
        ("1 of _*", Name("_hidden")),
        ("not 1 of *_a", Negation(Name("sel_a"))),
    ],
)
def test_a_quantifier_covers_the_names_of_its_pattern(condition: str, expected: object) -> None:
    """`them` and patterns leave out names that start with `_`, unless the pattern does, too."""
    assert parse(condition, ["sel_a", "sel_b", "filter", "_hidden"]) == expected


@pytest.mark.parametrize(
    "name", ["not_mfa", "notepad", "and_then", "or_else", "all_users", "1st", "any", "of"]
)
def test_a_name_may_start_with_an_operator(name: str) -> None:
    """A detection's name is a whole word; what it starts with is no operator."""
    names = [name, "_mfa", "b"]
    assert parse(f"{name} and b", names) == Group("all", (Name(name), B))


@pytest.mark.parametrize(
    ("condition", "reason"),
    [
        ("", "ends too early"),
        ("a and", "ends too early"),
        ("a b", "stops making sense at 'b'"),
        ("(a", "lacks a closing parenthesis"),
        ("a)", "stops making sense at ')'"),
        ("a | count() > 5", "write a correlation rule instead of '|'"),
        ("z", "names the detection 'z', which is not there"),
        ("1 of z*", "asks for 'z*', which no detection is called"),
        ("a AND b", "stops making sense at 'AND'"),
        ("not " * 200 + "a", "is nested too deeply"),
        ("(" * 200 + "a" + ")" * 200, "is nested too deeply"),
    ],
)
def test_a_condition_that_cannot_be_read_says_why(condition: str, reason: str) -> None:
    """Whatever is wrong is named; nothing is guessed."""
    with pytest.raises(RuleError) as caught:
        parse(condition, ["a", "b"])
    assert reason in str(caught.value)


@pytest.mark.parametrize(
    "condition", ["(" * 5_000 + "a" + ")" * 5_000, "b" * 5_000, "a |" + " " * 5_000 + "b"]
)
def test_a_message_quotes_the_beginning_of_a_long_condition(condition: str) -> None:
    """One line, which a terminal can show."""
    with pytest.raises(RuleError) as raised:
        parse(condition, ["a"])
    assert len(str(raised.value)) < 250
