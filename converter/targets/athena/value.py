"""Tests of one value: the SQL of a text in, a SQL condition out."""

from __future__ import annotations

from decimal import Decimal
from functools import singledispatch
from ipaddress import IPv4Network
from typing import TYPE_CHECKING, Final

from converter.condition import Cidr, Compare, Number, Regex, Text, TimePart, Truth, passes
from converter.errors import UnsupportedError
from converter.targets.athena.layout import listed
from converter.targets.athena.literal import has_case, like, literal, lowered, number

if TYPE_CHECKING:
    from collections.abc import Iterable

    from converter.targets.athena.place import Test

# Decimal digits, and Java's spelling of JSON's very large and small numbers: 1.2E7.
_NUMERIC: Final = r"'^-?[0-9]+(\.[0-9]+(E-?[0-9]+)?)?\z'"
_TIME: Final = r"'^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z\z'"
_ADDRESS: Final = {4: r"'^[0-9.]+\z'", 6: r"'^[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*\z'"}
_EXACT_INTEGERS: Final = 2**53
_LEAST_PLAIN, _MOST_PLAIN = 1e-3, 1e7


@singledispatch
def value_test(test: object) -> Test:
    """The SQL condition for one value, as a function of the value's SQL.

    Raises:
        UnsupportedError: Athena cannot say it.
    """
    raise TypeError(f"no test of one value: {test!r}")


@value_test.register(Text)
def _(test: Text) -> Test:
    if test.literal is not None:
        return _compared("=", test.literal, "", cased=test.cased)
    pattern, escape = like(test.parts)
    return _compared("LIKE", pattern, escape, cased=test.cased)


@value_test.register(Number)
def _(test: Number) -> Test:
    texts = ", ".join(map(literal, spellings_of(test.value)))
    return lambda value: f"{value} IN ({texts})"


@value_test.register(Truth)
def _(test: Truth) -> Test:
    return value_test(Text((str(test.value).lower(),)))


@value_test.register(Regex)
def _(test: Regex) -> Test:
    from converter.pcre import parse  # noqa: PLC0415 -- few rules hold a pattern
    from converter.targets.athena.joni import joni  # noqa: PLC0415 -- likewise

    tree = parse(test.pattern, ignorecase=test.ignorecase, multiline=test.multiline, dotall=test.dotall)
    pattern = literal(joni(tree))
    return lambda value: f"regexp_like({value}, {pattern})"


@value_test.register(Compare)
def _(test: Compare) -> Test:
    if isinstance(test.number, int) and abs(test.number) >= _EXACT_INTEGERS:
        raise UnsupportedError(
            f"athena cannot compare with {test.number}: numbers from 2^53 on are not exact; use a smaller one"
        )
    bound = number(test.number)
    return lambda value: f"TRY_CAST(regexp_extract({value}, {_NUMERIC}) AS double) {test.operator} {bound}"


@value_test.register(Cidr)
def _(test: Cidr) -> Test:
    network = test.network
    mapped = not isinstance(network, IPv4Network) and network.network_address.ipv4_mapped is not None
    if mapped:
        raise UnsupportedError(
            f"athena cannot tell {network} from an IPv4 block: Trino keeps both alike; write the IPv4 block"
        )
    # The pattern keeps the other address family out: Trino 365 to 426 fail where the two meet
    # (https://github.com/trinodb/trino/issues/18497), and later ones find ::ffff:a.b.c.d in both.
    shape = _ADDRESS[network.version]
    block = literal(str(network))
    return lambda value: f"try(contains({block}, CAST(regexp_extract({value}, {shape}) AS IPADDRESS)))"


@value_test.register(TimePart)
def _(test: TimePart) -> Test:
    return lambda value: (
        f"{test.part}(try(from_iso8601_timestamp(regexp_extract({value}, {_TIME})))) = {test.number:d}"
    )


def one_of(tests: Iterable[Text]) -> Test:
    """The value is one of these texts without wildcards, letter case aside."""
    texts = [text for test in tests if (text := test.literal) is not None]
    if any(map(has_case, texts)):
        return lambda value: listed(f"lower({value}) IN (", map(lowered, texts), ")")
    return lambda value: listed(f"{value} IN (", map(literal, texts), ")")


def found_in(test: object, text: str) -> bool:
    """Whether a test may pass this text; of a regex, that is not asked."""
    return not isinstance(test, Text) or passes(test, text)


def spellings_of(value: float) -> list[str]:
    """The texts that mean a number: 22 and 22.0, and Java's own way for very large or small ones."""
    whole = value == int(value)
    texts = [str(int(value)), f"{int(value)}.0"] if whole else [repr(value)]
    if value and not _LEAST_PLAIN <= abs(value) < _MOST_PLAIN:
        texts.append(_scientific(float(value)))
    return list(dict.fromkeys(texts))


def _scientific(value: float) -> str:
    """As Java's Double.toString writes it: 1.0E7, 1.5E-4."""
    decimal = Decimal(repr(value)).normalize()
    sign, digits, _ = decimal.as_tuple()
    shown = "".join(map(str, digits))
    return f"{'-' * sign}{shown[0]}.{shown[1:] or '0'}E{decimal.adjusted()}"


def _compared(operator: str, text: str, behind: str, *, cased: bool) -> Test:
    if cased or not has_case(text):
        return lambda value: f"{value} {operator} {literal(text)}{behind}"
    return lambda value: f"lower({value}) {operator} {lowered(text)}{behind}"
