"""Putting values into records, taking them out, and finding what stands there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, TypeAlias

from converter.verify.generate.record import listed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from converter.shapes import Segment
    from converter.verify.reference.paths import Json

    Route: TypeAlias = Sequence[Segment]


class Missing:
    """The value of a field that is not there."""


MISSING: Final = Missing()


def put(record: dict[str, Any], route: Route, value: Json) -> None:
    """Put a value at the end of a route, or with MISSING take away what is there; lists: first member."""
    node = record
    for segment in route[:-1]:
        if value is MISSING and not isinstance(node.get(segment.name), dict | list):
            return
        node = _entered(node, segment)
    last = route[-1]
    if value is MISSING:
        node.pop(last.name, None)
    else:
        node[last.name] = [value] if listed(last) and not isinstance(value, list) else value


def _entered(node: dict[str, Any], segment: Segment) -> dict[str, Any]:
    child = node.get(segment.name)
    if isinstance(child, list):
        if not child or not isinstance(child[0], dict):
            child.insert(0, {})
        first: dict[str, Any] = child[0]
        return first
    if isinstance(child, dict):
        return child
    fresh: dict[str, Any] = {}
    node[segment.name] = [fresh] if listed(segment) else fresh
    return fresh


def parent(record: dict[str, Any], route: Route) -> dict[str, Any] | None:
    """Find the object that holds the last name of a route, going by the first members of lists."""
    node: Json = record
    for segment in route[:-1]:
        node = node.get(segment.name)
        if isinstance(node, list):
            node = node[0] if node else None
        if not isinstance(node, dict):
            return None
    return node if route[-1].name in node else None


def value_at(record: dict[str, Any], route: Route) -> Json:
    """Give the value at the end of a route, the first member of a list there, or MISSING."""
    holder = parent(record, route)
    if holder is None:
        return MISSING
    value = holder[route[-1].name]
    return value[0] if isinstance(value, list) and value else value
