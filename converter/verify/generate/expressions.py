"""Texts that a regular expression finds, made from its tree; the reference has the last word."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from converter.errors import SigmatrailError
from converter.pcre import parse
from converter.regex import Alternation, Atomic, Char, Class, Dot, Look, Pattern, Repeat, Sequence

if TYPE_CHECKING:
    from collections.abc import Iterator

    from converter.verify.reference.values import Expression

MOST = 8
LONGEST = 10_000  # characters of a text; `(a{1000}){1000}` would have a million, and events as large
CANDIDATES = "aZ0 -_.:/é\n" + "".join(map(chr, range(33, 127)))
ESCAPES = {
    "d": str.isdigit,
    "w": lambda char: char.isalnum() or char == "_",
    "s": str.isspace,
}


def found_texts(expression: Expression) -> list[str]:
    """List a few texts in which the expression is probably found; its own text where it is too odd."""
    try:
        tree = parse(expression.source, ignorecase=expression.ignorecase, dotall=expression.dotall)
    except SigmatrailError:
        return [expression.source]
    return list(dict.fromkeys(islice(_texts(tree), MOST))) or [expression.source]


def _texts(node: Pattern) -> Iterator[str]:
    """Yield texts for a node: the first way through it, then one choice at a time."""
    match node:
        case Char(char):
            yield char
        case Dot():
            yield from "xé"
        case Class():
            yield from islice((char for char in CANDIDATES if _in_class(char, node)), 2)
        case Sequence(nodes):
            yield from _in_turn(nodes)
        case Alternation(nodes):
            for each in nodes:
                yield from _texts(each)
        case Repeat():
            yield from _repeated(node)
        case Atomic(inner) | Look(inner, _, False):
            yield from _texts(inner)
        case _:  # anchors and what must not follow take no room
            yield ""


def _in_turn(nodes: tuple[Pattern, ...]) -> Iterator[str]:
    options = [list(islice(_texts(node), MOST)) or [""] for node in nodes]
    first = [each[0] for each in options]
    length = sum(map(len, first))
    if length <= LONGEST:
        yield "".join(first)
    for place, choices in enumerate(options):
        for choice in choices[1:]:
            if length - len(first[place]) + len(choice) <= LONGEST:
                yield "".join([*first[:place], choice, *first[place + 1 :]])


def _repeated(node: Repeat) -> Iterator[str]:
    often = (
        max(node.least, 1 if node.most != 0 else 0),
        node.least,
        node.least + 2 if node.most is None else min(node.most, node.least + 2),
    )
    for text in islice(_texts(node.node), 2):
        yield from (text * times for times in often if len(text) * times <= LONGEST)


def _in_class(char: str, node: Class) -> bool:
    inside = any(
        char == item if isinstance(item, str) else item[0] <= char <= item[1] for item in node.items
    ) or any(_escape(char, escape) for escape in node.escapes)
    return inside is not node.negated


def _escape(char: str, escape: str) -> bool:
    held = char.isascii() and ESCAPES[escape.lower()](char)
    return held if escape.islower() else not held
