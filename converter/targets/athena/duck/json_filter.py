"""Comparisons inside a SQL/JSON filter: some pair of items holds, or it cannot be told.

https://trino.io/docs/476/functions/json.html, and asked of Trino 476 in November 2026: null equals
null alone and differs from everything else; other types do not compare.
"""

from __future__ import annotations

import operator
from functools import partial
from typing import TYPE_CHECKING, Any, Final, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable

    from converter.targets.athena.duck.json_text import Value

Pair: TypeAlias = "Callable[[Value, Value], bool | None]"
Comparison: TypeAlias = "Callable[[list[Value], list[Value]], bool | None]"

_ORDERS: Final[dict[str, Callable[[Any, Any], bool]]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<>": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_EQUALITIES: Final = frozenset({"==", "!=", "<>"})


def comparison(sign: str) -> Comparison | None:
    """The comparison of two sequences by this sign, or None if there is no such sign."""
    if sign == "starts":
        return lambda left, right: _any_pair(left, right, _starts)
    if sign not in _ORDERS:
        return None
    pair = partial(_compare, sign)
    return lambda left, right: None if _mixed(left, right) else _any_pair(left, right, pair)


def _mixed(left: list[Value], right: list[Value]) -> bool:
    """An object or array anywhere on one side, and anything but null on the other, cannot be compared."""
    return (_nested(left) and _some_value(right)) or (_nested(right) and _some_value(left))


def _nested(items: list[Value]) -> bool:
    return any(isinstance(item, (dict, list)) for item in items)


def _some_value(items: list[Value]) -> bool:
    return any(item is not None for item in items)


def _any_pair(left: list[Value], right: list[Value], holds: Pair) -> bool | None:
    """The first pair that holds, or that cannot be compared, settles it."""
    for one in left:
        for other in right:
            found = holds(one, other)
            if found is not False:
                return found
    return False


def _compare(sign: str, one: Value, other: Value) -> bool | None:
    if one is None or other is None:
        same = one is None and other is None
        return sign in _EQUALITIES and same is (sign == "==")
    if _family(one) != _family(other):
        return None
    return _ORDERS[sign](one, other)


def _family(value: Value) -> type:
    return float if isinstance(value, int) and not isinstance(value, bool) else type(value)


def _starts(one: Value, other: Value) -> bool | None:
    return one.startswith(other) if isinstance(one, str) and isinstance(other, str) else None
