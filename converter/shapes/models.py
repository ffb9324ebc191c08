"""The models in `api.zip` (see `build`), each read once and only when asked for."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import Any, Final, Literal, TypeAlias
from zipfile import ZipFile

from msgspec import Struct
from msgspec.structs import replace

from converter.shapes.record import CONSOLE, CONSOLE_SOURCES, OTHER_MEMBERS, XML_QUERY, XML_SERVICES

ARCHIVE: Final = Path(__file__).parent / "api.zip"
# Lambda, CloudFront and others put the version of the API behind the name of the call.
API_VERSION: Final = re.compile(r"\d{4}_?\d{2}_?\d{2}(?:v\d+)?$")

End: TypeAlias = Literal["scalar", "object", "unknown"]
Depths: TypeAlias = tuple[int, ...]

# Bits of `names.json`.
END_BITS: Final[dict[End, int]] = {"scalar": 1 << 4, "object": 1 << 5, "unknown": 1 << 6}
UNKNOWN: Final = (0, 1)
ANY_DEPTH: Final = 0b11


class Trace(Struct, frozen=True):
    """One reading of a path: depths of each segment; `known` if a model has the whole path."""

    depths: tuple[Depths, ...]
    end: End
    known: bool


@dataclass(frozen=True)
class Model:
    """The calls of one service and the shapes that they lead to."""

    operations: dict[str, list[Any]] = field(default_factory=dict)
    shapes: tuple[str, ...] = ("0", "null")
    protocol: str = ""
    name: str = ""

    @cached_property
    def calls(self) -> dict[str, list[Any]]:
        """The calls under their names in lower case."""
        return {name.lower(): call for name, call in self.operations.items()}

    def call(self, name: str) -> list[Any] | None:
        """Request and response of a call, named as in a record and in any letter case."""
        return self.calls.get(name.lower()) or self.calls.get(API_VERSION.sub("", name.lower()))

    def at(self, reference: Any) -> Any:  # noqa: ANN401 - JSON of the archive
        """The shape at a position; shapes of `record` stand for themselves."""
        return json.loads(self.shapes[reference]) if isinstance(reference, int) else reference

    def member(self, shape: Any, name: str) -> Any:  # noqa: ANN401 - JSON of the archive
        """What a name leads to, or None."""
        if not isinstance(shape, dict):
            return None
        return shape.get(name, shape.get("*"))

    def half(self, call: list[Any], which: int) -> dict[str, Any]:
        """The members of a call's request or response."""
        members: dict[str, Any] = self.at(call[which])
        if which == 1:
            return members
        others = OTHER_MEMBERS.get(self.name, {})
        return others if self.name in XML_SERVICES else {**members, **others}

    def trace(self, start: Any, names: list[str]) -> Trace:  # noqa: ANN401 - JSON of the archive
        """Follow names from a shape as far as the model knows them."""
        shape = start
        depths: list[Depths] = []
        for name in names:
            reference = self.member(shape, name)
            if reference is None:
                return self.beyond(names, tuple(depths))
            depth, shape = self.unlisted(reference)
            depths.append(self.depths(depth))
        return Trace(tuple(depths), end_of(shape), known=True)

    def beyond(self, names: list[str], depths: tuple[Depths, ...]) -> Trace:
        """A path of which the model knows only the beginning."""
        rest = guess(names, wrapped=True) if self.protocol == "ec2" else unknown(names)
        return replace(rest, depths=depths + rest.depths[len(depths) :])

    def depths(self, depth: int) -> Depths:
        """How deep a list may lie in a record."""
        return tuple(range(depth + 1)) if self.name in XML_SERVICES else (depth,)

    def unlisted(self, reference: Any) -> tuple[int, Any]:  # noqa: ANN401 - JSON of the archive
        """How many lists stand around a shape, and the shape inside."""
        shape, depth = self.at(reference), 0
        while isinstance(shape, list):
            shape, depth = self.at(shape[0]), depth + 1
        return depth, shape


def end_of(shape: object) -> End:
    """What may stand at the end of a path that leads to this shape."""
    if shape is None:
        return "unknown"
    return "object" if isinstance(shape, dict) else "scalar"


def unknown(names: list[str]) -> Trace:
    """A path of which nothing is known: each name may hold an array."""
    return Trace((UNKNOWN,) * len(names), "unknown", known=False)


def guess(names: list[str], *, wrapped: bool = False) -> Trace:
    """A path that no model has, by what the names on it are everywhere else.

    `wrapped`: it belongs to EC2, whose older names wrap every list in `items`.
    """
    bits = [name_bits(name) for name in names]
    depths = map(wrapped_depths if wrapped else depths_of, names, bits, [*names[1:], ""])
    ends = [end for end, bit in END_BITS.items() if bits[-1] & bit]
    return Trace(tuple(depths), ends[0] if len(ends) == 1 else "unknown", known=False)


def narrowed(trace: Trace, names: list[str]) -> Trace:
    """A reading with guesses where nothing is known."""
    likely = guess(names).depths
    depths = (
        each if each != UNKNOWN else guessed for each, guessed in zip(trace.depths, likely, strict=True)
    )
    return trace if trace.known else replace(trace, depths=tuple(depths))


def wrapped_depths(name: str, bits: int, following: str) -> Depths:
    """How deep a list may lie at an EC2 name that no model has."""
    if name == "items":
        return (1,)
    return (0,) if following == "item" or name.endswith("Set") else depths_of(name, bits, following)


def depths_of(_: str, bits: int, following: str) -> Depths:
    """The depths that these bits allow; EC2's wrapper `items` lies in an object, not in a list."""
    depths = tuple(depth for depth in range(4) if bits >> depth & 1)
    return (0,) if following == "items" and 0 in depths else depths


@cache
def name_bits(name: str) -> int:
    """What members of this name are, as bits; anything if no model has one."""
    if name in XML_QUERY:
        return ANY_DEPTH | END_BITS["unknown"]
    found = (int(bits) for bits, names in vocabulary().items() if name in names)
    return next(found, ANY_DEPTH | END_BITS["unknown"])


@cache
def vocabulary() -> dict[str, frozenset[str]]:
    """The names of each combination of bits."""
    return {bits: frozenset(names) for bits, names in read("names").items()}


def operations(source: str) -> frozenset[str]:
    """The names of an event source's calls as AWS writes them; empty if no model knows the source."""
    return frozenset(name for model in models_of(source) for name in model.operations)


def models_of(source: str) -> list[Model]:
    """The models of an event source; empty if nobody knows it."""
    named = source.lower()
    if named in CONSOLE_SOURCES:
        return [Model(operations=CONSOLE)]
    return [model(name) for name in sources().get(named, [])]


def models_with(call: str) -> list[Model]:
    """The models that have a call, whatever the source."""
    bare = API_VERSION.sub("", call.lower())
    found = {name: None for key in (call.lower(), bare) for name in called(key)}
    console = [Model(operations=CONSOLE)] if any(call.lower() == name.lower() for name in CONSOLE) else []
    return [model(name) for name in found] + console


def called(call: str) -> list[str]:
    """The models of a call, its name in lower case; the list is searched, for parsing it takes longer."""
    text = calls()
    key = f"\n{call}\t"
    start = text.find(key)
    return text[start + len(key) : text.index("\n", start + 1)].split() if start >= 0 else []


@cache
def calls() -> str:
    """A line for every call."""
    return archive().read("calls.txt").decode()


@cache
def model(name: str) -> Model:
    """One service's model; its shapes stay text until something asks for them."""
    about, *shapes = archive().read(f"{name}.jsonl").decode().split("\n")
    return Model(**json.loads(about), shapes=tuple(shapes), name=name)


@cache
def sources() -> dict[str, list[str]]:
    """The models of every event source."""
    return dict(read("sources"))


@cache
def archive() -> ZipFile:
    """The archive, open for as long as the program runs."""
    return ZipFile(ARCHIVE)


def read(name: str) -> dict[str, Any]:
    """One member of the archive."""
    content: dict[str, Any] = json.loads(archive().read(f"{name}.json"))
    return content
