"""Orders of numbers as patterns over what Elastic prints of them."""

from __future__ import annotations

import operator
from typing import TYPE_CHECKING, Final, Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from converter.errors import UnsupportedError
from converter.targets.eql.digits import compared
from converter.targets.eql.elasticsearch.automaton import Automaton
from converter.targets.eql.elasticsearch.regex import read_regex
from converter.targets.eql.java_map import java_scalar

if TYPE_CHECKING:
    from collections.abc import Callable

Order = Literal["<", "<=", ">", ">="]
ORDERS: Final[dict[Order, Callable[[float, float], bool]]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}

numbers = st.one_of(
    st.integers(-300, 300),
    st.integers(0, 10**13),
    st.builds(
        lambda digits, power: float(f"{digits}e{power}"), st.integers(-9999, 99999), st.integers(-7, 9)
    ),
)


def passes(order: Order, bound: float, text: str) -> bool:
    """Whether a text is in the pattern's language, by Lucene's rules."""
    return Automaton(read_regex(compared(order, bound), None)).matches(text)


@settings(deadline=None, max_examples=300)
@given(st.sampled_from(sorted(ORDERS)), numbers, numbers)
def test_numbers_are_in_the_order_of_their_texts(order: Order, bound: float, number: float) -> None:
    """Whole ones, fractions, and those that Java prints with an exponent."""
    try:
        found = passes(order, bound, java_scalar(number))
    except UnsupportedError:
        assert bound <= -(10**7) or 0 < abs(bound) < 0.001
    else:
        assert found is ORDERS[order](number, bound)


@pytest.mark.parametrize("bound", [-1.5, -1, 0, 1, 1.5, 2, 22, 1000000, 20000000, 1.5e9])
@pytest.mark.parametrize("order", sorted(ORDERS))
def test_what_java_does_not_print_of_a_number_is_none(order: Order, bound: float) -> None:
    """Neither the empty text nor half a number, nor one with an exponent that Java would not write."""
    texts = ("", "-", ".5", "5.", "2e1", "2.0E1", "1E7", "10.0E7", "1.0E07", "1.0E-3", "+5", "22 apples")
    assert [text for text in texts if passes(order, bound, text)] == []


@pytest.mark.parametrize("bound", [-10_000_000, 1e18, 1e99, 0.0001])
def test_a_number_out_of_proportion_is_refused(bound: float) -> None:
    """The pattern would hold a digit for each of its places."""
    with pytest.raises(UnsupportedError, match=r"^eql cannot compare with .*; use "):
        compared(">", bound)
