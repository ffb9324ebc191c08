"""Which characters Trino's `(?i)` takes for the same. Asked of Trino 476 in November 2026."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache
from typing import Final

_ASCII: Final = {"k": "kK\u212a", "s": "sS\u017f"}
_POINTS: Final = 0x110000
_ALONE: Final = frozenset("\u0130\u0131")
_LIGATURES: Final = re.compile("ss|ff|fi|fl|st", re.IGNORECASE)


def folded(char: str) -> str:
    """Every character that `(?i)` takes for this one, the character included."""
    low = char.lower()
    if char.isascii():
        return _ASCII.get(low, low + low.upper() if low.isalpha() else char)
    return _orbits().get(_fold(char), char)


def runs_together(text: str) -> bool:
    r"""Whether Joni folds some of these letters into one character: `ss` is `\u00df`, `fi` is `\ufb01`."""
    return bool(_LIGATURES.search(text)) or any(
        len(char.casefold()) > 1 for char in text if not char.isascii()
    )


def _fold(char: str) -> str:
    folded_char = char.casefold()
    return folded_char if len(folded_char) == 1 and char not in _ALONE else char


@cache
def _orbits() -> dict[str, str]:
    orbits: dict[str, str] = defaultdict(str)
    for point in range(_POINTS):
        orbits[_fold(chr(point))] += chr(point)
    return dict(orbits)
