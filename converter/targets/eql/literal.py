"""EQL string literals: whatever a rule holds stays inside its quotes."""

from __future__ import annotations

from typing import Final

from converter.errors import UnsupportedError
from converter.unprintable import code_point, is_printable

_RAW: Final = '"""'
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

    Escapes: "Escape characters in a string",
    https://www.elastic.co/docs/reference/query-languages/eql/eql-syntax (November 2026). Elastic's own
    Python package misreads two `\u{..}` in one text, and one before a `}` (eql 1.0.1,
    https://pypi.org/project/eql/, November 2026): a character that nobody sees would be worse.

    Raises:
        UnsupportedError: half a surrogate pair, which no EQL string can hold.
    """
    if is_printable(text) and '"' not in text and "\\" not in text:
        return f'"{text}"'
    return '"' + "".join(map(_written, text)) + '"'


def raw(text: str) -> str:
    r"""The text between three quotes, where a backslash is itself; as `quoted` where that adds nothing.

    A raw string holds no three quotes, does not end in one, and holds no line feed or other character
    that does not print ("Escape characters in a string", as above).
    """
    plain = is_printable(text) and _RAW not in text and not text.endswith(('"', "\\"))
    return f"{_RAW}{text}{_RAW}" if plain and ("\\" in text or '"' in text) else quoted(text)


def _written(char: str) -> str:
    if (escape := _ESCAPES.get(char)) is not None:
        return escape
    if is_printable(char):
        return char
    if "\ud800" <= char <= "\udfff":
        raise UnsupportedError(
            f"eql cannot hold half a surrogate pair ({code_point(char)}) in a string;"
            " write the whole character"
        )
    return f"\\u{{{ord(char):02x}}}"
