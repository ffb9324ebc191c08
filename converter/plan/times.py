"""Durations and cron times of a plan as numbers of minutes."""

from __future__ import annotations

from typing import Final

_MINUTES: Final = {"m": 1, "h": 60, "d": 1440}
_DAY: Final = 1440


def minutes(duration: str) -> int:
    """The minutes of a duration such as 70m, 4h or 7d."""
    return int(duration[:-1]) * _MINUTES[duration[-1]]


def starts(cron: str) -> list[int]:
    """The minutes of the day at which a cron time starts a run, in order.

    Raises:
        ValueError: a field cannot be read, with the reason.
    """
    minute, hour, *_ = cron.split(" ")
    return [60 * at + past for at in _numbers(hour, 24, "hour") for past in _numbers(minute, 60, "minute")]


def interval(cron: str) -> int:
    """The longest time between two runs, in minutes; raises ValueError like `starts`."""
    runs = starts(cron)
    return max(later - run for run, later in zip(runs, (*runs[1:], runs[0] + _DAY), strict=True))


def _numbers(field: str, end: int, what: str) -> list[int]:
    found: set[int] = set()
    for part in field.split(","):
        span, slash, step = part.partition("/")
        first, dash, last = ("0", "-", str(end - 1)) if span == "*" else span.partition("-")
        if not all(number.isdecimal() for number in (first, last or "0", step or "1")) or (dash and not last):
            raise ValueError(f"the {what} '{field}' is no number, list, range or step")
        if slash and not (dash and step and int(step)):
            raise ValueError(f"the {what} '{field}' has a step that steps over nothing")
        found.update(range(int(first), int(last if dash else first) + 1, int(step or 1)))
    if not found or max(found) >= end:
        raise ValueError(f"the {what} '{field}' is not within 0 to {end - 1}")
    return sorted(found)
