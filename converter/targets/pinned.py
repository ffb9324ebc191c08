"""What a whole condition pins: the values of which a field must have one in every event that matches."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from converter.condition import All, Keyword, Leaf, Not, Text

if TYPE_CHECKING:
    from converter.condition import Node


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
