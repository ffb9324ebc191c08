"""The nodes of a rule's pattern in Lucene's syntax, for a whole value or within the bounds of one."""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from converter.casing import spellings
from converter.errors import UnsupportedError
from converter.regex import Alternation, Anchor, Atomic, Char, Class, Dot, Look, Pattern, Repeat, Sequence
from converter.targets.eql.characters import folded, members, others, written

if TYPE_CHECKING:
    from collections.abc import Iterable

    from converter.targets.eql.characters import Ranges

# The empty text; the case-insensitive flag breaks it where it stands among letters.
NOTHING: Final = "()"
OPERATORS: Final = frozenset('.?+*|{}[]()"\\#@&<>~')
_LINE_END: Final = (0x0A, 0x0A)
_CAPITALS: Final = frozenset("DWS")
_NAMES: Final = {
    Look: "a look-around",
    Atomic: "an atomic group",
    Repeat: "a possessive repetition",
    Anchor: "an anchor",
}
_SHORT: Final[dict[tuple[int, int | None], str]] = {(0, None): "*", (1, None): "+", (0, 1): "?", (1, 1): ""}


def escaped(text: str) -> str:
    """Literal text, every operator of Lucene's syntax taken literally."""
    return "".join(f"\\{char}" if char in OPERATORS else char for char in text)


class Writer(Struct, frozen=True):
    """Writes nodes; `caseless`: the pattern's flag ignores ASCII case. See `lucene.branches` for `bounds`."""

    caseless: bool
    bounds: str = ""

    def written(self, node: Pattern) -> str:
        """A node as a pattern.

        Raises:
            UnsupportedError: Lucene has no such thing.
        """
        if isinstance(node, Char):
            return self._char(node)
        if isinstance(node, Dot | Class):
            return written(self._members(node))
        if isinstance(node, Sequence):
            return "".join(map(self.written, node.nodes)) or NOTHING
        if isinstance(node, Alternation):
            return f"({'|'.join(map(self.written, node.nodes))})"
        if isinstance(node, Repeat) and not node.possessive:
            return self._repeat(node)
        raise UnsupportedError(
            f"eql cannot say {_NAMES[type(node)]} in a regular expression: Lucene has none; write it without"
        )

    def row(self, nodes: Iterable[Pattern], *, anchored: bool) -> list[str]:
        """Nodes one after the other, less those that match nothing; anything follows unless `anchored`."""
        each = list(nodes)
        pairs = zip_longest(each, each[1:])
        written = [self._in_row(node, after, anchored) for node, after in pairs]
        return [text for text in written if text != NOTHING]

    def _in_row(self, node: Pattern, after: Pattern | None, anchored: bool) -> str:  # noqa: FBT001 -- as in `row`
        """A comma is in bounds only for the blank that may follow it: it is meant where none does."""
        text = self.written(node)
        if "," not in self.bounds or not isinstance(node, Dot | Class) or not is_wide(node):
            return text
        with_comma = Writer(self.caseless, self.bounds.replace(",", "")).written(node)
        if (
            with_comma == text
            or (after is None and anchored)
            or (isinstance(after, Char) and after.char != " ")
        ):
            return with_comma
        return f"({text}|,[^ ])" if after is None else text

    def _char(self, node: Char) -> str:
        """A letter; the flag, which ignores ASCII case, does not know those that PCRE takes for s and k."""
        known = self.caseless and node.char.isascii() and "".join(spellings(node.char)).isascii()
        if not node.fold or known:
            return escaped(node.char)
        cases = folded([(ord(node.char), ord(node.char))])
        if len(cases) == 1 and cases[0][0] == cases[0][1]:
            return escaped(node.char)
        return written(cases)

    def _members(self, node: Dot | Class) -> Ranges:
        """The characters of a node, less the bounds where it means all but some."""
        if isinstance(node, Dot):
            return _without(others([] if node.dotall else [_LINE_END]), self.bounds)
        ranges = members(node)
        return _without(ranges, self.bounds) if is_wide(node) else ranges

    def _repeat(self, node: Repeat) -> str:
        if node.most == 0:
            return NOTHING
        inner = node.node
        if self.bounds and node.most is None and isinstance(inner, Dot | Class) and is_wide(inner):
            return self._run(inner, node.least)
        body = self.written(inner)
        if isinstance(inner, Sequence | Repeat) and body != NOTHING:
            body = f"({body})"
        return body + _count(node.least, node.most)

    def _run(self, node: Dot | Class, least: int) -> str:
        """A repetition without end that stops before a comma with a blank behind it."""
        ranges = self._members(node)
        plain, behind = written(_without(ranges, ",")), written(_without(ranges, ", "))
        return f"({plain}|,+{behind})" + _count(least, None)


def is_wide(node: Dot | Class) -> bool:
    """Whether the node means all characters but some."""
    return isinstance(node, Dot) or node.negated or not _CAPITALS.isdisjoint(node.escapes)


def _without(ranges: Ranges, chars: str) -> Ranges:
    return others([*others(ranges), *((ord(char), ord(char)) for char in chars)]) if chars else ranges


def _count(least: int, most: int | None) -> str:
    if (least, most) in _SHORT:
        return _SHORT[least, most]
    if most is None:
        return f"{{{least},}}"
    return f"{{{least}}}" if least == most else f"{{{least},{most}}}"
