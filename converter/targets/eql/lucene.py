"""Lucene regular expressions: literal text, and a rule's PCRE tree as one pattern for a whole value.

Syntax: https://www.elastic.co/docs/reference/query-languages/query-dsl/regexp-syntax (November 2026),
all optional operators on. A pattern always spans the whole value; there are no anchors, look-arounds
or inline flags. The case-insensitive flag folds single ASCII letters, not ranges
(https://github.com/apache/lucene/issues/14378) and nothing beyond ASCII before Elasticsearch of July
2026, so other letters are written with all their cases. The Kelvin sign is not taken for a k.
"""

from __future__ import annotations

from itertools import product
from typing import Final

from msgspec import Struct

from converter.casing import spellings
from converter.errors import UnsupportedError
from converter.regex import (
    Alternation,
    Anchor,
    Atomic,
    Char,
    Class,
    Look,
    Pattern,
    Repeat,
    Sequence,
)
from converter.targets.eql.characters import members
from converter.targets.eql.lucene_nodes import Writer, escaped

_BEFORE: Final = {"": ".*", "start": "", "line_start": "(.*\n)?", "boundary": "(.*[^0-9A-Z_a-z])?"}
_BEHIND: Final = {
    "": ".*",
    "end": "",
    "end_or_newline": "\n?",
    "line_end": "(\n.*)?",
    "boundary": "([^0-9A-Z_a-z].*)?",
}
_MOST_BRANCHES: Final = 32
_DOTTED: Final = "\u0130"
"""Its lower case is i, with a dot of its own in Python only."""
_TURKISH: Final = f"{_DOTTED}\u0131"
_WORD: Final = Class((), frozenset(("w",)))


def escaped_caseless(text: str) -> str:
    """Literal text for a case-insensitive pattern: letters beyond ASCII with all their cases.

    Two characters are the same when their lower cases are.
    """
    return "".join(map(_caseless, text))


def _caseless(char: str) -> str:
    if char.isascii():
        return escaped(char)
    if char == _DOTTED:
        return f"[Ii{_DOTTED}]"
    same = [other for other in spellings(char) if other.lower() == char.lower()]
    return char if len(same) == 1 else f"[{''.join(same)}]"


def folds_oddly(char: str) -> bool:
    """Whether newer Elasticsearch takes a letter for one whose lower case is another.

    So it is with both the long s and the sigmas, for the final one is a sigma to it, and with the Turkish
    i (tried with Lucene 10.5, November 2026); such a text needs a pattern that is case-sensitive and spells
    the cases out.
    """
    if char.isascii():
        return False
    return char in _TURKISH or any(
        other.lower() != char.lower() for other in (*spellings(char), char.upper())
    )


def spelled(text: str) -> str:
    """Literal text for a case-sensitive pattern: every letter with its cases, `[aA]`."""
    return "".join(
        f"[{char.lower()}{char.upper()}]" if _is_ascii_letter(char) else _caseless(char) for char in text
    )


def _is_ascii_letter(char: str) -> bool:
    return char.isascii() and char.isalpha()


class Branch(Struct, frozen=True):
    """One alternative of a tree, and the kinds of anchors before and behind it, "" for none."""

    before: str
    body: str
    behind: str


def translated(tree: Pattern) -> tuple[str, bool]:
    """A pattern for the whole value in which the tree is found, and whether to ignore ASCII case.

    Raises:
        UnsupportedError: Lucene cannot say the tree.
    """
    caseless = folds(tree) is True
    found = branches(tree, caseless=caseless)
    return "|".join(dict.fromkeys(map(_spanning, found))), caseless


def _spanning(branch: Branch) -> str:
    """The branch as a pattern for the whole value."""
    if branch == Branch("", "", ""):
        return ".*"
    return _BEFORE[branch.before] + branch.body + _BEHIND[branch.behind]


def branches(tree: Pattern, *, caseless: bool, bounds: str = "") -> list[Branch]:
    """The alternatives of a tree, their anchors apart.

    What a tree says of any character, or of all but some, it does not say of those in `bounds`, nor, if
    without end, of a comma with a blank behind it.

    Raises:
        UnsupportedError: Lucene cannot say the tree.
    """
    writer = Writer(caseless, bounds)
    return [_branch(branch, writer) for branch in _branches(tree)]


def folds(tree: Pattern) -> bool | None:
    """Whether every letter of the tree ignores case, so that `regex~` may say it; None: it has none."""
    letters = [node.fold for node in _walk(tree) if isinstance(node, Char | Class) and _has_letters(node)]
    return all(letters) if letters else None


def _has_letters(node: Char | Class) -> bool:
    return node.char.isalpha() if isinstance(node, Char) else bool(node.items)


def _walk(node: Pattern) -> list[Pattern]:
    if isinstance(node, Sequence | Alternation):
        return [inner for part in node.nodes for inner in _walk(part)]
    if isinstance(node, Repeat | Atomic | Look):
        return [node, *_walk(node.node)]
    return [node]


def _branches(node: Pattern) -> list[tuple[Pattern, ...]]:
    """The alternatives of a tree, its anchors brought to the top."""
    if not any(isinstance(inner, Anchor) for inner in _walk(node)):
        return [node.nodes if isinstance(node, Sequence) else (node,)]
    if isinstance(node, Alternation):
        return [branch for part in node.nodes for branch in _branches(part)]
    if isinstance(node, Repeat) and node.most == 1:
        return _branches(node.node) + ([()] if node.least == 0 else [])
    if isinstance(node, Sequence):
        choices = [_branches(part) for part in node.nodes]
        if _count(choices) > _MOST_BRANCHES:
            raise UnsupportedError("eql cannot hold so many anchors in alternatives; split the pattern")
        return [tuple(n for part in parts for n in part) for parts in product(*choices)]
    if isinstance(node, Anchor):
        return [(node,)]
    raise UnsupportedError(
        "eql cannot repeat an anchor: Lucene matches whole values; take the anchor out of the group"
    )


def _count(choices: list[list[tuple[Pattern, ...]]]) -> int:
    total = 1
    for choice in choices:
        total *= len(choice)
    return total


def _branch(branch: tuple[Pattern, ...], writer: Writer) -> Branch:
    """One branch, its anchors taken off."""
    nodes = list(branch)
    before, behind = _taken(nodes, 0, _BEFORE), _taken(nodes, -1, _BEHIND)
    if any(isinstance(node, Anchor) for node in nodes):
        raise UnsupportedError(
            "eql cannot anchor inside a pattern: Lucene matches whole values and has no look-around;"
            " anchor at the ends, or split the pattern"
        )
    _check_boundaries(nodes, before, behind)
    if not before:
        _slacken(nodes, 0)
    if not behind:
        _slacken(nodes, -1)
    return Branch(before, "".join(writer.row(nodes, anchored=bool(behind))), behind)


def _taken(nodes: list[Pattern], index: int, allowed: dict[str, str]) -> str:
    """Takes the anchors off one end; "" where there is none."""
    kinds: set[str] = set()
    while nodes and isinstance(anchor := nodes[index], Anchor) and anchor.kind in allowed:
        kinds.add(anchor.kind)
        nodes.pop(index)
    for kind in ("start", "end"):
        if kind in kinds and "boundary" not in kinds:
            return kind
    if len(kinds) > 1:
        raise UnsupportedError(f"eql cannot combine the anchors {', '.join(sorted(kinds))}; keep one of them")
    return kinds.pop() if kinds else ""


def _check_boundaries(nodes: list[Pattern], before: str, after: str) -> None:
    ends = ([nodes[0:1]] if before == "boundary" else []) + ([nodes[-1:]] if after == "boundary" else [])
    if not all(end and _is_word(end[0]) for end in ends):
        raise UnsupportedError(
            r"eql cannot place \b beside anything but a word character; spell out what stands around it"
        )


def _is_word(node: Pattern) -> bool:
    """Whether the node matches word characters only, one at least."""
    if isinstance(node, Repeat):
        return node.least > 0 and _is_word(node.node)
    if isinstance(node, Char | Class):
        word = members(_WORD)
        return all(any(low <= a and b <= high for low, high in word) for a, b in members(_class(node)))
    return False


def _class(node: Char | Class) -> Class:
    return Class((node.char,), fold=node.fold) if isinstance(node, Char) else node


def _slacken(nodes: list[Pattern], index: int) -> None:
    """Beside `.*`, of a repetition without end only its least count matters."""
    node = nodes[index] if nodes else None
    if isinstance(node, Repeat) and node.most is None and not node.possessive:
        nodes[index] = node.node if node.least == 1 else Repeat(node.node, node.least, node.least)
