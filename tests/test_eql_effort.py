"""Whether Elasticsearch takes a pattern, told by its length alone where that is certain."""

from __future__ import annotations

import pytest

from converter.conversion import convert_text
from converter.targets.eql.effort import fits, overlaps, surely_fits

RULE = """
title: A value anywhere in a list
logsource: {{product: aws, service: cloudtrail}}
detection:
  selection:
    eventSource: lambda.amazonaws.com
    eventName: UpdateFunctionConfiguration20150331v2
    requestParameters.layers|contains: '{value}'
  condition: selection
"""
IN_LIST = r"\{(([^{}]|\{[^{}]*\})*, )?names=\[([^]]|\[[^]]*\])*"


@pytest.mark.parametrize(
    ("values", "most"),
    [([], 0), (["abc"], 1), (["aaaa"], 4), (["abab"], 2), (["0.0.0.0/0"], 4), (["ab", "abc"], 2)],
)
def test_overlaps_counts_how_many_beginnings_of_values_end_at_one_place(values: list[str], most: int) -> None:
    """Each value counts for itself, begun at every place."""
    assert overlaps(values) == most


def test_a_repeated_character_searched_for_is_too_much_for_lucene_and_not_surely_small() -> None:
    """Length alone would let it through."""
    value = "=" * 125
    pattern = IN_LIST + value + ".*"
    assert len(pattern) < 280
    assert not fits(pattern)
    assert not surely_fits(pattern, [[value]])


def test_a_long_word_searched_for_deep_down_is_surely_small() -> None:
    """The longest kind of pattern that real rules need is not made deterministic to find out."""
    word = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:app/database-x7kq-1"
    walk = r"\{(([^{}]|\{([^{}]|\{([^{}]|\{[^{}]*\})*\})*\})*, )?"
    items = r"definitions=\[(([^]{}]|\{([^{}]|\{([^{}]|\{[^{}]*\})*\})*\})*, )?"
    pattern = walk + items + walk + r"environment=\{([^{}]*, )?parameters=\[([^]]|\[[^]]*\])*" + word + ".*"
    assert len(pattern) > 300
    assert surely_fits(pattern, [[word]])
    assert fits(pattern)


@pytest.mark.parametrize("value", ["a" * 200, "ab" * 90, "a" * 60 + "b" * 60])
def test_no_query_asks_for_more_than_lucene_gives(value: str) -> None:
    """Other values are refused, or tested at fewer levels."""
    (conversion,) = convert_text(RULE.format(value=value), ["eql"])
    assert conversion.query is None or fits(conversion.query.split('"""')[1])
