"""Typed pieces of the rewritten query, and what a name in it may mean."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, NamedTuple

from converter.verify.engine import EngineError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from converter.targets.athena.kinds import Kind

NO_IDS: Final = "CAST([] AS BIGINT[])"


class Typed(NamedTuple):
    """DuckDB's text of an expression, Trino's type of it, and its value if it is a constant text."""

    sql: str
    kind: Kind
    constant: str | None = None


@dataclass(frozen=True, slots=True)
class Relation:
    """Rows that a query reads: the name it calls them by, and their columns in order."""

    name: str
    columns: dict[str, Typed]


@dataclass(slots=True)
class Scope:
    """The names that an expression can see: lambda arguments first, then columns.

    `ids` is DuckDB's text of the events behind a row, where it is one row's.
    """

    relations: Sequence[Relation]
    arguments: dict[str, Typed] = field(default_factory=dict)
    aggregated: bool = False
    ids: str = NO_IDS

    def column(self, name: str) -> Typed | None:
        """What a bare name means, or None; raises EngineError where it could mean two things."""
        if name in self.arguments:
            return self.arguments[name]
        found = [relation.columns[name] for relation in self.relations if name in relation.columns]
        if len(found) > 1:
            raise EngineError(f"athena: the column {name} is ambiguous")
        return found[0] if found else None

    def qualified(self, relation: str, name: str) -> Typed | None:
        """What `relation.name` means, or None."""
        found = [known.columns.get(name) for known in self.relations if known.name == relation]
        return found[0] if found else None


def literal(text: str) -> str:
    """A text as a literal of DuckDB, where only the quote needs doubling."""
    return "'" + text.replace("'", "''") + "'"


def quoted(name: str) -> str:
    """A name as a quoted identifier."""
    return '"' + name.replace('"', '""') + '"'
