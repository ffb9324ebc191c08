"""Short ways to run a search over a few records, for the tests of SPL."""

from __future__ import annotations

import json
from typing import Any

from converter.targets.splunk.engine import SplunkEngine
from converter.verify.engine import Event

Record = dict[str, Any]


def loaded(*records: Record) -> SplunkEngine:
    """An engine that holds these records."""
    engine = SplunkEngine()
    texts = [json.dumps(record, separators=(",", ":"), ensure_ascii=False) for record in records]
    engine.load([Event(str(place), record, texts[place]) for place, record in enumerate(records)])
    return engine


def hits(query: str, *records: Record) -> list[int]:
    """The positions of the records that a search finds."""
    return sorted(loaded(*records).run(query))


def holds(expression: str, **record: Any) -> bool:  # noqa: ANN401 - any JSON
    """Whether `where` keeps a record."""
    return hits(f"* | where {expression}", record) == [0]


def value(expression: str, **record: Any) -> Any:  # noqa: ANN401 - any JSON, any value
    """What an eval expression gives for a record."""
    return loaded(record).rows(f"* | eval out={expression}")[0].get("out")
