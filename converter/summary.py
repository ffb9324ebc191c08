"""What the summary queries of all targets agree on, so that their tables are the same cell by cell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from converter.condition import Any, Leaf, Text
from converter.errors import UnsupportedError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from converter.condition import Node
    from converter.own.renames import OwnNames
    from converter.plan import Condition

ABSENT: Final = "unknown"
"""What a `group_by` column shows where the event has no value: Splunk's CIM fills its fields so, too
(https://docs.splunk.com/Documentation/CIM/latest/User/CIMfields, November 2026)."""

SEPARATOR: Final = ", "
"""What stands between several values in one cell of text."""


@dataclass(frozen=True, slots=True)
class Assignment:
    """A column computed from an event's fields: its name, the expression, and the fields that it reads."""

    name: str
    text: str
    reads: frozenset[str]

    def under(self, own: OwnNames) -> Assignment:
        """The same over fields with names of a user's own; the column keeps its name."""
        return Assignment(self.name, own.summary(self.text), frozenset(map(own.field, self.reads)))


def test_of(condition: Condition, field: str) -> Node:
    """The condition of a derived column as a rule would have it; `field` is the target's name of its path."""
    leaves = tuple(Leaf(field, Text((value,)), condition.field) for value in condition.values)
    return leaves[0] if len(leaves) == 1 else Any(leaves)


def in_order(assignments: Iterable[Assignment], target: str) -> list[Assignment]:
    """The assignments so that none overwrites a field before another has read it.

    Raises:
        UnsupportedError: some columns take each other's names.
    """
    waiting, ordered = list(assignments), []
    while waiting:
        free = next((each for each in waiting if _unread(each, waiting)), None)
        if free is None:
            names = ", ".join(each.name for each in waiting)
            raise UnsupportedError(
                f"{target} cannot compute {names}: each reads what another overwrites; rename one"
            )
        waiting.remove(free)
        ordered.append(free)
    return ordered


def _unread(assignment: Assignment, waiting: Iterable[Assignment]) -> bool:
    return all(assignment.name not in each.reads for each in waiting if each is not assignment)
