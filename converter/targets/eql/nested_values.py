"""What a value in the text of a Java map must look like to satisfy a test."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Final, Literal

from converter.condition import Cidr, Compare, Number, Present, Regex, Text, Truth, Wildcard
from converter.errors import UnsupportedError
from converter.pcre import parse
from converter.targets.eql import digits
from converter.targets.eql.lucene import escaped, escaped_caseless, translated

if TYPE_CHECKING:
    from converter.condition import Test

PLAIN: Final = r"[^{}[\]]"
SCALAR: Final = r"([^,{}[\]]|,[^ {}[\]])*"
"""A text without brackets or `, `: surely inside one value."""
_MORE: Final = r"[^=,{}[\]]*"
"""What may follow a `, ` inside a value: no `key=value`."""
_PROSE: Final = rf"{SCALAR}(, {_MORE})*"
_JSON: Final = '[{[][ \t-\r{[]*\\".*'
"""JSON in a string, such as a policy: a map of Java has no quote there. Where it ends is unknown."""


@dataclass(frozen=True, slots=True)
class Value:
    """What follows `key=`.

    `place` says where: "whole" values only, at the "start" or "inside" of one, or right behind the
    "key", whatever the value is.
    """

    body: str
    place: Literal["whole", "start", "inside", "key"] = "whole"


PRESENT: Final = Value("", "key")


def values_of(test: Test, *, negated: bool) -> tuple[tuple[Value, ...], bool]:
    """The values that satisfy a test, and whether their patterns ignore ASCII letter case.

    Raises:
        UnsupportedError: the text does not tell.
    """
    if isinstance(test, Text):
        return _text(test, negated=negated), not test.cased
    if isinstance(test, Regex):
        tree = parse(test.pattern, ignorecase=test.ignorecase, multiline=test.multiline, dotall=test.dotall)
        pattern, caseless = translated(tree)
        return (_within(pattern, negated=negated),), caseless
    return (_constant(test),), True


def _constant(test: Test) -> Value:
    if isinstance(test, Present):
        return PRESENT
    if isinstance(test, Truth):
        return Value("true" if test.value else "false")
    if isinstance(test, Number):
        return Value(digits.equal(Decimal(repr(test.value))))
    if isinstance(test, Compare):
        return Value(digits.compared(test.operator, test.number))
    if isinstance(test, Cidr):
        return Value(digits.block(test.network))
    raise UnsupportedError(
        "eql cannot take a time apart: it has no date functions; leave the part out of the rule"
    )


def _within(pattern: str, *, negated: bool) -> Value:
    """A value that is in two languages at once: the rule's, and that of one value's text."""
    own = f"({pattern})" if "|" in pattern else pattern
    return Value(f"({own}&{SCALAR})" if negated else f"({own}&({_PROSE}|{_JSON}))")


def _text(text: Text, *, negated: bool) -> tuple[Value, ...]:
    if text.parts == (Wildcard.ANY,):
        return (PRESENT,)
    if text.contains:
        return _containing(text, negated=negated)
    if text.literal is not None:
        return (Value(_pattern(text.parts, cased=text.cased)),)
    if text.parts[-1] is Wildcard.ANY and Wildcard.ANY not in text.parts[:-1]:
        return (Value(_pattern(text.parts[:-1], cased=text.cased), "start"),)
    return (Value(_pattern(text.parts, cased=text.cased, gap=SCALAR if negated else f"({_PROSE}|{_JSON})")),)


def _containing(text: Text, *, negated: bool) -> tuple[Value, ...]:
    """At any depth below the key, and behind a `, ` of the value's own."""
    inner = _pattern(text.parts[1:-1], cased=text.cased, gap=SCALAR if negated else ".*")
    if negated or Wildcard.ANY in text.parts[1:-1]:
        return (Value(inner, "inside"),)
    return Value(inner, "inside"), Value(f"{SCALAR}(, {_MORE})+{inner}{_MORE}")


def _pattern(parts: tuple[str | Wildcard, ...], *, cased: bool, gap: str = ".*") -> str:
    write = escaped if cased else escaped_caseless
    wild = {Wildcard.ANY: gap, Wildcard.ONE: PLAIN}
    return "".join(write(part) if isinstance(part, str) else wild[part] for part in parts)
