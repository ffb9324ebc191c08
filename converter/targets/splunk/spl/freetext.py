"""Free text in a search: words of the raw event, bounded by breakers.

Source: segmenters.conf (docs.splunk.com, November 2026). What Splunk breaks an event at is modelled
character by character: a word must begin and end beside a breaker or at an end of the event, unless
`*` stands there, and `*` inside a word does not cross a major breaker. Breakers of several
characters (such as %20) are left out, which can only find less.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING

from converter.targets.splunk.spl.values import fold

if TYPE_CHECKING:
    from collections.abc import Callable

_MAJOR = re.escape("[]<>(){}|!;,'\"*\n\r \t&?+")
_BREAKER = re.compile(f"[{_MAJOR}]")
_MINOR = re.escape("/:=@.-$#%\\_")


def free_text(text: str, how: str) -> Callable[[str], bool]:
    """A test of raw text: `how` is "" for a word or phrase, "CASE" for one with its letter case, "TERM"."""
    breakers = _MAJOR if how == "TERM" else _MAJOR + _MINOR
    holds = _bounded(text if how == "CASE" else fold(text), breakers)
    if how == "CASE":
        return holds
    return lambda raw: holds(fold(raw))


def _bounded(text: str, breakers: str) -> Callable[[str], bool]:
    first, *rest = [re.escape(stretch) for stretch in text.strip("*").split("*") if stretch]
    before = "" if text.startswith("*") or _is_breaker(text[0], breakers) else f"(?<![^{breakers}])"
    after = "" if text.endswith("*") or _is_breaker(text[-1], breakers) else f"(?![^{breakers}])"
    if not rest:
        pattern = re.compile(f"{before}{first}{after}")
        return lambda raw: pattern.search(raw) is not None
    stretches = [f"{before}{first}", *rest[:-1], f"{rest[-1]}{after}"]
    return _stretches([re.compile(f"(?=({stretch}))") for stretch in stretches])


def _stretches(patterns: list[re.Pattern[str]]) -> Callable[[str], bool]:
    """Each stretch behind the one before, with no major breaker between them, found without going back."""

    def holds(raw: str) -> bool:
        breakers = [found.start() for found in _BREAKER.finditer(raw)]
        ends = [found.end(1) for found in patterns[0].finditer(raw)]
        for pattern in patterns[1:]:
            ends = [
                found.end(1) for found in pattern.finditer(raw) if _follows(found.start(), ends, breakers)
            ]
        return bool(ends)

    return holds


def _follows(start: int, ends: list[int], breakers: list[int]) -> bool:
    """Whether the nearest end before a place has no breaker behind it; one further off has none fewer."""
    at = bisect_right(ends, start)
    return at > 0 and bisect_left(breakers, ends[at - 1]) == bisect_left(breakers, start)


def _is_breaker(char: str, breakers: str) -> bool:
    return re.fullmatch(f"[{breakers}]", char) is not None
