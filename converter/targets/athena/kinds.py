"""Trino's types, as far as a CloudTrail query meets them."""

from __future__ import annotations

from typing import Final

from msgspec import Struct


class Kind(Struct, frozen=True):
    """A type: its name, and what it is made of.

    A row has named members, an array one member called `item`, a map a `key` and a `value`.
    """

    name: str
    members: tuple[tuple[str, Kind], ...] = ()

    def member(self, name: str) -> Kind | None:
        """The type of the member of this name, letter case aside, or None."""
        return next((kind for key, kind in self.members if key == name.lower()), None)

    def __str__(self) -> str:
        """The type as Trino writes it."""
        if self.name == "row":
            return "row(" + ", ".join(f'"{name}" {kind}' for name, kind in self.members) + ")"
        inner = ", ".join(str(kind) for _, kind in self.members)
        return f"{self.name}({inner})" if inner else self.name


VARCHAR: Final = Kind("varchar")
BOOLEAN: Final = Kind("boolean")
BIGINT: Final = Kind("bigint")
DOUBLE: Final = Kind("double")
DECIMAL: Final = Kind("decimal")
JSON: Final = Kind("json")
IPADDRESS: Final = Kind("ipaddress")
INSTANT: Final = Kind("timestamp with time zone")
INTERVAL: Final = Kind("interval")
UNKNOWN: Final = Kind("unknown")
NUMBERS: Final = frozenset({BIGINT, DOUBLE, DECIMAL})


def array(item: Kind) -> Kind:
    """An array of these."""
    return Kind("array", (("item", item),))


def mapping(key: Kind, value: Kind) -> Kind:
    """A map from these to those."""
    return Kind("map", (("key", key), ("value", value)))


def row(**members: Kind) -> Kind:
    """A struct with these members, in this order."""
    return Kind("row", tuple(members.items()))
