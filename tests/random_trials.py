"""Rounds of random rules over random events; a trial is one verdict compared with the reference."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random
from typing import TYPE_CHECKING

from proof import cases, differences, event_of, trial
from random_events import CALLS, random_record
from random_rules import random_rule
from random_words import Words

if TYPE_CHECKING:
    from collections.abc import Sequence

RULES = 12
EVENTS = 60


@dataclass
class Tally:
    """What came of some rounds: verdicts compared, agreed matches, refused conversions, differences."""

    trials: int = 0
    matched: int = 0
    lost: int = 0
    refused: int = 0
    differences: list[str] = field(default_factory=list)

    def add(self, other: Tally) -> None:
        """Count another tally in."""
        self.trials += other.trials
        self.matched += other.matched
        self.lost += other.lost
        self.refused += other.refused
        self.differences += other.differences


def round_of(number: int, engines: Sequence[str]) -> Tally:
    """Try a dozen rules on threescore events; the same number gives the same rules and events."""
    chance = Random(f"round {number}")  # noqa: S311 -- the same each time, and no secret
    call, words = CALLS[number % len(CALLS)], Words(chance)
    rules = [random_rule(call, words, f"round {number} rule {place}") for place in range(RULES)]
    events = [
        event_of(random_record(call, words), f"round {number} event {place}") for place in range(EVENTS)
    ]
    result = trial(cases(rules), events, engines)
    cells = [cell for case in result.cases for cell in case.cells.values()]
    ran = [cell for cell in cells if cell.state == "ran"]
    return Tally(
        trials=len(ran) * len(events),
        matched=sum(cell.matched for cell in ran),
        lost=sum(cell.lost for cell in ran),
        refused=sum(cell.state == "unsupported" for cell in cells),
        differences=differences(result),
    )
