"""What Splunk holds for a CloudTrail event: fields of its JSON, of the add-on, and Splunk's own."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from converter.targets.splunk.addon import ALIASES, CALCULATED, UNKNOWN
from converter.targets.splunk.extraction import LIMITS, extract
from converter.verify.engine import EngineError

if TYPE_CHECKING:
    from collections.abc import Mapping

_EVENT_TIME = re.compile(r'"eventTime"\s*:\s*"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)Z')
_METADATA: Mapping[str, list[str]] = {
    "sourcetype": ["aws:cloudtrail"],
    "source": ["aws_cloudtrail"],
}
_DERIVED = frozenset((*ALIASES, *CALCULATED, *UNKNOWN, *_METADATA, "_raw", "_time"))


class Document:
    """One event as a search sees it.

    `text` is the raw compact JSON. With `limits`, extraction stops where Splunk's default limits
    stop it; without, every field is there and `truncated` says whether the limits would bite.
    """

    __slots__ = ("_added", "_fields", "text", "truncated")

    def __init__(self, text: str, *, limits: bool = False) -> None:
        everything = extract(text)
        self.text = text
        self.truncated = LIMITS.exceeded(text, everything)
        self._fields = extract(text, LIMITS) if limits and self.truncated else everything
        self._added: dict[str, list[str]] = {}

    def values(self, name: str) -> list[str]:
        """The values of a field, in order; none when the event has no such field.

        Raises EngineError for a field that the add-on fills in a way not modelled here.
        """
        if name not in _DERIVED:
            return self._fields.get(name, [])
        known = self._added.get(name)
        if known is None:
            known = self._added[name] = self._derive(name)
        return known

    def names(self) -> list[str]:
        """Every field that the event has and that is modelled here."""
        candidates = [*self._fields, *ALIASES, *CALCULATED, *_METADATA, "_raw", "_time"]
        return [name for name in dict.fromkeys(candidates) if name not in UNKNOWN and self.values(name)]

    def _derive(self, name: str) -> list[str]:
        if name in CALCULATED:
            return CALCULATED[name](self._fields) or []
        if name in _METADATA:
            return _METADATA[name]
        if name in UNKNOWN:
            raise EngineError(f"the Splunk engine does not model the add-on's field {name}")
        if name == "_raw":
            return [self.text]
        if name == "_time":
            return event_time(self.text)
        return self._fields.get(ALIASES[name]) or self._fields.get(name, [])


def event_time(text: str) -> list[str]:
    """`_time` as seconds since 1970: the add-on reads what follows the first `"eventTime":` of the raw text.

    Empty where no time can be read; Splunk then takes the time of indexing, which is no fact of the event.
    """
    found = _EVENT_TIME.search(text)
    if not found:
        return []
    try:
        moment = datetime.fromisoformat(found.group(1)).replace(tzinfo=UTC)
    except ValueError:
        return []
    return [str(int(moment.timestamp()))]
