"""The `athena-live` engine: Amazon Athena itself, through boto3.

Nothing is created: the events travel inside the query, as a WITH query of the same shape as the
documented table, so that nothing is scanned either. Athena writes each answer where the work group
says. Configured by SIGMATRAIL_ATHENA=<work group>; region and credentials are boto3's own business.
"""

from __future__ import annotations

import json
import os
import time
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, ClassVar, Final

from converter.targets.athena.document import document
from converter.targets.athena.identify import IDS, NAMES, identified, rows
from converter.verify.connection import client_errors
from converter.verify.engine import EngineError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from contextlib import AbstractContextManager

    from converter.verify.engine import Event

VARIABLE: Final = "SIGMATRAIL_ATHENA"
"""The environment variable that names a work group with a place for results."""

_EVENTS: Final = "sigmatrail_events"
_MOST_BYTES: Final = 262_144
"""The quota for a query: https://docs.aws.amazon.com/athena/latest/ug/service-limits.html (November 2026)."""

_SECRETS: Final = ("AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN")
_PAUSE: Final = 0.5
_RUNNING: Final = frozenset({"QUEUED", "RUNNING"})


def available() -> str | None:
    """None when the engine can run here, else why not."""
    if not os.environ.get(VARIABLE):
        return f"{VARIABLE} names no work group"
    if find_spec("boto3") is None:
        return "the package boto3 is not installed; install sigmatrail[athena-live]"
    return None


class AthenaLiveEngine:
    """Athena; `client` stands in for boto3's, `workgroup` for the environment's."""

    name: ClassVar[str] = "athena-live"
    target: ClassVar[str] = "athena"

    def __init__(self, client: Any = None, workgroup: str | None = None) -> None:  # noqa: ANN401 - boto3 has no types
        """Nothing is sent yet."""
        with _errors():
            self._client = client or _client()
        self._workgroup = workgroup or os.environ[VARIABLE]
        self._lines: list[str] = []

    def load(self, events: Sequence[Event]) -> None:
        """Keep the rows; they go out with each query."""
        self._lines = [
            json.dumps({IDS: [place], **document(event.record)}, ensure_ascii=False)
            for place, event in enumerate(events)
        ]

    def run(self, query: str) -> set[int]:
        """The positions of the events that the query finds."""
        asked = identified(query, _EVENTS)
        with _errors():
            return {place for batch in self._batches(asked) for place in self._ask(_with(batch, asked))}

    def close(self) -> None:
        """There is nothing to remove."""

    def _batches(self, query: str) -> Iterator[list[str]]:
        """As many rows at a time as fit into one query."""
        room = _MOST_BYTES - len(_with([], query).encode())
        batch: list[str] = []
        left = room
        for line in self._lines:
            cost = len(line.encode()) + line.count("'") + 1
            if cost > room:
                raise EngineError("athena-live: an event and the query do not fit into one query of Athena")
            if cost > left:
                yield batch
                batch, left = [], room
            batch.append(line)
            left -= cost
        if batch:
            yield batch

    def _ask(self, statement: str) -> Iterator[int]:
        started = self._client.start_query_execution(QueryString=statement, WorkGroup=self._workgroup)
        execution = started["QueryExecutionId"]
        self._wait(execution)
        for page in self._client.get_paginator("get_query_results").paginate(QueryExecutionId=execution):
            for row in page["ResultSet"]["Rows"]:
                yield from _places(row["Data"][0].get("VarCharValue", ""))

    def _wait(self, execution: str) -> None:
        while True:
            found = self._client.get_query_execution(QueryExecutionId=execution)
            status = found["QueryExecution"]["Status"]
            if status["State"] == "SUCCEEDED":
                return
            if status["State"] not in _RUNNING:
                raise EngineError(f"athena-live: {status.get('StateChangeReason', status['State'])}")
            time.sleep(_PAUSE)


def _errors() -> AbstractContextManager[None]:
    return client_errors("athena-live", *_SECRETS)


def _client() -> Any:  # noqa: ANN401 - boto3 has no types
    import boto3  # noqa: PLC0415 - only who asks for this engine needs it

    return boto3.client("athena")


def _with(batch: list[str], query: str) -> str:
    return f"WITH {_EVENTS}({NAMES}) AS ({rows(batch)}) {query}"


def _places(text: str) -> list[int]:
    """`[1, 2]`; the first row of the answer is the column's name."""
    return json.loads(text) if text.startswith("[") else []
