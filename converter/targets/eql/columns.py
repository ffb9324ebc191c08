"""The columns of a plan as fields of Elastic's documents, by the pipeline that queries are made with."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from converter.errors import UnsupportedError
from converter.pipeline_file import entries
from converter.targets import TARGETS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from converter.plan import Plan


@cache
def _mapping() -> dict[str, str]:
    """Fields by their raw paths, and beginnings of both, which end in a dot."""
    return {raw: str(entry.name) for raw, entry in entries(TARGETS["eql"].pipeline).items()}


def field_of(path: str) -> str:
    """The field that holds a raw CloudTrail path.

    Raises:
        UnsupportedError: none does.
    """
    mapping = _mapping()
    if path in mapping:
        return mapping[path]
    for before, after in mapping.items():
        if before.endswith(".") and path.startswith(before):
            return after + path.removeprefix(before)
    raise UnsupportedError(f"eql has no field for {path!r}, which the plan names; change the column's field")


def fields_of(plan: Plan, names: Iterable[str]) -> list[str]:
    """The fields behind some columns of the summary, each once; the count has none.

    Raises:
        UnsupportedError: a column is of a path that Elastic does not keep.
    """
    paths = _paths(plan)
    return list(dict.fromkeys(field_of(path) for name in names for path in paths.get(name, ())))


def _paths(plan: Plan) -> dict[str, tuple[str, ...]]:
    summary = plan.summary
    plain = {
        column.name: (column.field, column.fallback) if column.fallback else (column.field,)
        for column in (*summary.group_by, *summary.values)
    }
    derived = {column.name: (column.when.field,) for column in summary.derived}
    return {**plain, **derived, summary.first: ("eventTime",), summary.last: ("eventTime",)}
