"""A rule's meaning as a tree of tests, with the tests that decided a verdict."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, TypeAlias

from converter.verify.budget import UndecidedError
from converter.verify.reference.matching import any_of_texts, field_test, keyword_test
from converter.verify.reference.values import Expression, Text, Value, folded

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from converter.verify.reference.paths import Event

    EventTest = Callable[[Event], bool]


@dataclass(frozen=True, slots=True, eq=False)
class FieldTest:
    """One value asked of one field; `path` None asks it of every value in the event.

    `written` is how the rule spells it, `alternatives` what its modifiers made of it. Two tests are equal
    only if they are the same one in the rule.
    """

    path: str | None
    written: str
    alternatives: tuple[Value, ...]
    holds: EventTest


@dataclass(frozen=True, eq=False)
class AllOf:
    """Every part holds."""

    parts: tuple[Node, ...]

    @cached_property
    def holds(self) -> EventTest:
        """The test of an event."""
        return _every([part.holds for part in self.parts])


@dataclass(frozen=True, eq=False)
class AnyOf:
    """Some part holds."""

    parts: tuple[Node, ...]

    @cached_property
    def holds(self) -> EventTest:
        """The test of an event."""
        return _look_up(self.parts) or _some([part.holds for part in self.parts])


@dataclass(frozen=True, eq=False)
class NoneOf:
    """The part does not hold."""

    part: Node

    @cached_property
    def holds(self) -> EventTest:
        """The test of an event."""
        holds = self.part.holds
        return lambda event: not holds(event)


Node: TypeAlias = FieldTest | AllOf | AnyOf | NoneOf


def single_test(path: str | None, written: str, alternatives: list[Value]) -> FieldTest:
    """Make one leaf of the tree; with several alternatives one of them is enough."""
    tests = [_test(path, value) for value in alternatives]
    holds = tests[0] if len(tests) == 1 else _some(tests)
    return FieldTest(path, written, tuple(alternatives), holds)


def _test(path: str | None, value: Value) -> EventTest:
    if path is not None:
        return field_test(path, value)
    if isinstance(value, Text | Expression):
        return keyword_test(value)
    raise TypeError(f"no keyword: {value}")


def _look_up(parts: tuple[Node, ...]) -> EventTest | None:
    """Make one test of a list of plain texts, if that is what the parts are."""
    tests = [part for part in parts if isinstance(part, FieldTest)]
    values = [value for test in tests for value in test.alternatives]
    (path, *others) = {test.path for test in tests} or {None}
    plain = all(isinstance(value, Text) and value.literal is not None and not value.cased for value in values)
    if path is None or others or not plain or len(tests) < len(parts):
        return None
    return any_of_texts(path, frozenset(text for test in tests for text in _literals(test) or ()))


def _every(tests: list[EventTest]) -> EventTest:
    def holds(event: Event) -> bool:
        for test in tests:  # noqa: SIM110 -- a plain loop takes half the time of all() over a generator
            if not test(event):
                return False
        return True

    return holds


def _some(tests: list[EventTest]) -> EventTest:
    def holds(event: Event) -> bool:
        for test in tests:  # noqa: SIM110 -- as above
            if test(event):
                return True
        return False

    return holds


def decisive(node: Node, event: Event) -> list[tuple[FieldTest, bool]]:
    """List the field tests that decided, each with whether it held: change one to change the verdict."""
    return list(_decisive(node, event))


def _decisive(node: Node, event: Event) -> Iterator[tuple[FieldTest, bool]]:
    match node:
        case FieldTest():
            yield node, node.holds(event)
        case NoneOf(part):
            yield from _decisive(part, event)
        case AllOf(parts) | AnyOf(parts):
            verdict = node.holds(event)
            for part in parts:
                if _says(part, event) is verdict:
                    yield from _decisive(part, event)


def _says(node: Node, event: Event) -> bool | None:
    """Give the verdict of a part, or None where it gives up; then another part has decided."""
    try:
        return node.holds(event)
    except UndecidedError:
        return None


def required(node: Node, path: str) -> frozenset[str] | None:
    """Give the texts, in lower case, one of which the field must be; None if the rule does not say."""
    match node:
        case FieldTest():
            return _literals(node) if node.path == path else None
        case AnyOf(parts):
            choices = [required(part, path) for part in parts]
            return None if None in choices else frozenset().union(*(c for c in choices if c is not None))
        case AllOf(parts):
            needs = [need for part in parts if (need := required(part, path)) is not None]
            return frozenset.intersection(*needs) if needs else None
        case NoneOf():
            return None


def _literals(test: FieldTest) -> frozenset[str] | None:
    literals = [value.literal for value in test.alternatives if isinstance(value, Text)]
    if len(literals) < len(test.alternatives) or None in literals:
        return None
    return frozenset(folded(literal) for literal in literals if literal is not None)
