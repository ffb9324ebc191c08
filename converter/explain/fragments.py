"""Fragments of a query: what the backend writes for an item, as far as the query has it.

The backend is asked for the item alone, with what it knows of the whole condition, and every answer is
looked up in the query. Where an item shares a piece with its neighbours, what they lie in is asked for.
"""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from converter.condition import Not
from converter.errors import SigmatrailError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from converter.condition import Node
    from converter.explain.items import Item, Part
    from converter.targets.backend import CloudTrailBackend
    from converter.targets.context import Context

_WHERE: Final = "| where "
_DENIAL: Final = re.compile(r"not ", re.IGNORECASE)
_DENIED: Final = re.compile(r"\bnot $", re.IGNORECASE)
# What a backend writes for a test that is the same for every event.
_CONSTANT: Final = ([["false"]], [["true"]])
_LEFT_OUT: Final = "no event can make a difference here, so the query leaves it out"
_SPACE: Final = re.compile(r"\s+")
_INSIDE: Final = re.compile(r"(?<=[(\[]) | (?=[)\]])")
_WORD: Final = re.compile(r"[\w.{}'\"?$]")


@dataclass(frozen=True, slots=True)
class Piece:
    """What a query has of an item; `shared` if other items are in it, too."""

    texts: tuple[str, ...]
    shared: bool = False
    warnings: tuple[str, ...] = ()


def piece_of(item: Item, query: str, backend: CloudTrailBackend, context: Context) -> Piece:
    """What the query has of one item.

    Raises:
        SigmatrailError: the target cannot say the item.
    """
    mine = replace(context, warnings=[])
    alone = backend.fragments(Not(item.part.node) if item.part.negated else item.part.node, mine)
    warnings = tuple(mine.warnings)
    for around, part in enumerate((item.part, *item.part.around)):
        if texts := _present(part, query, backend, context):
            shared = around > 0 and part.node != item.part.node
            if shared and alone in _CONSTANT:
                return Piece((), warnings=(*warnings, _LEFT_OUT))
            return Piece(texts, shared, warnings)
    return Piece((query,), shared=True, warnings=warnings)


def _present(part: Part, query: str, backend: CloudTrailBackend, context: Context) -> tuple[str, ...]:
    """The texts of the first candidate of which the query has every test."""
    for tests in _candidates(part, backend, replace(context, warnings=[])):
        found = [[text for text in texts if is_in(text, query)] for texts in tests]
        if found and all(found):
            return tuple(dict.fromkeys(text for texts in found for text in _outermost(texts)))
    return ()


def _outermost(texts: list[str]) -> list[str]:
    return [text for text in texts if not any(text in other for other in texts if other != text)]


def _candidates(part: Part, backend: CloudTrailBackend, context: Context) -> Iterator[list[list[str]]]:
    """What the backend may have written for a part: a negated one first with its NOT, then without."""
    nodes: list[Node] = [Not(part.node), part.node] if part.negated else [part.node]
    for node in nodes:
        with suppress(SigmatrailError):
            tests = backend.fragments(node, context)
            yield tests
            yield [
                [_DENIAL.sub("", text, count=1) for text in texts if _DENIAL.match(text)] for texts in tests
            ]


def is_in(text: str, query: str) -> bool:
    """Whether a query has the text, line breaks aside, not in the middle of a word and not behind a NOT."""
    stage, rest = text.startswith(_WHERE), text.removeprefix(_WHERE)
    first, _, second = query.partition(f"\n{_WHERE}")
    return _has(second if stage else first, rest)


def _has(query: str, text: str) -> bool:
    whole, part = _on_one_line(query), _on_one_line(text)
    at = whole.find(part)
    while at >= 0:
        before = whole[:at]
        if not _DENIED.search(before) and not (_WORD.match(part) and _WORD.match(before[-1:])):
            return True
        at = whole.find(part, at + 1)
    return False


def _on_one_line(text: str) -> str:
    return _INSIDE.sub("", _SPACE.sub(" ", text)).strip()
