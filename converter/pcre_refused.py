"""What PCRE has and the targets have not, each with the reason that a person is given."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from converter.pcre_text import PatternText

_ESCAPES: Final = {
    "G": r"\G has no start of a search to mean",
    "K": r"\K is not supported: leave it out, only whether something matches counts",
    "X": r"\X (a grapheme) is not supported",
    "C": r"\C (a byte) is not supported",
    "p": r"\p{..} is not supported: name the characters in a class",
    "P": r"\P{..} is not supported: name the characters in a class",
    "k": "back references are not supported",
    "g": "back references and subroutine calls are not supported",
}
_GROUPS: Final = {
    "?P=": "back references are not supported",
    "?P>": "recursion is not supported",
    "?&": "recursion is not supported",
    "?R": "recursion is not supported",
    "?(": "conditional groups are not supported",
    "?C": "callouts are not supported",
    "?[": "class arithmetic is not supported",
    "?*": "non-atomic look-arounds are not supported",
    "?<*": "non-atomic look-arounds are not supported",
    "*": "verbs such as (*UTF) are not supported",
}
_RECURSION: Final = re.compile(r"\?[+-]?\d")


def refuse_escape(text: PatternText, letter: str) -> None:
    """Raise UnsupportedError if the escape of this letter is one of them."""
    if letter in _ESCAPES:
        text.refuse(_ESCAPES[letter])
    if letter.isdigit():
        text.refuse("back references are not supported")


def refuse_group(text: PatternText) -> None:
    """Raise UnsupportedError if a group is one of them; its `(` has been read, and it is no known kind."""
    for opening, why in _GROUPS.items():
        if text.at(opening):
            text.refuse(why)
    if _RECURSION.match(text.text, text.position):
        text.refuse("recursion is not supported")
    if text.at("?"):
        text.refuse("of the flags only i, m, s and n are supported, and of groups the common kinds")
