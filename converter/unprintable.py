"""Characters that do not print: where one stands, and how to show it.

A control character drives a terminal, a bidi control shows a text in another order than it is read in, and
a character without width hides. `str.isprintable` is false for all of them, for private and unassigned
characters, and for every blank but U+0020
(https://docs.python.org/3/library/stdtypes.html#str.isprintable, November 2026).
"""

from __future__ import annotations


def find_unprintable(text: str, kept: str = "") -> str:
    """The first character that does not print and is none of `kept`; "" where there is none."""
    for char in kept:
        text = text.replace(char, "")
    return "" if text.isprintable() else next(char for char in text if not char.isprintable())


def code_point(char: str) -> str:
    """A character as Unicode names it: U+202E."""
    return f"U+{ord(char):04X}"


def spell_out(text: str) -> str:
    r"""The text with visible text in the place of what does not print: `\x1b`, `\u202e`."""
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() else ascii(char)[1:-1] for char in text)


def escape_json(text: str) -> str:
    """A JSON text in which what does not print is an escape; the newlines between its values stay."""
    if not find_unprintable(text, kept="\n"):
        return text
    import json  # noqa: PLC0415 -- most texts print

    return "".join(char if char.isprintable() or char == "\n" else json.dumps(char)[1:-1] for char in text)
