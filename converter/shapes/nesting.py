"""How deep objects lie beside the names of a path: what a reader of a record's text has to skip.

Depths count objects one in the other, lists aside: `{a={b=1}}` is two deep, a text none.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct
from msgspec.structs import replace

from converter.shapes import HALVES, REMEMBERED, fitting
from converter.shapes.models import Model
from converter.shapes.record import RECORD, XML_SERVICES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

DEEPEST: Final = 6
"""Where counting stops: shapes may hold themselves."""
ANYTHING: Final = 3
"""Taken for a member that may be any JSON."""
DOCUMENT: Final = 4
"""Taken for a text that holds JSON: in a policy, a condition's block is four deep."""
DOCUMENTS: Final = re.compile(
    r"polic|document|template|json|definition|pattern|schema|body|input|payload", re.IGNORECASE
)
"""Names of members under which AWS takes JSON as a text, among others."""


class Level(Struct, frozen=True):
    """The deepest neighbour of one name, None if it has none; its own values, when in lists and anyway."""

    beside: int | None
    within: int
    depth: int


class Nesting(Struct, frozen=True):
    """A level for each name below the first one of a path.

    `exact`: the calls are known, and none of them has a name beside these that differs in letter case only.
    """

    levels: tuple[Level, ...]
    exact: bool


class _Walk(Struct, frozen=True):
    """A path through one call: its levels as far as the call has it, and whether a name has a twin."""

    levels: tuple[Level, ...]
    complete: bool
    twin: bool


def nesting_of(path: str, sources: Iterable[str] = (), names: Iterable[str] = ()) -> Nesting | None:
    """Say how deep objects lie beside a raw CloudTrail path in the events of these sources and names.

    Args:
        path: the dotted path as a rule writes it, e.g. `requestParameters.launchPermission.add`.
        sources: the plain eventSource values that the rule pins, in any letter case.
        names: likewise its eventName values.

    Returns:
        The deepest of all calls that have the path, or None if no model has it.
    """
    return _nesting_of(path, tuple(sorted(sources)), tuple(sorted(names)))


@lru_cache(REMEMBERED)
def _nesting_of(path: str, sources: tuple[str, ...], names: tuple[str, ...]) -> Nesting | None:
    half, *rest = path.split(".")
    if not rest:
        return None
    if half not in HALVES:
        walk = _walk(Model(), RECORD.get(half), rest)
        return Nesting(walk.levels, exact=False) if walk.complete else None
    walks = list(_walks(HALVES[half], rest, sources, names))
    complete = [walk.levels for walk in walks if walk.complete]
    if not complete:
        return None
    pinned = bool(names) and all(fitting(sources, name) for name in names)
    exact = pinned and not any(walk.twin for walk in walks)
    return Nesting(tuple(map(_deepest, zip(*complete, strict=True))), exact)


def _deepest(levels: Iterable[Level]) -> Level:
    together = list(levels)
    beside = [level.beside for level in together if level.beside is not None]
    within, depth = (max(getattr(level, name) for level in together) for name in ("within", "depth"))
    return Level(max(beside, default=None), within, depth)


def _walks(half: int, rest: list[str], sources: Sequence[str], names: Sequence[str]) -> Iterator[_Walk]:
    if not sources and not names:
        return
    for name in names or [""]:
        for model, call in fitting(sources, name):
            walk = _walk(model, model.half(call, half), rest)
            yield _loosened(walk, half) if model.name in XML_SERVICES else walk


def _loosened(walk: _Walk, half: int) -> _Walk:
    """S3's requests carry query strings and whole documents, whose names the model does not say."""
    first = tuple(replace(level, beside=ANYTHING) for level in walk.levels[:1]) if half == 0 else ()
    return _Walk(first + walk.levels[len(first) :], walk.complete, twin=True)


def _walk(model: Model, start: Any, names: list[str]) -> _Walk:  # noqa: ANN401 - JSON of the archive
    shape, twin = start, False
    levels: list[Level] = []
    for name in names:
        members = shape if isinstance(shape, dict) else {}
        twin = twin or "*" in members or any(_is_twin(other, name) for other in members)
        reference = model.member(shape, name)
        if reference is None:
            return _Walk(tuple(levels), complete=False, twin=twin)
        depth, shape = model.unlisted(reference)
        others = [_depth_beside(model, other, each) for other, each in members.items() if other != name]
        own = depth_of(model, shape)
        levels.append(Level(max(others, default=None), own if depth else 0, own))
    return _Walk(tuple(levels), complete=True, twin=twin)


def _depth_beside(model: Model, name: str, reference: Any) -> int:  # noqa: ANN401 - JSON of the archive
    """How deep a neighbour may be; a text is, too, where its name says that it holds JSON."""
    depth = depth_of(model, reference)
    return max(depth, DOCUMENT) if DOCUMENTS.search(name) else depth


def _is_twin(other: str, name: str) -> bool:
    return other != name and other.lower() == name.lower()


def depth_of(model: Model, reference: Any, most: int = DEEPEST) -> int:  # noqa: ANN401 - JSON of the archive
    """How many objects, one in the other, a shape may hold, itself included; at most `most`."""
    _, shape = model.unlisted(reference)
    if shape is None:
        return min(ANYTHING, most)
    if not isinstance(shape, dict) or most == 0:
        return 0
    return 1 + max((depth_of(model, each, most - 1) for each in _members(shape)), default=0)


def _members(shape: dict[str, Any]) -> Iterator[Any]:
    """What the names of a structure lead to, each once."""
    seen: set[int] = set()
    for each in shape.values():
        if isinstance(each, int):
            if each in seen:
                continue
            seen.add(each)
        yield each
