"""EQL string literals: whatever a rule holds stays inside its quotes."""

from __future__ import annotations

from typing import Final

from converter.errors import UnsupportedError

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

    Only one such: from two on, or with a `}` behind it, Elastic's own Python package misreads
    `\u{..}` (eql 1.0.1, https://pypi.org/project/eql/, November 2026), and EQL takes the character as
    it is. Escapes: "Escape characters in a string",
    https://www.elastic.co/docs/reference/query-languages/eql/eql-syntax (November 2026).

    Raises:
        UnsupportedError: half a surrogate pair, which no EQL string can hold.
    """
    if text.isprintable() and '"' not in text and "\\" not in text:
        return f'"{text}"'
    hidden = [at for at, char in enumerate(text) if char not in _ESCAPES and not char.isprintable()]
    for at in hidden:
        _refuse_surrogate(text[at])
    by_code = len(hidden) == 1 and "}" not in text[hidden[0] :]
    return '"' + "".join(_written(char, by_code=by_code) for char in text) + '"'


def raw(text: str) -> str:
    r"""The text between three quotes, where a backslash is itself; as `quoted` where that adds nothing.

    A raw string holds no three quotes, does not end in one, and holds no line feed or other character
    that does not print ("Escape characters in a string", as above).
    """
    plain = text.isprintable() and _RAW not in text and not text.endswith(('"', "\\"))
    return f"{_RAW}{text}{_RAW}" if plain and ("\\" in text or '"' in text) else quoted(text)


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
