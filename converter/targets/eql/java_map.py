"""The text that Java gives a JSON value: what Elastic stores of a call's parameters as one string.

The pipeline of Elastic's AWS integration drops empty values and then calls `toString()` on the parsed
JSON, so an object becomes `{key=value, other=[a, b]}`: no quotes, no escapes, and the keys in the order
in which a `java.util.HashMap` yields them. Source: elastic/integrations, packages/aws, ingest pipeline of
cloudtrail, and the sources of `java.util.HashMap`, `String.hashCode` and `Double.toString` (JDK 19 and
newer, which print the shortest digits); read November 2026.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final

# The newest pipeline drops the two words as well; the empty text has always been dropped.
DROPPED: Final = frozenset({"", "-", "none"})

_SMALLEST_TABLE: Final = 16
_PLAIN_FROM: Final = 1e-3
_PLAIN_BELOW: Final = 1e7


def java_text(value: object) -> str | None:
    """A JSON value as Java prints it, or None where the pipeline drops it.

    Takes what `json.loads` yields. Dropped are null, the words in `DROPPED`, and objects and arrays
    with nothing left in them.
    """
    if isinstance(value, dict):
        return _object(value)
    if isinstance(value, list):
        printed = [text for text in map(java_text, value) if text is not None]
        return f"[{', '.join(printed)}]" if printed else None
    if value is None or value in DROPPED:
        return None
    return java_scalar(value)


def java_scalar(value: object) -> str:
    """A text, number or boolean as Java prints it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return java_double(value)
    return str(value)


def java_double(number: float) -> str:
    """A double as `Double.toString` prints it: `1.5`, `100.0`, `1.0E10`.

    Infinity, which JSON text such as `1e400` becomes, is printed by name.
    """
    if number in (float("inf"), float("-inf")):
        return "Infinity" if number > 0 else "-Infinity"
    if number == 0 or _PLAIN_FROM <= abs(number) < _PLAIN_BELOW:
        plain = format(Decimal(repr(number)), "f")
        return plain if "." in plain else f"{plain}.0"
    sign, digits, exponent = Decimal(repr(number)).normalize().as_tuple()
    rest = "".join(map(str, digits[1:])) or "0"
    power = int(exponent) + len(digits) - 1
    return f"{'-' if sign else ''}{digits[0]}.{rest}E{power}"


def java_hash(text: str) -> int:
    """`String.hashCode` as an unsigned number: over UTF-16 units, modulo 2**32."""
    value = 0
    units = text.encode("utf-16-le", "surrogatepass")
    for low, high in zip(units[::2], units[1::2], strict=True):
        value = (31 * value + (high << 8 | low)) & 0xFFFFFFFF
    return value


def hash_map_order(keys: list[str]) -> list[str]:
    """Keys in the order in which a HashMap yields them that got them in the given order.

    The table doubles when it is more than three quarters full, and keys of one bucket keep the order
    in which they came.
    """
    size = _SMALLEST_TABLE
    while len(keys) > size * 3 // 4:
        size *= 2
    return sorted(keys, key=lambda key: _bucket(java_hash(key), size))


def _bucket(hashed: int, size: int) -> int:
    return (hashed ^ hashed >> 16) & (size - 1)


def _object(value: dict[str, Any]) -> str | None:
    """An object's text; the table is as large as all keys made it, those dropped afterwards included."""
    printed = {key: java_text(member) for key, member in value.items()}
    pairs = [f"{key}={printed[key]}" for key in hash_map_order(list(value)) if printed[key] is not None]
    return f"{{{', '.join(pairs)}}}" if pairs else None
