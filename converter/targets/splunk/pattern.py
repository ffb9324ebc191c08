r"""A Sigma string as a value of a search and as a regular expression.

A search knows `*` alone and no escape for it; everything else is a regular expression in `where`.
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache
from ipaddress import ip_network
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from converter.condition import Number, Text, Wildcard, passes
from converter.targets.splunk.literal import is_unspeakable, odd_letters, regex_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_WILD: Final = {Wildcard.ANY: ".*", Wildcard.ONE: "."}
_REMEMBERED: Final = 2048
_STARS: Final = re.compile(r"(?<!\\)(?:\\*\*)+")


class Value(Struct, frozen=True):
    """The value of a search that finds a text; `exact` unless it finds more."""

    text: str
    exact: bool

    @property
    def wild(self) -> bool:
        """Whether it holds a wildcard."""
        return "*" in self.text

    @property
    def vain(self) -> bool:
        """Whether it finds every value."""
        return self.text == "*"


@lru_cache(_REMEMBERED)
def search_value(test: Text) -> Value:
    """The tightest value of a search that misses nothing.

    No backslash stands before a `*`: whether Splunk takes the two for one character is not documented.
    """
    parts = [_said(part) if isinstance(part, str) else "*" for part in test.parts]
    text = _STARS.sub("*", "".join(parts))
    meant = "".join("*" if part is Wildcard.ANY else str(part) for part in test.parts)
    exact = text == meant and "*" not in test.literals
    return Value(text, exact and not test.cased and not is_block(text))


def _said(text: str) -> str:
    """A literal with `*` for what a search cannot say, or may read as another letter."""
    for letter in odd_letters(text):
        text = text.replace(letter, "*")
    return "".join("*" if is_unspeakable(char) else char for char in text) if is_unspeakable(text) else text


def literals(parts: Iterable[str | Wildcard]) -> str:
    """The literal characters of a Sigma string."""
    return "".join(part for part in parts if isinstance(part, str))


def is_block(text: str) -> bool:
    """Whether a search reads this value as a CIDR block and finds addresses with it."""
    if "/" not in text:
        return False
    try:
        ip_network(text, strict=False)
    except ValueError:
        return False
    return True


def regex_of(test: Text) -> str:
    """The PCRE pattern that is found in exactly the values that match."""
    return flags(inside(test.parts), cased=test.cased) + whole(test.parts, cased=test.cased)


def regex_of_texts(texts: Sequence[str], *, cased: bool = False) -> str:
    """The PCRE pattern that is found in exactly these texts."""
    body = "|".join(regex_text(text, cased=cased) for text in texts)
    return flags(texts, cased=cased) + "^" + (body if len(texts) == 1 else f"(?:{body})") + r"\z"


def whole(parts: Sequence[str | Wildcard], *, cased: bool) -> str:
    """The pattern of a Sigma string, anchored where it has no `*`."""
    start = "" if parts and parts[0] is Wildcard.ANY else "^"
    end = "" if parts and parts[-1] is Wildcard.ANY else r"\z"
    body = (
        _WILD[part] if isinstance(part, Wildcard) else regex_text(part, cased=cased) for part in inside(parts)
    )
    return start + "".join(body) + end


def inside(parts: Sequence[str | Wildcard]) -> Sequence[str | Wildcard]:
    """The parts without `*` at either end."""
    start = bool(parts) and parts[0] is Wildcard.ANY
    end = len(parts) > start and parts[-1] is Wildcard.ANY
    return parts[start : len(parts) - end]


def flags(parts: Sequence[str | Wildcard], *, cased: bool) -> str:
    """`(?i)` where letters have cases to ignore, `(?s)` where a wildcard may meet a line feed."""
    text = literals(parts)
    ignoring = "i" if not cased and text.lower() != text.upper() else ""
    dotall = "s" if any(isinstance(part, Wildcard) for part in parts) else ""
    return f"(?{ignoring}{dotall})" if ignoring or dotall else ""


def finds_null(test: Text) -> bool:
    """Whether the pattern would find the text that Splunk stores for JSON null."""
    return passes(test, "null")


def number_texts(test: Number) -> list[str]:
    """How an event may spell the number."""
    if test.value == int(test.value):
        return [f"{int(test.value)}", f"{int(test.value)}.0"]
    return list(dict.fromkeys([repr(test.value), f"{Decimal(repr(test.value)):f}"]))
