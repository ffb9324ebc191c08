"""What a rule asks of one event, as a small closed tree that every target renders.

pySigma parses the rule, and applies a pipeline that does more than name fields; `read` turns its objects
into the nodes below, so that a target meets eleven kinds of test and three connectives and nothing else.
A tree is read over raw CloudTrail paths; what a target renders names fields in its own words.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Literal, TypeAlias

from msgspec import Struct

if TYPE_CHECKING:
    from ipaddress import IPv4Network, IPv6Network


class Wildcard(Enum):
    """The two wildcards of a Sigma string."""

    ANY = "*"
    ONE = "?"


class Text(Struct, frozen=True):
    """The whole value is this text; parts alternate between literal text and wildcards.

    `parts` is normal: no empty literal, no two literals side by side, no two ANY side by side.
    `()` is the empty string; `(Wildcard.ANY,)` is every value but null.
    """

    parts: tuple[str | Wildcard, ...]
    cased: bool = False

    @property
    def literal(self) -> str | None:
        """The text if it holds no wildcard, else None."""
        if not self.parts:
            return ""
        return self.parts[0] if len(self.parts) == 1 and isinstance(self.parts[0], str) else None

    @property
    def literals(self) -> str:
        """Its literal characters, wildcards left out."""
        return "".join(part for part in self.parts if isinstance(part, str))

    @property
    def contains(self) -> bool:
        """Whether it starts and ends with `*`: only such patterns look at an object's JSON text."""
        return bool(self.parts) and self.parts[0] is Wildcard.ANY and self.parts[-1] is Wildcard.ANY


class Number(Struct, frozen=True):
    """The value is this number: 22 equals 22, 22.0 and the text "22"."""

    value: int | float


class Truth(Struct, frozen=True):
    """The value is this boolean, or the text "true" or "false" in any letter case."""

    value: bool


class Null(Struct, frozen=True):
    """Nothing at the path, JSON null, or an array of nulls only."""


class Present(Struct, frozen=True):
    """Something is at the path (True), null included, or nothing is (False)."""

    value: bool


class Regex(Struct, frozen=True):
    """A PCRE pattern is found somewhere in the value; flags of the rule, inline ones still inside."""

    pattern: str
    ignorecase: bool = False
    multiline: bool = False
    dotall: bool = False


class Compare(Struct, frozen=True):
    """The value is a number, or wholly numeric text, in this order to `number`."""

    operator: Literal["<", "<=", ">", ">="]
    number: int | float


class Cidr(Struct, frozen=True):
    """The value is one plain address inside this block."""

    network: IPv4Network | IPv6Network


class SameAs(Struct, frozen=True):
    """The value equals, starts with, ends with or contains a value of another field, without case."""

    field: str
    mode: Literal["equals", "startswith", "endswith", "contains"] = "equals"
    raw: str = ""


class TimePart(Struct, frozen=True):
    """The value is an ISO 8601 time in UTC whose part (week: ISO week) is this number."""

    part: Literal["minute", "hour", "day", "week", "month", "year"]
    number: int


Test: TypeAlias = Text | Number | Truth | Null | Present | Regex | Compare | Cidr | SameAs | TimePart


class Leaf(Struct, frozen=True):
    """One test of one field: `field` in the target's words, `raw` the rule's own CloudTrail path."""

    field: str
    test: Test
    raw: str = ""


class Keyword(Struct, frozen=True):
    """Some value of the event, at any depth, contains this text or matches this pattern."""

    test: Text | Number | Regex


class All(Struct, frozen=True):
    """Every node holds; never empty."""

    nodes: tuple[Node, ...]


class Any(Struct, frozen=True):
    """Some node holds; never empty."""

    nodes: tuple[Node, ...]


class Not(Struct, frozen=True):
    """The node does not hold; true also where the field is missing."""

    node: Node


Node: TypeAlias = Leaf | Keyword | All | Any | Not


def passes(test: Text, word: str) -> bool:
    """Whether `null`, `true` or `false` is a text that the test means.

    No regular expression asks this, as its time would grow with more than the number of wildcards.
    """
    places = {0}
    for part in test.parts:
        if part is Wildcard.ANY:
            places = set(range(min(places), len(word) + 1))
        elif isinstance(part, str):
            literal = part if test.cased else part.lower()
            places = {place + len(literal) for place in places if word.startswith(literal, place)}
        else:
            places = {place + 1 for place in places if place < len(word)}
        if not places:
            return False
    return len(word) in places
