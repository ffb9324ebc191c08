"""Rows between two stages of a search, and an index of their values."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from converter.targets.splunk.spl.values import Value, fold, gather, members, text_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from converter.targets.splunk.document import Document


class Row:
    """The fields of one result: those of an event, if it still is one, under what stages changed.

    `origin` holds the positions of the events that the result comes from.
    """

    __slots__ = ("_changes", "_event", "_kept", "origin")

    def __init__(
        self,
        origin: frozenset[int],
        event: Document | None = None,
        changes: Mapping[str, Value] | None = None,
        kept: frozenset[str] | None = None,
    ) -> None:
        self.origin = origin
        self._event = event
        self._changes = changes or {}
        self._kept = kept

    def get(self, name: str) -> Value:
        """The value of a field; null where there is none."""
        if name in self._changes:
            return self._changes[name]
        if self._event is None or (self._kept is not None and name not in self._kept):
            return None
        return gather(self._event.values(name))

    def texts(self, name: str) -> list[str]:
        """The values of a field as texts; none for null."""
        if self._event is not None and not self._changes and self._kept is None:
            return self._event.values(name)
        return [text_of(member) for member in members(self.get(name))]

    def names(self) -> list[str]:
        """The fields that are not null."""
        known = self._event.names() if self._event else []
        return [name for name in dict.fromkeys([*known, *self._changes]) if self.get(name) is not None]

    def with_values(self, changes: Mapping[str, Value]) -> Row:
        """The same row with some fields set, or removed by null."""
        return Row(self.origin, self._event, {**self._changes, **changes}, self._kept)

    def only(self, names: Iterable[str]) -> Row:
        """The same row with no other fields than these."""
        kept = frozenset(names)
        changes = {name: value for name, value in self._changes.items() if name in kept}
        return Row(self.origin, self._event, changes, kept if self._kept is None else self._kept & kept)


class Table:
    """Rows in order, with an index of their values that is made field by field on demand."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self.rows = rows
        self.everything = frozenset(range(len(rows)))
        self._values: dict[str, dict[str, set[int]]] = {}
        self._folded: dict[str, dict[str, set[int]]] = {}

    def values(self, name: str) -> Mapping[str, set[int]]:
        """Each value of a field with the positions of the rows that have it."""
        if name not in self._values:
            found: defaultdict[str, set[int]] = defaultdict(set)
            for position, row in enumerate(self.rows):
                for text in row.texts(name):
                    found[text].add(position)
            self._values[name] = dict(found)
        return self._values[name]

    def folded(self, name: str) -> Mapping[str, set[int]]:
        """Likewise, with values in lower case."""
        if name not in self._folded:
            found: defaultdict[str, set[int]] = defaultdict(set)
            for text, positions in self.values(name).items():
                found[fold(text)] |= positions
            self._folded[name] = dict(found)
        return self._folded[name]
