"""SQL's three truth values: True, False, and None for what cannot be told."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def some(found: Sequence[bool | None]) -> bool | None:
    """OR of all; False of none."""
    return True if True in found else None if None in found else False


def every(found: Sequence[bool | None]) -> bool | None:
    """AND of all; True of none."""
    return False if False in found else None if None in found else True


def negated(found: bool | None) -> bool | None:  # noqa: FBT001 - a truth value is the very subject
    """NOT."""
    return None if found is None else not found
