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
    r"""The text as an EQL string; a character that does not print is written by its code point.

    Only one such: from two on, or with a `}` behind it, Elastic's own Python package misreads
    `\u{..}` (https://github.com/endgameinc/eql, `String.unescape`, eql 0.9.20, November 2026), and EQL
    takes the character as it is. Escapes: "Escape characters in a string",
    https://www.elastic.co/docs/reference/query-languages/eql/eql-syntax (November 2026).

    Raises:
        UnsupportedError: half a surrogate pair, which no EQL string can hold.
    """
    hidden = [at for at, char in enumerate(text) if char not in _ESCAPES and not char.isprintable()]
    for at in hidden:
        _refuse_surrogate(text[at])
    by_code = len(hidden) == 1 and "}" not in text[hidden[0] :]
    return '"' + "".join(_written(char, by_code=by_code) for char in text) + '"'


def _written(char: str, *, by_code: bool) -> str:
    if (escape := _ESCAPES.get(char)) is not None:
        return escape
    return f"\\u{{{ord(char):02x}}}" if by_code and not char.isprintable() else char


def _refuse_surrogate(char: str) -> None:
    if "\ud800" <= char <= "\udfff":
        raise UnsupportedError(
            f"eql cannot hold half a surrogate pair (U+{ord(char):04X}) in a string;"
            " write the whole character"
        )
