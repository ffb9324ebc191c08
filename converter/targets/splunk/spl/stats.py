"""The stats command (docs.splunk.com, Search Reference, "stats", November 2026).

A row without one of the BY fields is dropped; a BY field with several values puts the row in the
group of each.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING, TypeAlias

from converter.targets.splunk.spl.rows import Row
from converter.targets.splunk.spl.values import Value, gather, number_of
from converter.targets.splunk.spl.words import field_list
from converter.verify.engine import EngineError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    Aggregate: TypeAlias = Callable[[Sequence[Row], str], Value]

_PART = re.compile(
    r"""[\s,]*(?P<function>[a-z]+)(?:\(\s*(?P<field>"[^"]*"|'[^']*'|[^()\s"']*)\s*\))?"""
    r"""(?:\s+AS\s+(?P<name>"[^"]*"|'[^']*'|[^\s,"']+))?(?=[\s,]|\Z)""",
    re.IGNORECASE,
)
_BY = re.compile(r"\sBY\s", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Column:
    function: Aggregate
    field: str
    name: str


def stats(arguments: str) -> Callable[[list[Row]], list[Row]]:
    """A function from rows to one row for each group; raises EngineError for unknown aggregates."""
    parts, *by = _BY.split(f"{arguments} ")
    if len(by) > 1:
        raise EngineError("SPL: stats has more than one BY")
    columns, names = _columns(parts.rstrip(", \t\n\r")), field_list(by[0]) if by else []

    def run(rows: list[Row]) -> list[Row]:
        groups: dict[tuple[str, ...], list[Row]] = {} if names else {(): []}
        for row in rows:
            for key in product(*[dict.fromkeys(row.texts(name)) for name in names]):
                groups.setdefault(key, []).append(row)
        return [_summary(dict(zip(names, key, strict=True)), groups[key], columns) for key in sorted(groups)]

    return run


def _summary(key: dict[str, str], group: Sequence[Row], columns: Sequence[_Column]) -> Row:
    origin = frozenset(position for row in group for position in row.origin)
    return Row(
        origin, changes={**key, **{column.name: column.function(group, column.field) for column in columns}}
    )


def _columns(text: str) -> list[_Column]:
    found: list[_Column] = []
    at = 0
    while at < len(text):
        part = _PART.match(text, at)
        if not part or part["function"].lower() not in AGGREGATES:
            raise EngineError(f"SPL: stats does not know {text[at:].strip()[:30]!r}")
        found.append(_column(part))
        at = part.end()
    if not found:
        raise EngineError("SPL: stats needs an aggregate")
    return found


def _column(part: re.Match[str]) -> _Column:
    function, field = part["function"].lower(), (part["field"] or "").strip("\"'")
    if not field and function not in ("count", "c"):
        raise EngineError(f"SPL: {function} needs a field")
    default = f"{part['function']}({field})" if field else part["function"]
    return _Column(AGGREGATES[function], field, (part["name"] or default).strip("\"'"))


def _texts(rows: Sequence[Row], field: str) -> list[str]:
    return [text for row in rows for text in row.texts(field)]


def _count(rows: Sequence[Row], field: str) -> Value:
    return len(_texts(rows, field)) if field else len(rows)


def _values(rows: Sequence[Row], field: str) -> Value:
    return gather(sorted(set(_texts(rows, field))))


def _extreme(choose: Callable[..., str]) -> Aggregate:
    """The least or greatest value: as numbers if all are numbers, else as text."""

    def over(rows: Sequence[Row], field: str) -> Value:
        texts = _texts(rows, field)
        numeric = all(number_of(text) is not None for text in texts)
        return choose(texts, key=_number if numeric else str) if texts else None

    return over


def _number(text: str) -> float:
    return float(number_of(text) or 0)


def _at(position: int, *, by_time: bool) -> Aggregate:
    """The value of the first or last row that has the field, in the order of rows or of time."""

    def over(rows: Sequence[Row], field: str) -> Value:
        present = [row for row in rows if row.texts(field)]
        if by_time:
            present.sort(key=lambda row: _number((row.texts("_time") or ["0"])[0]))
        return present[position].texts(field)[0] if present else None

    return over


def _sum(rows: Sequence[Row], field: str) -> Value:
    numbers = [number for text in _texts(rows, field) if (number := number_of(text)) is not None]
    return sum(numbers) if numbers else None


AGGREGATES: dict[str, Aggregate] = {
    "c": _count,
    "count": _count,
    "dc": lambda rows, field: len(set(_texts(rows, field))),
    "distinct_count": lambda rows, field: len(set(_texts(rows, field))),
    "earliest": _at(0, by_time=True),
    "first": _at(0, by_time=False),
    "last": _at(-1, by_time=False),
    "latest": _at(-1, by_time=True),
    "list": lambda rows, field: gather(_texts(rows, field)[:100]),
    "max": _extreme(max),
    "min": _extreme(min),
    "sum": _sum,
    "values": _values,
}
