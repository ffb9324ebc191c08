"""Wildcard patterns of Elasticsearch: `*` for any text, `?` for any one character, over the whole value.

EQL's `:` and `like` know no escape: every `*` and `?` is live and a backslash is itself. A constant in
stringContains and endsWith becomes a Lucene wildcard query as it stands, where a backslash makes the next
character literal. Source: elastic/elasticsearch, x-pack/plugin/eql, QueryTranslator and StringUtils, and
Lucene's WildcardQuery; read November 2026.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from converter.targets.eql.elasticsearch.folding import Fold

_LIVE: Final = {"*": None, "?": None}


@dataclass(frozen=True, slots=True)
class Sign:
    """One character of a pattern; `live` tells `*` and `?` that are wildcards from those that are not."""

    text: str
    live: bool = False


ANY: Final = Sign("*", live=True)


def eql_wildcard(pattern: str) -> list[Sign]:
    """The signs of a pattern of `:` or `like`."""
    return [Sign(char, char in _LIVE) for char in pattern]


def lucene_wildcard(pattern: str) -> list[Sign]:
    """The signs of a Lucene wildcard; a backslash at the very end is itself."""
    signs = []
    rest = iter(pattern)
    for char in rest:
        if char == "\\":
            signs.append(Sign(next(rest, char)))
        else:
            signs.append(Sign(char, char in _LIVE))
    return signs


def is_plain(pattern: str) -> bool:
    """Whether a pattern of `:` or `like` holds no wildcard."""
    return not any(char in _LIVE for char in pattern)


def matcher(signs: Iterable[Sign], fold: Fold) -> Callable[[str], bool]:
    """A test whether a folded text fits the pattern, which is folded here.

    Each stretch between two stars is looked for once, at its first place, so the test never
    backtracks over long texts.
    """
    stretches = [""]
    for sign in signs:
        if sign == ANY:
            stretches.append("")
        else:
            stretches[-1] += "." if sign.live else re.escape(fold(sign.text))
    first, *between = stretches
    if not between:
        return _fits(re.compile(first, re.DOTALL))
    last = between.pop()
    found = "".join(f"(?>.*?{stretch})" for stretch in between if stretch)
    return _fits(re.compile(f"{first}{found}.*{last}", re.DOTALL))


def _fits(pattern: re.Pattern[str]) -> Callable[[str], bool]:
    return lambda text: pattern.fullmatch(text) is not None
