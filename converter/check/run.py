"""From a repository to what is wrong with it, asking earlier runs first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from converter import fingerprint
from converter.check.store import Results
from converter.check.units import units_of
from converter.progress import tracked

if TYPE_CHECKING:
    from pathlib import Path

    from converter.check.bench import Bench
    from converter.check.repository import Repository
    from converter.check.store import Result, Row
    from converter.check.units import Unit

# Without a pipeline there is nothing to convert with.
_CONVERTING: Final = ("goldens", "reports", "verdicts", "rules")


@dataclass(frozen=True, slots=True)
class Report:
    """What a run has to say: plain rows of findings, cells of queries, and how much of it was done anew."""

    findings: list[Row]
    cells: dict[str, dict[str, str]]
    units: int
    redone: int


def check(repository: Repository, settings: dict[str, Any], cache: Path | None = None) -> Report:
    """Judge every unit whose answer is not known, and keep the answers.

    Args:
        repository: what is judged.
        settings: the repository's, as `load_settings` gives them.
        cache: where answers of earlier runs lie; None to judge everything.

    Raises:
        SettingsError: a setting is wrong, or an engine is missing.
    """
    return _Run(repository, settings, cache).report()


class _Run:
    def __init__(self, repository: Repository, settings: dict[str, Any], cache: Path | None) -> None:
        self._repository, self._settings = repository, settings
        self._kept = Results(cache, repository.root)
        self._known = self._kept.load()
        self._base = fingerprint.of_program() + fingerprint.of_settings(repository, settings)
        self._results: dict[str, tuple[str, Result]] = {}
        self._redone = 0
        self._bench: Bench | None = None

    def report(self) -> Report:
        blocked = False
        try:
            units = list(units_of(self._repository))
            for unit in tracked(units, len(units), "checking"):
                if blocked and unit.work in _CONVERTING:
                    continue
                self._answer(unit)
                blocked |= unit.work == "pipeline" and bool(self._results[unit.name][1].findings)
        finally:
            if self._bench:
                self._bench.close()
            if self._redone or self._results.keys() != self._known.keys():
                self._kept.save(self._results)
        results = [result for _, result in self._results.values()]
        rows = [row for result in results for row in result.findings]
        unique = {tuple(map(str, row.values())): row for row in rows}
        cells = {name: cell for result in results for name, cell in result.cells.items()}
        return Report(list(unique.values()), cells, len(results), self._redone)

    def _answer(self, unit: Unit) -> None:
        key = self._key(unit)
        known = self._known.get(unit.name)
        if known and known[0] == key:
            self._results[unit.name] = known
            return
        self._redone += 1
        result = unit.judge(self._tools())
        # A file that changed meanwhile: which of its states was judged, nobody knows.
        self._results[unit.name] = (key if self._key(unit) == key else "", result)

    def _key(self, unit: Unit) -> str:
        return fingerprint.of_files(f"{self._base} {unit.work}", unit.files)

    def _tools(self) -> Bench:
        if self._bench is None:
            from converter.check.bench import Bench  # noqa: PLC0415 -- pySigma is imported by need

            self._bench = Bench(self._repository, self._settings)
        return self._bench
