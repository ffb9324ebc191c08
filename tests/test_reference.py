"""The reference: what each value of a rule says about an event, and where paths lead."""

# ruff: noqa: FBT003 -- booleans are the data here

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from single_item import matches, verdicts

from converter.verify.reference import compile_rule


def test_text_ignores_case_one_code_point_at_a_time() -> None:
    """Both sides are lower-cased code point by code point: Σ at the end as anywhere, İ is i, ß not ss."""
    assert verdicts("f", "StopLogging", "stoplogging", "STOPLOGGING", "StopLoggin") == [True, True, False]
    assert verdicts("f", "ΟΔΟΣ", "οδοσ", "οδος", "ΟΔΟΣ") == [True, False, True]
    assert verdicts("f", "İstanbul", "istanbul", "i̇stanbul") == [True, False]
    assert verdicts("f", "straße", "STRASSE", "STRAßE") == [False, True]


def test_wildcards() -> None:
    """`*` is any run of characters, line feeds included, and `?` is exactly one character."""
    assert verdicts("f", "a*c", "ac", "abc", "a\nc", "acd", "xac") == [True, True, True, False, False]
    assert verdicts("f", "a?c", "abc", "a😀c", "ac", "abbc") == [True, True, False, False]
    assert verdicts("f", "*a?b*c*", "xaybzzc", "aybc", "ayb", "c aab") == [True, True, False, False]
    assert verdicts("f", "a*?", "ab", "a", "abc") == [True, False, True]
    assert verdicts("f", "ab*bc", "abc", "abbc") == [False, True]


def test_many_wildcards_are_no_burden() -> None:
    """A hostile value with 200 wildcards is answered by placing each stretch once."""
    assert verdicts("f", "*a" * 200 + "b", "a" * 5000) == [False]


@given(st.text("ab*?", max_size=8), st.text("ab", max_size=10))
def test_wildcards_mean_what_a_regular_expression_means(pattern: str, text: str) -> None:
    """Placing stretch after stretch finds the same as trying every way, as a backtracking engine does."""
    tried = re.fullmatch(pattern.replace("*", ".*").replace("?", "."), text) is not None
    assert matches("f|cased", pattern, {"f": text}) is tried


@pytest.mark.parametrize(
    ("written", "literal"),
    [
        (r"a\*b", "a*b"),
        (r"a\?b", "a?b"),
        (r"a\\b", r"a\b"),
        (r"a\b", r"a\b"),
        (r"a\\\*", r"a\*"),
        ("a\\", "a\\"),
    ],
)
def test_escapes(written: str, literal: str) -> None:
    r"""`\*`, `\?` and `\\` stand for the second character; any other backslash stands for itself."""
    assert matches("f", written, {"f": literal})
    assert not matches("f", written, {"f": literal.replace("*", "xx").replace("?", "xx").replace("\\", "/")})


def test_escaped_backslash_before_a_wildcard() -> None:
    r"""`\\*` is a backslash and then anything."""
    assert verdicts("f", r"C:\\*", r"C:\Windows", r"C:Windows") == [True, False]


def test_a_lone_star_is_any_value_but_null() -> None:
    """Texts, numbers, objects and lists with a value count; null, [] and nothing do not."""
    found = ["", 0, False, {}, ["x"], [None, 1], None, [], [None]]
    assert verdicts("f", "*", *found) == [True, True, True, True, True, True, False, False, False]
    assert not matches("f", "*", {})


def test_text_against_numbers_and_booleans() -> None:
    """A text is compared with the JSON text of a number or a boolean; null has none."""
    assert verdicts("f", "22", 22, 22.0, "22", True) == [True, False, True, False]
    assert verdicts("f", "true", True, "TRUE", False, 1) == [True, True, False, False]
    assert verdicts("f", "1*", 1.5, 10, 21) == [True, True, False]
    assert verdicts("f", "null", None) == [False]


def test_number() -> None:
    """22 is 22, 22.0, "22" and "22.0", and nothing else."""
    found = [22, 22.0, "22", "22.0", "022", "22.00", " 22", 23, True, {}]
    assert verdicts("f", 22, *found) == [True, True, True, True, False, False, False, False, False, False]
    assert verdicts("f", 1, True, 1) == [False, True]
    assert verdicts("f", 1.5, 1.5, "1.5", "1.50") == [True, True, False]


def test_boolean() -> None:
    """A boolean is itself or its name in any letter case, never a number."""
    assert verdicts("f", True, True, "true", "True", 1, "yes", False) == [
        True,
        True,
        True,
        False,
        False,
        False,
    ]
    assert verdicts("f", False, False, "FALSE", None, 0) == [True, True, False, False]


def test_null() -> None:
    """Null is nothing at the path, null, or a list of nulls only; "", {} and [] are values."""
    assert (
        verdicts("f", None, None, [None], [[None]], "", {}, [], [None, 1]) == [True, True, True] + [False] * 4
    )
    assert matches("a.b", None, {"a": {}})
    assert matches("a.b", None, {"a": [{"c": 1}]})
    assert not matches("a.b", None, {"a": [{"b": None}, {"b": 1}]})


def test_exists() -> None:
    """`exists` asks for presence alone: null and [] are present."""
    assert verdicts("f|exists", True, None, "", [], {}) == [True, True, True, True]
    assert verdicts("f|exists", False, None) == [False]
    assert matches("g|exists", False, {"f": 1})
    assert not matches("f.g|exists", True, {"f": []})


def test_lists_in_rule_and_event() -> None:
    """A list in the rule is OR, a list in the event holds if some member does, however deep."""
    assert verdicts("f", ["a", "b"], "b", ["x", "a"], [["b"]], ["x"], []) == [True, True, True, False, False]
    assert verdicts("f", ["A", "22", ""], "a", 22, "", None, {}) == [True, True, True, False, False]
    assert verdicts("f|cased", ["A", "B"], "A", "a") == [True, False]
    assert verdicts("f", ["a", "b*", None], "bc", None, "c") == [True, True, False]


def test_paths_enter_lists_anywhere() -> None:
    """A dotted path descends objects and every member of lists on its way."""
    event = {"a": [{"b": {"c": "x"}}, {"b": [{"c": "y"}, "text", None]}]}
    assert matches("a.b.c", "x", event)
    assert matches("a.b.c", "y", event)
    assert not matches("a.c", "x", event)


def test_keys_that_hold_dots() -> None:
    """Each name of a path is one key, so a key that holds a dot has no path."""
    assert matches("a.b.c", "x", {"a": {"b": {"c": "x"}}, "a.b": {"c": "y"}})
    assert not matches("a.b.c", "x", {"a.b": {"c": "x"}})
    assert not matches("a.b.c", "x", {"a": {"b.c": "x"}})


def test_members_are_not_paired() -> None:
    """Two tests may hold for two members of one list."""
    rule = {"s": {"a.user": "x", "a.group": "all"}, "condition": "s"}
    (reference,) = compile_rule({"detection": rule})
    assert reference.matches({"a": [{"user": "x"}, {"group": "all"}]})
