"""The values that a rule may ask for, as the specification names them.

Wildcards and escapes: https://sigmahq.io/sigma-specification/specification/sigma-rules-specification.html
(version 2.1.0, read November 2026).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from ipaddress import IPv4Network, IPv6Network


class Wild(Enum):
    """A wildcard of a text: any run of characters, or exactly one."""

    RUN = "*"
    SINGLE = "?"


@dataclass(frozen=True, slots=True)
class Text:
    """A whole text: literal stretches and wildcards in turn.

    `bytewise` says that each character stands for one byte, as the UTF-16 modifiers leave it.
    """

    parts: tuple[str | Wild, ...]
    cased: bool = False
    bytewise: bool = False

    @property
    def literal(self) -> str | None:
        """The text if it holds no wildcard, else None."""
        if any(isinstance(part, Wild) for part in self.parts):
            return None
        return "".join(part for part in self.parts if isinstance(part, str))

    @property
    def anything(self) -> bool:
        """Whether it is a lone `*`, true for every value but null."""
        return self.parts == (Wild.RUN,)

    @property
    def inside(self) -> bool:
        """Whether it looks for something inside a longer text: `*...*`, more than a lone `*`."""
        return len(self.parts) > 1 and self.parts[0] is Wild.RUN and self.parts[-1] is Wild.RUN


@dataclass(frozen=True, slots=True)
class Number:
    """A number; 22 stands for 22, 22.0 and the texts "22" and "22.0"."""

    number: int | float


@dataclass(frozen=True, slots=True)
class Boolean:
    """True or false, or its name as a text in any letter case."""

    value: bool


@dataclass(frozen=True, slots=True)
class Null:
    """Nothing at the path, null, or a list of nulls only."""


@dataclass(frozen=True, slots=True)
class Presence:
    """Something (True) or nothing (False) is at the path; null is something."""

    value: bool


@dataclass(frozen=True, slots=True)
class Expression:
    """A PCRE expression, searched for unless `start` or `end` ties it to that end of the text."""

    source: str
    ignorecase: bool = False
    multiline: bool = False
    dotall: bool = False
    start: bool = False
    end: bool = False


@dataclass(frozen=True, slots=True)
class Comparison:
    """A number, or a wholly numeric text, in this order to `number`."""

    order: Literal["lt", "lte", "gt", "gte"]
    number: int | float


@dataclass(frozen=True, slots=True)
class Block:
    """One plain address inside this network."""

    network: IPv4Network | IPv6Network


@dataclass(frozen=True, slots=True)
class OtherField:
    """What another field holds; `start` and `end` allow more text before or after it, as `*` would."""

    path: str
    more_before: bool = False
    more_after: bool = False
    cased: bool = False


@dataclass(frozen=True, slots=True)
class TimeUnit:
    """A time in ISO 8601, UTC, whose unit is this number."""

    unit: Literal["minute", "hour", "day", "week", "month", "year"]
    number: int


Value: TypeAlias = (
    Text | Number | Boolean | Null | Presence | Expression | Comparison | Block | OtherField | TimeUnit
)

TOKEN = re.compile(r"\\[\\*?]|[*?]|[^\\*?]+|\\", re.DOTALL)


def read_text(written: str) -> Text:
    r"""Read a text of a rule: `*` and `?` are wildcards, `\*`, `\?` and `\\` themselves, a lone `\` too."""
    parts = [_part(token) for token in TOKEN.findall(written)]
    return Text(joined(parts))


def _part(token: str) -> str | Wild:
    if token in {"*", "?"}:
        return Wild(token)
    return token[1:] if len(token) > 1 and token[0] == "\\" else token


def joined(parts: list[str | Wild]) -> tuple[str | Wild, ...]:
    """Join literals that stand side by side, and let one `*` stand for several."""
    whole: list[str | Wild] = []
    for part in parts:
        last = whole[-1] if whole else None
        if isinstance(part, str) and isinstance(last, str):
            whole[-1] = last + part
        elif part and not (part is Wild.RUN and last is Wild.RUN):
            whole.append(part)
    return tuple(whole)


SIMPLE_LOWER = str.maketrans({"İ": "i", "Σ": "σ"})  # noqa: RUF001 -- the very letters that lower() treats apart


def folded(text: str) -> str:
    """Lower-case each code point by itself, one in and one out.

    `str.lower` alone makes two characters of İ and looks at the neighbours of Σ.
    """
    return text.lower() if text.isascii() else text.translate(SIMPLE_LOWER).lower()
