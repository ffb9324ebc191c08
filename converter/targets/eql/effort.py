"""Whether Elasticsearch takes a pattern: its length, and the work that Lucene has to make it deterministic.

The length is `index.max_regex_length`. The work is bounded by `max_determinized_states`, which EQL cannot
raise: https://www.elastic.co/docs/reference/query-languages/query-dsl/query-dsl-regexp-query (November
2026). It grows with the square of the length, more steeply where a value is looked for anywhere in a
text, and without measure where two are: over 20,000 patterns by chance, Lucene 9.12 and 10.5 took all
that `surely_fits` lets through.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from converter.verify.engine import EngineError

MOST_REGEX: Final = 1000
"""index.max_regex_length, for all patterns of one list together:
https://www.elastic.co/docs/reference/elasticsearch/index-settings/index-modules (November 2026)."""

_LONGEST: Final = 480
_LONGEST_SEARCH: Final = 280
_LONGEST_LONE_SEARCH: Final = 380
_MOST_OVERLAPS: Final = 30
_MOST_LONE_OVERLAPS: Final = 4
_LONGEST_LONE_VALUE: Final = 80


def surely_fits(pattern: str, searched: list[list[str]]) -> bool:
    """Whether a pattern of walks and literal values without wildcards is small enough by its length alone.

    `searched`: for each place of the pattern where values may begin anywhere in a text, these values.
    """
    if not searched:
        return len(pattern) <= _LONGEST
    if len(searched) > 1 or len(pattern) > _LONGEST_LONE_SEARCH:
        return False
    values = searched[0]
    at_once = overlaps(values)
    if len(pattern) <= _LONGEST_SEARCH:
        return at_once <= _MOST_OVERLAPS
    return len(values) == 1 and len(values[0]) <= _LONGEST_LONE_VALUE and at_once <= _MOST_LONE_OVERLAPS


def overlaps(values: list[str]) -> int:
    """In how many of the values, begun at several places, a search may be at once: in `aaaa` four times."""
    return max((count for value in values for count in _begun(value, values)), default=0)


def _begun(value: str, values: list[str]) -> list[int]:
    """For each character of a value, how many beginnings of values end with it."""
    counts = [0] * len(value)
    for start in range(len(value)):
        for other in values:
            for place, char in enumerate(other[: len(value) - start], start):
                if value[place] != char:
                    break
                counts[place] += 1
    return counts


def fits(pattern: str) -> bool:
    """Whether any pattern is small enough, found out by making it deterministic."""
    return len(pattern) <= MOST_REGEX and _becomes_deterministic(pattern)


@lru_cache(4096)
def _becomes_deterministic(pattern: str) -> bool:
    from converter.targets.eql.elasticsearch.automaton import Automaton  # noqa: PLC0415 -- seldom needed
    from converter.targets.eql.elasticsearch.regex import read_regex  # noqa: PLC0415 -- seldom needed

    try:
        Automaton(read_regex(pattern, None))
    except EngineError:
        return False
    return True
