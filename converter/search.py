"""Whether a regex tree is found in a short text, in time that the tree's size bounds.

Python's `re` backtracks, so a pattern out of a rule could keep a conversion busy for hours.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from converter.regex import (
    Alternation,
    Anchor,
    Atomic,
    Char,
    Class,
    Dot,
    Look,
    Pattern,
    Repeat,
    Sequence,
)

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Sequence as List

_DIGITS = frozenset("0123456789")
_SPACES = frozenset("\t\n\x0b\x0c\r ")


def is_found(tree: Pattern, text: str) -> bool:
    """Whether some part of an ASCII text of a few characters matches."""
    search = _Search(text)
    return any(search.ends(tree, at) for at in range(len(text) + 1))


class _Search:
    """Where each node can end for each place where it begins, asked once."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.known: dict[tuple[int, int], list[int]] = {}

    def ends(self, node: Pattern, at: int) -> list[int]:
        """The places where a match of the node from here ends, those that PCRE tries first in front."""
        key = id(node), at
        if key not in self.known:
            self.known[key] = list(dict.fromkeys(self._ends(node, at)))
        return self.known[key]

    def _ends(self, node: Pattern, at: int) -> Iterable[int]:
        match node:
            case Char() | Dot() | Class():
                return [at + 1] if at < len(self.text) and _is(node, self.text[at]) else []
            case Anchor() | Look():
                return [at] if self._holds(node, at) else []
            case Sequence(nodes):
                return self._in_turn(nodes, at)
            case Alternation(nodes):
                return [end for each in nodes for end in self.ends(each, at)]
            case Repeat():
                return self._repeated(node, at)[: 1 if node.possessive else None]
            case Atomic(inner):
                return self.ends(inner, at)[:1]

    def _holds(self, node: Anchor | Look, at: int) -> bool:
        if isinstance(node, Anchor):
            return self._stands(node.kind, at)
        if node.ahead:
            return bool(self.ends(node.node, at)) is not node.negative
        return any(at in self.ends(node.node, start) for start in range(at + 1)) is not node.negative

    def _in_turn(self, nodes: List[Pattern], at: int) -> Iterable[int]:
        places: Iterable[int] = [at]
        for node in nodes:
            places = dict.fromkeys(end for place in places for end in self.ends(node, place))
        return places

    def _repeated(self, node: Repeat, at: int) -> list[int]:
        """Greedy; none follows one that took nothing, and more than the text has characters take nothing."""
        enough = len(self.text) + 1
        least = min(node.least, enough)
        most = least + enough if node.most is None else min(node.most, least + enough)
        found: dict[tuple[int, int], list[int]] = {}
        for done in range(most, -1, -1):
            for place in range(len(self.text), at - 1, -1):
                ways = [
                    end
                    for after in (self.ends(node.node, place) if done < most else ())
                    for end in (found[done + 1, after] if after > place or done + 1 < least else [place])
                ]
                found[done, place] = list(dict.fromkeys([*ways, *([place] if done >= least else [])]))
        return found[0, at]

    def _stands(self, kind: str, at: int) -> bool:
        text, end = self.text, len(self.text)
        edge = _is_word(text[at - 1 : at]) is not _is_word(text[at : at + 1])
        return {
            "start": at == 0,
            "end": at == end,
            "end_or_newline": at == end or text[at:] == "\n",
            "line_start": at == 0 or (text[at - 1] == "\n" and at < end),
            "line_end": at == end or text[at] == "\n",
            "boundary": edge,
            "not_boundary": not edge,
        }[kind]


def _is(node: Char | Dot | Class, char: str) -> bool:
    if isinstance(node, Dot):
        return node.dotall or char != "\n"
    forms = {char, char.swapcase()} if node.fold else {char}
    if isinstance(node, Char):
        return node.char in forms
    return any(_has(node, form) for form in forms) is not node.negated


def _has(node: Class, char: str) -> bool:
    inside = any(item[0] <= char <= item[-1] for item in node.items)
    return inside or any(_escaped(escape, char) for escape in node.escapes)


def _escaped(escape: str, char: str) -> bool:
    held = {"d": char in _DIGITS, "w": _is_word(char), "s": char in _SPACES}[escape.lower()]
    return held is escape.islower()


def _is_word(char: str) -> bool:
    return char.isalnum() or char == "_"
