"""The `splunk-live` engine: a real Splunk, through Splunk's own client.

It creates one index of its own, says so on stderr, and removes it. The Splunk Add-on for AWS must be
installed there, or the fields that it computes are absent. Configured by
SIGMATRAIL_SPLUNK=https://host:8089 and SIGMATRAIL_SPLUNK_TOKEN; SSL_CERT_FILE names an authority of
one's own.
"""

from __future__ import annotations

import json
import os
import ssl
import sys
import time
import uuid
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, ClassVar, Final

from converter.verify.connection import client_errors, read_address, why_no_address
from converter.verify.engine import EngineError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from contextlib import AbstractContextManager

    from converter.verify.engine import Event

ADDRESS: Final = "SIGMATRAIL_SPLUNK"
TOKEN: Final = "SIGMATRAIL_SPLUNK_TOKEN"  # noqa: S105 - the name of a variable
"""The environment variables that name a Splunk's management port and a token for it."""

_EXAMPLE: Final = "https://host:8089"
_PORT: Final = 8089
_MACRO: Final = "`cloudtrail`"
_KEPT_SECONDS: Final = 2_000_000_000
"""Old events stay: an index freezes what is older than six years unless told otherwise."""

_WAITS: Final = 240
_PAUSE: Final = 0.5


def available() -> str | None:
    """None when the engine can run here, else why not."""
    if not os.environ.get(ADDRESS) or not os.environ.get(TOKEN):
        return f"{ADDRESS} and {TOKEN} name no Splunk"
    if reason := why_no_address(ADDRESS, _EXAMPLE):
        return reason
    if find_spec("splunklib") is None:
        return "the package splunk-sdk is not installed; install sigmatrail[splunk-live]"
    return None


class SplunkLiveEngine:
    """A real Splunk; `service` stands in for the client's, `sleep` for waiting."""

    name: ClassVar[str] = "splunk-live"
    target: ClassVar[str] = "splunk"

    def __init__(
        self,
        service: Any = None,  # noqa: ANN401 - the client has no types
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """Connect; nothing is created yet."""
        with _errors():
            self._service = service or _service()
        self._sleep = sleep
        self._index: str | None = None

    def load(self, events: Sequence[Event]) -> None:
        """Index the events anew, each under a host name that tells its position."""
        self.close()
        self._index = f"sigmatrail_{uuid.uuid4().hex}"
        sys.stderr.write(f"splunk-live: creates the index {self._index} and removes it at the end\n")
        with _errors():
            index = self._service.indexes.create(self._index, frozenTimePeriodInSecs=_KEPT_SECONDS)
            for place, event in enumerate(events):
                index.submit(event.text, host=str(place), sourcetype="aws:cloudtrail")
        self._wait_for(len(events))

    def run(self, query: str) -> set[int]:
        """The positions of the events that the search finds."""
        if not query.startswith(_MACRO):
            raise EngineError(f"splunk-live: the search must begin with {_MACRO}")
        base = f'index={self._index} sourcetype="aws:cloudtrail"'
        found = self._search(base + query.removeprefix(_MACRO) + "\n| table host")
        if not all("host" in row for row in found):
            raise EngineError(
                "splunk-live: the search does not keep the field host, so its events are unknown"
            )
        return {int(row["host"]) for row in found}

    def close(self) -> None:
        """Remove the index."""
        if self._index is not None:
            with _errors():
                self._service.indexes.delete(self._index)
            self._index = None

    def _wait_for(self, number: int) -> None:
        """Splunk takes events at once and makes them searchable a little later."""
        for _ in range(_WAITS):
            if len(self._search(f"index={self._index} | table host")) == number:
                return
            self._sleep(_PAUSE)
        raise EngineError(f"splunk-live: the {number} events did not become searchable")

    def _search(self, search: str) -> list[dict[str, Any]]:
        with _errors():
            answer = self._service.jobs.oneshot(
                f"search {search}", earliest_time="0", latest_time="now", count=0, output_mode="json"
            )
            found: list[dict[str, Any]] = json.loads(answer.read())["results"]
        return found


def _errors() -> AbstractContextManager[None]:
    return client_errors("splunk-live", TOKEN)


def _service() -> Any:  # noqa: ANN401 - the client has no types
    """The client, told to verify the server.

    It does not by itself: the default of `verify` is False, and that of `self_signed_certificate`, for the
    sockets that it opens itself, is True (splunk-sdk 2.1.1, splunklib/binding.py, November 2026).
    """
    from splunklib import client  # noqa: PLC0415 - only who asks for this engine needs it

    where = read_address(ADDRESS, _EXAMPLE)
    return client.connect(
        scheme=where.scheme,
        host=where.host,
        port=where.port or _PORT,
        splunkToken=os.environ[TOKEN],
        verify=True,
        self_signed_certificate=False,
        context=ssl.create_default_context(),
    )
