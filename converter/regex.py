"""A regular expression of a rule (PCRE) as a tree, for targets whose engines speak another dialect.

`parse` resolves flags while it reads, inline ones included, so that every node knows how it
compares; what the tree cannot hold is refused by name instead of being passed on to an engine that
would read it differently.
"""

from __future__ import annotations

from typing import Literal, TypeAlias

from msgspec import Struct


class Char(Struct, frozen=True):
    """One literal character; `fold` ignores its letter case."""

    char: str
    fold: bool = False


class Dot(Struct, frozen=True):
    """Any one character, but a line feed unless `dotall`."""

    dotall: bool = False


class Class(Struct, frozen=True):
    """One character of a set: single characters, (first, last) ranges, and the escapes d D w W s S.

    The escapes are ASCII, as in PCRE without UCP.
    """

    items: tuple[str | tuple[str, str], ...]
    escapes: frozenset[Literal["d", "D", "w", "W", "s", "S"]] = frozenset()
    negated: bool = False
    fold: bool = False


class Anchor(Struct, frozen=True):
    r"""A position: `end_or_newline` is PCRE's plain `$` and its `\Z`; the line kinds are multiline's."""

    kind: Literal["start", "end", "end_or_newline", "line_start", "line_end", "boundary", "not_boundary"]


class Sequence(Struct, frozen=True):
    """Each after the other; empty matches the empty text."""

    nodes: tuple[Pattern, ...]


class Alternation(Struct, frozen=True):
    """Any of these."""

    nodes: tuple[Pattern, ...]


class Repeat(Struct, frozen=True):
    """So many times; `most` None is without end. Laziness does not change whether something matches."""

    node: Pattern
    least: int
    most: int | None
    possessive: bool = False


class Look(Struct, frozen=True):
    """A look-around: the text ahead or behind does, or does not, match."""

    node: Pattern
    ahead: bool
    negative: bool


class Atomic(Struct, frozen=True):
    """An atomic group: once matched, never given back."""

    node: Pattern


Pattern: TypeAlias = Char | Dot | Class | Anchor | Sequence | Alternation | Repeat | Look | Atomic


def widest(node: Pattern) -> int | None:
    """The most characters that the node can take, or None where there is no limit."""
    if isinstance(node, Char | Dot | Class):
        return 1
    if isinstance(node, Anchor | Look):
        return 0
    if isinstance(node, Atomic):
        return widest(node.node)
    if isinstance(node, Repeat):
        return _widest_repeat(node)
    widths = [widest(part) for part in node.nodes]
    known = [width for width in widths if width is not None]
    if len(known) < len(widths):
        return None
    return sum(known) if isinstance(node, Sequence) else max(known)


def _widest_repeat(node: Repeat) -> int | None:
    width = widest(node.node)
    return None if width is None or node.most is None else width * node.most
