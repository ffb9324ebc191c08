"""The ways in which a condition comes true or false, one test at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeAlias

from converter.verify.budget import UndecidedError
from converter.verify.reference import AllOf, FieldTest, Node, NoneOf

if TYPE_CHECKING:
    from collections.abc import Iterator

    from converter.verify.reference import Reference
    from converter.verify.reference.paths import Event

    Goals: TypeAlias = dict[FieldTest, bool]

# Of more parts, the first must do: a record takes no more tests than this (`build.MOST_GOALS`).
MOST_PARTS: Final = 200


def says(test: FieldTest, record: Event) -> bool | None:
    """Give what a test says of a record, or None where it gives up."""
    try:
        return test.holds(record)
    except UndecidedError:
        return None


def verdict(reference: Reference, record: Event) -> bool | None:
    """Give what a rule says of a record, or None where it gives up."""
    try:
        return reference.matches(record)
    except UndecidedError:
        return None


def ways(node: Node, *, wanted: bool) -> Iterator[Goals]:
    """Yield what each test must say, for each branch that makes `node` come out as wanted.

    Where all parts must agree, one part varies while the others keep their first way; where one part
    is enough, it stands alone. So each way but the first differs from another in one part.
    """
    if isinstance(node, FieldTest):
        yield {node: wanted}
    elif isinstance(node, NoneOf):
        yield from ways(node.part, wanted=not wanted)
    elif isinstance(node, AllOf) is wanted:
        yield from _together(node.parts, wanted=wanted)
    else:
        yield from _alone(node.parts, wanted=wanted)


def _first(node: Node, *, wanted: bool) -> Goals:
    return next(ways(node, wanted=wanted))


def _together(parts: tuple[Node, ...], *, wanted: bool) -> Iterator[Goals]:
    common = [_first(part, wanted=wanted) for part in parts[:MOST_PARTS]]
    yield _merged(common)
    for place, part in enumerate(parts[:MOST_PARTS]):
        for way in _later(part, wanted=wanted):
            yield _merged([*common[:place], way, *common[place + 1 :]])


def _later(part: Node, *, wanted: bool) -> Iterator[Goals]:
    every = ways(part, wanted=wanted)
    next(every)
    return every


def _alone(parts: tuple[Node, ...], *, wanted: bool) -> Iterator[Goals]:
    others = [_wholly(part, say=not wanted) for part in parts[:MOST_PARTS]]
    for place, part in enumerate(parts):
        for way in ways(part, wanted=wanted):
            yield _merged([*others[:place], *others[place + 1 :], way])


def _wholly(node: Node, *, say: bool) -> Goals:
    """Have every test of a part lean the same way, so that it stays clear of what its neighbours need."""
    if isinstance(node, FieldTest):
        return {node: say}
    if isinstance(node, NoneOf):
        return _wholly(node.part, say=not say)
    return _merged([_wholly(part, say=say) for part in node.parts])


def _merged(goals: list[Goals]) -> Goals:
    return {test: wanted for each in goals for test, wanted in each.items()}
