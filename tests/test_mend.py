"""What pySigma 1.5.1 reads otherwise than the specification, by the tree that comes out."""

from __future__ import annotations

from typing import Any

import pytest
from sigma.rule import SigmaRule

from converter.condition import Any as AnyOf
from converter.condition import Leaf, Node, Not, Regex, Text, Wildcard
from converter.errors import RuleError
from converter.mend import mend
from converter.read import RawFields, read
from converter.reading import SlimDocument

STAR = Wildcard.ANY


def tree(selection: object, condition: str = "selection", **others: object) -> Node:
    """The tree of a rule with this selection."""
    detection = {"selection": selection, **others, "condition": condition}
    logsource = {"product": "aws", "service": "cloudtrail"}
    rule = SigmaRule.from_dict({"title": "t", "logsource": logsource, "detection": detection})
    mend(rule)
    return read(rule, RawFields(rule))[0]


def texts(node: Node) -> list[str]:
    """The literal of every alternative, without its surrounding wildcards."""
    leaves = node.nodes if isinstance(node, AnyOf) else (node,)
    found = []
    for leaf in leaves:
        assert isinstance(leaf, Leaf)
        assert isinstance(leaf.test, Text)
        found.append("".join(part for part in leaf.test.parts if isinstance(part, str)))
    return found


def test_a_name_that_starts_with_not_is_no_negation() -> None:
    """`not_mfa` beside `_mfa` is the detection of that name."""
    node = tree({"a": "1"}, "not_mfa", not_mfa={"x": "1"}, _mfa={"y": "2"})
    assert node == Leaf("x", Text(("1",)), "x")


def test_base64offset_counts_bytes() -> None:
    """The three forms of `é` (C3 A9) come from its two bytes."""
    assert texts(tree({"f|base64offset|contains": "éa"})) == ["w6lh", "OpY", "DqW"]


def test_base64offset_of_one_byte_is_refused() -> None:
    """One byte leaves an alternative empty, which would match everything."""
    with pytest.raises(RuleError, match="too short"):
        tree({"f|base64offset|contains": "a"})


@pytest.mark.parametrize("modifiers", ["cased|windash", "windash|cased", "cased|base64", "base64|cased"])
def test_letter_case_counts_behind_other_modifiers(modifiers: str) -> None:
    """What `cased` says of a value holds for the texts that are made of it."""
    node = tree({f"f|{modifiers}": "ab"})
    assert isinstance(node, Leaf)
    assert isinstance(node.test, Text)
    assert node.test.cased


@pytest.mark.parametrize("number", [2**53 + 1, -(2**53) - 1, 1e21])
def test_numbers_that_would_be_rounded_are_refused(number: float) -> None:
    """9007199254740993 is 9007199254740992 to pySigma."""
    with pytest.raises(RuleError, match="a number of 9007199254740992 or more would be rounded"):
        tree({"f": number})


def test_base64_encodes_the_text_and_not_its_escapes() -> None:
    r"""`\*` is the text `*`, whose base64 is `Kg==`."""
    assert texts(tree({"f|base64": r"\*"})) == ["Kg=="]


@pytest.mark.parametrize(
    ("modifiers", "expected"),
    [
        ("wide|base64", "YQBiAA=="),
        ("utf16|base64", "//5hAGIA"),
        ("utf16be|base64", "AGEAYg=="),
    ],
)
def test_utf16_is_encoded_as_bytes(modifiers: str, expected: str) -> None:
    """`ab` in UTF-16, with the mark FF FE for utf16, then in base64."""
    assert texts(tree({f"f|{modifiers}": "ab"})) == [expected]


def test_utf16_that_is_no_text_needs_base64() -> None:
    """The bytes FF FE are no UTF-8, so no field of text can hold them."""
    with pytest.raises(RuleError, match="add base64"):
        tree({"f|utf16": "a"})


def test_wide_of_ascii_is_text_with_zeros() -> None:
    """ASCII in UTF-16 is still UTF-8: each character and a NUL."""
    assert texts(tree({"f|wide": "ab"})) == ["a\0b\0"]


def test_windash_takes_all_five_dashes_from_each() -> None:
    """A rule written with an en dash means the other four, too; a dash inside a word stays."""
    assert texts(tree({"f|windash": "a-b \u2013c"})) == [
        "a-b -c",
        "a-b /c",
        "a-b \u2013c",
        "a-b \u2014c",
        "a-b \u2015c",
    ]


@pytest.mark.parametrize(
    ("modifiers", "pattern"),
    [("re", "a|b"), ("re|contains", "a|b"), ("re|startswith", r"\A(?:a|b)"), ("re|endswith", r"(?:a|b)\z")],
)
def test_startswith_anchors_a_regex(modifiers: str, pattern: str) -> None:
    """A regex is found anywhere, unless startswith or endswith pin it."""
    assert tree({f"f|{modifiers}": "a|b"}) == Leaf("f", Regex(pattern), "f")


@pytest.mark.parametrize(
    ("selection", "reason"),
    [
        ({"f": []}, "an empty list matches nothing"),
        ({"f|cased|fieldref": "g"}, "'cased' is lost beside 'fieldref'"),
        ({"f|cased|expand": "%x%"}, "'cased' is lost beside 'expand'"),
        ({"f|expand": "%x%"}, "the placeholder %x% has no value"),
    ],
)
def test_a_meaning_that_would_be_lost_is_refused(selection: dict[str, Any], reason: str) -> None:
    """No reading is chosen in silence."""
    with pytest.raises(Exception, match=reason):
        tree(selection)


def test_neq_negates_the_item() -> None:
    """`neq` is NOT over the whole list."""
    assert tree({"f|neq": ["a", "b*"]}) == Not(
        AnyOf((Leaf("f", Text(("a",)), "f"), Leaf("f", Text(("b", STAR)), "f")))
    )


def test_a_document_without_known_items_gives_pysigma_the_same_rule() -> None:
    """Only what becomes a custom attribute is looked through."""
    document = {
        "title": "x",
        "id": "5f0b0f33-6a44-4c55-9b8e-0a6a3a1f2c11",
        "level": "high",
        "logsource": {"product": "aws", "service": "cloudtrail"},
        "detection": {"selection": {"eventName": "DeleteTrail"}, "condition": "selection"},
        "regression_tests_path": "a/b.yml",
        "source": "ours",
    }
    whole, slim = SigmaRule.from_dict(document), SigmaRule.from_dict(SlimDocument(document))
    assert slim.custom_attributes == {"regression_tests_path": "a/b.yml", "source": "ours"}
    assert slim.to_dict() == whole.to_dict()
