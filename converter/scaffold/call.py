"""A call of AWS's APIs by its event name: who logs it, and which parameters its record can have."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from converter.errors import SettingsError
from converter.lint.aws.events import (
    dated,
    is_permission,
    known_source,
    names_of,
    nearest_name,
    nearest_source,
    permissions,
    real_name,
    recorded_as,
    sources_with,
    without_list,
)
from converter.shapes import fitting
from converter.shapes.models import sources

if TYPE_CHECKING:
    from collections.abc import Iterator

    from converter.shapes.models import Model

_DEEPEST: Final = 4
_MOST: Final = 24
# A value that passes for a text, a number and a name alike.
_SAMPLE: Final = "example-1"


@dataclass(frozen=True, slots=True)
class Call:
    """One event: its source and name as AWS writes them, and the paths and sample of its parameters.

    `dated`: real events carry the API's version behind the name.
    """

    source: str
    name: str
    dated: bool
    paths: tuple[str, ...]
    sample: dict[str, Any]


def find_call(name: str, source: str | None = None) -> Call:
    """The call of an event name.

    Raises:
        SettingsError: no source logs it, or several do and none is named; with the nearest real names.
    """
    found = _source(name, source)
    real = real_name(found, name)
    if real is None:
        raise SettingsError(_missing(name, found))
    if other := recorded_as(found, real):
        raise SettingsError(f"CloudTrail records {real} as {other}; write sigmatrail new {other}")
    [model, call] = next(iter(fitting([found], real)), (None, None))
    members = model.half(call, 0) if model and call else {}
    paths = tuple(_paths(model, members, "requestParameters", 0)) if model else ()
    sample = _object(model, members, 0) if model else {}
    return Call(found, real, dated(found, real), paths[:_MOST], sample)


def _source(name: str, source: str | None) -> str:
    if source is not None:
        full = (
            source.lower() if source.lower().endswith(".amazonaws.com") else f"{source.lower()}.amazonaws.com"
        )
        if known_source(full):
            return full
        near = nearest_source(full)
        hint = f"; did you mean '{near}'?" if near else ""
        raise SettingsError(f"no AWS service logs as '{full}'{hint}")
    found = sources_with(name)
    if not found:
        raise SettingsError(_missing(name, None))
    if len(found) > 1:
        raise SettingsError(f"{', '.join(found)} have an event '{name}'; pick one with --source")
    return found[0]


def _missing(name: str, source: str | None) -> str:
    """Why there is nothing to make a rule from: of a permission, whose it is."""
    if source and without_list(source):
        return f"sigmatrail has no list of what {source} logs; write the rule by hand, from a real event"
    services = [source] if source else [f"{service}.amazonaws.com" for service in sorted(permissions())]
    holders = [each for each in services if is_permission(each, name)]
    hint = _hint(name, holders or ([source] if source else sorted(sources())))
    if holders:
        return f"'{name}' is an IAM permission of {', '.join(holders)}, and no event{hint}"
    return f"{source} has no event '{name}'{hint}" if source else f"no event is called '{name}'{hint}"


def _hint(name: str, among: list[str]) -> str:
    names = {each for source in among for each in names_of(source)}
    near = nearest_name(name, names)
    return f"; did you mean '{near}'?" if near else ""


def _paths(model: Model, members: dict[str, Any], prefix: str, depth: int) -> Iterator[str]:
    """The paths that end at a text, a number or a boolean, shallow ones as they come."""
    for name, reference in members.items():
        _, shape = model.unlisted(reference)
        path = f"{prefix}.{name}"
        if isinstance(shape, dict) and "*" not in shape and depth < _DEEPEST:
            yield from _paths(model, shape, path, depth + 1)
        elif shape is not None and not isinstance(shape, dict):
            yield path


def _object(model: Model, members: dict[str, Any], depth: int) -> dict[str, Any]:
    """A value for every member that has a path."""
    made = {name: _value(model, reference, depth) for name, reference in members.items() if name != "*"}
    return {name: value for name, value in made.items() if value is not None}


def _value(model: Model, reference: Any, depth: int) -> Any:  # noqa: ANN401 -- JSON
    lists, shape = model.unlisted(reference)
    value: Any = _SAMPLE
    if shape is None or (isinstance(shape, dict) and ("*" in shape or depth >= _DEEPEST)):
        return None
    if isinstance(shape, dict) and not (value := _object(model, shape, depth + 1)):
        return None
    for _ in range(lists):
        value = [value]
    return value
