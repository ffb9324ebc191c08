"""Runs a tree of `regex` as a deterministic automaton, within the bounds that Lucene sets.

Lucene makes the whole automaton before it looks at a value and gives up when that takes too much work;
so does this one, with Lucene's own measure: the sizes of all sets of states that it visits, up to ten
times `max_determinized_states`. The figure is near Lucene's and mostly a fifth above it: over 40 patterns
about the bound, the verdict was that of Lucene 10.5, but for one that this module refuses and Lucene just
takes. Lucene 9 shrinks the parts of a pattern first and takes some more; a query must run on both.
A run over a value is one step per character.
Source: Lucene 9.12, Operations.determinize, and tries with it; Elasticsearch's default is 10,000
(https://www.elastic.co/docs/reference/query-languages/query-dsl/query-dsl-regexp-query); November 2026.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING, Final

from converter.targets.eql.elasticsearch.regex import Chain, Choice, One, Repeat
from converter.verify.engine import EngineError

if TYPE_CHECKING:
    from converter.targets.eql.elasticsearch.regex import Ranges, Regex

_MOST_WORK: Final = 10 * 10_000
_MOST_STEPS: Final = 200_000
_MOST_LOOKS: Final = 8_000_000
"""At steps, over all sets of states and ranges of characters: a bound of our own, on the time.

It is some seconds; the queries of SigmaHQ's rules and this project's need 600,000 at most (November 2026).
"""
_LOOKS_A_STEP: Final = 5  # it takes as long


class _State:
    """A state of the finished automaton: a table of code points where the next state changes."""

    __slots__ = ("accepts", "moves", "starts", "targets")

    def __init__(self, *, accepts: bool) -> None:
        self.accepts = accepts
        self.starts: list[int] = []
        self.targets: list[_State | None] = []
        self.moves: dict[str, _State | None] = {}

    def after(self, char: str) -> _State | None:
        target = self.targets[bisect_right(self.starts, ord(char)) - 1] if self.targets else None
        self.moves[char] = target
        return target


class Automaton:
    """A regular expression ready to run. Raises EngineError when Lucene would find it too complex."""

    def __init__(self, regex: Regex) -> None:
        """Build every state."""
        steps = _Steps()
        final = steps.new()
        self._first = _determined(steps, steps.into(regex, final), final)

    def matches(self, text: str) -> bool:
        """Whether the whole text is in the language."""
        state: _State | None = self._first
        for char in text:
            if state is None:
                return False
            state = state.moves[char] if char in state.moves else state.after(char)
        return state is not None and state.accepts


class _Steps:
    """The automaton before it is deterministic: per step, a way that reads a character, or free ways."""

    def __init__(self) -> None:
        self.reads: list[tuple[Ranges, int] | None] = []
        self.free: list[list[int]] = []
        self.looks = 0

    def look(self, often: int) -> None:
        self.looks += often
        if self.looks > _MOST_LOOKS:
            raise EngineError("the regular expression has too many ways to go: it is too complex")

    def new(self, *free: int) -> int:
        if len(self.reads) >= _MOST_STEPS:
            raise EngineError("the regular expression repeats too much: it is too complex for Lucene")
        self.reads.append(None)
        self.free.append(list(free))
        return len(self.reads) - 1

    def into(self, regex: Regex, after: int) -> int:
        """The step at which an expression begins that goes on to another step."""
        self.look(_LOOKS_A_STEP)
        match regex:
            case One(ranges):
                begin = self.new()
                self.reads[begin] = (ranges, after)
                return begin
            case Chain(parts):
                for part in reversed(parts):
                    after = self.into(part, after)
                return after
            case Choice(parts):
                return self.new(*(self.into(part, after) for part in parts))
            case Repeat():
                return self.repeated(regex, after)

    def repeated(self, regex: Repeat, after: int) -> int:
        if regex.most is None:
            loop = self.new(after)
            self.free[loop].append(self.into(regex.part, loop))
            after = loop
        else:
            end = after
            for _ in range(regex.most - regex.least):
                after = self.new(end, self.into(regex.part, after))
        for _ in range(regex.least):
            after = self.into(regex.part, after)
        return after

    def reached(self, steps: list[int]) -> frozenset[int]:
        """All steps that can be reached without reading."""
        seen = set(steps)
        todo = list(steps)
        while todo:
            fresh = [step for step in self.free[todo.pop()] if step not in seen]
            seen.update(fresh)
            todo.extend(fresh)
            self.look(len(fresh))
        return frozenset(seen)


def _determined(steps: _Steps, first: int, final: int) -> _State:
    """The deterministic automaton's first state, all others made along the way."""
    start = steps.reached([first])
    states = {start: _State(accepts=final in start)}
    closures: dict[frozenset[int], frozenset[int]] = {}
    todo = [start]
    work = 0
    while todo:
        members = todo.pop()
        reads = [found for step in members if (found := steps.reads[step])]
        work += len(reads) + (final in members)
        steps.look(len(members))
        if work >= _MOST_WORK:
            raise EngineError("the regular expression is too complex for Lucene (max_determinized_states)")
        for begin, targets in _pieces(reads, steps):
            if targets not in closures:
                closures[targets] = steps.reached(list(targets))
            reached = closures[targets]
            if reached and reached not in states:
                states[reached] = _State(accepts=final in reached)
                todo.append(reached)
            states[members].starts.append(begin)
            states[members].targets.append(states[reached] if reached else None)
    return states[start]


def _pieces(reads: list[tuple[Ranges, int]], steps: _Steps) -> list[tuple[int, frozenset[int]]]:
    """The code points at which the set of next steps changes, from 0 on, each with the set from there."""
    changes: dict[int, list[tuple[int, int]]] = {0: []}
    for ranges, target in reads:
        for low, high in ranges:
            changes.setdefault(low, []).append((1, target))
            changes.setdefault(high + 1, []).append((-1, target))
    counts: dict[int, int] = {}
    pieces = []
    for begin in sorted(changes):
        steps.look(len(counts) + 1)
        for change, target in changes[begin]:
            counts[target] = counts.get(target, 0) + change
        pieces.append((begin, frozenset(target for target, count in counts.items() if count)))
    return pieces
