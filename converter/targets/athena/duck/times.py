"""Times with a zone as Trino keeps them: here as text, `2024-01-02T03:04:05.000+05:30` or `...Z`.

https://trino.io/docs/476/functions/datetime.html; details asked of Trino 476 in November 2026.
"""

from __future__ import annotations

import calendar
import re
from datetime import UTC, datetime, timedelta, timezone
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from converter.verify.engine import EngineError

if TYPE_CHECKING:
    from collections.abc import Callable

_ISO: Final = re.compile(
    r"([0-9]{1,4})(?:-([0-9]{1,2})(?:-([0-9]{1,2}))?)?"
    r"(?:[Tt](?:([0-9]{1,2})(?::([0-9]{1,2})(?::([0-9]{1,2})(?:[.,]([0-9]+))?)?)?)?([Zz]|[+-][0-9]{2}:?[0-9]{2})?)?"
)
_FORMATS: Final[dict[str, Callable[[datetime], str]]] = {
    "Y": lambda time: f"{time.year:04}",
    "y": lambda time: f"{time.year % 100:02}",
    "m": lambda time: f"{time.month:02}",
    "c": lambda time: str(time.month),
    "d": lambda time: f"{time.day:02}",
    "e": lambda time: str(time.day),
    "H": lambda time: f"{time.hour:02}",
    "i": lambda time: f"{time.minute:02}",
    "s": lambda time: f"{time.second:02}",
    "S": lambda time: f"{time.second:02}",
    "T": lambda time: f"{time.hour:02}:{time.minute:02}:{time.second:02}",
    "j": lambda time: f"{time.timetuple().tm_yday:03}",
    "f": lambda time: f"{time.microsecond // 1000 * 1000:06}",
    "%": lambda _time: "%",
}
PARTS: Final[dict[str, Callable[[datetime], int]]] = {
    "year": lambda time: time.year,
    "quarter": lambda time: (time.month + 2) // 3,
    "month": lambda time: time.month,
    "week": lambda time: time.isocalendar().week,
    "week_of_year": lambda time: time.isocalendar().week,
    "year_of_week": lambda time: time.isocalendar().year,
    "yow": lambda time: time.isocalendar().year,
    "day": lambda time: time.day,
    "day_of_month": lambda time: time.day,
    "day_of_week": lambda time: time.isoweekday(),
    "dow": lambda time: time.isoweekday(),
    "day_of_year": lambda time: time.timetuple().tm_yday,
    "doy": lambda time: time.timetuple().tm_yday,
    "hour": lambda time: time.hour,
    "minute": lambda time: time.minute,
    "second": lambda time: time.second,
}
"""Trino's functions that take a part of a time, in the time's own zone; weeks are ISO weeks."""

_SECONDS: Final = {"second": 1, "minute": 60, "hour": 3600, "day": 86400}
_MONTHS: Final = {"month": 1, "year": 12}
_FARTHEST: Final = timedelta(hours=14)


def parse(text: str) -> str:
    """from_iso8601_timestamp; raises ValueError for what Trino does not read."""
    found = _ISO.fullmatch(text)
    if not found:
        raise ValueError(f"no time: {text!r}")
    year, month, day, hour, minute, second, fraction, zone = found.groups()
    time = datetime(
        int(year), int(month or 1), int(day or 1), int(hour or 0), int(minute or 0), int(second or 0),
        int((fraction or "0")[:3].ljust(3, "0")) * 1000, _zone(zone),
    )  # fmt: skip
    return written(time)


def _zone(text: str | None) -> timezone:
    if text is None or text in "Zz":
        return UTC
    offset = timedelta(hours=int(text[1:3]), minutes=int(text[-2:]))
    if offset > _FARTHEST:
        raise ValueError(f"no zone: {text!r}")
    return timezone(-offset if text[0] == "-" else offset)


def written(time: datetime) -> str:
    """The text that stands for a time here, which is also what to_iso8601 gives."""
    return time.isoformat(timespec="milliseconds").replace("+00:00", "Z")


@lru_cache(maxsize=65536)
def read(text: str) -> datetime:
    """The time that a text of `written` stands for."""
    return datetime.fromisoformat(text)


def instant(text: str) -> int:
    """Milliseconds since 1970: what two times are compared by."""
    return (read(text) - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(milliseconds=1)


def in_utc(text: str) -> str:
    """The same moment AT TIME ZONE 'UTC'."""
    return written(read(text).astimezone(UTC))


def shifted(text: str, sign: int, amount: int, unit: str) -> str:
    """The time plus or minus an interval; the last day of a month stays inside its month."""
    time = read(text)
    if unit in _SECONDS:
        return written(time + timedelta(seconds=sign * amount * _SECONDS[unit]))
    months = time.year * 12 + time.month - 1 + sign * amount * _MONTHS[unit]
    year, month = divmod(months, 12)
    day = min(time.day, calendar.monthrange(year, month + 1)[1])
    return written(time.replace(year=year, month=month + 1, day=day))


def formatted(text: str, pattern: str) -> str:
    """date_format with MySQL's letters; raises EngineError for a letter that is not known here."""
    return re.sub(r"%(.?)", lambda found: _letter(found.group(1))(read(text)), pattern, flags=re.DOTALL)


def _letter(letter: str) -> Callable[[datetime], str]:
    if letter not in _FORMATS:
        raise EngineError(f"athena: date_format with %{letter} is not known to this engine")
    return _FORMATS[letter]
