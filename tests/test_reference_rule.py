"""The reference: conditions, selections, keywords, and what decided a verdict."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

import pytest

import converter.verify.reference
from converter.errors import RuleError
from converter.verify.reference import Catalogue, Reference, compile_rule


def compiled(condition: object, **selections: object) -> list[Reference]:
    """Compile a rule of these selections."""
    return compile_rule({"detection": {**selections, "condition": condition}})


def verdict(condition: str, **selections: bool) -> bool:
    """Evaluate a condition over selections that hold or do not."""
    bodies = {name: {"f": "yes" if holds else "no"} for name, holds in selections.items()}
    (reference,) = compiled(condition, **bodies)
    return reference.matches({"f": "yes"})


def test_precedence() -> None:
    """`or` binds least, then `and`, then `not`, then `x of`; parentheses come first."""
    assert verdict("a or b and c", a=True, b=False, c=False)
    assert not verdict("(a or b) and c", a=True, b=False, c=False)
    assert verdict("not a or b", a=True, b=True)
    assert not verdict("not (a or b)", a=True, b=True)
    assert verdict("not 1 of x* and a", xa=False, xb=False, a=True)
    assert verdict("not not a", a=True)


@pytest.mark.parametrize(
    "name", ["not_mfa", "and_then", "notepad", "1st", "or-else", "all", "of", "them", "any2"]
)
def test_names_that_begin_like_an_operator(name: str) -> None:
    """A word is an operator only as a whole, so these are names of selections."""
    assert verdict(name, **{name: True, "mfa": False, "_mfa": False})
    assert not verdict(f"not {name}", **{name: True})


def test_quantifiers() -> None:
    """`1 of` and `any of` are OR, `all of` is AND over the names that a pattern covers."""
    some = {"sel_a": True, "sel_b": False, "other": False}
    assert verdict("1 of sel_*", **some)
    assert verdict("any of them", **some)
    assert not verdict("all of sel_*", **some)
    assert verdict("all of *_a", **some)
    assert not verdict("1 of other", **some)


def test_patterns_leave_out_names_with_an_underscore() -> None:
    """`them` and patterns pass over names that begin with `_`, unless the pattern begins so too."""
    assert verdict("all of them", a=True, _b=False)
    assert verdict("all of *", a=True, _b=False)
    assert not verdict("all of _*", a=True, _b=False)
    assert not verdict("_b", a=True, _b=False)


def test_pattern_is_no_regular_expression() -> None:
    """Only `*` is special in a pattern."""
    with pytest.raises(RuleError, match=r"'1 of s\.l' covers no selection"):
        verdict("1 of s.l", sel=True)


@pytest.mark.parametrize(
    ("condition", "reason"),
    [
        ("a b", "'b' is not expected here"),
        ("a and", "instead of its end"),
        ("(a", "not closed"),
        ("a)", "'\\)' is not expected"),
        ("x", "no selection 'x'"),
        ("2 of a*", "'2 of a\\*' is none of"),
        ("1 of", "'1 of ' is none of"),
        ("1 of x*", "covers no selection"),
        ("a | count() > 5", "'|' is not expected"),
        ("not " * 200 + "a", "nested deeper than 100"),
        ("(" * 100_000, "nested deeper than 100"),
        ("", "missing, or no text"),
        (None, "missing, or no text"),
        ([], "missing, or no text"),
    ],
)
def test_conditions_refused(condition: object, reason: str) -> None:
    """A condition that is none is refused with the word that is at fault."""
    with pytest.raises(RuleError, match=reason):
        compiled(condition, a={"f": 1}, b={"f": 2})


@pytest.mark.parametrize(
    ("rule", "reason"),
    [
        ({"correlation": {}}, "detection: missing"),
        ({"detection": {"s": {}, "condition": "s"}}, "detection.s: empty"),
        ({"detection": {"s": [], "condition": "s"}}, "detection.s: empty"),
        ({"detection": {"s": None, "condition": "s"}}, "detection.s: empty"),
        ({"detection": {"s": {"f": 1}, "timeframe": "5m", "condition": "s"}}, "correlation rule"),
        ({"detection": {"s": [None], "condition": "s"}}, "a keyword is a text"),
        ({"detection": {"s": {"|startswith": "x"}, "condition": "s"}}, "open to two readings"),
        ({"detection": {"s": {"|cidr": "10.0.0.0/8"}, "condition": "s"}}, "a keyword is a text"),
    ],
)
def test_rules_refused(rule: dict[str, Any], reason: str) -> None:
    """A detection that asks for nothing, or for what one event cannot answer, is refused."""
    with pytest.raises(RuleError, match=reason):
        compile_rule(rule)


def test_list_of_conditions() -> None:
    """Each condition of a list gives a reference of its own."""
    first, second = compiled(["a", "not a"], a={"f": 1})
    assert first.matches({"f": 1})
    assert not second.matches({"f": 1})


def test_selections() -> None:
    """A map is AND; a list of maps is OR, keywords among them."""
    (both,) = compiled("s", s={"f": 1, "g": 2})
    assert [both.matches({"f": 1, "g": 2}), both.matches({"f": 1})] == [True, False]
    (either,) = compiled("s", s=[{"f": 1, "g": 2}, {"h": 3}, "word"])
    assert either.matches({"h": 3})
    assert either.matches({"x": {"y": ["a word here"]}})
    assert not either.matches({"f": 1})


def test_not_over_a_missing_field() -> None:
    """NOT is true where the field is missing, and `no member` over a list."""
    (reference,) = compiled("a and not b", a={"f": 1}, b={"g.h": "x"})
    assert reference.matches({"f": 1})
    assert reference.matches({"f": 1, "g": [{"h": "y"}]})
    assert not reference.matches({"f": 1, "g": [{"h": "y"}, {"h": "x"}]})


@pytest.mark.parametrize(
    ("body", "holds"),
    [
        ("BEHIND", True),
        ("be*nd", True),
        ("name", False),
        (2, True),
        ("true", True),
        ("null", False),
        ({"|re": "^behind$"}, True),
        ({"|re": "^ehind"}, False),
        ({"|cased": "BEHIND"}, False),
        ({"|all": ["behind", "22"]}, True),
        ({"|all": ["behind", "23"]}, False),
        ({"|contains": "hin"}, True),
        ({"|base64offset|contains": "foobar"}, True),
        (["x", "behind"], True),
    ],
)
def test_keywords(body: object, *, holds: bool) -> None:
    """A keyword is looked for in every value at any depth, never in a key."""
    event = {"name": {"a": [22, True, None, {"b": "behind"}]}, "e": "Zm9vYmFy"}
    (reference,) = compiled("s", s=body)
    assert reference.matches(event) is holds


def test_decisive() -> None:
    """The tests that decided: the broken parts of AND, the held ones of OR, those behind a NOT."""
    (reference,) = compiled("a and not b", a={"f": 1, "g|contains": ["x", "y"]}, b={"h": None})

    def decided(event: dict[str, Any]) -> list[tuple[str, bool]]:
        return [(test.written, held) for test, held in reference.decisive(event)]

    assert decided({"f": 2, "g": "y", "h": 1}) == [("f: 1", False)]
    assert decided({"f": 1, "g": "y"}) == [("h: null", True)]
    assert decided({"f": 1, "g": "y", "h": 1}) == [
        ("f: 1", True),
        ("g|contains: y", True),
        ("h: null", False),
    ]


def test_catalogue_asks_only_rules_that_may_match() -> None:
    """A catalogue answers as each reference does, whatever the event name and source are."""
    references = [
        *compiled("a", a={"eventName": ["Stop*", "Go"]}),
        *compiled("a", a={"eventName": "Go", "eventSource": "x"}),
        *compiled("a", a={"eventSource": ["x", "y"]}),
        *compiled("not a", a={"eventName": "Go"}),
        *compiled("a or b", a={"eventName": "Go"}, b={"f": 1}),
    ]
    catalogue = Catalogue(references)
    assert catalogue.matching({"eventName": "GO", "eventSource": "X"}) == [0, 1, 2, 4]
    assert catalogue.matching({"eventName": "Stopped", "eventSource": "z"}) == [0, 3]
    assert catalogue.matching({"eventName": ["a", "go"], "eventSource": "x"}) == [0, 1, 2, 4]
    assert catalogue.matching({"eventName": "a", "eventSource": ["y"]}) == [2, 3]
    assert catalogue.matching({"f": 1}) == [3, 4]


def test_shares_no_code_with_what_it_judges() -> None:
    """The reference imports nothing of ours but its errors and the budget of PCRE2, and no pySigma."""
    folder = Path(converter.verify.reference.__file__).parent
    allowed = {"converter.errors", "converter.verify.budget", "converter.verify.reference"}
    for file in folder.glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            names = [each.name for each in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            for name in names:
                assert name.split(".")[0] not in {"sigma", "converter"} or any(
                    name == each or name.startswith(f"{each}.") for each in allowed
                ), f"{file.name} imports {name}"
