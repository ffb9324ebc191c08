"""Where CloudTrail's records hold arrays and objects, from AWS's own API models.

`shape_of` answers for one path of a rule; `operations` lists the calls of an event source. Each reads
only the models that it needs from `api.zip` (see `build`), once.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct
from msgspec.structs import replace

from converter.shapes.models import (
    Depths,
    End,
    Model,
    Trace,
    models_of,
    models_with,
    narrowed,
    operations,
    unknown,
)
from converter.shapes.record import RECORD

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

__all__ = ["MOST_FORMS", "Segment", "Shape", "operations", "shape_of"]

MOST_FORMS: Final = 8
REMEMBERED: Final = 2048
HALVES: Final = {"requestParameters": 0, "responseElements": 1}


class Segment(Struct, frozen=True):
    """One name of a path and how many arrays, one in the other, may lie between it and its values.

    `(0,)` is never an array, `(1,)` always, `(0, 1)` either: unknown, or different from call to call.
    """

    name: str
    depths: Depths


class Shape(Struct, frozen=True):
    """What is known of a path: its segments, and whether an object may stand at its end.

    `guessed`: depths of some names are those that the names have in other calls.
    """

    segments: tuple[Segment, ...]
    end: End
    guessed: bool = False

    @property
    def forms(self) -> int:
        """In how many ways arrays may lie along the path."""
        count = 1
        for segment in self.segments:
            count *= len(segment.depths)
        return count

    @property
    def plain(self) -> bool:
        """Whether no array lies along the path."""
        return all(segment.depths == (0,) for segment in self.segments)


def shape_of(path: str, sources: Iterable[str] = (), names: Iterable[str] = ()) -> Shape:
    """Say what is known of a raw CloudTrail path in the events of these sources and names.

    Args:
        path: the dotted path as a rule writes it, e.g. `requestParameters.launchPermission.add.items.userId`.
        sources: the plain eventSource values that the rule pins, in any letter case; none: every source.
        names: likewise its eventName values.

    Returns:
        Depths and end on which every fitting call agrees, or all those that occur. Where that leaves more
        than `MOST_FORMS` ways, names that no fitting call has are taken to be what they are in other calls.
    """
    return _shape_of(path, tuple(sorted(sources)), tuple(sorted(names)))


@lru_cache(REMEMBERED)
def _shape_of(path: str, sources: tuple[str, ...], names: tuple[str, ...]) -> Shape:
    segments = path.split(".")
    traces = list(traces_of(segments, sources, names))
    shape = merged(segments, traces)
    if shape.forms <= MOST_FORMS:
        return shape
    return replace(merged(segments, [narrowed(trace, segments) for trace in traces]), guessed=True)


def merged(segments: list[str], traces: list[Trace]) -> Shape:
    """All readings as one."""
    columns = zip(*(trace.depths for trace in traces), strict=True)
    depths = (tuple(sorted({depth for each in column for depth in each})) for column in columns)
    ends = {trace.end for trace in traces}
    return Shape(
        tuple(map(Segment, segments, depths)),
        ends.pop() if len(ends) == 1 else "unknown",
    )


def traces_of(segments: list[str], sources: Sequence[str], names: Sequence[str]) -> Iterator[Trace]:
    """Every reading of a path; never none."""
    first, rest = segments[0], segments[1:]
    if first not in HALVES or not rest:
        start = {**RECORD, **{half: {} for half in HALVES}}
        yield Model().trace(start, segments)
        return
    for trace in readings(HALVES[first], rest, sources, names):
        yield replace(trace, depths=((0,), *trace.depths))


def readings(half: int, rest: list[str], sources: Sequence[str], names: Sequence[str]) -> Iterator[Trace]:
    """The readings of a parameter's path: those that a call has, else what is known of its beginning."""
    if not names and not sources:
        yield unknown(rest)
        return
    traces = [trace for name in names or [""] for trace in traces_in_calls(half, rest, sources, name)]
    stray = [name for name in names if not fitting(sources, name)]
    known = [trace for trace in traces if trace.known]
    yield from known or traces
    if stray or not traces:
        yield unknown(rest)


def traces_in_calls(half: int, rest: list[str], sources: Sequence[str], name: str) -> Iterator[Trace]:
    """The path in every call of the sources that has this name (any name if empty)."""
    for model, call in fitting(sources, name):
        yield model.trace(model.half(call, half), rest)


def fitting(sources: Sequence[str], name: str) -> list[tuple[Model, list[Any]]]:
    """The calls of the sources (of every source if none) that bear a name, or all of them."""
    models = [model for source in sources for model in models_of(source)] if sources else models_with(name)
    if not name:
        return [(model, call) for model in models for call in model.operations.values()]
    return [(model, call) for model in models if (call := model.call(name)) is not None]
