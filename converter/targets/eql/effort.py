"""Whether Elasticsearch takes a pattern: its length, and the work that Lucene has to make it deterministic.

The length is `index.max_regex_length`. The work is bounded by `max_determinized_states`, which EQL cannot
raise: https://www.elastic.co/docs/reference/query-languages/query-dsl/query-dsl-regexp-query (November
2026). For walks through braces with literal values the work was at most 0.36 times the square of the
length, over patterns of 80 to 1,600 characters and Lucene 9.12 and 10.5; so most need no more than that.
"""

from __future__ import annotations

from typing import Final

from converter.verify.engine import EngineError

MOST_REGEX: Final = 1000
"""index.max_regex_length, for all patterns of one list together:
https://www.elastic.co/docs/reference/elasticsearch/index-settings/index-modules (November 2026)."""

_MOST_WORK: Final = 100_000
_WORK_OF_SQUARE: Final = 0.4


def surely_fits(pattern: str) -> bool:
    """Whether a pattern of walks and literal values is small enough by its length alone."""
    return len(pattern) <= MOST_REGEX and _WORK_OF_SQUARE * len(pattern) ** 2 <= _MOST_WORK


def fits(pattern: str) -> bool:
    """Whether any pattern is small enough, found out by making it deterministic."""
    from converter.targets.eql.elasticsearch.automaton import Automaton  # noqa: PLC0415 -- seldom needed
    from converter.targets.eql.elasticsearch.regex import read_regex  # noqa: PLC0415 -- seldom needed

    if len(pattern) > MOST_REGEX:
        return False
    try:
        Automaton(read_regex(pattern, None))
    except EngineError:
        return False
    return True
