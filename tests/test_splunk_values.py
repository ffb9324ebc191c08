"""A hostile value in SPL finds itself and nothing else."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from splunk_queries import (
    ANY,
    agent,
    finds,
)

from converter.condition import (
    Keyword,
    Not,
    Text,
)

HOSTILE = st.text(
    st.one_of(
        st.sampled_from("\"\\*?`|[]()'%$#,=<>\n\t\r\x00{}:.^é "), st.characters(exclude_categories=["Cs"])
    ),
    min_size=1,
    max_size=12,
).filter(lambda text: text.lower() != "null")


@given(HOSTILE)
def test_a_hostile_value_finds_itself_and_nothing_else(value: str) -> None:
    """Whatever characters a value has, it stays inside its quotation marks."""
    assert finds(agent(value), userAgent=value)
    assert not finds(agent(value), userAgent=f"{value}x")
    assert not finds(agent(value), userAgent=f"x{value}")
    assert finds(Not(agent(value)), userAgent="harmless")


@given(HOSTILE)
def test_a_hostile_value_between_wildcards_is_found_inside(value: str) -> None:
    """A pattern around any text finds that text with something before and behind it."""
    assert finds(agent(ANY, value, ANY), userAgent=f"<{value}>")
    assert not finds(agent(ANY, value, "1", ANY), userAgent=f"<{value}>")


@given(HOSTILE)
def test_a_hostile_keyword_is_found_in_values_and_not_in_keys(value: str) -> None:
    """JSON escapes in the raw event do not hide a keyword; a key that holds it is no value."""
    keyword = f"zq{value}"
    assert finds(Keyword(Text((keyword,))), requestParameters={"a": [f"x{keyword}y"]})
    assert not finds(Keyword(Text((keyword,))), requestParameters={keyword: "a"})
