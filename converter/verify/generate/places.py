"""Neighbours of a place: the same value where a careless query also looks, or no longer looks."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from converter.shapes import Segment
from converter.verify.generate.placing import MISSING, Missing, parent, put, value_at
from converter.verify.generate.record import OBJECTS, copied

if TYPE_CHECKING:
    from collections.abc import Iterator

    from converter.verify.generate.placing import Route
    from converter.verify.generate.record import Record
    from converter.verify.reference.paths import Json

    Neighbour = tuple[str, Record]

OTHER: Final = "something-else"
TWINS: Final = {
    "add": "remove",
    "remove": "add",
    "valuesToAdd": "valuesToRemove",
    "valuesToRemove": "valuesToAdd",
    "requestParameters": "responseElements",
    "responseElements": "requestParameters",
    "userId": "group",
    "group": "userId",
    "arn": "principalId",
    "userName": "principalId",
    "errorCode": "errorMessage",
    "errorMessage": "errorCode",
    "eventName": "eventSource",
    "eventSource": "eventName",
    "userAgent": "sourceIPAddress",
    "sourceIPAddress": "userAgent",
}
ISSUER: Final = (Segment("sessionContext", (0,)), Segment("sessionIssuer", (0,)))


def moved(record: Record, route: Route, *, coined: bool) -> Iterator[Neighbour]:
    """Yield records in which the value stands at a place nearby, instead or as well.

    `coined`: AWS's models have the route, so that AWS writes no name of it in two letter cases, and
    nothing beside it for which they have no room.
    """
    value = value_at(record, route)
    if isinstance(value, Missing):
        return
    for name, place in _nearby(route, coined=coined):
        yield f"{name} instead", _placed(record, (route, MISSING), (place, value))
        if coined and _without_room(place, route):
            continue
        yield f"{name} instead, another one here", _placed(record, (place, value), (route, OTHER))
        yield f"another one {name}", _placed(record, (place, OTHER))


def _without_room(place: Route, route: Route) -> bool:
    """Whether AWS's models have no room for a neighbour beside the route.

    EC2's wrapper holds its `items` alone, and besides twins no name leads as deep as the route does.
    """
    if len(place) != len(route):
        return True
    at, new, old = next(
        (at, new.name, old.name) for at, (new, old) in enumerate(zip(place, route, strict=True)) if new != old
    )
    return old == "items" or (TWINS.get(old) != new and at < len(route) - 2)


def _placed(record: Record, *puts: tuple[Route, Any]) -> Record:
    changed = copied(record)
    for route, value in puts:
        put(changed, route, value)
    return changed


def _nearby(route: Route, *, coined: bool) -> Iterator[tuple[str, Route]]:
    """Yield the likeliest mix-ups first: the twins that AWS itself has, then the levels, then other names."""
    for place, segment in reversed(list(enumerate(route))):
        if segment.name in TWINS:
            yield _renamed(route, place, TWINS[segment.name])
    if route[0].name == "userIdentity" and len(route) == 2:  # noqa: PLR2004 -- userIdentity and its member
        yield "at the session's issuer", [route[0], *ISSUER, route[1]]
    if route[0].name in OBJECTS:
        yield from _nearby_parameters(route, coined=coined)


def _nearby_parameters(route: Route, *, coined: bool) -> Iterator[tuple[str, Route]]:
    *way, last = route
    if way:
        yield "one level down", [*way, Segment("detail", (0,)), last]
    for place in range(1, len(way)):
        yield f"without {route[place].name}", [*route[:place], *route[place + 1 :]]
    for place, segment in reversed(list(enumerate(route))[1:]):
        name = segment.name
        others = [f"{name}Other", f"other{name[:1].upper()}{name[1:]}"]
        for other in others if coined else [*others, f"{name[:1].swapcase()}{name[1:]}"]:
            yield _renamed(route, place, other)


def _renamed(route: Route, place: int, name: str) -> tuple[str, Route]:
    return f"at {name}", [*route[:place], Segment(name, route[place].depths), *route[place + 1 :]]


def listed_otherwise(record: Record, route: Route) -> Iterator[Neighbour]:
    """Yield records in which what lies along the route is a list, or another list, or JSON in a text."""
    for end in range(len(route) - 1, 0, -1):
        yield from _forms(record, route[:end], route[end:])


def _forms(record: Record, way: Route, rest: Route) -> Iterator[Neighbour]:
    name = way[-1].name
    holder = parent(record, way)
    if holder is None:
        return
    node = holder[name]
    item = node[0] if isinstance(node, list) and node else node
    if not isinstance(item, dict):
        return
    other, alone = copied(item), copied(item)
    put(other, rest, OTHER)
    put(alone, rest, MISSING)
    single: Record = {}
    put(single, rest, value_at(item, rest))
    forms: list[tuple[str, Any]] = [
        (f"last in the list {name}", [other, item]),
        (f"first in the list {name}", [item, other]),
        (f"only one in the list {name}", [item]),
        (f"a member of its own in {name}", [alone, single]),
        (f"in the middle of the list {name}", [other, item, other]),
        (f"{name} is no list", item),
        (f"{name} is an empty list", []),
        (f"{name} is an empty object", {}),
        (f"{name} is null", None),
        (f"{name} is missing", MISSING),
        (f"{name} is JSON in a text", json.dumps(item, separators=(",", ":"), ensure_ascii=False)),
        (f"{name} is a list in a list", [[other], [item]]),
        (f"{name} has null and text beside", [None, "x", item]),
    ]
    for intent, form in forms:
        yield intent, _with(record, way, form)


def _with(record: Record, way: Route, form: Json) -> Record:
    changed = copied(record)
    holder = parent(changed, way)
    if holder is None or isinstance(form, Missing):
        put(changed, way, MISSING)
    else:
        holder[way[-1].name] = form
    return changed


def spelled_with_dots(record: Record, route: Route) -> Iterator[Neighbour]:
    """Yield the record with the last two names as one key that holds a dot."""
    value = value_at(record, route)
    if isinstance(value, Missing) or len(route) < 3:  # noqa: PLR2004 -- two names below the parameters
        return
    joined = Segment(f"{route[-2].name}.{route[-1].name}", route[-1].depths)
    yield "a key with a dot", _placed(record, (route, MISSING), ([*route[:-2], joined], value))
