"""Reads values out of a raw CloudTrail record the way Elastic's pipeline and index take them."""

from __future__ import annotations

import ipaddress
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from converter.targets.eql.java_map import DROPPED, java_scalar

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    Address = ipaddress.IPv4Address | ipaddress.IPv6Address
    Record = dict[str, Any]


def units(text: str) -> int:
    """A text's length as Java counts it: in UTF-16 units."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def at(record: Record, path: str) -> object:
    """What stands at a path of object keys; the integration does not step into arrays."""
    value: object = record
    for key in path.split("."):
        if not isinstance(value, dict):
            return None
        value = value.get(key)
    return value


def scalars(value: object) -> Iterator[object]:
    """The texts, numbers and booleans of a value that is one or an array of them, less those dropped."""
    if isinstance(value, list):
        for member in value:
            yield from scalars(member)
    elif value is not None and not isinstance(value, dict) and value not in DROPPED:
        yield value


def leaves(record: Record, *paths: str) -> list[str]:
    """The texts at some paths, each once, in order."""
    found = (java_scalar(value) for path in paths for value in scalars(at(record, path)))
    return list(dict.fromkeys(found))


def leaf(record: Record, path: str) -> str | None:
    """The first text at a path."""
    return next(iter(leaves(record, path)), None)


def below(value: object, path: str) -> Iterator[str]:
    """The texts below a path of keys in a value, through arrays; all of them for the empty path."""
    if isinstance(value, list):
        for member in value:
            yield from below(member, path)
    elif isinstance(value, dict):
        for key, member in value.items():
            if not path or key == path:
                yield from below(member, "")
            elif path.startswith(f"{key}."):
                yield from below(member, path[len(key) + 1 :])
    elif not path:
        yield from map(java_scalar, scalars(value))


def dates(record: Record, path: str) -> Iterator[datetime]:
    """ISO 8601 dates, also without separators; what is none is left out."""
    for text in leaves(record, path):
        try:
            date = datetime.fromisoformat(text)
        except ValueError:
            continue
        yield date if date.tzinfo else date.replace(tzinfo=UTC)


def addresses(texts: Iterable[str]) -> Iterator[Address]:
    """The texts that are addresses; one mapped from IPv4 counts as IPv4, as it does in Lucene's index.

    An address with a zone (`fe80::1%eth0`) is none: the index does not take it.
    """
    for text in texts:
        if "%" in text:
            continue
        try:
            address = ipaddress.ip_address(text)
        except ValueError:
            continue
        yield getattr(address, "ipv4_mapped", None) or address


def booleans(record: Record, path: str) -> Iterator[bool]:
    """Booleans, also spelled as text; a document with anything else here would be refused."""
    return (text == "true" for text in leaves(record, path) if text in {"true", "false"})
