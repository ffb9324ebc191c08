"""What a value in the text of a Java map must look like to satisfy a test."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Final, Literal

from converter.condition import Cidr, Compare, Number, Present, Regex, SameAs, Text, TimePart, Truth, Wildcard
from converter.errors import UnsupportedError
from converter.pcre import parse
from converter.targets.eql import digits
from converter.targets.eql.lucene import escaped, escaped_caseless, translated

if TYPE_CHECKING:
    from collections.abc import Callable

    from converter.condition import Test

PLAIN: Final = r"[^{}[\]]"
_RUN: Final = r"[^,{}[\]]|,[^ {}[\]]"
SCALAR: Final = f"({_RUN})*"
"""A text without brackets or `, `: surely inside one value."""
_PROSE: Final = (f"({_RUN}|", r")*(, ([^=,{}[\]]|", ")*)*")
"""A text that may be one value: what follows a `, ` is no `key=value`, and brackets come in pairs."""


@dataclass(frozen=True, slots=True)
class Value:
    """What follows `key=`. Between the pieces of `body` stands one bracketed part each.

    `place` says where: "whole" values only, at the "start" or "inside" of one, or right behind the
    "key", whatever the value is.
    """

    body: tuple[str, ...]
    place: Literal["whole", "start", "inside", "key"] = "whole"


PRESENT: Final = Value(("",), "key")


def value_of(test: Test, *, negated: bool) -> tuple[Value, bool]:
    """The value's pattern, and whether it ignores ASCII letter case.

    Raises:
        UnsupportedError: the text does not tell.
    """
    if isinstance(test, Text):
        return _text(test, negated=negated), not test.cased
    if isinstance(test, Regex):
        return _regex(test, negated=negated)
    if isinstance(test, Compare):
        return Value((_choice(digits.compared(test.operator, test.number)),)), True
    return _constant(test), True


def _constant(test: Test) -> Value:
    if isinstance(test, Present):
        return PRESENT
    if isinstance(test, Truth):
        return Value(("true" if test.value else "false",))
    if isinstance(test, Number):
        return Value((digits.equal(Decimal(repr(test.value))),))
    if isinstance(test, Cidr):
        return Value((digits.block(test.network),))
    raise UnsupportedError(_REASONS[type(test)])


_REASONS: Final[dict[type, str]] = {
    SameAs: (
        "eql cannot compare a nested parameter with a field: its string holds them all;"
        " use a parameter that Elastic keeps as a field of its own"
    ),
    TimePart: "eql cannot take a time apart: it has no date functions; leave the part out of the rule",
}


def _text(text: Text, *, negated: bool) -> Value:
    if text.parts == (Wildcard.ANY,):
        return PRESENT
    write = escaped if text.cased else escaped_caseless
    gap: tuple[str, ...] = (SCALAR,)
    if text.contains:
        gap = gap if negated else (r"([^}\]]|", ")*")
        return Value(_body(text.parts[1:-1], write, gap), "inside")
    gap = gap if negated else _PROSE
    if len(text.parts) > 1 and text.parts[-1] is Wildcard.ANY:
        return Value(_body(text.parts[:-1], write, gap), "start")
    return Value(_body(text.parts, write, gap))


def _body(
    parts: tuple[str | Wildcard, ...], write: Callable[[str], str], gap: tuple[str, ...]
) -> tuple[str, ...]:
    """The parts in a row; `gap` is what `*` stands for, in pieces like a body's."""
    pieces = [""]
    for part in parts:
        if part is Wildcard.ANY:
            pieces[-1] += gap[0]
            pieces += gap[1:]
        else:
            pieces[-1] += PLAIN if isinstance(part, Wildcard) else write(part)
    return tuple(pieces)


def _regex(test: Regex, *, negated: bool) -> tuple[Value, bool]:
    """A value that is in two languages at once: the rule's, and that of one value's text."""
    tree = parse(test.pattern, ignorecase=test.ignorecase, multiline=test.multiline, dotall=test.dotall)
    pattern, caseless = translated(tree)
    first, *rest = (SCALAR,) if negated else _PROSE
    body = [f"({_choice(pattern)}&{first}", *rest]
    return Value((*body[:-1], f"{body[-1]})")), caseless


def _choice(pattern: str) -> str:
    return f"({pattern})" if "|" in pattern else pattern
