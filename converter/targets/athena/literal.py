"""Values of a rule as SQL text that cannot leave its quotes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from converter.condition import Wildcard
from converter.errors import UnsupportedError
from converter.unprintable import code_point, is_printable

if TYPE_CHECKING:
    from collections.abc import Iterable

_ESCAPED_IN_LIKE: Final = str.maketrans({"\\": "\\\\", "%": "\\%", "_": "\\_"})
_WILDCARDS: Final = {Wildcard.ANY: "%", Wildcard.ONE: "_"}
_FOUR_DIGITS: Final = 0xFFFF
# CloudFormation puts a secret or a parameter in the place of such a reference, wherever a template has one:
# https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references.html (November 2026)
_REFERENCE: Final = "{{resolve:"


def literal(text: str) -> str:
    r"""A SQL string: `'...'`, or `U&'...'` where a character would not survive a page, terminal or template.

    In the plain form only the quote has an escape, itself doubled; in the other form `\XXXX` and
    `\+XXXXXX` are characters and `\\` is a backslash.
    https://trino.io/docs/current/language/types.html#varchar (November 2026)

    Raises:
        UnsupportedError: half a surrogate pair, which no UTF-8 text can hold.
    """
    if is_printable(text) and _REFERENCE not in text:
        return "'" + text.replace("'", "''") + "'"
    escaped = "".join(map(_unicode_escaped, text)).replace("'", "''")
    return "U&'" + escaped.replace(_REFERENCE, r"\007B\007Bresolve:") + "'"


def _unicode_escaped(char: str) -> str:
    if char == "\\":
        return "\\\\"
    if is_printable(char):
        return char
    if "\ud800" <= char <= "\udfff":
        raise UnsupportedError(
            f"athena cannot search for {code_point(char)}: it is half a character; write the whole one"
        )
    return f"\\{ord(char):04X}" if ord(char) <= _FOUR_DIGITS else f"\\+{ord(char):06X}"


def lowered(text: str) -> str:
    """The SQL text of `text` in lower case.

    ASCII is lowered here; beyond it the engine's own lower() is asked, since Python's differs.
    """
    return literal(text.lower()) if text.isascii() else f"lower({literal(text)})"


def has_case(text: str) -> bool:
    """Whether letter case can make a difference to the text."""
    return text.lower() != text.upper()


def like(parts: Iterable[str | Wildcard]) -> tuple[str, str]:
    r"""The text of a LIKE pattern and what follows it: `ESCAPE '\'` where the pattern needs one."""
    pattern = "".join(
        part.translate(_ESCAPED_IN_LIKE) if isinstance(part, str) else _WILDCARDS[part] for part in parts
    )
    return pattern, r" ESCAPE '\'" if "\\" in pattern else ""


def number(value: float) -> str:
    """A number as SQL writes it.

    Raises:
        UnsupportedError: infinity, or no number.
    """
    text = repr(value).upper()
    if "N" in text:
        raise UnsupportedError(f"athena cannot compare with {value}: it is no finite number")
    return text
