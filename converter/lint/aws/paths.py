"""What is known of a field's path: whether a call has it, and which real name is nearest."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, Final

from converter.lint.aws.known import ANSWERS, OWN_NAMES, RECORDED
from converter.shapes import HALVES, fitting
from converter.shapes.models import Model
from converter.shapes.record import RECORD, XML_SERVICES

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_RECORD: Final[dict[str, Any]] = {**RECORD, **dict.fromkeys(HALVES), "insightDetails": 1}
_RECORD["additionalEventData"] = 1
_RECORD["vpcEndpointId"] = 0


# Parameters that hold a policy, as JSON text or as an object.
_POLICY: Final = ("policy", "policydocument")


@dataclass(frozen=True, slots=True)
class Step:
    """Where a path leaves what is known: the name there, and the names that are known instead."""

    index: int
    known: frozenset[str]


def follow(model: Model, start: Any, names: Sequence[str]) -> Step | None:  # noqa: ANN401 -- of the archive
    """The step at which a path leaves the model; None if it does not, or comes to what may hold anything."""
    shape = start
    for index, name in enumerate(names):
        if shape is None:
            return None
        known = frozenset(shape) if isinstance(shape, dict) else frozenset[str]()
        reference = model.member(shape, name)
        if reference is None:
            return Step(index, known)
        _, shape = model.unlisted(reference)
    return None


def stray_in_record(path: str) -> Step | None:
    """Where a path outside of parameters and answers leaves CloudTrail's record."""
    return follow(Model(), _RECORD, path.split("."))


@dataclass(frozen=True, slots=True)
class Lack:
    """A path that a call does not have: the call, the step, and whether only the letter case differs."""

    path: str
    call: str
    step: Step

    @property
    def name(self) -> str:
        """The name that is not known."""
        return self._names[self.step.index]

    @property
    def _names(self) -> list[str]:
        return self.path.split(".")[1:]

    @property
    def nearest(self) -> str | None:
        """The whole path with the nearest known name in place of the unknown one."""
        lowered = {name.lower(): name for name in sorted(self.step.known)}
        found = next(iter(get_close_matches(self.name.lower(), lowered, 1, 0.7)), None)
        if found is None:
            return None
        half, *names = self.path.split(".")
        names[self.step.index] = lowered[found]
        return ".".join((half, *names))

    @property
    def misspelt(self) -> bool:
        """Whether the name is all but a known one, and none of EC2's own, which end in Set."""
        known = [name.lower() for name in sorted(self.step.known)]
        near = get_close_matches(self.name.lower(), known, 1, 0.9)
        own = self.same_letters or self.name.endswith("Set") or self.name[-1:].isdigit()
        return bool(near) and not own

    @property
    def same_letters(self) -> bool:
        """Whether a known name differs by letter case only."""
        return self.name.lower() in {name.lower() for name in self.step.known}


def lacks(path: str, source: str, name: str) -> Lack | None:
    """What keeps a call from having this path; None if it has it, or nobody can tell."""
    half, *rest = path.split(".")
    if not rest or _recorded(half, rest, source):
        return None
    steps: list[Step] = []
    for model, call in fitting([source], name):
        if model.name in XML_SERVICES:
            return None
        step = follow(model, model.half(call, HALVES[half]), rest)
        if step is None:
            return None
        steps.append(step)
    if not steps or any(_open(step, rest) for step in steps):
        return None
    lack = Lack(path, name, max(steps, key=lambda step: step.index))
    return lack if source not in OWN_NAMES or lack.misspelt else None


def _open(step: Step, names: Sequence[str]) -> bool:
    """Whether records go on where the path leaves the model: in a policy, in an answer without a model."""
    return not step.known if step.index == 0 else names[step.index - 1].lower().endswith(_POLICY)


def _recorded(half: str, rest: Iterable[str], source: str) -> bool:
    known = RECORDED.get(source, frozenset())
    return bool(known.intersection(rest)) or (half == "responseElements" and not ANSWERS.isdisjoint(rest))
