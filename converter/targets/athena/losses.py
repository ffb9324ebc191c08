"""What the documented CloudTrail table does not keep of an event, however a query is written."""

from __future__ import annotations

from typing import Any, Final

from converter.verify.engine import Event

# Columns that hold JSON text: what lies below their top keeps its nulls.
_JSON: Final = frozenset(
    {
        "requestParameters",
        "responseElements",
        "additionalEventData",
        "serviceEventDetails",
        "edgeDeviceDetails",
    }
)


def kept(event: Event) -> Event:
    """The event that Athena can still tell it from: a column of JSON null is like one of nothing.

    https://docs.aws.amazon.com/athena/latest/ug/create-cloudtrail-table.html, November 2026: every
    column is a string, a struct or an array, and each of them has one NULL.
    """
    record = {
        key: value if key in _JSON else _present(value)
        for key, value in event.record.items()
        if value is not None
    }
    return Event(event.id, record, event.text)


def _present(value: Any) -> Any:  # noqa: ANN401 -- any JSON
    if isinstance(value, dict):
        return {key: _present(member) for key, member in value.items() if member is not None}
    return [_present(member) for member in value] if isinstance(value, list) else value
