"""Whether a Sigma string with wildcards fits a short text, in time that its size bounds.

As a pattern of Python's `re`, a row of `*` out of a rule could keep a conversion busy for hours.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from converter.condition import Wildcard

if TYPE_CHECKING:
    from collections.abc import Sequence


def fits(parts: Sequence[str | Wildcard], text: str, *, cased: bool) -> bool:
    """Whether a whole ASCII text of a few characters is what parts of a Sigma string ask for."""
    text = text if cased else text.lower()
    places = {0}
    for part in parts:
        if part is Wildcard.ANY:
            places = set(range(min(places, default=len(text) + 1), len(text) + 1))
        elif part is Wildcard.ONE:
            places = {place + 1 for place in places if place < len(text)}
        else:
            literal = str(part) if cased else str(part).lower()
            places = {place + len(literal) for place in places if text.startswith(literal, place)}
    return len(text) in places
