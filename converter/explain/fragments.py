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
# The characters that `_DENIED` and `_WORD` look at.
_LOOKED_BACK: Final = 5


@dataclass(frozen=True, slots=True)
class Piece:
    """What a query has of an item; `shared` if other items are in it, too."""

    texts: tuple[str, ...]
    shared: bool = False
    warnings: tuple[str, ...] = ()


class Fragments:
    """Finds in one query what it has of each item of its condition.

    Args:
        query: the query's text.
        backend: what wrote it.
        context: what the whole condition tells about its parts.
    """

    def __init__(self, query: str, backend: CloudTrailBackend, context: Context) -> None:
        self._query, self._backend, self._context = query, backend, context
        first, _, second = query.partition(f"\n{_WHERE}")
        self._stages = _on_one_line(first), _on_one_line(second)
        # Many items lie in the same part, which is kept here so that its address stays its own.
        self._known: dict[tuple[int, bool], tuple[Part, tuple[str, ...]]] = {}

    def piece_of(self, item: Item) -> Piece:
        """What the query has of one item.

        Raises:
            SigmatrailError: the target cannot say the item.
        """
        mine = replace(self._context, warnings=[])
        node = Not(item.part.node) if item.part.negated else item.part.node
        alone = self._backend.fragments(node, mine)
        warnings = tuple(mine.warnings)
        for around, part in enumerate((item.part, *item.part.around)):
            if texts := self._present(part):
                shared = around > 0 and part.node != item.part.node
                if shared and alone in _CONSTANT:
                    return Piece((), warnings=(*warnings, _LEFT_OUT))
                return Piece(texts, shared, warnings)
        return Piece((self._query,), shared=True, warnings=warnings)

    def _present(self, part: Part) -> tuple[str, ...]:
        """The texts of the first candidate of which the query has every test."""
        key = id(part.node), part.negated
        if key not in self._known:
            self._known[key] = part, self._search(part)
        return self._known[key][1]

    def _search(self, part: Part) -> tuple[str, ...]:
        for tests in _candidates(part, self._backend, replace(self._context, warnings=[])):
            found = [[text for text in texts if self._has(text)] for texts in tests]
            if found and all(found):
                return tuple(dict.fromkeys(text for texts in found for text in _outermost(texts)))
        return ()

    def _has(self, text: str) -> bool:
        """Whether the query has the text, line breaks aside, neither inside a word nor behind a NOT."""
        whole = self._stages[text.startswith(_WHERE)]
        part = _on_one_line(text.removeprefix(_WHERE))
        at = whole.find(part)
        while at >= 0:
            before = whole[max(0, at - _LOOKED_BACK) : at]
            if not _DENIED.search(before) and not (_WORD.match(part) and _WORD.match(before[-1:])):
                return True
            at = whole.find(part, at + 1)
        return False


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


def _on_one_line(text: str) -> str:
    return _INSIDE.sub("", _SPACE.sub(" ", text)).strip()
