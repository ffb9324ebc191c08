"""Colour, for people before a terminal only.

`NO_COLOR` turns it off and `FORCE_COLOR` on, whatever they hold but nothing; the first wins
(https://no-color.org and https://force-color.org, November 2026).
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TextIO

    Style: TypeAlias = Literal["heading", "label", "error", "warning", "info"]
    Paint: TypeAlias = Callable[[str, Style], str]

_CODES: Final[dict[Style, str]] = {
    "heading": "1",
    "label": "36",
    "error": "31",
    "warning": "33",
    "info": "34",
}


def painter(stream: TextIO) -> Paint:
    """Paints a text for a stream; leaves it as it is where nobody sees colours."""
    return _painted if has_colour(stream) else plain


def plain(text: str, style: Style) -> str:
    """The text alone."""
    del style
    return text


def _painted(text: str, style: Style) -> str:
    return f"\x1b[{_CODES[style]}m{text}\x1b[0m"


def has_colour(stream: TextIO) -> bool:
    """Whether what is written to a stream may have colours."""
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return os.environ.get("TERM") != "dumb" and stream.isatty()
