"""Numbers and addresses as text: patterns for "greater than", "at most" and "in this block".

Elastic keeps CloudTrail's numbers as keyword text, and EQL's number() fails on text that is none,
so an order is said by its digits. Every pattern here spans a whole value.
"""

from __future__ import annotations

from decimal import Decimal
from ipaddress import IPv4Network, IPv6Network
from typing import Final, Literal

from converter.errors import UnsupportedError

_PLAIN_FROM: Final = Decimal("0.001")
_PLAIN_BELOW: Final = 10_000_000
_MOST: Final = 10**18
_LEAST_POWER: Final = 7
_LARGE: Final = r"[1-9]\.[0-9]+E([7-9]|[1-9][0-9]+)"
_SMALL: Final = r"[1-9]\.[0-9]+E-([4-9]|[1-9][0-9]+)"
_ANY: Final = r"[0-9]+(\.[0-9]+)?"
_BYTE: Final = "([1-9]?[0-9]|1[0-9][0-9]|2[0-4][0-9]|25[0-5])"


def compared(operator: Literal["<", "<=", ">", ">="], number: float) -> str:
    """A pattern for decimal texts in this order to the number, plain ones and those of Java's doubles.

    Raises:
        UnsupportedError: the number is so large or small that the pattern would be out of proportion.
    """
    exact = Decimal(repr(number))
    if not -_PLAIN_BELOW < exact < _MOST:
        raise UnsupportedError(f"eql cannot compare with {number}; use one from -9,999,999 to 18 digits")
    if 0 < abs(exact) < _PLAIN_FROM:
        raise UnsupportedError(f"eql cannot compare with {number}; use a thousandth at least, or 0")
    return _either([_plainly(operator, exact), *_with_exponent(operator, exact)])


def _with_exponent(operator: str, exact: Decimal) -> list[str]:
    """java.lang.Double prints 1.0E7 and more, and what is closer to zero than 0.001, with an exponent."""
    above = operator[0] == ">"
    options = [] if above else [f"-{_LARGE}"]
    if exact >= _PLAIN_BELOW:
        options += _among_large(operator, exact)
    elif above:
        options.append(_LARGE)
    sign = "" if (exact >= 0) == above else "-?"
    if exact == 0 or (above and exact < 0) or (not above and exact > 0):
        options.append((sign if exact else "-" if not above else "") + _SMALL)
    return options


def _among_large(operator: str, exact: Decimal) -> list[str]:
    """The numbers with an exponent on the one side of a large one."""
    _, digits, power = exact.normalize().as_tuple()
    exponent = int(power) + len(digits) - 1
    whole, fraction = str(digits[0]), "".join(map(str, digits[1:]))
    if operator[0] == ">":
        powers, nearer = _above(str(exponent)), _span(int(whole) + 1, 9) if whole != "9" else ""
    else:
        powers = _between(_LEAST_POWER, exponent - 1)
        nearer = _span(1, int(whole) - 1) if whole != "1" else ""
    beside = _beyond(operator, fraction)
    if operator.endswith("="):
        beside.append(f"{fraction}0*" if fraction else "0+")
    return [
        *([rf"[1-9]\.[0-9]+E{powers}"] if powers else []),
        *([rf"{nearer}\.[0-9]+E{exponent}"] if nearer else []),
        *([rf"{whole}\.{_either(beside)}E{exponent}"] if beside else []),
    ]


def _plainly(operator: str, exact: Decimal) -> str:
    whole, _, fraction = _plain(abs(exact)).partition(".")
    whole = whole.lstrip("0")
    above = operator[0] == ">"
    negative = exact < 0
    options = [_more(whole, fraction) if above != negative else _less(whole, fraction)]
    if operator.endswith("="):
        options.append(_equal(whole, fraction))
    near = _either(options)
    if exact == 0:
        return _around_zero(operator)
    sign = "-" if negative else ""
    far = "" if above != negative else (_ANY if negative else f"-{_ANY}")
    return _either([option for option in (sign + near if near else "", far) if option])


def _around_zero(operator: str) -> str:
    sign = "" if operator[0] == ">" else "-"
    more = sign + _more("", "")
    return _either([more, "-?" + _equal("", "")]) if operator.endswith("=") else more


def _either(options: list[str]) -> str:
    kept = [option for option in options if option]
    return kept[0] if len(kept) == 1 else f"({'|'.join(kept)})" if kept else ""


def _zeros(whole: str) -> str:
    return f"0*{whole}" if whole else "0+"


def _equal(whole: str, fraction: str) -> str:
    return _zeros(whole) + (rf"\.{fraction}0*" if fraction else r"(\.0+)?")


def _more(whole: str, fraction: str) -> str:
    """Greater in size: a greater whole part, or the same and a greater fraction."""
    return _either([rf"0*{_above(whole)}(\.[0-9]+)?", rf"{_zeros(whole)}\.{_either(_beyond('>', fraction))}"])


def _less(whole: str, fraction: str) -> str:
    """Smaller in size; "" where nothing is."""
    shorter = [f"[0-9]{{1,{len(whole) - 1}}}"] if len(whole) > 1 else []
    same_length = [
        f"{whole[:i]}{_span(0, int(digit) - 1)}{_digits(len(whole) - i - 1)}"
        for i, digit in enumerate(whole)
        if digit > ("0" if i else "1")
    ]
    options = []
    if whole:
        wholes = _either([*shorter, *same_length])
        options.append(rf"{f'0*{wholes}' if wholes else '0+'}(\.[0-9]+)?")
    if fraction:
        options.append(rf"{_zeros(whole)}(\.{_either(_beyond('<', fraction))})?")
    return _either(options)


def _above(whole: str) -> str:
    """Greater whole numbers, without zeros in front."""
    same_length = [
        f"{whole[:i]}{_span(int(digit) + 1, 9)}{_digits(len(whole) - i - 1)}"
        for i, digit in enumerate(whole)
        if digit != "9"
    ]
    return _either([*same_length, "[1-9]" + _digits(len(whole), None)])


def _beyond(operator: str, fraction: str) -> list[str]:
    """The greater or the smaller digits behind a point; none is smaller than no digits."""
    if operator[0] == ">":
        greater = [f"{fraction[:i]}{_span(int(d) + 1, 9)}[0-9]*" for i, d in enumerate(fraction) if d != "9"]
        return [*greater, f"{fraction}0*[1-9][0-9]*"]
    smaller = [f"{fraction[:i]}{_span(0, int(d) - 1)}[0-9]*" for i, d in enumerate(fraction) if d != "0"]
    return [*smaller, *(fraction[:i] for i in range(1, len(fraction)))]


def _digits(least: int, most: int | None = -1) -> str:
    if most is None:
        return f"[0-9]{{{least},}}" if least else "[0-9]*"
    return {0: "", 1: "[0-9]"}.get(least, f"[0-9]{{{least}}}")


def _span(low: int, high: int) -> str:
    return str(low) if low == high else f"[{low}-{high}]"


def texts(number: float) -> tuple[str, ...]:
    """The texts that equal a number: 22 and 22.0, or 22.5."""
    plain = _plain(Decimal(repr(number)))
    return (plain,) if "." in plain else (plain, f"{plain}.0")


def _plain(number: Decimal) -> str:
    if not number.is_finite():
        raise UnsupportedError(f"eql cannot compare with {number}; write a finite number")
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def equal(number: Decimal) -> str:
    """A pattern for the texts that a number has: "22", "22.0" and Java's "2.2E7"."""
    plain = _plain(number)
    text = plain.replace(".", r"\.") + ("" if "." in plain else r"(\.0)?")
    if number == 0 or _PLAIN_FROM <= abs(number) < _PLAIN_BELOW:
        return text
    return f"({text}|{_scientific(number)})"


def _scientific(number: Decimal) -> str:
    """As java.lang.Double prints what is 10 million or more, or less than a thousandth."""
    sign, digits, exponent = number.normalize().as_tuple()
    rest = "".join(map(str, digits[1:])) or "0"
    return rf"{'-' if sign else ''}{digits[0]}\.{rest}E{int(exponent) + len(digits) - 1}"


def block(network: IPv4Network | IPv6Network) -> str:
    """A pattern for the plain addresses of an IPv4 block.

    Raises:
        UnsupportedError: the block is IPv6, whose addresses have many spellings.
    """
    if isinstance(network, IPv6Network):
        raise UnsupportedError(
            f"eql cannot find addresses of {network} in text: IPv6 has many spellings; test sourceIPAddress"
        )
    first, last = network.network_address.packed, network.broadcast_address.packed
    return r"\.".join(_octet(low, high) for low, high in zip(first, last, strict=True))


def _octet(low: int, high: int) -> str:
    return _BYTE if (low, high) == (0, 255) else _between(low, high)


def _between(low: int, high: int) -> str:
    """The whole numbers from one to another."""
    rows: dict[str, list[int]] = {}
    for value in range(low, high + 1):
        head, last = divmod(value, 10)
        rows.setdefault(str(head) if head else "", []).append(last)
    return _either([head + _span(digits[0], digits[-1]) for head, digits in rows.items()])
