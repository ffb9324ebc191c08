"""What the steps of a SQL/JSON path do to the items before them, in lax mode.

Asked of Trino 476 in November 2026; https://trino.io/docs/476/functions/json.html.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from converter.targets.athena.duck.json_text import Value

Items: TypeAlias = "list[Value]"
Step: TypeAlias = "Callable[[Items], Items]"


def unwrapped(items: Items) -> Items:
    """Lax mode takes one level of arrays apart before each step."""
    return [part for item in items for part in (item if isinstance(item, list) else (item,))]


def through(items: Items, steps: list[Step]) -> Items:
    """One step after the other."""
    for step in steps:
        items = step(items)
    return items


def any_member(items: Items) -> Items:
    """`.*`: the value of every member of every object."""
    return [value for part in unwrapped(items) if isinstance(part, dict) for value in part.values()]


def below(value: Value, key: str) -> Iterator[Value]:
    """Every member of this name, however deep, outermost first."""
    if isinstance(value, dict):
        if key in value:
            yield value[key]
        for member in value.values():
            yield from below(member, key)
    elif isinstance(value, list):
        for member in value:
            yield from below(member, key)


def part_of(value: Value, first: int, last: int) -> Items:
    """Members by place; what is no array is its own first member."""
    members = value if isinstance(value, list) else [value]
    start, end = (len(members) - 1 if place < 0 else place for place in (first, last))
    return members[max(start, 0) : end + 1]


def _type(value: Value) -> str:
    names: dict[type[Any], str] = {
        bool: "boolean",
        int: "number",
        float: "number",
        str: "string",
        dict: "object",
    }
    return "null" if value is None else names.get(type(value), "array")


def _pairs(items: Items) -> Items:
    objects = [part for part in unwrapped(items) if isinstance(part, dict)]
    if len(objects) != len(unwrapped(items)):
        raise ValueError("keyvalue() takes objects only")
    return [{"name": key, "value": value, "id": 0} for part in objects for key, value in part.items()]


METHODS: Final[dict[str, Step]] = {
    "type": lambda items: [_type(item) for item in items],
    "size": lambda items: [len(item) if isinstance(item, list) else 1 for item in items],
    "keyvalue": _pairs,
}
