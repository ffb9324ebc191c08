"""Which characters are one another's other letter case, as PCRE sees it."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from functools import cache
from typing import Final

_CIRCLES: Final = (
    "Kk\u212a", "Ss\u017f", "\u00b5\u039c\u03bc", "\u00c5\u00e5\u212b", "\u00df\u1e9e", "\u0131", "\u0130",
    "\u01c4\u01c5\u01c6", "\u01c7\u01c8\u01c9", "\u01ca\u01cb\u01cc", "\u01f1\u01f2\u01f3",
    "\u0345\u0399\u03b9\u1fbe", "\u0392\u03b2\u03d0", "\u0395\u03b5\u03f5", "\u0398\u03b8\u03d1\u03f4",
    "\u039a\u03ba\u03f0", "\u03a0\u03c0\u03d6", "\u03a1\u03c1\u03f1", "\u03a3\u03c2\u03c3",
    "\u03a6\u03c6\u03d5", "\u03a9\u03c9\u2126", "\u0412\u0432\u1c80", "\u0414\u0434\u1c81",
    "\u041e\u043e\u1c82", "\u0421\u0441\u1c83", "\u0422\u0442\u1c84\u1c85", "\u042a\u044a\u1c86",
    "\u0462\u0463\u1c87", "\u1c88\ua64a\ua64b", "\u1e60\u1e61\u1e9b",
)  # fmt: skip
_LAST_CASED: Final = 0x1_E943
_CIRCLE_OF: Final = {char: circle for circle in _CIRCLES for char in circle}


def spellings(char: str) -> str:
    """One character and its other letter cases, in code point order.

    Nearly every letter has one other case; the circles above are the letters with two or more, and
    those whose only relative is reached in one direction: Unicode's CaseFolding.txt, status C and S
    (https://www.unicode.org/Public/UCD/latest/ucd/CaseFolding.txt, November 2026), is what PCRE2
    follows (https://pcre2project.github.io/pcre2/doc/pcre2unicode/, "Caseless matching").
    """
    if (circle := _CIRCLE_OF.get(char)) is not None:
        return circle
    other = char.lower() if char.lower() != char else char.title()
    return "".join(sorted({char, other})) if len(other) == 1 else char


def cased_within(first: int, last: int) -> list[int]:
    """The code points of a range that have other letter cases, in order; in no time for wide ranges."""
    codes = _cased()
    return codes[bisect_left(codes, first) : bisect_right(codes, last)]


@cache
def _cased() -> list[int]:
    """All letters with other cases: some 2,900 code points, found once."""
    return [code for code in range(_LAST_CASED + 1) if len(spellings(chr(code))) > 1]
