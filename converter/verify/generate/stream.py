"""The events for one condition of a rule, in an order that puts what tells most first."""

from __future__ import annotations

import random
from itertools import chain, islice
from typing import TYPE_CHECKING, TypeAlias, TypeVar

from converter.verify.generate.build import Builder
from converter.verify.generate.goals import says, verdict, ways
from converter.verify.generate.places import listed_otherwise, moved, spelled_with_dots
from converter.verify.generate.placing import put, value_at
from converter.verify.generate.record import Schema, copied
from converter.verify.generate.values import neighbours
from converter.verify.reference import AllOf, AnyOf, FieldTest, Node, NoneOf, Reference
from converter.verify.reference.tree import required
from converter.verify.reference.values import OtherField

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from converter.verify.generate.record import Record


T = TypeVar("T")
Candidate: TypeAlias = "tuple[str, Record]"
Branch: TypeAlias = "tuple[Record, list[FieldTest]]"


def candidates(reference: Reference, seed: str, most: int) -> Iterator[Candidate]:
    """Yield records with their intent: branches and neighbours in turn, then neighbours of neighbours.

    `most` bounds the branches; `seed` is all that the choices by chance depend on.
    """
    schema = _schema(reference.tree)
    made: list[Candidate] = []
    for candidate in _first_round(reference, Builder(schema), most):
        if schema.allows(candidate[1]):
            made.append(candidate)
            yield candidate
    chance = random.Random(seed)  # noqa: S311 -- the same choices each time, and no secret
    yield from _second_round(made, reference, Builder(schema), chance)


def _schema(tree: Node) -> Schema:
    pinned = (required(tree, "eventSource") or (), required(tree, "eventName") or ())
    letters = "".join(test.written for test in leaves(tree))
    return Schema(_paths(tree), *pinned, letters)


def leaves(node: Node) -> Iterator[FieldTest]:
    """Yield the tests of a tree in the order of the rule."""
    match node:
        case FieldTest():
            yield node
        case NoneOf(part):
            yield from leaves(part)
        case AllOf(parts) | AnyOf(parts):
            for part in parts:
                yield from leaves(part)


def _paths(tree: Node) -> Iterator[str]:
    for test in leaves(tree):
        if test.path is not None:
            yield test.path
        for value in test.alternatives:
            if isinstance(value, OtherField):
                yield value.path


def _first_round(reference: Reference, builder: Builder, most: int) -> Iterator[Candidate]:
    """Yield the branches and the neighbours of each test in turn, so that every start of it tells much."""
    branches: list[Branch] = []
    for goals in islice(in_turn([ways(reference.tree, wanted=say) for say in (True, False)]), most):
        record = builder.build(goals)
        if verdict(reference, record) is not None:
            held = [test for test, wanted in goals.items() if wanted and says(test, record)]
            branches.append((record, held))
    yield from in_turn([_branches(branches, reference), _neighbours(branches, reference, builder)])


def _branches(branches: list[Branch], reference: Reference) -> Iterator[Candidate]:
    for record, _ in branches:
        yield ("a branch of the condition" if reference.matches(record) else "one part broken"), record


def _neighbours(branches: list[Branch], reference: Reference, builder: Builder) -> Iterator[Candidate]:
    """Take each test where it first decides, else where it first holds, and go round all of them."""
    where: dict[FieldTest, Record] = {}
    deciding: set[FieldTest] = set()
    for record, tests in branches:
        decisive = {test for test, _ in reference.decisive(record)}.intersection(tests)
        for test in tests:
            if test not in where or test in decisive - deciding:
                where[test] = record
        deciding |= decisive
    yield from in_turn([_near(record, test, builder) for test, record in where.items()])


def _near(record: Record, test: FieldTest, builder: Builder) -> Iterator[Candidate]:
    route = builder.route(test.path)
    shown = test.path or "a keyword"
    coined = test.path is not None and builder.schema.coined(test.path)
    kinds = [
        _revalued(record, test, builder),
        moved(record, route, coined=coined),
        listed_otherwise(record, route),
    ]
    if test.path is not None and not coined:
        kinds[-1] = chain(kinds[-1], spelled_with_dots(record, route))
    for intent, changed in in_turn(kinds):
        yield f"{shown}: {intent}", changed


def _revalued(record: Record, test: FieldTest, builder: Builder) -> Iterator[Candidate]:
    for value in test.alternatives[:4]:
        paths = [test.path, value.path] if isinstance(value, OtherField) else [test.path]
        for route in map(builder.route, paths):
            for intent, neighbour in neighbours(value, value_at(record, route)):
                changed = copied(record)
                put(changed, route, neighbour)
                yield intent, changed


def _second_round(
    made: list[Candidate], reference: Reference, builder: Builder, chance: random.Random
) -> Iterator[Candidate]:
    """Change what has been changed already, at a test picked by chance, for as long as it is asked for."""
    tests = list(leaves(reference.tree))
    for _ in range(20 * len(made)):
        intent, record = chance.choice(made)
        test = chance.choice(tests)
        near = list(islice(_near(record, test, builder), 60))
        if near:
            more, changed = chance.choice(near)
            if builder.schema.allows(changed):
                yield f"{intent}; {more}", changed


def in_turn(sources: Iterable[Iterator[T]]) -> Iterator[T]:
    """Take one from each source, again and again, until all are at their end."""
    waiting = list(sources)
    while waiting:
        still = []
        for source in waiting:
            for item in islice(source, 1):
                still.append(source)
                yield item
        waiting = still
