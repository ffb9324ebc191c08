"""What signs a rule's pattern spells out, where a Java map's text has such signs of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from converter.regex import Alternation, Anchor, Char, Class, Dot, Repeat, Sequence
from converter.targets.eql.characters import members
from converter.targets.eql.lucene_nodes import is_wide

if TYPE_CHECKING:
    from collections.abc import Iterator

    from converter.regex import Pattern

_PUNCTUATION: Final = '\\"{}[],=' + "".join(map(chr, range(0x20)))
_BETWEEN: Final = ": "
"""Stands between names and values in one of the texts, but not behind a letter or digit of them."""


def spells(tree: Pattern, sign: str) -> bool:
    """Whether the pattern asks for a sign itself, or for one of few characters that it is among."""
    return any(_is_one_of(leaf, sign) for leaf in _leaves(tree))


def closes(tree: Pattern) -> bool:
    """Whether the pattern asks for a `]` for which it has no `[`."""
    if not isinstance(tree, Sequence):
        return _is_one_of(tree, "]") or any(map(closes, _inside(tree)))
    opened = 0
    for node in tree.nodes:
        if isinstance(node, Char) and node.char == "]" and opened:
            opened -= 1
        elif closes(node):
            return True
        opened += isinstance(node, Char) and node.char == "["
    return False


def is_word(tree: Pattern) -> bool:
    """Whether the pattern is found in one name or value, so in an object's JSON and its Java text alike."""
    if isinstance(tree, Alternation):
        return all(map(is_word, tree.nodes))
    nodes = list(tree.nodes) if isinstance(tree, Sequence) else [tree]
    for end in (0, -1):
        while nodes and _is_anything(nodes[end]):
            nodes.pop(end)
    leaves = [leaf for node in nodes for leaf in _leaves(node)]
    first = list(_leaves(nodes[0])) if nodes and not _is_optional(nodes[0]) else leaves
    return not any(_is_one_of(leaf, sign) for leaf in first for sign in _BETWEEN) and not any(
        _is_many(leaf) or any(_is_one_of(leaf, sign) for sign in _PUNCTUATION) for leaf in leaves
    )


def _is_anything(node: Pattern) -> bool:
    return _is_optional(node) and isinstance(node, Repeat) and node.most is None


def _is_optional(node: Pattern) -> bool:
    return isinstance(node, Repeat) and node.least == 0


def _is_one_of(node: Pattern, sign: str) -> bool:
    """Whether the node is a sign, or a set of few that holds it."""
    if isinstance(node, Class) and not is_wide(node):
        return any(low <= ord(sign) <= high for low, high in members(node))
    return isinstance(node, Char) and node.char == sign


def _is_many(node: Pattern) -> bool:
    return isinstance(node, Anchor) or (isinstance(node, Dot | Class) and is_wide(node))


def _leaves(tree: Pattern) -> Iterator[Pattern]:
    inner = _inside(tree)
    if not inner:
        yield tree
    for node in inner:
        yield from _leaves(node)


def _inside(tree: Pattern) -> tuple[Pattern, ...]:
    if isinstance(tree, Sequence | Alternation):
        return tree.nodes
    return () if isinstance(tree, Char | Class | Dot | Anchor) else (tree.node,)
