"""Sets of characters as ranges of code points, for engines whose classes differ from PCRE's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeAlias

from converter.casing import cased_within, spellings

if TYPE_CHECKING:
    from collections.abc import Iterable

    from converter.regex import Class

Ranges: TypeAlias = list[tuple[int, int]]

LAST: Final = 0x10FFFF
_SURROGATES: Final = (0xD800, 0xDFFF)
_SPECIAL: Final = frozenset("[]^-\\")
_WORD: Final = [(0x30, 0x39), (0x41, 0x5A), (0x5F, 0x5F), (0x61, 0x7A)]
_DIGIT: Final = [(0x30, 0x39)]
_SPACE: Final = [(0x09, 0x0D), (0x20, 0x20)]


def merged(ranges: Iterable[tuple[int, int]]) -> Ranges:
    """The same set with its ranges sorted, apart and not adjacent."""
    result: Ranges = []
    for low, high in sorted(ranges):
        if result and low <= result[-1][1] + 1:
            result[-1] = (result[-1][0], max(high, result[-1][1]))
        else:
            result.append((low, high))
    return result


def others(ranges: Ranges) -> Ranges:
    """Every character that is not in the set."""
    result, start = [], 0
    for low, high in merged([*ranges, _SURROGATES]):
        if start < low:
            result.append((start, low - 1))
        start = high + 1
    return [*result, (start, LAST)] if start <= LAST else result


def folded(ranges: Ranges) -> Ranges:
    """The set and the other letter cases of its members."""
    extra = [
        (ord(other), ord(other))
        for low, high in ranges
        for code in cased_within(low, high)
        if chr(code).isalpha()
        for other in spellings(chr(code))
    ]
    return merged([*ranges, *extra])


_ESCAPES: Final = {
    "d": _DIGIT,
    "D": others(_DIGIT),
    "w": _WORD,
    "W": others(_WORD),
    "s": _SPACE,
    "S": others(_SPACE),
}


def members(node: Class) -> Ranges:
    """The characters that a class of a pattern matches."""
    pairs = [(item, item) if isinstance(item, str) else item for item in node.items]
    ranges = [(ord(low), ord(high)) for low, high in pairs]
    if node.fold:
        ranges = folded(ranges)
    for escape in sorted(node.escapes):
        ranges += _ESCAPES[escape]
    return others(merged(ranges)) if node.negated else merged(ranges)


def written(ranges: Ranges) -> str:
    """The set as a Lucene class, negated where that is shorter; `[^...]` matches line ends, too."""
    if not ranges:
        return "#"
    inverse = others(ranges)
    if not inverse:
        return "."
    if len(inverse) < len(ranges) or ranges[-1][1] == LAST:
        return f"[^{_inside(inverse)}]"
    return f"[{_inside(ranges)}]"


def _inside(ranges: Ranges) -> str:
    return "".join(_span(low, high) for low, high in ranges)


def _span(low: int, high: int) -> str:
    if high - low <= 1:
        return "".join(_one(code) for code in range(low, high + 1))
    return f"{_one(low)}-{_one(high)}"


def _one(code: int) -> str:
    char = chr(code)
    return f"\\{char}" if char in _SPECIAL else char
