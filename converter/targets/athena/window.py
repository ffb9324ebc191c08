"""How far back a query looks, and the predicates that keep Athena from reading more than that."""

from __future__ import annotations

import re
from typing import Final

from msgspec import Struct

from converter.errors import SettingsError

LAYOUTS: Final = ("projection", "manual", "organization")

_SHAPE: Final = re.compile(r"([0-9]{1,8})([mhd])")
_UNITS: Final = {"m": ("MINUTE", 1440), "h": ("HOUR", 24), "d": ("DAY", 1)}
_MOST_DAYS: Final = 40_000
_DAY: Final = "%Y/%m/%d"
_SECOND: Final = "%Y-%m-%dT%H:%i:%sZ"


class Window(Struct, frozen=True):
    """A length of time up to now."""

    length: int
    unit: str
    days: int

    @classmethod
    def read(cls, text: str) -> Window:
        """From `90m`, `24h` or `7d`.

        Raises:
            SettingsError: it is none of these, or longer than a hundred years or so.
        """
        match = _SHAPE.fullmatch(text)
        if match is None or not int(match[1]):
            raise SettingsError(f"athena: window {text!r} is no length of time; write 90m, 24h or 7d")
        unit, in_a_day = _UNITS[match[2]]
        days = -(-int(match[1]) // in_a_day)
        if days > _MOST_DAYS:
            raise SettingsError(f"athena: window {text!r} is longer than {_MOST_DAYS} days; shorten it")
        return cls(int(match[1]), unit, days)

    def predicates(self, layout: str, delay: Window | None = None) -> list[str]:
        """Bounds for the partitions, then for the time of the event itself, which `delay` keeps from now.

        Partitions follow the day of delivery, so they reach a day further back.
        https://docs.aws.amazon.com/athena/latest/ug/cloudtrail-logs.html (November 2026)
        """
        first_day = _utc(self.days + 1, "DAY", _DAY)
        event_time = [f"eventtime >= {_utc(self.length, self.unit, _SECOND)}"]
        if delay is not None:
            event_time.append(f"eventtime < {_utc(delay.length, delay.unit, _SECOND)}")
        if layout == "projection":
            return [f'"timestamp" >= {first_day}', *event_time]
        first_year = _utc(self.days + 1, "DAY", "%Y")
        return [f"year >= {first_year}", f"concat(year, '/', month, '/', day) >= {first_day}", *event_time]


def predicates(window: str, delay: str, layout: str) -> list[str]:
    """The bounds of a query that looks back for a window and stops a delay before now; an empty one is none.

    Raises:
        SettingsError: one of them is no length of time, or nothing lies between the two.
    """
    back = Window.read(window)
    if not delay:
        return back.predicates(layout)
    end = Window.read(delay)
    from converter.plan.times import minutes  # noqa: PLC0415 -- queries without a delay need nothing of plans

    if minutes(delay) >= minutes(window):
        raise SettingsError(
            f"athena: delay {delay} is not shorter than window {window}; look back further or wait less"
        )
    return back.predicates(layout, end)


def _utc(length: int, unit: str, shape: str) -> str:
    moment = f"(current_timestamp - INTERVAL '{length}' {unit}) AT TIME ZONE 'UTC'"
    return f"date_format({moment}, '{shape}')"
