"""Values of eval expressions: null, true and false, numbers, text, and several texts or numbers.

Where Splunk's documentation leaves open what an operation gives, it is refused with EngineError, so
that no query passes a test by resting on a guess.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeAlias

from converter.verify.engine import EngineError

if TYPE_CHECKING:
    from collections.abc import Sequence

Scalar: TypeAlias = bool | int | float | str
# A list has two members or more: one member is a scalar and none is null.
Value: TypeAlias = Scalar | list[Scalar] | None

_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")
_ALMOST = re.compile(
    r"\s*[+-]?(?:0[xX][0-9a-fA-F]+|[0-9]*\.?[0-9]*(?:[eE][+-]?[0-9]+)?|inf(?:inity)?|nan)\s*", re.IGNORECASE
)
# Splunk's numbers are doubles: beyond this they are not exact.
_WHOLE_DIGITS = 15
_WHOLE_FLOATS = 1e15


def gather(members: Sequence[Scalar]) -> Value:
    """Members as one value: null for none, the member itself for one."""
    if not members:
        return None
    return members[0] if len(members) == 1 else list(members)


def members(value: Value) -> list[Scalar]:
    """The members of a value; none for null."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def number_of(text: str) -> int | float | None:
    """The number that a text is, wholly; None for any other text."""
    if not _NUMBER.fullmatch(text):
        return None
    whole = len(text) <= _WHOLE_DIGITS and text.lstrip("-").isdigit()
    return int(text) if whole else float(text)


def strict_number(text: str) -> int | float | None:
    """Like `number_of`, but refuses texts such as `+5`, ` 5` and `0x1f`, whose conversion is undocumented."""
    number = number_of(text)
    if number is None and text.strip() and _ALMOST.fullmatch(text):
        raise EngineError(
            f"SPL: whether {text!r} converts to a number is undocumented; guard it with match()"
        )
    return number


def text_of(value: Scalar) -> str:
    """A number or text as text; refuses true and false, which Splunk does not concatenate or store."""
    if isinstance(value, bool):
        raise EngineError("SPL: true or false where a text is needed")
    if isinstance(value, float) and value.is_integer() and abs(value) < _WHOLE_FLOATS:
        return str(int(value))
    return value if isinstance(value, str) else str(value)


def truth(value: Value) -> bool | None:
    """A value where a condition is needed; only true, false and null are."""
    if value is None or isinstance(value, bool):
        return value
    raise EngineError(f"SPL: {value!r} stands where a condition is needed")


def scalar(value: Value, where: str) -> Scalar | None:
    """A value with at most one member; more are refused, as documentation is silent on `where`."""
    if isinstance(value, list):
        raise EngineError(
            f"SPL: {where} meets a field with {len(value)} values, which is undocumented; use mvfind or mvmap"
        )
    return value


def fold(text: str) -> str:
    """A text in lower case, one code point for one (İ becomes i, as in UnicodeData.txt)."""
    if text.isascii():
        return text.lower()
    return "".join(char.lower()[0] for char in text)
