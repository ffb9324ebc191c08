"""What a whole condition tells about each of its parts."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

from converter.condition import All, Keyword, Leaf, Not, Text

if TYPE_CHECKING:
    from converter.condition import Node


@dataclass(frozen=True, slots=True)
class Context:
    """What a target may know beside the condition.

    `sources` and `names` are the eventSource and eventName values that every matching event has one
    of, in lower case; empty where the rule does not pin them. `warn` takes a sentence for the person
    who deploys the query; the same sentence twice counts once.
    """

    sources: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()
    warnings: list[str] = field(default_factory=list)

    def warn(self, text: str) -> None:
        """Keep a warning, once."""
        if text not in self.warnings:
            self.warnings.append(text)


def context_of(node: Node) -> Context:
    """What a whole condition tells about each of its parts."""
    return Context(pinned(node, "eventSource"), pinned(node, "eventName"))


def pinned(node: Node, raw: str) -> frozenset[str]:
    """The plain texts of which the field has one in every event that matches; empty: not pinned."""
    if isinstance(node, Leaf):
        literal = node.test.literal if node.raw == raw and isinstance(node.test, Text) else None
        return frozenset() if literal is None else frozenset((literal.lower(),))
    if isinstance(node, Keyword | Not):
        return frozenset()
    parts = [pinned(inner, raw) for inner in cast("All", node).nodes]
    if isinstance(node, All):
        return next((part for part in parts if part), frozenset())
    return frozenset().union(*parts) if all(parts) else frozenset()
