"""The engine splunk-live: a real Splunk through Splunk's own client, asked only when it is named.

`SIGMATRAIL_SPLUNK` is the address of the management port, such as `https://splunk.example.com:8089`,
and `SIGMATRAIL_SPLUNK_TOKEN` an authentication token. The server needs the Splunk Add-on for AWS.
Nothing is written but one index, which the engine names when it creates it and removes at the end.
"""

from __future__ import annotations

import json
import os
import re
import sys
import time
import uuid
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from converter.targets.splunk.spl.source import stages
from converter.verify.engine import EngineError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from converter.verify.engine import Event

ADDRESS: Final = "SIGMATRAIL_SPLUNK"
TOKEN: Final = "SIGMATRAIL_SPLUNK_TOKEN"  # noqa: S105 - the name of a variable, not a secret
# Commands after which a result is still one event with its source.
_KEEPING: Final = frozenset(("eval", "fillnull", "search", "where"))
_PORT: Final = 8089
_PATIENCE: Final = 120
_PAUSE: Final = 1.0


def available() -> str | None:
    """None if a server is named and its client installed, else what is missing."""
    for name in (ADDRESS, TOKEN):
        if not os.environ.get(name):
            return f"{name} is not set"
    if find_spec("splunklib") is None:
        return "the Python package splunk-sdk is missing: pip install 'sigmatrail[splunk-live]'"
    return None


class SplunkLiveEngine:
    """Runs searches on a real Splunk, over events that it puts into an index of its own.

    `service` is a connection of splunklib; without one, the environment says where to connect.
    `pause` waits between two looks at an index that is still filling.
    """

    name = "splunk-live"
    target = "splunk"

    def __init__(self, service: Any = None, pause: Callable[[float], None] = time.sleep) -> None:  # noqa: ANN401 - splunklib publishes no types
        self._service = service or _connect()
        self._pause = pause
        self._index: Any = None
        self._batch = 0

    def load(self, events: Sequence[Event]) -> None:
        """Index a batch of events and wait until all can be searched.

        Raises EngineError if the server refuses, or has not indexed them within two minutes.
        """
        self._batch += 1
        if self._index is None:
            self._index = self._create()
        for place, event in enumerate(events):
            self._ask(self._index.submit, event.text, source=self._source(place), sourcetype="aws:cloudtrail")
        for _ in range(_PATIENCE):
            if len(self._found("*")) == len(events):
                return
            self._pause(_PAUSE)
        raise EngineError(
            f"splunk-live: {len(events)} events are still not searchable after {_PATIENCE} seconds"
        )

    def run(self, query: str) -> set[int]:
        """The positions of the events that a search finds.

        Raises EngineError for a search whose results are no events, and if the server refuses it.
        """
        first, *rest = stages(query)
        for stage in rest:
            name = re.split(r"\W", stage, maxsplit=1)[0].lower()
            if name not in _KEEPING:
                raise EngineError(f"splunk-live: the results of {name} are no events")
        return self._found(first, *rest)

    def close(self) -> None:
        """Remove the index."""
        if self._index is not None:
            self._ask(self._index.delete)
            self._index = None

    def _create(self) -> Any:  # noqa: ANN401 - splunklib publishes no types
        name = f"sigmatrail_{uuid.uuid4().hex[:12]}"
        sys.stderr.write(f"splunk-live: creates the index {name} and removes it at the end\n")
        return self._ask(self._service.indexes.create, name)

    def _source(self, place: int | str) -> str:
        """What tells an event of this batch from all others."""
        return f"sigmatrail/{self._batch}/{place}"

    def _found(self, first: str, *rest: str) -> set[int]:
        base = f'search index={self._index.name} source="{self._source("*")}" ({first})'
        query = " | ".join([base, *rest, "table source"])
        answer = self._ask(
            self._service.jobs.oneshot,
            query,
            earliest_time="1",
            latest_time="now",
            count=0,
            output_mode="json",
        )
        return {int(row["source"].rpartition("/")[2]) for row in json.loads(answer.read())["results"]}

    def _ask(self, call: Callable[..., Any], *values: str, **options: Any) -> Any:  # noqa: ANN401 - splunklib publishes no types
        from splunklib.binding import HTTPError  # noqa: PLC0415 - an optional package

        try:
            return call(*values, **options)
        except (HTTPError, OSError) as error:
            raise EngineError(f"splunk-live: {error}") from error


def _connect() -> Any:  # noqa: ANN401 - splunklib publishes no types
    from splunklib import client  # noqa: PLC0415 - an optional package

    address = urlsplit(os.environ[ADDRESS])
    try:
        return client.connect(
            scheme=address.scheme,
            host=address.hostname,
            port=address.port or _PORT,
            splunkToken=os.environ[TOKEN],
        )
    except OSError as error:
        raise EngineError(f"splunk-live: cannot connect to {os.environ[ADDRESS]}: {error}") from error
