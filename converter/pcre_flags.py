"""The flags of a PCRE pattern, and what hangs on them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from converter.regex import Anchor, Dot

if TYPE_CHECKING:
    from converter.regex import Pattern

FLAGS: Final = re.compile(r"\?(\^?)([imsn]*)(?:-([imsn]*))?([:)])")


class Flags(Struct, frozen=True):
    """The flags that hold at one place of the pattern."""

    ignorecase: bool
    multiline: bool
    dotall: bool

    def meaning(self, char: str) -> Pattern | None:
        """What `.`, `^` and `$` mean here; None for other characters."""
        if char == ".":
            return Dot(self.dotall)
        if char == "^":
            return Anchor("line_start" if self.multiline else "start")
        if char == "$":
            return Anchor("line_end" if self.multiline else "end_or_newline")
        return None

    def changed(self, match: re.Match[str]) -> Flags:
        """After `(?^on-off)`."""
        cleared, on, off = match[1], match[2], match[3] or ""

        def now(letter: str, *, was: bool) -> bool:
            return letter not in off and (letter in on or (was and not cleared))

        return Flags(now("i", was=self.ignorecase), now("m", was=self.multiline), now("s", was=self.dotall))
