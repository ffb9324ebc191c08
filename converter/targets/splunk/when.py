"""A part of a time, read from its ISO 8601 text in UTC."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from converter.targets.splunk.literal import quoted

if TYPE_CHECKING:
    from converter.condition import TimePart

_PARTS: Final = {
    "year": r"\d{4}",
    "month": r"(0[1-9]|1[0-2])",
    "day": r"(0[1-9]|[12]\d|3[01])",
    "hour": r"([01]\d|2[0-3])",
    "minute": r"[0-5]\d",
}


def time_part(name: str, test: TimePart) -> str:
    """Some value of the quoted field is a time whose part is this number."""
    if test.part == "week":
        return week(name, test.number)
    digits = 4 if test.part == "year" else 2
    parts = {**_PARTS, test.part: f"{test.number:0{digits}d}"}
    return f"isnotnull(mvfind({name}, {quoted(iso(parts))}))"


def iso(parts: dict[str, str]) -> str:
    """The pattern of a whole time."""
    return r"^{year}-{month}-{day}T{hour}:{minute}:[0-5]\dZ\z".format_map(parts)


def week(name: str, number: int) -> str:
    """The ISO week of the date; read at noon, so that no change to summer time can move the day."""
    noon = f'strptime(substr({name}, 1, 10)." 12", "%Y-%m-%d %H")'
    return (
        f"isnotnull(mvfilter(match({name}, {quoted(iso(_PARTS))}) "
        f'AND tonumber(strftime({noon}, "%V"))={number}))'
    )
