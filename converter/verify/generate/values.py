"""Neighbours of a value: what a careless query takes for it, or fails to take for it."""

from __future__ import annotations

import json
from itertools import chain
from typing import TYPE_CHECKING, Any, Final

from converter.verify.generate.placing import MISSING
from converter.verify.generate.samples import samples
from converter.verify.reference.values import (
    Block,
    Boolean,
    Comparison,
    Expression,
    Null,
    Number,
    Presence,
    Text,
    TimeUnit,
    Value,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from converter.verify.reference.paths import Json

    Neighbour = tuple[str, Any]

EMPTY: Final[tuple[Neighbour, ...]] = (
    ("nothing there", MISSING),
    ("null", None),
    ("an empty text", ""),
    ("an empty object", {}),
    ("an empty list", []),
    ("a list with null", [None]),
)
LOOKALIKES: Final = {"k": "\u212a", "s": "\u017f", "i": "\u0130"}


def neighbours(value: Value, witness: Json) -> Iterator[Neighbour]:
    """Yield values near `witness`, which fulfils `value`, each with what is different about it."""
    around = _around(witness) if isinstance(witness, str) else iter(())
    anything = isinstance(value, Text) and value.anything  # which no text can miss
    yield from chain(EMPTY, around) if anything else chain(around, EMPTY)
    for sample in samples(value):
        if sample is not witness and sample != witness:
            yield "another way to fulfil it", sample
    yield from _typed(value)
    if isinstance(witness, str):
        yield from _odd(witness)


def _around(text: str) -> Iterator[Neighbour]:
    yield "letters in the other case", text.swapcase()
    yield "more text behind", f"{text}x"
    yield "more text before", f"x{text}"
    yield "something else", "something-else"
    if text:
        yield "the last character missing", text[:-1]
        yield "the first character missing", text[1:]
    yield from _in_lists(text)
    for special in sorted({char for char in text if not char.isalnum()})[:6]:
        yield f"{special!r} replaced by a letter", text.replace(special, "x", 1)
    yield "between other text", f"..{text}.."


def _in_lists(text: str) -> Iterator[Neighbour]:
    yield "the last member of a list", ["something-else", text]
    yield "the first member of a list", [text, "something-else"]
    yield "the only member of a list", [text]
    yield "in the middle of a list", ["a", text, None, "z"]
    yield "in a list within a list", [["a"], [text]]
    yield "other members only", ["something-else", "a"]


def _odd(text: str) -> Iterator[Neighbour]:
    yield "in capitals", text.upper()
    yield "in small letters", text.lower()
    yield "a blank behind", f"{text} "
    yield "a line feed behind", f"{text}\n"
    yield "a line feed before", f"\n{text}"
    yield "JSON in a text", json.dumps({"key": text}, separators=(",", ":"))
    yield "as key of an object", {text: "x"}
    yield "in an object", {"value": text}
    yield "in a list of objects", [{"value": "x"}, {"value": text}]
    yield "characters of regular expressions", f"{text}.*[(+?{{|^$\\"
    yield "quotes and braces", f'"{text}"}},{{a=b, c="'
    yield "twice", f"{text}{text}"
    if text:
        yield "one character changed", f"{'y' if text[0] == 'x' else 'x'}{text[1:]}"
        yield "any character of LIKE", f"{'%' if len(text) > 1 else '_'}{text[1:]}"
    for letter, lookalike in LOOKALIKES.items():
        if letter in text.lower():
            yield f"a letter that only looks like {letter}", text.lower().replace(letter, lookalike, 1)
    if text.isdecimal() and text.isascii():
        yield "a number", int(text[:15])
        yield "a number with a fraction", f"{text}.0"
    yield "a boolean", True


def _typed(value: Value) -> Iterator[Neighbour]:
    match value:
        case Text() | Expression():
            return
        case Number(number):
            yield from _near_number(number)
        case Comparison(_, number):
            yield "the very number", number
            yield from _near_number(number)
            yield "a number in a text", f"{number} apples"
        case Block():
            yield from _near_block(value)
        case Boolean(wanted):
            yield from (("the opposite", not wanted), ("in capitals", str(wanted).upper()))
            yield from (("a number", int(wanted)), ("yes", "yes"))
        case TimeUnit():
            yield from _near_time(value)
        case Null() | Presence():
            yield from (("a text", "x"), ("the word", "null"), ("false", False), ("zero", 0))
            yield from (("an object", {"key": "x"}), ("null and a text", [None, "x"]))


def _near_number(number: float) -> Iterator[Neighbour]:
    yield "one more", number + 1
    yield "one less", number - 1
    yield "a little more", number + 0.5
    yield "as a fraction", float(number)
    yield "as a text", f"{number}"
    yield "as a text with a fraction", f"{float(number)}"
    yield "with a leading zero", f"0{number}"
    yield "with more digits", f"{number}0"
    yield "in a list", [number + 1, number]
    yield "as a boolean", True


def _near_block(block: Block) -> Iterator[Neighbour]:
    first, last = block.network[0], block.network[-1]
    for name, address, step in (("the address before", first, -1), ("the address after", last, 1)):
        if 0 <= int(address) + step < 1 << address.max_prefixlen:
            yield name, str(address + step)
    yield "with a port", f"{first}:443"
    yield "with a blank", f" {first}"
    yield "two addresses", f"{first}, {last}"
    yield "mapped into IPv6", f"::ffff:{first}"
    yield "no address", "AWS Internal"
    yield "a network", str(block.network)


def _near_time(unit: TimeUnit) -> Iterator[Neighbour]:
    for step in (1, -1):
        for sample in samples(TimeUnit(unit.unit, unit.number + step)):
            yield "the neighbouring time", sample
    for sample in samples(unit):
        yield "with milliseconds", f"{sample[:-1]}.000Z"
        yield "in another zone", f"{sample[:-1]}+00:00"
        yield "the date alone", sample[:10]
