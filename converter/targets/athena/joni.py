r"""A regex tree as a pattern for regexp_like, whose engine is Joni with Java's syntax.

It reads several things in its own way, so little is left to it: letter case is written out
(`(?i)` also takes ß for ss), `\b` and multi-line anchors become look-arounds (`\b` knows Unicode), and
inside a class nothing but letters and digits stands bare (`[0-9-_]` loses its hyphen).
https://trino.io/docs/current/functions/regexp.html, and asked of Trino 476 (November 2026).
"""

from __future__ import annotations

from functools import singledispatch
from typing import Final

from converter.casing import cased_within, spellings
from converter.errors import UnsupportedError
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
from converter.unprintable import is_printable

_SPECIAL: Final = frozenset("\\^$.|?*+()[]{}")
_NAMED: Final = {"\n": r"\n", "\r": r"\r", "\t": r"\t"}
_ANCHORS: Final = {
    "start": "^",
    "end": r"\z",
    "end_or_newline": "$",
    "line_start": r"(?:^|(?<=\n)(?!\z))",
    "line_end": r"(?=\n|\z)",
    "boundary": r"(?:(?<=\w)(?!\w)|(?<!\w)(?=\w))",
    "not_boundary": r"(?:(?<=\w)(?=\w)|(?<!\w)(?!\w))",
}
_SHORT: Final = {(0, None): "*", (1, None): "+", (0, 1): "?"}
_LOOKS: Final = {(True, False): "?=", (True, True): "?!", (False, False): "?<=", (False, True): "?<!"}
_MOST_REPEATS: Final = 100_000
_WIDEST_FOLDED_RANGE: Final = 70_000


def joni(tree: Pattern) -> str:
    """The pattern.

    Raises:
        UnsupportedError: a look-behind or a repeat that Joni does not take.
    """
    _check_repeats(tree, 1)
    written = _written(tree)
    # Joni looks for what is tied to the end so many bytes before it, and steps over an empty match
    # there if those bytes end inside a character: `b?$` misses é.
    missed = _may_be_empty(tree) and _ends(tree) and not _starts(tree)
    return rf"[\s\S]*?(?:{written})" if missed else written


@singledispatch
def _written(node: object) -> str:
    raise TypeError(f"no node of a regex tree: {node!r}")


@_written.register
def _(node: Char) -> str:
    if node.fold:
        return f"[{''.join(map(_in_class, spellings(node.char)))}]"
    return f"\\{node.char}" if node.char in _SPECIAL else _visible(node.char)


@_written.register
def _(node: Dot) -> str:
    return r"[\s\S]" if node.dotall else "."


@_written.register
def _(node: Class) -> str:
    items = "".join(_item(item) for item in (_folded(node) if node.fold else node.items))
    escapes = "".join(f"\\{letter}" for letter in sorted(node.escapes))
    if len(node.escapes) == 1 and not items and not node.negated:
        return escapes
    return f"[{'^' * node.negated}{items}{escapes}]"


@_written.register
def _(node: Anchor) -> str:
    return _ANCHORS[node.kind]


@_written.register
def _(node: Sequence) -> str:
    return "".join(f"(?:{_written(n)})" if isinstance(n, Alternation) else _written(n) for n in node.nodes)


@_written.register
def _(node: Alternation) -> str:
    return "|".join(map(_written, node.nodes))


@_written.register
def _(node: Repeat) -> str:
    if _takes_nothing(node.node):  # of which Joni never has enough: `(?>(?:)*)` runs for ever
        return f"(?:{_written(node.node)})" if node.least else ""
    inner = _written(node.node)
    single = isinstance(node.node, Char | Dot | Class)
    repeated = f"{inner if single else f'(?:{inner})'}{_count(node)}"
    # `{2,3}+` would be a repeat of a repeat.
    return f"(?>{repeated})" if node.possessive else repeated


@_written.register
def _(node: Look) -> str:
    if not node.ahead:
        _check_look_behind(node.node)
    return f"({_LOOKS[node.ahead, node.negative]}{_written(node.node)})"


@_written.register
def _(node: Atomic) -> str:
    return f"(?>{_written(node.node)})"


def _parts(node: Pattern) -> tuple[Pattern, ...]:
    if isinstance(node, Sequence | Alternation):
        return node.nodes
    return (node.node,) if isinstance(node, Repeat | Look | Atomic) else ()


def _ends(node: Pattern) -> bool:
    """Whether the end of the text is asked for somewhere."""
    if isinstance(node, Anchor):
        return node.kind in {"end", "end_or_newline"}
    return any(map(_ends, _parts(node)))


def _starts(node: Pattern) -> bool:
    """Whether only the start of the text can match."""
    if isinstance(node, Sequence):
        return bool(node.nodes) and _starts(node.nodes[0])
    if isinstance(node, Alternation):
        return all(map(_starts, node.nodes))
    return node == Anchor("start")


def _may_be_empty(node: Pattern) -> bool:
    if isinstance(node, Char | Dot | Class):
        return False
    if isinstance(node, Alternation):
        return any(map(_may_be_empty, node.nodes))
    if isinstance(node, Look) or (isinstance(node, Repeat) and not node.least):
        return True
    return all(map(_may_be_empty, _parts(node)))


def _takes_nothing(node: Pattern) -> bool:
    """Whether only a position can match, so that once is as good as often."""
    if isinstance(node, Char | Dot | Class):
        return False
    if isinstance(node, Anchor | Look):
        return True
    return all(map(_takes_nothing, _parts(node)))


def _count(node: Repeat) -> str:
    if (short := _SHORT.get((node.least, node.most))) is not None:
        return short
    if node.least == node.most:
        return f"{{{node.least}}}"
    return f"{{{node.least},{'' if node.most is None else node.most}}}"


def _visible(char: str) -> str:
    return char if is_printable(char) else _NAMED.get(char, f"\\x{{{ord(char):X}}}")


def _in_class(char: str) -> str:
    return f"\\{char}" if char.isascii() and is_printable(char) and not char.isalnum() else _visible(char)


def _item(item: str | tuple[str, str]) -> str:
    return "-".join(map(_in_class, item))


def _folded(node: Class) -> list[str | tuple[str, str]]:
    """The items, and every other letter case of what they hold."""
    others: dict[str, None] = {}
    for item in node.items:
        first, last = ord(item[0]), ord(item[-1])
        if last - first > _WIDEST_FOLDED_RANGE:
            raise UnsupportedError(
                "athena cannot ignore letter case in so wide a range of characters; name fewer of them"
            )
        for code in cased_within(first, last):
            others.update(
                dict.fromkeys(char for char in spellings(chr(code)) if not first <= ord(char) <= last)
            )
    return [*node.items, *_as_ranges(sorted(others))]


def _as_ranges(chars: list[str]) -> list[str | tuple[str, str]]:
    ranges: list[str | tuple[str, str]] = []
    for char in chars:
        last = ranges[-1] if ranges else ""
        if last and ord(char) == ord(last[-1]) + 1:
            ranges[-1] = (last[0], char)
        else:
            ranges.append(char)
    return ranges


def _check_repeats(node: Pattern, times: int) -> None:
    """Joni refuses or unrolls what repeats too often, and only where a row reaches it."""
    if isinstance(node, Repeat):
        times *= max(node.least, node.most or 1, 1)
        if times > _MOST_REPEATS:
            raise UnsupportedError(
                f"athena cannot repeat a part of a regular expression more than {_MOST_REPEATS} times; "
                "use + or * instead"
            )
    for part in _parts(node):
        _check_repeats(part, times)


def _check_look_behind(node: Pattern) -> None:
    """Joni takes alternatives of fixed length, and no look-arounds, groups of its own or `$` inside."""
    branches = node.nodes if isinstance(node, Alternation) else (node,)
    if any(_fixed_width(branch) is None for branch in branches):
        raise UnsupportedError(
            "athena cannot look behind for a part that varies in length, or that looks around itself; "
            "write a plain alternative for each length"
        )


def _fixed_width(node: Pattern) -> int | None:
    if isinstance(node, Char | Dot | Class):
        return 1
    if isinstance(node, Anchor):
        return 0 if node.kind == "start" else None
    if isinstance(node, Repeat) and node.least == node.most and not node.possessive:
        width = _fixed_width(node.node)
        return None if width is None else width * node.least
    if isinstance(node, Sequence | Alternation):
        widths = [_fixed_width(part) for part in node.nodes]
        if None in widths or (isinstance(node, Alternation) and len(set(widths)) > 1):
            return None
        known = [width for width in widths if width is not None]
        return sum(known) if isinstance(node, Sequence) else known[0]
    return None
