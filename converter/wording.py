"""Free texts of a rule as the platforms show them: printable, in one line or several, of a length."""

from __future__ import annotations

import re
from typing import Final

from converter.unprintable import spell_out

_CUT_OFF: Final = "..."
# Signs that Markdown reads anywhere, and those that it reads where a line begins.
_MARKS: Final = re.compile(r"[\\`*_{}\[\]<>|~&$]|^[#+=-]", re.MULTILINE)


def line(text: str) -> str:
    r"""A text as one line: blanks joined, and `\u202e` in the place of what does not print."""
    return spell_out(" ".join(text.split()))


def lines(text: str) -> str:
    """A text that keeps its lines, each like `line`; empty lines at its ends are dropped."""
    return "\n".join(map(line, text.splitlines())).strip("\n")


def cut(text: str, most: int) -> str:
    """A text of at most so many characters; what had to be cut off leaves three dots."""
    return text if len(text) <= most else text[: most - len(_CUT_OFF)].rstrip() + _CUT_OFF


def markdown(text: str) -> str:
    """A text that Markdown shows as it is."""
    return _MARKS.sub(r"\\\g<0>", text)
