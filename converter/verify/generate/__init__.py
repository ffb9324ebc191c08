"""Events made from a rule alone: every branch of its condition, and near misses of every literal.

No sample data is needed. The verdict on each event is the reference's; what is made here is only
likely to be telling. The same rule gives the same events, byte for byte.
"""

from __future__ import annotations

import uuid
from collections import deque
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

import orjson

from converter.verify.generate.goals import verdict
from converter.verify.generate.record import BASE_ID
from converter.verify.generate.stream import candidates, in_turn, leaves
from converter.verify.reference import compile_rule

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from converter.verify.generate.record import Record
    from converter.verify.generate.stream import Candidate
    from converter.verify.reference import Reference

NAMESPACE: Final = uuid.UUID("4f6f3c1e-58a0-5d51-9a35-6a4f0f0d9d55")
PATIENCE: Final = 30
# Of all events together, roughly: a value of 1,000,000 characters makes ten.
MOST_CHARACTERS: Final = 10_000_000


@dataclass(frozen=True, slots=True)
class GeneratedEvent:
    """A made CloudTrail record, and what it tries."""

    event: Record
    intent: str


def generate(
    rule: dict[str, Any], count: int, references: Sequence[Reference] | None = None
) -> list[GeneratedEvent]:
    """Make up to `count` different events for a rule, matches and misses in turn where it has both.

    `references` are its meaning where more belongs to it than the rule itself, as filters do. Of a rule
    whose values are longer than any, there are fewer events.

    Raises:
        RuleError: the reference cannot read the rule.
    """
    text = orjson.dumps(rule, default=str, option=orjson.OPT_NON_STR_KEYS).decode()
    meant = compile_rule(rule) if references is None else references
    count = min(count, max(1, MOST_CHARACTERS // _longest(meant)))
    streams = [_even(candidates(reference, text, count), reference) for reference in meant]
    made = islice(_distinct(in_turn(streams)), count)
    return [
        GeneratedEvent(_named(each, f"{place} {text}"), intent) for place, (intent, each) in enumerate(made)
    ]


def _longest(references: Sequence[Reference]) -> int:
    """The characters of the longest test, which are in most events, in some twice."""
    return max((len(test.written) for each in references for test in leaves(each.tree)), default=0) or 1


def _distinct(stream: Iterator[Candidate]) -> Iterator[Candidate]:
    seen: set[bytes] = set()
    for intent, record in stream:
        text = orjson.dumps(record)
        if text not in seen:
            seen.add(text)
            yield intent, record


def _even(stream: Iterator[Candidate], reference: Reference) -> Iterator[Candidate]:
    """Reorder a stream so that matches and misses take turns, as far as its look-ahead has both."""
    waiting: dict[bool, deque[Candidate]] = {True: deque(), False: deque()}
    turn = True
    for candidate in _distinct(stream):
        matches = verdict(reference, candidate[1])
        if matches is None:
            continue
        waiting[matches].append(candidate)
        while waiting[turn] or len(waiting[not turn]) > PATIENCE:
            yield (waiting[turn] or waiting[not turn]).popleft()
            turn = not turn
    yield from in_turn([iter(waiting[turn]), iter(waiting[not turn])])


def _named(record: Record, seed: str) -> Record:
    """Give the record an ID of its own, unless the rule asks for a certain one."""
    if record.get("eventID") != BASE_ID:
        return record
    return record | {"eventID": str(uuid.uuid5(NAMESPACE, seed))}
