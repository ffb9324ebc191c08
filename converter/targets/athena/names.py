"""How SQL spells names: each part of a new one gets quotation marks, so that no word of SQL is in the way.

The arguments of our lambdas are one letter each, and hide a column of that name, quoted or not; what lies
in the structs of an array is read through them.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from converter.own.spelling import Spelling
from converter.targets.athena.columns import place
from converter.targets.athena.place import Items

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

# The partitions of all three layouts that AWS documents
# (https://docs.aws.amazon.com/athena/latest/ug/cloudtrail-logs.html, November 2026).
_PARTITIONS: Final = frozenset(("account", "day", "month", "region", "timestamp", "year"))


def _quoted(name: str) -> str:
    return ".".join(f'"{part}"' for part in name.split("."))


def _usual(found: Mapping[str, str]) -> Iterator[str]:
    for name in found.values():
        where = place(name)
        if not (isinstance(where, Items) and where.member):
            yield name


def _free(new: str) -> bool:
    column, _, _ = new.partition(".")
    return column not in _PARTITIONS and len(column) > 1


SPELLING: Final = Spelling(
    re.compile(r"""'(?:[^']|'')*'|"[^"]*"|(?P<name>[A-Za-z_][\w.]*)"""),
    re.compile(r"[a-z_][a-z0-9_]*(?:\.[a-z_][a-z0-9_]*)*"),
    _quoted,
    free=_free,
    usual=_usual,
    structs=True,
)
