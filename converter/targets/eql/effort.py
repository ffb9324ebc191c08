"""Whether Elasticsearch takes a pattern: its length, and the work that Lucene has to make it deterministic.

The length is `index.max_regex_length`. The work is bounded by `max_determinized_states`, which EQL cannot
raise: https://www.elastic.co/docs/reference/query-languages/query-dsl/query-dsl-regexp-query (November
2026). It grows with the square of the length, more steeply where a value is looked for anywhere in a
text, and without measure where two are: over 20,000 patterns by chance, Lucene 9.12 and 10.5 took all
that `surely_fits` lets through.
"""

from __future__ import annotations

from typing import Final

from converter.verify.engine import EngineError

MOST_REGEX: Final = 1000
"""index.max_regex_length, for all patterns of one list together:
https://www.elastic.co/docs/reference/elasticsearch/index-settings/index-modules (November 2026)."""

_LONGEST: Final = (480, 280)
"""Up to which length a pattern surely fits that has none, or one, such search."""


def surely_fits(pattern: str, searches: int) -> bool:
    """Whether a pattern of walks and literal values is small enough by its length alone.

    `searches` says how many of its values may stand anywhere in a text.
    """
    return searches < len(_LONGEST) and len(pattern) <= _LONGEST[searches]


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
