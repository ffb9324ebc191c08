"""The reference: what each value and each modifier of a rule says about an event."""

# ruff: noqa: FBT003 -- booleans are the data here

from __future__ import annotations

from typing import Any

import pytest

from converter.errors import RuleError
from converter.verify.reference import compile_rule


def matches(item: str, value: object, event: dict[str, Any]) -> bool:
    """Evaluate a rule of one selection with one item."""
    (reference,) = compile_rule({"detection": {"selection": {item: value}, "condition": "selection"}})
    return reference.matches(event)


def verdicts(item: str, value: object, *found: object) -> list[bool]:
    """Evaluate one item on events whose field `f` holds each of `found`."""
    return [matches(item, value, {"f": each}) for each in found]


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
    """Every reading of a path as keys counts, so a key with dots in it is found."""
    assert matches("a.b.c", "x", {"a.b": {"c": "x"}})
    assert matches("a.b.c", "x", {"a": {"b.c": "x"}})
    assert matches("a.b.c", "x", {"a": {"b": {"c": "y"}}, "a.b.c": "x"})
    assert not matches("a.b.c", "x", {"a": {"B.c": "x"}})


def test_members_are_not_paired() -> None:
    """Two tests may hold for two members of one list."""
    rule = {"s": {"a.user": "x", "a.group": "all"}, "condition": "s"}
    (reference,) = compile_rule({"detection": rule})
    assert reference.matches({"a": [{"user": "x"}, {"group": "all"}]})


def test_contains_startswith_endswith() -> None:
    """`contains`, `startswith` and `endswith` leave room around the value; wildcards in it still work."""
    assert verdicts("f|contains", "b*d", "abcde", "bd", "db") == [True, True, False]
    assert verdicts("f|startswith", "ab", "abc", "AB", "xab") == [True, True, False]
    assert verdicts("f|endswith", "bc", "abc", "bcx") == [True, False]
    assert verdicts("f|contains", "*", "x", None) == [True, False]


def test_objects_show_their_json_to_contains_and_regexes_alone() -> None:
    """An object's compact JSON is looked at by contains patterns and regular expressions only."""
    found = {"status": "Suspended", "größe": [1, None]}
    assert verdicts("f|contains", '"status":"suspended","größe":[1,null]', found) == [True]
    assert verdicts("f|startswith", "{", found) == [False]
    assert verdicts("f", '{"status"*', found) == [False]
    assert verdicts("f|re", '^{"status":', found, [found]) == [True, True]
    assert verdicts("f|contains", "a", ["xay"], [["b"]]) == [True, False]


def test_all() -> None:
    """`all` makes a list AND; different members of a list may answer."""
    assert verdicts("f|contains|all", ["a", "b"], "ba", "a", ["a", "b"]) == [True, False, True]


def test_neq() -> None:
    """`neq` is NOT over the whole item, so a missing field differs from everything."""
    assert verdicts("f|neq", ["a", "b"], "c", "A", None) == [True, False, True]
    assert verdicts("f|contains|all|neq", ["a", "b"], "ab", "a") == [False, True]
    assert verdicts("f|neq", 5, 5, 6) == [False, True]
    assert matches("g|neq", "a", {"f": "a"})


def test_cased() -> None:
    """`cased` makes letter case count, before and after other modifiers."""
    assert verdicts("f|cased", "Ab", "Ab", "AB") == [True, False]
    assert verdicts("f|contains|cased", "Ab", "xAbx", "xabx") == [True, False]
    assert verdicts("f|cased|startswith", "Ab?", "Abc", "abc") == [True, False]


def test_regular_expression() -> None:
    """`re` is PCRE: case counts, it is searched for, `.` stops at a line feed, `$` allows a last one."""
    assert verdicts("f|re", "b.d", "abcde", "aBcde", "ab\nde") == [True, False, False]
    assert verdicts("f|re", "d$", "abcd\n", "abcd\n\n") == [True, False]
    assert verdicts("f|re", r"[[:alpha:]]\Z", "12a\n", "12") == [True, False]
    assert verdicts("f|re", r"^\w$", "é", "e") == [False, True]
    assert verdicts("f|re", r"^(?>a+)b\d{2}$", "aab12", 12, None) == [True, False, False]
    assert verdicts("f|re", "^2", 22, True) == [True, False]


def test_regular_expression_flags() -> None:
    """`i`, `m` and `s`, by either name, are PCRE's caseless, multiline and dotall."""
    assert verdicts("f|re|i", "b", "B") == [True]
    assert verdicts("f|re|ignorecase", "b", "B") == [True]
    assert verdicts("f|re|m", "^b$", "a\nb\nc") == [True]
    assert verdicts("f|re|multiline", "^b$", "ab") == [False]
    assert verdicts("f|re|i|s", "A.b", "a\nB") == [True]
    assert verdicts("f|re|dotall", "a.b", "a\nB") == [False]


def test_regular_expression_at_an_end() -> None:
    """`re|startswith` and `re|endswith` tie the match to that end, whatever comments the pattern holds."""
    assert verdicts("f|re|startswith", "b|ab", "abc", "cab") == [True, False]
    assert verdicts("f|re|endswith", "(?x) a | ab  # comment", "cab", "abc") == [True, False]
    assert verdicts("f|re|startswith|endswith", r"\Qa.", "a.", "a.b", "ab") == [True, False, False]
    assert verdicts("f|re|contains", "b", "abc") == [True]


def test_regular_expression_without_end() -> None:
    """An expression that PCRE2 gives up on is an error, never a miss."""
    with pytest.raises(RuleError, match="match limit"):
        verdicts("f|re", "^(a+)+$", "a" * 40 + "b")


def test_base64() -> None:
    """`base64` encodes the UTF-8 bytes; an escaped wildcard is encoded without its backslash."""
    assert verdicts("f|base64", "foobar", "Zm9vYmFy") == [True]
    assert verdicts("f|base64", "é", "w6k=") == [True]
    assert verdicts("f|base64", r"a\*", "YSo=") == [True]


def test_base64offset_counts_bytes() -> None:
    """The three alternatives are cut by bytes, so that they are found around any neighbours."""
    assert verdicts("f|base64offset|contains", "foobar", "eHpmb29iYXI=", "Zm9vYmFy", "Zm9vYmF") == [
        True,
        True,
        False,
    ]
    # base64 of "é", "aé", "aaé", "xxxéé"
    assert verdicts("f|base64offset|contains", "éé", "w6nDqQ==", "YcOpw6k=", "YWHDqcOp", "w6k=") == [
        True,
        True,
        True,
        False,
    ]


def test_utf16() -> None:
    """`wide`, `utf16le`, `utf16be` and `utf16` give UTF-16; only `utf16` has a mark, FF FE."""
    assert verdicts("f|wide|base64", "cmd", "YwBtAGQA") == [True]
    assert verdicts("f|utf16le|base64", "é", "6QA=") == [True]
    assert verdicts("f|utf16be|base64", "cmd", "AGMAbQBk") == [True]
    assert verdicts("f|utf16|base64", "cmd", "//5jAG0AZAA=") == [True]
    assert verdicts("f|wide", "c*", "c\0md") == [True]


def test_windash() -> None:
    """A dash that opens a word stands for each of the five dashes; one inside a word stays."""
    found = ["-a", "/a", "–a", "—a", "―a", "_a"]  # noqa: RUF001 -- the dashes of the specification
    assert verdicts("f|windash", "―a", *found) == [True] * 5 + [False]
    assert verdicts("f|windash|contains", " -a-b /c", "x /a-b -c", "x /a/b -c") == [True, False]
    assert verdicts("f|windash|contains|all", ["-a", "/b"], "/a -b", "/a") == [True, False]


def test_cidr() -> None:
    """`cidr` takes exactly one plain address of the network's own family."""
    found = [
        "10.1.2.3",
        "11.1.2.3",
        "10.1.2.3:443",
        " 10.1.2.3",
        "::ffff:10.1.2.3",
        "AWS Internal",
        167838211,
    ]
    assert verdicts("f|cidr", "10.0.0.0/8", *found) == [True] + [False] * 6
    assert verdicts("f|cidr", "fe80::/10", "fe80::1", "FE80:0::2", "fe80::1%eth0", "10.1.2.3") == [
        True,
        True,
        False,
        False,
    ]


def test_comparisons() -> None:
    """Numbers and wholly numeric texts are compared as numbers; booleans and other texts never."""
    found = [4, 5, 5.5, "6", "1e1", "6 apples", True, None, "٦"]
    assert verdicts("f|gt", 5, *found) == [False, False, True, True, True, False, False, False, False]
    assert verdicts("f|gte", 5, 4, 5) == [False, True]
    assert verdicts("f|lt", -1, -2, "-1.5", -1) == [True, True, False]
    assert verdicts("f|lte", 1.5, 1.5, "1.6") == [True, False]
    assert verdicts("f|gt", 9007199254740992, "9007199254740993", "9" * 5000, "-" + "9" * 5000) == [
        True,
        True,
        False,
    ]


def test_fieldref() -> None:
    """`fieldref` compares members of two fields, without case unless `cased`; null equals nothing."""
    assert matches("a|fieldref", "b.c", {"a": "X", "b": [{"c": ["y", "x"]}]})
    assert matches("a|fieldref", "b", {"a": 22, "b": "22"})
    assert not matches("a|fieldref", "b", {"a": None, "b": None})
    assert not matches("a|fieldref", "b", {"a": "x"})
    assert not matches("a|cased|fieldref", "b", {"a": "X", "b": "x"})
    assert not matches("a|fieldref|neq", "b", {"a": "x", "b": "X"})


def test_fieldref_in_part() -> None:
    """After `fieldref`, the field starts with, ends with or contains the other one."""
    event = {"a": "user/Ann", "b": "ann", "c": "USER"}
    assert matches("a|fieldref|endswith", "b", event)
    assert not matches("a|fieldref|startswith", "b", event)
    assert matches("a|fieldref|startswith", "c", event)
    assert matches("a|fieldref|contains", "c", event)
    assert not matches("b|fieldref|contains", "a", event)


@pytest.mark.parametrize(
    ("modifier", "number"),
    [("minute", 6), ("hour", 5), ("day", 1), ("week", 53), ("month", 1), ("year", 2027)],
)
def test_time_units(modifier: str, number: int) -> None:
    """A unit of a time in ISO 8601, UTC; the first days of 2027 lie in ISO week 53."""
    other = ["2027-01-01T05:06:07.1Z", "2027-01-01T05:06:07+00:00", "2027-13-01T05:06:07Z", 1]
    assert verdicts(f"f|{modifier}", number, "2027-01-01T05:06:07Z", *other) == [True] + [False] * 4
    assert verdicts(f"f|{modifier}", number + 1, "2027-01-01T05:06:07Z") == [False]


def test_expand() -> None:
    """`expand` refuses placeholders, which the rule gives no value; an escaped percent sign is one."""
    with pytest.raises(RuleError, match=r"%admins% has no value here; write the value itself"):
        matches("f|expand", "x%admins%", {})
    assert verdicts("f|expand", r"\%admins\%", "%admins%") == [True]
    assert verdicts("f", "%admins%", "%admins%") == [True]


@pytest.mark.parametrize(
    ("item", "value", "reason"),
    [
        ("f|base65", "x", "modifier 'base65' is unknown"),
        ("f|base64", "a*", "takes no wildcards"),
        ("f|base64offset", "a", "two bytes or more"),
        ("f|contains", 5, "quote the value"),
        ("f|contains|re", "x", "name it first"),
        ("f|i", "x", "name 're' before it"),
        ("f|re", "(", "missing closing parenthesis"),
        ("f|re|cased", "x", "modifier 'cased' takes a text"),
        ("f|cidr", "10.0.0.1/8", "has host bits set"),
        ("f|gt", "5", "without quotes"),
        ("f|exists", "true", "takes true or false"),
        ("f|hour", 1.5, "takes a whole number"),
        ("f|fieldref", "a*", "takes no wildcards"),
        ("f|wide|wide", "a", "only once"),
        ("f|windash", "-a " * 6, "at most 5 dashes"),
        ("f", [], "an empty list asks for nothing"),
        ("f", [["a"]], "is no value of a rule"),
        ("f", float("nan"), "is no value of a rule"),
        ("f", "\ud800", "is no value of a rule"),
        ("f" + ".f" * 100, "x", "more than 100 names"),
    ],
)
def test_refusals(item: str, value: object, reason: str) -> None:
    """What the specification gives no meaning is refused with its place and the reason."""
    with pytest.raises(RuleError, match=reason) as caught:
        matches(item, value, {})
    assert str(caught.value).startswith(f"detection.selection.{item}: ")
