"""What the person who deploys a query must know, and where Splunk cannot be exact under a negation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from converter.condition import All, Keyword, Leaf, Node, Not, Null, Regex, Text
from converter.condition import Any as AnyOf
from converter.errors import UnsupportedError
from converter.targets.splunk import keywords
from converter.targets.splunk.pattern import finds_null
from converter.targets.splunk.regex import finds_null as regex_finds_null

if TYPE_CHECKING:
    from converter.targets.context import Context
    from converter.targets.splunk.fields import Fields

# https://docs.splunk.com/Documentation/Splunk/latest/Admin/Limitsconf (November 2026)
LIMITS: Final = (
    "Splunk extracts fields from the first 5,000 bytes of an event and 100 fields at most; raise "
    "extraction_cutoff in [spath] and maxchars and limit in [kv] of limits.conf, or large events are missed."
)
NULL_TEXT: Final = "Splunk keeps JSON null as the text null: a value which is the text null counts as null."
NULL_FOUND: Final = (
    "Splunk keeps JSON null as the text null: null is found where the rule looks for this text."
)
GUESSED: Final = (
    "AWS's models of the rule's calls do not have {}: its arrays are taken from the same names elsewhere."
)
KEYWORD: Final = (
    "Splunk looks for this keyword in the raw event, where it may also find signs between values and nulls."
)


def caution(node: Node, fields: Fields, context: Context, *, negated: bool = False) -> None:
    """Warn where the query finds more than the rule; raise UnsupportedError where it would miss events."""
    match node:
        case All(nodes) | AnyOf(nodes):
            for inner in nodes:
                caution(inner, fields, context, negated=negated)
        case Not(inner):
            caution(inner, fields, context, negated=not negated)
        case Keyword():
            caution_keyword(node, context, negated=negated)
        case Leaf():
            caution_leaf(node, fields, context, negated=negated)


def caution_keyword(node: Keyword, context: Context, *, negated: bool) -> None:
    """A keyword made of JSON's own signs is found between values."""
    if keywords.sure(node.test):
        return
    if negated:
        raise UnsupportedError(
            "splunk cannot exclude this keyword: raw JSON has its text between values, too; name the field",
        )
    context.warn(KEYWORD)


def caution_leaf(leaf: Leaf, fields: Fields, context: Context, *, negated: bool) -> None:
    """Nested fields have limits, and null has a text."""
    field = fields.of(leaf)
    if field.nested:
        context.warn(LIMITS)
    if field.guessed:
        context.warn(GUESSED.format(leaf.raw or leaf.field))
    if isinstance(leaf.test, Text) and (leaf.test.literal or "").lower() == "null":
        if negated:
            raise UnsupportedError(
                f'splunk cannot exclude the text "null" from {leaf.field}: it keeps JSON null as this text; '
                "test for null instead",
            )
        context.warn(NULL_FOUND)
    elif field.callers and null_counts(leaf):
        context.warn(NULL_TEXT)


def null_counts(leaf: Leaf) -> bool:
    """Whether the verdict on the text null differs from the verdict on JSON null."""
    match leaf.test:
        case Null():
            return True
        case Text() as test:
            return finds_null(test)
        case Regex() as test:
            return regex_finds_null(test)
    return False
