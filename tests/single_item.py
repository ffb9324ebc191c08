"""Rules of one selection with one item, for the tests of the reference."""

from __future__ import annotations

from typing import Any

from converter.verify.reference import compile_rule


def matches(item: str, value: object, event: dict[str, Any]) -> bool:
    """Evaluate a rule of one selection with one item."""
    (reference,) = compile_rule({"detection": {"selection": {item: value}, "condition": "selection"}})
    return reference.matches(event)


def verdicts(item: str, value: object, *found: object) -> list[bool]:
    """Evaluate one item on events whose field `f` holds each of `found`."""
    return [matches(item, value, {"f": each}) for each in found]
