"""EQL string literals: whatever a rule holds stays inside its quotes."""

from __future__ import annotations

from typing import Final

from converter.errors import UnsupportedError

_ESCAPES: Final = {
    '"': '\\"',
    "\\": "\\\\",
    "\b": "\\b",
    "\t": "\\t",
    "\n": "\\n",
    "\f": "\\f",
    "\r": "\\r",
}


def quoted(text: str) -> str:
    """The text as an EQL string; what does not print is written by its code point.

    Escapes: https://www.elastic.co/docs/reference/query-languages/eql/eql-syntax, "Escape characters
    in a string" (November 2026).

    Raises:
        UnsupportedError: half a surrogate pair, which no EQL string can hold.
    """
    return '"' + "".join(_ESCAPES.get(char) or _plain(char) for char in text) + '"'


def _plain(char: str) -> str:
    if char.isprintable():
        return char
    if "\ud800" <= char <= "\udfff":
        raise UnsupportedError(
            f"eql cannot hold half a surrogate pair (U+{ord(char):04X}) in a string;"
            " write the whole character"
        )
    return f"\\u{{{ord(char):02x}}}"
