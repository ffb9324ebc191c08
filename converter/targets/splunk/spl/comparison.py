"""Comparisons in eval expressions (docs.splunk.com, Search Reference, "where" and "eval", November 2026).

Numbers compare as numbers and texts as texts, case-sensitively. A field whose value looks like a
number may be either, so that a comparison on which the two readings differ is refused.
"""

from __future__ import annotations

import operator
from typing import TYPE_CHECKING

from converter.targets.splunk.spl.values import Scalar, Value, number_of, scalar
from converter.verify.engine import EngineError

if TYPE_CHECKING:
    from collections.abc import Callable

COMPARE: dict[str, Callable[[object, object], bool]] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,  # type: ignore[dict-item] # both sides are of one type when these are called
    "<=": operator.le,  # type: ignore[dict-item] # likewise
    ">": operator.gt,  # type: ignore[dict-item] # likewise
    ">=": operator.ge,  # type: ignore[dict-item] # likewise
}


def compare(sign: str, left: Value, right: Value, *, typed: bool) -> bool | None:
    """Whether the comparison holds; null where a side is null.

    `typed`: no side is the bare value of a field, so that a text is a text. Raises EngineError for
    a side with several values and for comparisons that documentation leaves open.
    """
    first, second = scalar(left, f"the comparison {sign}"), scalar(right, f"the comparison {sign}")
    if first is None or second is None:
        return None
    if isinstance(first, bool) or isinstance(second, bool):
        raise EngineError(f"SPL: {sign} with true or false is undocumented")
    if isinstance(first, str) and isinstance(second, str):
        return _texts(sign, first, second, typed=typed)
    return _mixed(sign, first, second)


def _texts(sign: str, first: str, second: str, *, typed: bool) -> bool:
    verdict = COMPARE[sign](first, second)
    if typed or first == second:
        return verdict
    left, right = number_of(first), number_of(second)
    if left is not None and right is not None and COMPARE[sign](left, right) != verdict:
        raise EngineError(
            f"SPL: {first!r} {sign} {second!r} differs as text and as numbers; use match() or tonumber()"
        )
    return verdict


def _mixed(sign: str, first: Scalar, second: Scalar) -> bool:
    left, right = _number(first), _number(second)
    if left is not None and right is not None:
        return COMPARE[sign](left, right)
    if sign in ("=", "!="):
        return sign == "!="
    raise EngineError(f"SPL: {first!r} {sign} {second!r} compares a number with a text; use tonumber()")


def _number(value: Scalar) -> int | float | None:
    return number_of(value) if isinstance(value, str) else value
