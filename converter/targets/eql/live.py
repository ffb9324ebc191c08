"""The `elasticsearch` engine: a real Elasticsearch, through Elastic's own client.

It creates one data stream of its own, `logs-aws.cloudtrail-sigmatrail..`, says so on stderr, and
removes it. Elastic's AWS integration must be installed there: its own pipeline and mapping make the
documents, nothing of this package does. Configured by SIGMATRAIL_ELASTICSEARCH=https://host:9200 and
SIGMATRAIL_ELASTICSEARCH_API_KEY; SSL_CERT_FILE names an authority of one's own.
"""

from __future__ import annotations

import os
import sys
import uuid
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, ClassVar, Final

from converter.verify.connection import ca_file, client_errors, read_address, why_no_address
from converter.verify.engine import EngineError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from contextlib import AbstractContextManager

    from converter.verify.engine import Event

ADDRESS: Final = "SIGMATRAIL_ELASTICSEARCH"
API_KEY: Final = "SIGMATRAIL_ELASTICSEARCH_API_KEY"
"""The environment variables that name an Elasticsearch and a key for it."""

_EXAMPLE: Final = "https://host:9200"
_TEMPLATE: Final = "logs-aws.cloudtrail"
_LABEL: Final = "sigmatrail_place"
_AT_ONCE: Final = 500
_MOST_HITS: Final = 10_000


def available() -> str | None:
    """None when the engine can run here, else why not."""
    if not os.environ.get(ADDRESS) or not os.environ.get(API_KEY):
        return f"{ADDRESS} and {API_KEY} name no Elasticsearch"
    if reason := why_no_address(ADDRESS, _EXAMPLE):
        return reason
    if find_spec("elasticsearch") is None:
        return "the package elasticsearch is not installed; install sigmatrail[elasticsearch]"
    return None


class ElasticsearchEngine:
    """A real Elasticsearch; `client` stands in for the vendor's."""

    name: ClassVar[str] = "elasticsearch"
    target: ClassVar[str] = "eql"

    def __init__(self, client: Any = None) -> None:  # noqa: ANN401 - only a part of the client is used
        """Connect; nothing is created yet."""
        with _errors():
            self._client = client or _client()
        self._stream: str | None = None

    def load(self, events: Sequence[Event]) -> None:
        """Send the raw events through the integration's pipeline, each labelled with its position."""
        self.close()
        with _errors():
            if not self._client.indices.exists_index_template(name=_TEMPLATE):
                raise EngineError(
                    "elasticsearch: the AWS integration is not installed there; install its assets first"
                )
        self._stream = f"logs-aws.cloudtrail-sigmatrail{uuid.uuid4().hex}"
        sys.stderr.write(f"elasticsearch: creates the data stream {self._stream} and removes it at the end\n")
        with _errors():
            for start in range(0, len(events), _AT_ONCE):
                self._index(list(_operations(events, start, start + _AT_ONCE)))
            self._client.indices.refresh(index=self._stream)

    def run(self, query: str) -> set[int]:
        """The positions of the events that the query finds."""
        with _errors():
            answer = self._client.eql.search(index=self._stream, query=query, size=_MOST_HITS)
        hits = answer["hits"]["events"]
        if answer.get("timed_out") or len(hits) == _MOST_HITS:
            raise EngineError(f"elasticsearch: the answer is not complete ({len(hits)} events)")
        return {int(hit["_source"]["labels"][_LABEL]) for hit in hits}

    def close(self) -> None:
        """Remove the data stream."""
        if self._stream is not None:
            with _errors():
                self._client.indices.delete_data_stream(name=self._stream)
            self._stream = None

    def _index(self, operations: list[dict[str, Any]]) -> None:
        answer = self._client.bulk(index=self._stream, operations=operations)
        if answer["errors"]:
            reasons = [item["create"].get("error") for item in answer["items"]]
            first = next(reason for reason in reasons if reason)
            raise EngineError(f"elasticsearch: an event was refused: {first}")


def _errors() -> AbstractContextManager[None]:
    return client_errors("elasticsearch", API_KEY)


def _operations(events: Sequence[Event], start: int, end: int) -> Iterator[dict[str, Any]]:
    for place, event in enumerate(events[start:end], start):
        yield {"create": {}}
        yield {
            "@timestamp": event.record.get("eventTime"),
            "message": event.text,
            "labels": {_LABEL: str(place)},
        }


def _client() -> Any:  # noqa: ANN401 - only a part of the client is used
    import elasticsearch  # noqa: PLC0415 - only who asks for this engine needs it

    trust = {"ca_certs": ca} if (ca := ca_file()) else {}
    where = read_address(ADDRESS, _EXAMPLE)
    return elasticsearch.Elasticsearch(where.url, api_key=os.environ[API_KEY], verify_certs=True, **trust)
