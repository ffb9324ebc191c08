"""JSON as Trino reads and writes it. Every behaviour here was asked of Trino 476 in November 2026."""

from __future__ import annotations

import json
import math
import re
from decimal import Decimal
from functools import lru_cache
from typing import Any, Final, NoReturn, TypeAlias

Value: TypeAlias = dict[str, Any] | list[Any] | str | int | float | bool | None

_BLANKS: Final = " \t\r\n"
_ESCAPED: Final = re.compile('[\x00-\x1f"\\\\]|[\U00010000-\U0010ffff]')
_HALVES: Final = re.compile(r"\\uD[89AB][0-9A-F]{2}\\uD[C-F][0-9A-F]{2}")
_SHORT: Final = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f"}
_KEPT: Final = 1e-3, 1e7
_CACHED: Final = 8192


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no JSON")


_LAST_WINS: Final = json.JSONDecoder(parse_constant=_refuse)


@lru_cache(maxsize=_CACHED)
def lenient(text: str) -> Value:
    """What json_query, json_value and json_exists read: one value, whatever follows it; a blank text is null.

    Of equal keys the last counts. Raises ValueError where there is no JSON. The result is shared: read only.
    """
    if not text:
        return None
    start = len(text) - len(text.lstrip(_BLANKS))
    if start == len(text):
        return None
    value, end = _LAST_WINS.raw_decode(text, start)
    if _runs_on(value, text[end : end + 1]):
        raise ValueError("a number or a word runs on")
    return value  # type: ignore[no-any-return] # what a decoder gives


def _runs_on(value: Value, after: str) -> bool:
    """A number ends at a blank, true, false and null before anything that is no letter or digit."""
    if isinstance(value, (str, list, dict)) or not after:
        return False
    word = value is None or isinstance(value, bool)
    return after.isalnum() or after in "_$" if word else after not in _BLANKS


def strict(text: str) -> Value:
    """What json_parse reads: the text is one value and nothing else; raises ValueError otherwise."""
    return _LAST_WINS.decode(text)  # type: ignore[no-any-return] # what a decoder gives


def write(value: Value) -> str:
    """JSON text as Jackson prints it: no blanks, floats in Java's form, halves beyond U+FFFF escaped."""
    if isinstance(value, dict):
        return "{" + ",".join(f"{_quoted(key)}:{write(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(write, value)) + "]"
    if isinstance(value, str):
        return _quoted(value)
    if isinstance(value, float):
        return java_float(value)
    return json.dumps(value)


def write_whole(value: Value) -> str:
    """The same, but characters beyond U+FFFF whole: what CAST(json AS array(json)) keeps of a member."""
    return _HALVES.sub(lambda found: json.loads(f'"{found.group()}"'), write(value))


def ordered(value: Value) -> Value:
    """The same value with the keys of every object sorted, as json_parse keeps them."""
    if isinstance(value, dict):
        return {key: ordered(value[key]) for key in sorted(value)}
    return [ordered(item) for item in value] if isinstance(value, list) else value


def _quoted(text: str) -> str:
    return '"' + _ESCAPED.sub(_escape, text) + '"'


def _escape(found: re.Match[str]) -> str:
    char = found.group()
    if char in _SHORT:
        return _SHORT[char]
    units = char.encode("utf-16-be").hex().upper()
    return "".join(f"\\u{units[i : i + 4]}" for i in range(0, len(units), 4))


def java_float(value: float) -> str:
    """A double as JSON text: 1.5, 100000.0, 1.0E7, 1.0E-5; infinity becomes text."""
    if value in {float("inf"), float("-inf")}:
        return '"Infinity"' if value > 0 else '"-Infinity"'
    if value == 0 or _KEPT[0] <= abs(value) < _KEPT[1]:
        return format(value, "f") if "e" in repr(value) else repr(value)
    return sql_float(value)


def sql_float(value: float) -> str:
    """A double as text, the way CAST(x AS varchar) and json_value write it: 1.5E0, 1.0E5."""
    if not math.isfinite(value):
        return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
    sign, digits, exponent = Decimal(repr(value)).as_tuple()
    shortest = "".join(map(str, digits)).rstrip("0")
    if not shortest:
        return "-0E0" if sign else "0E0"
    power = int(exponent) + len(digits) - 1
    return f"{'-' * sign}{shortest[0]}.{shortest[1:] or '0'}E{power}"
