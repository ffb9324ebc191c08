"""The trial: every query over every event on every engine, against what the rule means."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from converter.verify.budget import UndecidedError
from converter.verify.engine import Answer, EngineError
from converter.verify.reference import Catalogue

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from converter.verify.engine import Engine, Event
    from converter.verify.reference import Reference

_BATCH = 4_000
_BATCH_TEXT = 6_000_000  # characters; of public records, 4,000 have some 5,600,000
_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Disagreement:
    """One event on which a query and its rule differ.

    `because` are the rule's tests that decided, `fragment` the query's lines about the first of them.
    """

    event: str
    kind: Literal["missed", "extra"]
    because: tuple[str, ...]
    fragment: str


@dataclass(frozen=True, slots=True)
class Doubt:
    """One event on which nobody can judge the query: who gave up, the engine or the rule itself, and why."""

    event: str
    by: Literal["engine", "rule"]
    reason: str


@dataclass(slots=True)
class Cell:
    """What came of one query on one engine.

    `lost` counts events that differ only in what the platform does not keep; `undecided` those on which
    the engine or the reference gave up, which are counted nowhere else; `reason` says why there is no
    query (unsupported), no engine (not run), or no answer (failed).
    """

    state: Literal["ran", "undecided", "unsupported", "not run", "failed"] = "ran"
    reason: str = ""
    matched: int = 0
    missed: int = 0
    extra: int = 0
    lost: int = 0
    undecided: int = 0
    disagreements: list[Disagreement] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)

    @property
    def ran(self) -> bool:
        """Whether the engine ran the query, be it undecided on some events."""
        return self.state in {"ran", "undecided"}

    @property
    def disagrees(self) -> bool:
        """Whether something speaks against the query."""
        return self.state == "failed" or bool(self.missed or self.extra)

    @property
    def agrees(self) -> bool:
        """Whether nothing speaks against the query, and nobody gave up on an event."""
        return not self.disagrees and not self.undecided

    def doubt(self, doubt: Doubt) -> None:
        """Count an event that nobody can judge."""
        self.state = "undecided"
        self.undecided += 1
        if len(self.doubts) < _SHOWN:
            self.doubts.append(doubt)


@dataclass(slots=True)
class Case:
    """One condition of a rule: what it means, and its query for each target or why there is none."""

    name: str
    path: str
    reference: Reference
    queries: dict[str, str] = field(default_factory=dict)
    refusals: dict[str, str] = field(default_factory=dict)
    cells: dict[str, Cell] = field(default_factory=dict)


@dataclass(slots=True)
class Runner:
    """An engine, or the reason why it does not run.

    `kept` turns an event into those that are left of it, which the platform cannot tell from one another;
    None where it keeps all.
    """

    name: str
    target: str
    engine: Engine | None
    why_not: str = ""
    kept: Callable[[Event], tuple[Event, ...]] | None = None


class Trial:
    """Runs cases on engines, batch by batch; memory holds one batch.

    Args:
        cases: the conditions and their queries.
        runners: the engines; those that do not run say so in their cells.
    """

    def __init__(self, cases: Sequence[Case], runners: Sequence[Runner]) -> None:
        self.cases = cases
        self.runners = runners
        self.events = 0
        self._catalogue = Catalogue([case.reference for case in cases])
        for case in cases:
            case.cells = {runner.name: _first_cell(case, runner) for runner in runners}

    def run(self, events: Iterable[Event], progress: Callable[[int], None]) -> None:
        """Try every event; `progress` hears how many are done."""
        for batch in _batches(events):
            meant = self._meant(batch)
            for runner in self.runners:
                if runner.engine is not None:
                    self._run_batch(runner, runner.engine, batch, meant)
            self.events += len(batch)
            progress(self.events)

    def _meant(self, batch: Sequence[Event]) -> list[Answer]:
        """For each case the positions of the events that it means, and those on which the rule gives up."""
        meant: list[set[int]] = [set() for _ in self.cases]
        undecided: list[dict[int, str]] = [{} for _ in self.cases]
        for position, event in enumerate(batch):
            given_up: dict[int, str] = {}
            for case in self._catalogue.matching(event.record, given_up):
                meant[case].add(position)
            for case, reason in given_up.items():
                undecided[case][position] = reason
        return list(map(Answer, meant, undecided))

    def _run_batch(
        self, runner: Runner, engine: Engine, batch: Sequence[Event], meant: Sequence[Answer]
    ) -> None:
        engine.load(batch)
        for case, expected in zip(self.cases, meant, strict=True):
            cell = case.cells[runner.name]
            if not cell.ran:
                continue
            try:
                found = engine.run(case.queries[runner.target])
            except EngineError as error:
                cell.state, cell.reason = "failed", str(error)
                continue
            doubts = _doubts(batch, expected, found)
            for doubt in doubts.values():
                cell.doubt(doubt)
            cell.matched += len((found & expected).difference(doubts))
            for position in sorted((found ^ expected).difference(doubts)):
                _settle(case, runner, cell, batch[position], found=position in found)


def _first_cell(case: Case, runner: Runner) -> Cell:
    if runner.target in case.refusals:
        return Cell("unsupported", case.refusals[runner.target])
    if runner.engine is None:
        return Cell("not run", runner.why_not)
    return Cell()


def _doubts(batch: Sequence[Event], expected: Answer, found: set[int]) -> dict[int, Doubt]:
    """The positions that nobody can judge; where the rule itself gives up, no engine is asked about it."""
    undecided = found.undecided if isinstance(found, Answer) else {}
    by_engine = {at: Doubt(batch[at].id, "engine", reason) for at, reason in undecided.items()}
    by_rule = {at: Doubt(batch[at].id, "rule", reason) for at, reason in expected.undecided.items()}
    return dict(sorted((by_engine | by_rule).items()))


def _batches(events: Iterable[Event]) -> Iterator[list[Event]]:
    batch: list[Event] = []
    size = 0
    for event in events:
        batch.append(event)
        size += len(event.text)
        if len(batch) == _BATCH or size > _BATCH_TEXT:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _settle(case: Case, runner: Runner, cell: Cell, event: Event, *, found: bool) -> None:
    """Count one difference: as lost if the platform keeps too little to tell, else as a disagreement."""
    left = runner.kept(event) if runner.kept is not None else ()
    try:
        lost = any(case.reference.matches(each.record) == found for each in left)
    except UndecidedError as error:
        cell.doubt(Doubt(event.id, "rule", str(error)))
        return
    if lost:
        cell.lost += 1
        return
    cell.extra += found
    cell.missed += not found
    if len(cell.disagreements) < _SHOWN:
        cell.disagreements.append(_disagreement(case, runner, event, found=found))


def _disagreement(case: Case, runner: Runner, event: Event, *, found: bool) -> Disagreement:
    tests = [test for test, _ in case.reference.decisive(event.record)]
    fragment = _fragment(case.queries[runner.target], tests[0].path or "") if tests else ""
    return Disagreement(
        event.id, "extra" if found else "missed", tuple(test.written for test in tests), fragment
    )


def _fragment(query: str, path: str) -> str:
    """The query's lines that speak of the last key of the path; the whole query if none does."""
    key = path.rpartition(".")[2].lower()
    lines = [line.strip() for line in query.splitlines() if key in line.lower()]
    return " ".join(lines or query.split())[:400]
