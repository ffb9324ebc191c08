"""What the documented CloudTrail table does not keep of an event, however a query is written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from converter.targets.athena.document import COLUMNS
from converter.verify.engine import Event

if TYPE_CHECKING:
    from converter.targets.athena.kinds import Kind

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


def kept(event: Event) -> tuple[Event]:
    """What is left of an event in Athena: what has no column is gone, and null is like nothing.

    https://docs.aws.amazon.com/athena/latest/ug/create-cloudtrail-table.html, November 2026: every
    column is a string, a struct or an array, and each of them has one NULL.
    """
    record = {
        key: value if key in _JSON else _present(value, COLUMNS[key.lower()])
        for key, value in event.record.items()
        if value is not None and key.lower() in COLUMNS
    }
    return (Event(event.id, record, event.text),)


def _present(value: Any, kind: Kind) -> Any:  # noqa: ANN401 -- any JSON
    if kind.name == "row" and isinstance(value, dict):
        members = dict(kind.members)
        return {
            key: _present(member, members[key.lower()])
            for key, member in value.items()
            if member is not None and key.lower() in members
        }
    if kind.name == "array" and isinstance(value, list):
        return [_present(member, kind.members[0][1]) for member in value]
    return value
