"""The `trino` engine: a real Trino at SIGMATRAIL_TRINO=host:port, through Trino's own client.

It is asked over https, or over http where the host is this machine; SSL_CERT_FILE names an authority of one's
own.
It makes a table of its own in the memory catalog, under a name that no one else has, and drops it.
Trino judges SQL as no imitation can; it is not Athena, whose engine is older.
"""

from __future__ import annotations

import json
import os
import time
import uuid
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, ClassVar, Final

from converter.targets.athena.document import document
from converter.targets.athena.identify import IDS, identified, over, rows
from converter.verify.connection import ca_file, client_error, read_address, why_no_address
from converter.verify.engine import EngineError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from converter.verify.engine import Event

VARIABLE: Final = "SIGMATRAIL_TRINO"
"""The environment variable that names a Trino: `127.0.0.1:18080`, `trino.example.com:8443`, or with https://."""

_EXAMPLE: Final = "host:port"

_MOST: Final = 900_000
"""Trino takes statements of a million characters unless told otherwise (query.max-length)."""

_WAITS: Final = 40


def available() -> str | None:
    """None when the engine can run here, else why not."""
    if find_spec("trino") is None:
        return "the package trino is not installed; install sigmatrail[trino]"
    if not os.environ.get(VARIABLE):
        return f"{VARIABLE} does not name a Trino; set it to {_EXAMPLE}"
    return why_no_address(VARIABLE, _EXAMPLE)


class TrinoEngine:
    """A real Trino; `where` is its address, by default what SIGMATRAIL_TRINO says."""

    name: ClassVar[str] = "trino"
    target: ClassVar[str] = "athena"

    def __init__(self, where: str | None = None) -> None:
        """Connect; nothing is sent yet.

        Raises:
            SettingsError: it is no address, or plain http to another machine.
        """
        import trino  # noqa: PLC0415 - only who asks for this engine needs it

        address = read_address(VARIABLE, _EXAMPLE, where)
        self._errors = trino.exceptions
        self._connection = trino.dbapi.connect(  # type: ignore[no-untyped-call] # the client has no types
            host=address.authority,
            port=address.port,
            http_scheme=address.scheme,
            verify=ca_file() or True,
            user="sigmatrail",
            catalog="memory",
            schema="default",
            timezone="UTC",
        )
        self._table = f"sigmatrail_{uuid.uuid4().hex}"
        self._made = False

    def load(self, events: Sequence[Event]) -> None:
        """Make the documented table of these events; what was loaded before is dropped."""
        self._drop()
        self._made = True
        lines = (json.dumps({IDS: [place], **document(event.record)}) for place, event in enumerate(events))
        verb = f"CREATE TABLE {self._table} AS"
        for batch in _batches(lines):
            self._ask(f"{verb} {rows(batch)}")
            verb = f"INSERT INTO {self._table}"

    def run(self, query: str) -> set[int]:
        """The positions of the events that the query finds."""
        return {place for (places,) in self._ask(identified(query, self._table)) for place in places}

    def rows(self, query: str) -> list[dict[str, Any]]:
        """The answer itself, each row as its columns."""
        columns: list[str] = []
        return [dict(zip(columns, row, strict=True)) for row in self._ask(over(query, self._table), columns)]

    def close(self) -> None:
        """Drop the table."""
        self._drop()
        self._connection.close()

    def _drop(self) -> None:
        if self._made:
            self._ask(f"DROP TABLE IF EXISTS {self._table}")

    def _ask(self, statement: str, columns: list[str] | None = None) -> list[list[Any]]:
        """The rows; `columns` gets their names. A Trino that has just started says that it has no nodes."""
        cursor = self._connection.cursor()
        for _ in range(_WAITS):
            try:
                found: list[list[Any]] = cursor.execute(statement).fetchall()
            except self._errors.TrinoQueryError as error:
                if error.error_name != "NO_NODES_AVAILABLE":
                    raise client_error("trino", error.message) from None
            except Exception as error:  # noqa: BLE001 - the client's other errors have no class in common
                raise client_error("trino: no answer", error) from None
            else:
                if columns is not None:
                    columns += [column.name for column in cursor.description]
                return found
            time.sleep(0.5)
        raise EngineError("trino: it has no nodes that take work")


def _batches(lines: Iterator[str]) -> Iterator[list[str]]:
    """Lists of lines that fit into one statement; one of no lines where there are none."""
    batch: list[str] = []
    size = 0
    for line in lines:
        cost = len(line) + line.count("'") + 1
        if batch and size + cost > _MOST:
            yield batch
            batch, size = [], 0
        batch.append(line)
        size += cost
    yield batch
