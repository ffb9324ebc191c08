"""Characters that do not print: where one stands, and how to show it.

A control character drives a terminal, a bidi control shows a text in another order than it is read in, and
a character without width hides. `str.isprintable` is false for most of them, for private and unassigned
characters, and for every blank but U+0020
(https://docs.python.org/3/library/stdtypes.html#str.isprintable, November 2026). It takes letters and marks
that show nothing for printable; those are listed here: Unicode's Default_Ignorable_Code_Point
(https://www.unicode.org/Public/17.0.0/ucd/DerivedCoreProperties.txt), and characters whose picture is empty.
"""

from __future__ import annotations

import re
from typing import Final

_INVISIBLE: Final = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u2d7f\u3164\ufe00-\ufe0f\uffa0\ufff0-\ufff8"
    "\U00016fe4\U0001bca0-\U0001bca3\U0001d159\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)


def is_printable(text: str) -> bool:
    """Whether a person sees every character of a text, and sees it where it stands."""
    return text.isprintable() and (text.isascii() or not _INVISIBLE.search(text))


def find_unprintable(text: str, kept: str = "") -> str:
    """The first character that does not print and is none of `kept`; "" where there is none."""
    for char in kept:
        text = text.replace(char, "")
    return "" if is_printable(text) else next(char for char in text if not is_printable(char))


def code_point(char: str) -> str:
    """A character as Unicode names it: U+202E."""
    return f"U+{ord(char):04X}"


def spell_out(text: str) -> str:
    r"""The text with visible text in the place of what does not print: `\x1b`, `\u202e`."""
    if is_printable(text):
        return text
    return "".join(char if is_printable(char) else ascii(char)[1:-1] for char in text)


def escape_json(text: str) -> str:
    """A JSON text in which what does not print is an escape; the newlines between its values stay."""
    if not find_unprintable(text, kept="\n"):
        return text
    import json  # noqa: PLC0415 -- most texts print

    return "".join(char if is_printable(char) or char == "\n" else json.dumps(char)[1:-1] for char in text)
