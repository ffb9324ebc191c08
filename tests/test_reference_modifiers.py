"""The reference: what each modifier makes of a value, and what it refuses."""

# ruff: noqa: FBT003 -- booleans are the data here

from __future__ import annotations

import pytest
from single_item import matches, verdicts

from converter.errors import RuleError
from converter.verify.budget import UndecidedError


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
    """An expression that PCRE2 gives up on is undecided, never a miss."""
    with pytest.raises(UndecidedError, match="takes more than 10,000 steps on a text of 41 characters"):
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
    """Numbers and texts of decimal digits are compared as numbers; booleans and other texts never."""
    found = [4, 5, 5.5, 1e21, "6", "6 apples", True, None, "٦"]
    assert verdicts("f|gt", 5, *found) == [False, False, True, True, True, False, False, False, False]
    assert verdicts("f|gt", 5, "1e1", "12E4", "6.0E7") == [False, False, False]
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
    with pytest.raises(RuleError, match=r"%admins% has no value here; give it some with"):
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
        ("f|windash", "-a " * 6, "at most 4 dashes"),
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
