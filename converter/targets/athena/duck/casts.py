"""Trino's casts from text, asked of Trino 476 in November 2026. A ValueError is a failed cast."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal
from ipaddress import AddressValueError, IPv4Address, IPv4Network, IPv6Address, IPv6Network
from typing import Final

from converter.targets.athena.duck import json_text

_BLANK: Final = "".join(map(chr, range(33)))
_DOUBLE: Final = re.compile(r"[+-]?(?:NaN|Infinity|(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?[dDfF]?)")
_HEX: Final = re.compile(r"[+-]?0[xX](?:[0-9A-Fa-f]+\.?[0-9A-Fa-f]*|\.[0-9A-Fa-f]+)[pP][+-]?[0-9]+[dDfF]?")
_DECIMAL: Final = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_INTEGER: Final = re.compile(r"[+-]?[0-9]+")
_TRUTHS: Final = {"t": True, "true": True, "1": True, "f": False, "false": False, "0": False}
_BIGINT: Final = 2**63
_MAPPED: Final = IPv6Network("::ffff:0:0/96")


def to_double(text: str) -> float:
    """As Java's parseDouble: blanks around it, `5d`, `0x1p3` and `NaN` are taken."""
    stripped = text.strip(_BLANK)
    if _HEX.fullmatch(stripped):
        return float.fromhex(stripped.rstrip("dDfF"))
    if not _DOUBLE.fullmatch(stripped):
        raise ValueError(f"no double: {text!r}")
    word = stripped.lstrip("+-").lower()
    return float(stripped if word in {"nan", "infinity"} else stripped.rstrip("dDfF"))


def to_bigint(text: str) -> int:
    """Blanks around it are taken since Trino 458 (https://github.com/trinodb/trino/pull/23375)."""
    stripped = text.strip(_BLANK)
    if not _INTEGER.fullmatch(stripped) or not -_BIGINT <= int(stripped) < _BIGINT:
        raise ValueError(f"no bigint: {text!r}")
    return int(stripped)


def to_decimal(text: str, precision: int, scale: int) -> str:
    """Rounded to `scale`; blanks are refused. The result is the number's plain text."""
    if not _DECIMAL.fullmatch(text):
        raise ValueError(f"no decimal: {text!r}")
    unscaled = (Decimal(text).scaleb(scale)).to_integral_value(ROUND_HALF_UP)
    if abs(unscaled) >= 10**precision:
        raise ValueError(f"too big a decimal: {text!r}")
    return format(unscaled.scaleb(-scale), "f")


def to_boolean(text: str) -> bool:
    """true, t and 1, false, f and 0 in any letter case."""
    if text.lower() not in _TRUTHS:
        raise ValueError(f"no boolean: {text!r}")
    return _TRUTHS[text.lower()]


def to_address(text: str) -> str:
    """One plain address in its canonical form; an IPv4 address mapped into IPv6 is that IPv4 address."""
    address, _, zone = text.partition("%")
    if not zone and "%" in text:
        raise ValueError(f"no address: {text!r}")
    try:
        return str(IPv4Address(_ascii_digits(text)))
    except AddressValueError:
        mapped = IPv6Address(address)
    return str(mapped.ipv4_mapped or mapped)


def _ascii_digits(text: str) -> str:
    return "".join(str(int(char)) if char.isdecimal() else char for char in text)


def in_block(block: str, address: str) -> bool:
    """contains(cidr, address): IPv4 is compared as `::ffff:a.b.c.d`; host bits are an error in IPv4 only."""
    network, _, length = block.partition("/")
    if not length:
        raise ValueError(f"no CIDR: {block!r}")
    inside = _six(address)
    if ":" in network:
        return inside in IPv6Network(block, strict=False)
    four = IPv4Network(block)
    return inside.ipv4_mapped in four if inside.ipv4_mapped else False


def _six(address: str) -> IPv6Address:
    return IPv6Address(address if ":" in address else f"::ffff:{address}")


def array_of_json(text: str) -> list[str] | None:
    """CAST(json AS array(json)): the members as JSON text, JSON null among them."""
    value = json_text.strict(text)
    if value is None:
        return None
    if not isinstance(value, list):
        raise ValueError("no array")  # noqa: TRY004 - every failed cast is a ValueError
    return [json_text.write_whole(item) for item in value]


def array_of_text(text: str) -> list[str | None] | None:
    """CAST(json AS array(varchar)): scalars only; JSON null becomes NULL."""
    members = array_of_json(text)
    return None if members is None else [text_of_json(member) for member in members]


def map_of_json(text: str) -> dict[str, str] | None:
    """CAST(json AS map(varchar, json))."""
    value = json_text.strict(text)
    if value is None:
        return None
    if not isinstance(value, dict):
        raise ValueError("no object")  # noqa: TRY004 - every failed cast is a ValueError
    return {key: json_text.write_whole(item) for key, item in value.items()}


def text_of_json(text: str) -> str | None:
    """CAST(json AS varchar): scalars only, numbers in SQL's form."""
    value = json_text.strict(text)
    if isinstance(value, (dict, list)):
        raise ValueError("no scalar")  # noqa: TRY004 - every failed cast is a ValueError
    if isinstance(value, float):
        return json_text.sql_float(value)
    return value if isinstance(value, str) or value is None else json_text.write(value)
