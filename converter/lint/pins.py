"""Which calls an event has to be for a test to be reached."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from converter.lint.subject import Atom, Both, Inverse

if TYPE_CHECKING:
    from collections.abc import Iterator

    from converter.lint.subject import Subject, Tree


@dataclass(frozen=True, slots=True)
class Calls:
    """The event sources and names that are left; empty: not pinned."""

    sources: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()

    def narrowed(self, tree: Tree) -> Calls:
        """What is left beside a tree that holds, too."""
        sources, names = pinned(tree, "eventSource"), pinned(tree, "eventName")
        return Calls(_both(self.sources, sources), _both(self.names, names))


def _both(one: frozenset[str], other: frozenset[str]) -> frozenset[str]:
    return (one & other or other) if one and other else one or other


def pinned(tree: Tree, field: str) -> frozenset[str]:
    """The plain texts of which the field has one wherever the tree holds; empty: any."""
    if isinstance(tree, Atom):
        literal = tree.literal if tree.field == field else None
        return frozenset() if literal is None else frozenset((literal,))
    if isinstance(tree, Inverse):
        return frozenset()
    parts = [pinned(part, field) for part in tree.parts]
    if tree.every:
        found: frozenset[str] = frozenset()
        for part in parts:
            found = _both(found, part)
        return found
    return frozenset().union(*parts) if all(parts) else frozenset()


def reached(subject: Subject) -> Iterator[tuple[Atom, Calls]]:
    """Each test of the rule with the calls that are left beside it, once for each way to get there."""
    for condition in subject.conditions:
        yield from _reached(subject.tree(condition.expression), Calls())


def _reached(tree: Tree, calls: Calls) -> Iterator[tuple[Atom, Calls]]:
    if isinstance(tree, Atom):
        yield tree, calls
    elif isinstance(tree, Inverse):
        yield from _reached(tree.part, calls)
    elif isinstance(tree, Both):
        left = calls.narrowed(tree) if tree.every else calls
        for part in tree.parts:
            yield from _reached(part, left if tree.every else left.narrowed(part))
