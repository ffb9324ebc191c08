"""What Splunk does not keep of an event, however a search is written."""

from __future__ import annotations

import json
from typing import Any

from converter.verify.engine import Event


def kept(event: Event) -> Event:
    """The event that Splunk can still tell it from: a text "null" becomes null.

    Automatic extraction gives JSON null the text null, so that both are one value of a field
    (field lists of https://github.com/splunk/security_content, data_sources, November 2026).
    """
    if '"null"' not in event.text:
        return event
    record: dict[str, Any] = _blurred(event.record)
    return Event(event.id, record, json.dumps(record, ensure_ascii=False, separators=(",", ":")))


def _blurred(value: Any) -> Any:  # noqa: ANN401 - any JSON
    if isinstance(value, dict):
        return {key: _blurred(member) for key, member in value.items()}
    if isinstance(value, list):
        return [_blurred(member) for member in value]
    return None if value == "null" else value
