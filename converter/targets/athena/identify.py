"""For engines that run the query's own text: the table to run it over, and which events it found."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from converter.targets.athena.document import COLUMNS
from converter.targets.athena.duck.calls import AGGREGATES
from converter.targets.athena.duck.grammar import Source, children, deep, name_of
from converter.verify.engine import EngineError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from converter.targets.athena.duck.grammar import Tree

IDS: Final = "sigmatrail_ids"
"""The column of the table, and of the answer, that lists the positions of events."""


_ROW: Final = (
    f"row({IDS} array(bigint), " + ", ".join(f'"{name}" {kind}' for name, kind in COLUMNS.items()) + ")"
)
NAMES: Final = ", ".join(f'"{name}"' for name in (IDS, *COLUMNS))
"""The columns of the table, quoted, the list of positions first."""


def rows(lines: list[str]) -> str:
    """A query that answers the rows of the documented table, each line being one row as JSON text."""
    text = f"[{','.join(lines)}]".replace("'", "''")
    return f"SELECT * FROM UNNEST(CAST(json_parse('{text}') AS array({_ROW}))) AS events({NAMES})"  # noqa: S608 - quoted


def identified(query: str, table: str) -> str:
    """The query over `table`, answering nothing but lists of positions in its column IDS.

    Raises:
        EngineError: Trino's grammar refuses the query, or it reads several tables.
    """
    source = Source(query)
    with deep():
        nodes = list(_walk(source.tree))
    edited = _edited(query, [*_table_edits(source, nodes, table), *_select_edits(nodes)])
    return f"SELECT {IDS} FROM ({edited})"  # noqa: S608 - the query comes from the caller on purpose


def over(query: str, table: str) -> str:
    """The query over `table`, otherwise as it is; raises EngineError like `identified`."""
    source = Source(query)
    with deep():
        return _edited(query, _table_edits(source, list(_walk(source.tree)), table))


def _edited(query: str, edits: Iterable[tuple[int, int, str]]) -> str:
    for start, end, text in sorted(edits, reverse=True):
        query = query[:start] + text + query[end:]
    return query


def _walk(node: Tree) -> Iterator[Tree]:
    pending = [node]
    while pending:
        found = pending.pop()
        yield found
        pending += children(found)


def _table_edits(source: Source, nodes: list[Tree], table: str) -> Iterator[tuple[int, int, str]]:
    """The name of the table, kept as an alias where the query gives it none."""
    named = {source.words(node.name).lower() for node in nodes if name_of(node) == "NamedQuery"}
    tables = [
        node for node in nodes if name_of(node) == "TableName" and source.words(node).lower() not in named
    ]
    if len({source.words(node).lower() for node in tables}) != 1:
        raise EngineError("athena: the query must read one table")
    for node in tables:
        alias = source.words(node.qualifiedName().identifier()[-1])
        text = table if node.parentCtx.identifier() else f"{table} AS {alias}"
        yield node.start.start, node.stop.stop + 1, text


def _select_edits(nodes: list[Tree]) -> Iterator[tuple[int, int, str]]:
    """One more column for every SELECT; `*` has it already."""
    for node in nodes:
        if name_of(node) != "QuerySpecification":
            continue
        items = node.selectItem()
        grouped = bool(node.groupBy()) or any(map(_is_aggregate, items))
        if not any(name_of(item) == "SelectAll" for item in items):
            end = items[-1].stop.stop + 1
            yield end, end, f", {f'flatten(array_agg({IDS})) AS {IDS}' if grouped else IDS}"


def _is_aggregate(item: Tree) -> bool:
    calls = (node for node in _walk(item) if name_of(node) == "FunctionCall")
    return any(call.qualifiedName().getText().lower() in AGGREGATES for call in calls)
