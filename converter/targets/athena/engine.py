"""The `athena` engine: DuckDB in memory, with Trino's grammar, types and functions.

A query must first be accepted by Trino's own grammar; its parse tree is then rewritten for DuckDB,
which executes the relations, the comparisons and the three-valued logic. Where DuckDB's functions
differ from Trino's, Python's stand in. What is not known is an EngineError, never a miss.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from importlib.util import find_spec
from inspect import Parameter, Signature
from typing import TYPE_CHECKING, Any, ClassVar, Final

from converter.targets.athena.document import COLUMNS, document
from converter.targets.athena.duck import times
from converter.targets.athena.duck.functions import FUNCTIONS, SEARCHES, Function, traced_name
from converter.targets.athena.duck.grammar import Source, deep
from converter.targets.athena.duck.relations import Query
from converter.targets.athena.identify import IDS
from converter.verify.budget import UndecidedError
from converter.verify.engine import Answer, EngineError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from converter.targets.athena.kinds import Kind
    from converter.verify.engine import Event

_NEEDED: Final = ("duckdb", "numpy", "antlr4", "pcre2", "trino_query_parser")
_TABLE: Final = "cloudtrail"
_IDS_TYPE: Final = "BIGINT[]"
_LOAD: Final = f"""
CREATE OR REPLACE TABLE {_TABLE} AS
SELECT unnest(from_json(line, $2)), [position - 1] AS {IDS}
FROM (SELECT unnest($1::VARCHAR[]) AS line, generate_subscripts($1::VARCHAR[], 1) AS position)
"""  # noqa: S608 - constants only


def available() -> str | None:
    """None when the engine can run here, else why not."""
    missing = [name for name in _NEEDED if find_spec(name) is None]
    return f"not installed: {', '.join(missing)} (pip install 'sigmatrail[verify]')" if missing else None


class AthenaEngine:
    """DuckDB with Trino's semantics; `now` fixes what the query takes for the current time."""

    name: ClassVar[str] = "athena"
    target: ClassVar[str] = "athena"

    def __init__(self, now: datetime | None = None) -> None:
        """Open an empty database in memory."""
        import duckdb  # noqa: PLC0415 - converting never needs it

        self._now = now
        self._error = duckdb.Error
        self._connection = duckdb.connect(config={"max_expression_depth": 100_000})
        self._loaded = 0
        self._gave_up = False
        self._undecided: dict[int, str] = {}
        for name, function in FUNCTIONS.items():
            self._create(name, function)
        for name, function in SEARCHES.items():
            self._create(name, function._replace(call=self._noticed(function.call)))
            told = Function(self._told(function.call), (_IDS_TYPE, *function.takes), function.gives)
            self._create(traced_name(name), told)

    def load(self, events: Sequence[Event]) -> None:
        """Make the documented table of these events; what was loaded before is forgotten."""
        self._loaded = len(events)
        rows = [json.dumps(document(event.record)) for event in events]
        self._connection.execute(_LOAD, [rows, json.dumps(_structure(COLUMNS.items()))])

    def run(self, query: str) -> set[int]:
        """The positions of the events that the query finds; where a search gives up, an Answer.

        DuckDB ends a query with the first search that gives up, and does not say at which row. The query
        then runs once more, with searches that are told their rows and answer NULL.
        """
        self._gave_up, self._undecided = False, {}
        found: set[int] = set()
        try:
            found = self._found(query)
        except EngineError:
            if not self._gave_up:
                raise
        return Answer(self._found(query, traced=True), self._undecided) if self._gave_up else found

    def _found(self, query: str, *, traced: bool = False) -> set[int]:
        asked = self._query(query, traced=traced)
        with deep():
            sql = asked.sql()
        return {position for row in self._ask(sql) for position in row[IDS]}

    def rows(self, query: str) -> list[dict[str, Any]]:
        """The answer itself, each row as its columns."""
        self._gave_up = False
        asked = self._query(query)
        with deep():
            sql = asked.rows()
        found = self._ask(sql)
        if self._gave_up:
            raise EngineError("athena: a regular expression takes too many steps on some event")
        return [
            {asked.labels.get(name, name): value for name, value in row.items() if name != IDS}
            for row in found
        ]

    def close(self) -> None:
        """Close the database."""
        self._connection.close()

    def _query(self, query: str, *, traced: bool = False) -> Query:
        now = times.written(self._now or datetime.now(UTC))
        return Query(Source(query), _TABLE, COLUMNS, now, traced=traced)

    def _create(self, name: str, function: Function) -> None:
        self._connection.create_function(  # type: ignore[call-overload] # its stub knows no words
            name, _plain(function), list(function.takes), function.gives, null_handling="special"
        )

    def _noticed(self, search: Callable[..., Any]) -> Callable[..., Any]:
        """A search whose giving up is noticed, whatever DuckDB makes of the error."""

        def noticed(*arguments: object) -> object:
            try:
                return search(*arguments)
            except UndecidedError:
                self._gave_up = True
                raise

        return noticed

    def _told(self, search: Callable[..., Any]) -> Callable[..., Any]:
        """A search that is told the events of its row, and answers NULL where it gives up."""

        def told(ids: Sequence[int], *arguments: object) -> object:
            try:
                return search(*arguments)
            except UndecidedError as error:
                self._undecided |= dict.fromkeys(ids or range(self._loaded), str(error))
                return None

        return told

    def _ask(self, sql: str) -> list[dict[str, Any]]:
        try:
            found = self._connection.execute(sql)
            names = [column[0] for column in found.description]
            return [dict(zip(names, row, strict=True)) for row in found.fetchall()]
        except self._error as error:
            raise EngineError(f"athena: {str(error).splitlines()[0][:300]}") from None


def _plain(function: Function) -> Callable[..., Any]:
    """The function with a bare signature: DuckDB counts parameters and evaluates annotations.

    NULL for a NULL argument, as in Trino; DuckDB's own way of that forbids a function to answer NULL.
    """

    def plain(*arguments: object) -> object:
        return None if None in arguments else function.call(*arguments)

    names = [f"argument{place}" for place in range(len(function.takes))]
    plain.__signature__ = Signature([Parameter(name, Parameter.POSITIONAL_ONLY) for name in names])  # type: ignore[attr-defined]
    return plain


def _structure(members: Iterable[tuple[str, Kind]]) -> dict[str, Any]:
    """Types in the form that DuckDB's from_json takes."""
    return {name: _type(kind) for name, kind in members}


def _type(kind: Kind) -> Any:  # noqa: ANN401 - JSON: text, object or array
    if kind.name == "row":
        return _structure(kind.members)
    if kind.name == "array":
        return [_type(kind.members[0][1])]
    return "MAP(VARCHAR, VARCHAR)" if kind.name == "map" else "VARCHAR"
