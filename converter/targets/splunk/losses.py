"""What Splunk does not keep of an event, however a search is written."""

from __future__ import annotations

import json
import re
from typing import Any, Final

from converter.verify.engine import Event

_WITH_EXPONENT: Final = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?[eE][+-]?[0-9]{1,2}")
_LOOKALIKES: Final = str.maketrans("\u0130\u017f", "\u0131s")


def kept(event: Event) -> tuple[Event]:
    r"""What is left of an event in Splunk.

    Automatic extraction gives JSON null the text null, so that both are one value of a field, in any
    letter case, as a search ignores it; likewise a number and the text that looks like it; and it names a
    key that holds a dot like a key in an object (field lists of
    https://github.com/splunk/security_content, data_sources, November 2026). How it folds letters beyond
    ASCII is documented nowhere; its PCRE takes no \u0130 for an i, and a \u017f for an s.
    """
    record: dict[str, Any] = _blurred(event.record)
    if record == event.record:
        return (event,)
    return (Event(event.id, record, json.dumps(record, ensure_ascii=False, separators=(",", ":"))),)


def _blurred(value: Any) -> Any:  # noqa: ANN401 -- any JSON
    if isinstance(value, dict):
        blurred: dict[str, Any] = {}
        for key, member in value.items():
            _put(blurred, key.split("."), _blurred(member))
        return blurred
    if isinstance(value, list):
        return [_blurred(member) for member in value]
    if isinstance(value, str):
        return _unquoted(value)
    return value


def _unquoted(text: str) -> list[float | str] | str | None:
    """What a text without its quotes looks like; decimal digits are a number with them, too."""
    if _WITH_EXPONENT.fullmatch(text):
        return [text, float(text)]
    return None if text.lower() == "null" else text.translate(_LOOKALIKES)


def _put(target: dict[str, Any], names: list[str], value: Any) -> None:  # noqa: ANN401 -- any JSON
    """Put a value where its key's names lead, beside what is there already."""
    *way, last = names
    for name in way:
        inner = target.setdefault(name, {})
        if not isinstance(inner, dict):
            target[name] = inner = {}
        target = inner
    target[last] = [target[last], value] if last in target else value
