r"""A keyword: a text anywhere in the values of an event, looked for in `_raw`.

`_raw` is the event as it was collected: JSON, with its escapes and its keys. The pattern finds a text
inside one string or one number of it, and not in a key: what follows up to the end of the string may
not be followed by a colon.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from converter.condition import Number, Regex, Text, Wildcard
from converter.errors import UnsupportedError
from converter.targets.splunk.literal import quoted, regex, regex_text
from converter.targets.splunk.pattern import inside, literals, number_texts
from converter.targets.splunk.term import Term, every

if TYPE_CHECKING:
    from collections.abc import Sequence

_FREE: Final = 4
# What stands in raw JSON as it stands in the value, and does not break a word with a wildcard.
_RUN: Final = re.compile(r"[A-Za-z0-9_.@$%#-][A-Za-z0-9_.:@$%#-]{2,}")
_INSIDE: Final = {Wildcard.ANY: r'(?:[^"\\]|\\.)*?', Wildcard.ONE: r'(?:[^"\\]|\\u[0-9a-fA-F]{4}|\\[^u])'}
_SHORT: Final = {"\b": "b", "\f": "f", "\n": "n", "\r": "r", "\t": "t"}
_UNSURE: Final = re.compile(r"[<>&'=\x00-\x1f\x7f]|[^\x00-\x7f]")
_OUTSIDE: Final = frozenset("\t\n\r ,:[]{}0123456789+-.EtruefalsnTRUFALSN")


def as_text(test: Text | Number | Regex) -> Text:
    """The text that a keyword looks for; raises UnsupportedError for a regex."""
    if isinstance(test, Regex):
        raise UnsupportedError(
            "splunk cannot look for a regular expression in every value of an event: _raw is one text; "
            "name the field",
        )
    parts = (number_texts(test)[0],) if isinstance(test, Number) else test.parts
    return Text(tuple(inside(parts)), getattr(test, "cased", False))


def words(test: Text | Number | Regex) -> Term | None:
    """Free text that every event with the keyword has; None if nothing is sure to stand in the raw text."""
    runs = [run for part in as_text(test).parts if isinstance(part, str) for run in _RUN.findall(part)]
    terms = [Term(quoted(f"*{run}*"), _FREE) for run in dict.fromkeys(runs)]
    return every(terms, " ") if terms else None


def where(test: Text | Number | Regex) -> Term:
    """The keyword in some value of the raw event."""
    text = as_text(test)
    spelled = (
        _INSIDE[part] if isinstance(part, Wildcard) else raw_text(part, cased=text.cased)
        for part in text.parts
    )
    body = "".join(spelled)
    case = "s" if text.cased else "is"
    pattern = rf'(?{case})(?<!\\)(?:\\\\)*{body}[^"\\]*+(?:\\.[^"\\]*+)*+(?:"(?!\s*:)|\z)'
    return Term(f"isnotnull(mvfind(_raw, {regex(pattern)}))")


def raw_text(text: str, *, cased: bool) -> str:
    """The pattern of a text as JSON may spell it."""
    return "".join(raw_char(char, cased=cased) for char in text)


def raw_char(char: str, *, cased: bool) -> str:
    """The pattern of one character as JSON may spell it."""
    if char in '"\\/':
        return {'"': r"\\\"", "\\": r"\\\\", "/": r"\\?/"}[char].replace(r"\"", '"')
    if not _UNSURE.match(char):
        return regex_text(char)
    spellings = [f"\\\\{_SHORT[char]}"] if char in _SHORT else []
    plain = [regex_text(char, cased=cased)] if char >= " " else []
    return f"(?:{'|'.join([*plain, *spellings, *dict.fromkeys(escapes(char, cased=cased))])})"


def escapes(char: str, *, cased: bool) -> list[str]:
    r"""The `\uXXXX` of a character and, unless it counts, of its other letter case."""
    forms = (char,) if cased else (char, char.lower(), char.upper())
    return [numbered(form) for form in forms if len(form) == 1]


def numbered(char: str) -> str:
    r"""The pattern of one character as `\uXXXX`, or as a surrogate pair."""
    units = char.encode("utf-16-be", "surrogatepass").hex()
    return "".join(rf"\\u{units[at : at + 4]}" for at in range(0, len(units), 4))


def sure(test: Text | Number | Regex) -> bool:
    """Whether the pattern finds values only, never signs between values or a JSON null."""
    parts: Sequence[str | Wildcard] = as_text(test).parts
    letters = literals(parts)
    if not set(letters) <= _OUTSIDE:
        return True
    signs = any(not char.isalnum() and char not in "+-." for char in letters)
    return bool(letters) and len(parts) == 1 and not signs and letters.lower() not in "null"
