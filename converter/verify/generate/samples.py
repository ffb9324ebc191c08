"""Values that fulfil a value of a rule, the likeliest first."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

import orjson

from converter.verify.generate.expressions import found_texts
from converter.verify.generate.placing import MISSING
from converter.verify.reference.values import (
    Block,
    Boolean,
    Comparison,
    Expression,
    Null,
    Number,
    OtherField,
    Presence,
    Text,
    TimeUnit,
    Value,
    Wild,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

FILLINGS: Final = ("x", "", 'a"b{c}[d]\\.*', "line\nbreak", "é😀")
SINGLES: Final = ("x", "é", "😀", "xx", "")
STEPS: Final = {"lt": -1, "lte": 0, "gt": 1, "gte": 0}
TIMES: Final = {
    "minute": "2026-03-04T05:{:02}:07Z",
    "hour": "2026-03-04T{:02}:06:07Z",
    "day": "2026-03-{:02}T05:06:07Z",
    "month": "2026-{:02}-04T05:06:07Z",
    "year": "{:04}-03-04T05:06:07Z",
}


def samples(value: Value) -> Iterator[Any]:
    """Yield values that probably fulfil `value`; MISSING where the field should not be there."""
    match value:
        case Text():
            yield from _texts(value)
        case Number(number):
            yield from (number, f"{number}")
        case Boolean(wanted):
            yield from (wanted, "true" if wanted else "false")
        case Null():
            yield from (MISSING, None, [None])
        case Presence(wanted):
            yield from ("present", None, {}) if wanted else (MISSING,)
        case OtherField():
            yield "a" * value.more_before + "same-text" + "z" * value.more_after
        case _:
            yield from _typed(value)


def _typed(value: Value) -> Iterator[Any]:
    match value:
        case Expression():
            for text in found_texts(value):
                yield from (text, f"..{text}..")
        case Comparison(order, number):
            yield number + STEPS[order]
            yield f"{number + STEPS[order]}"
            yield number + STEPS[order] / 2
        case Block(network):
            yield from (str(network[0]), str(network[-1]))
        case TimeUnit("week", number):
            yield from (f"2026-{month:02}-{day:02}T05:06:07Z" for month, day in [_in_week(number)])
        case TimeUnit(unit, number):
            yield TIMES[unit].format(number)


def _in_week(week: int) -> tuple[int, int]:
    """Give month and day of the Thursday in a week of 2026, whose first Thursday is 1 January."""
    day = 1 + 7 * (week - 1)
    for month, length in enumerate((31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31), 1):
        if day <= length:
            return month, day
        day -= length
    return 12, 31


def _texts(text: Text) -> Iterator[Any]:
    literal = text.literal
    if literal is not None:
        yield literal
        yield from _as_json(literal)
        return
    for run, single in zip(FILLINGS, SINGLES, strict=True):
        filling = {Wild.RUN: run, Wild.SINGLE: single}
        yield "".join(part if isinstance(part, str) else filling[part] for part in text.parts)
    if text.anything:
        yield from (0, False, {}, {"key": "x"})
    elif text.inside:
        yield from _objects("".join(part for part in text.parts if isinstance(part, str)))


def _objects(inner: str) -> Iterator[Any]:
    """Yield objects whose JSON holds the text: as it is, as a value, as a value that JSON puts in quotes."""
    with suppress(orjson.JSONDecodeError):
        yield orjson.loads(f"{{{inner}}}")
    yield {f"key of {inner[:20]}": inner}
    yield {f"key of {inner[:20]}": inner.strip('"')}


def _as_json(literal: str) -> Iterator[Any]:
    """A text that spells a boolean or a whole number may stand for the thing itself."""
    if literal.lower() in {"true", "false"}:
        yield literal.lower() == "true"
    elif literal.isdecimal() and literal.isascii() and str(int(literal[:18])) == literal:
        yield int(literal)
