"""How the text of a search is cut into stages, and what is refused."""

from __future__ import annotations

import pytest
from splunk_search import hits

from converter.verify.engine import EngineError


def test_a_pipe_in_quotes_is_no_stage() -> None:
    """Pipes divide stages outside quotation marks, and outside names of fields in expressions."""
    assert hits('a="x|y" | where \'b|c\'="z"', {"a": "x|y", "b|c": "z"}) == [0]


def test_a_single_quote_in_a_search_is_a_character() -> None:
    """Only expressions quote with single quotes."""
    assert hits("a=it's | where isnotnull(a)", {"a": "it's"}) == [0]


def test_comments_are_left_out() -> None:
    """Text between three backticks is a comment."""
    assert hits("a=x ```b=y | where false()``` c=z", {"a": "x", "c": "z"}) == [0]


def test_macros_expand() -> None:
    """The macro cloudtrail selects the source type, a filter macro nothing."""
    assert hits("`cloudtrail` a=x | `aws_some_rule_filter`", {"a": "x"}, {"a": "y"}) == [0]


@pytest.mark.parametrize(
    "query",
    [
        "`unknown`",
        "`cloudtrail",
        'a="x',
        "a=x | where 'b",
        "",
        "| makeresults",
        "a=x |",
        "a=x | | where true()",
        "a=x | map search=b",
        "a=x | regex a=y",
        "a=",
        "a=x AND",
        "(a=x",
        "a=x)",
        "NOT",
        "OR a=x",
        "a=x OR OR b=y",
        "a IN x",
        "a IN (x",
        'a="x"y',
        'a="x`y"',
        "a=x | where 'b`c`'=1",
        'a=x"y"',
        "a*=x",
        "earliest=-1h a=x",
        "[search a=x]",
        "a!x",
        '""',
        "a=x | where",
        "a=x | where b=",
        "a=x | where (b=1",
        "a=x | where nosuch(b)",
        "a=x | where isnull()",
        "a=x | where isnull(b, c)",
        "a=x | where a=true",
        "a=x | where a=y z",
        "a=x | where 'a'=\"y\" and 'b'=\"z\"",
        "a=x | where requestParameters.b{}=1",
        "a=x | eval b",
        "a=x | eval b=isnull(c)",
        "a=x | rename a b",
        "a=x | rename a* AS b*",
        "a=x | stats",
        "a=x | stats median(a)",
        "a=x | stats values",
        "a=x | convert num(a)",
        "a=x | head x",
        "a=x | sort",
        "a=x | dedup",
        "a=x | table 'b",
        "a=x | table b=c",
        "a=x | stats count by a by b",
        "`a b`",
        "a=TERM(x)",
        "a=CASE()",
        "a=x | fields a*",
    ],
)
def test_what_is_not_known_is_an_error(query: str) -> None:
    """A search that is not understood in full is refused, whatever the events are."""
    with pytest.raises(EngineError):
        hits(query, {"a": "x"})
