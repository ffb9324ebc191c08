"""Texts of a plan with columns in them: `$name$` stands for a column, `$$` for a dollar sign."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_PART: Final = re.compile(r"\$(?P<name>[^$]*)\$|[^$]+|(?P<lone>\$)")


class Placeholder(str):
    """The name of a column whose value belongs here."""

    __slots__ = ()


def parts(template: str) -> Iterator[str]:
    """The plain texts of a template and the `Placeholder`s between them, in order.

    Raises:
        ValueError: a dollar sign has no partner.
    """
    for found in _PART.finditer(template):
        if found["lone"]:
            raise ValueError("has a lone $; write $$ for a dollar sign")
        if found["name"] is None:
            yield found[0]
        else:
            yield Placeholder(found["name"]) if found["name"] else "$"


def fill(template: str, column: Callable[[str], str], text: Callable[[str], str] = str) -> str:
    """A template with `column` applied to each name and `text` to each plain part."""
    return "".join(
        column(str(part)) if isinstance(part, Placeholder) else text(part) for part in parts(template)
    )


def escape(text: str) -> str:
    """A plain text as part of a template."""
    return text.replace("$", "$$")
