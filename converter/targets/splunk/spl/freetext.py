"""Free text in a search: words of the raw event, bounded by breakers.

Source: segmenters.conf (docs.splunk.com, November 2026). What Splunk breaks an event at is modelled
character by character: a word must begin and end beside a breaker or at an end of the event, unless
`*` stands there, and `*` inside a word does not cross a major breaker. Breakers of several
characters (such as %20) are left out, which can only find less.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from converter.targets.splunk.spl.values import fold

if TYPE_CHECKING:
    from collections.abc import Callable

_MAJOR = re.escape("[]<>(){}|!;,'\"*\n\r \t&?+")
_MINOR = re.escape("/:=@.-$#%\\_")


def free_text(text: str, how: str) -> Callable[[str], bool]:
    """A test of raw text: `how` is "" for a word or phrase, "CASE" for one with its letter case, "TERM"."""
    breakers = _MAJOR if how == "TERM" else _MAJOR + _MINOR
    pattern = re.compile(_bounded(text if how == "CASE" else fold(text), breakers))
    if how == "CASE":
        return lambda raw: pattern.search(raw) is not None
    return lambda raw: pattern.search(fold(raw)) is not None


def _bounded(text: str, breakers: str) -> str:
    inner = f"[^{_MAJOR}]*".join(map(re.escape, text.strip("*").split("*")))
    before = "" if text.startswith("*") or _is_breaker(text[0], breakers) else f"(?<![^{breakers}])"
    after = "" if text.endswith("*") or _is_breaker(text[-1], breakers) else f"(?![^{breakers}])"
    return f"{before}{inner}{after}"


def _is_breaker(char: str, breakers: str) -> bool:
    return re.fullmatch(f"[{breakers}]", char) is not None
