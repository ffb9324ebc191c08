"""The pieces of work: each with its name, the files that its answer depends on, and who does it."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from converter.check.bench import Bench
    from converter.check.repository import Repository, RuleFiles
    from converter.check.store import Result


@dataclass(frozen=True, slots=True)
class Unit:
    """One piece of work.

    `work` names a module of `converter.check.work` whose `judge(bench, subject)` gives the result, and
    `files` are what its answer depends on beside settings, pipelines and the program.
    """

    name: str
    work: str
    files: tuple[Path, ...]
    subject: Any = None

    def judge(self, bench: Bench) -> Result:
        """Do it."""
        result: Result = import_module(f"converter.check.work.{self.work}").judge(bench, self.subject)
        return result


def units_of(repository: Repository) -> Iterator[Unit]:
    """Every unit of a repository, those first that keep others from being done."""
    for name, path in repository.pipelines.items():
        yield Unit(f"pipeline {name}", "pipeline", (path,), path)
    yield Unit(
        "layout", "layout", (*repository.strays, *(path for pair in repository.twins for path in pair))
    )
    # SigmaHQ's validators compare rules with each other.
    yield Unit("lint", "rules", tuple(files.rule for files in repository.rules))
    for files in repository.rules:
        yield from _of_rule(files)
        if repository.keeps_reports:
            yield Unit(f"reports {files.rule}", "reports", (files.rule, *files.plans, *files.reports), files)


def _of_rule(files: RuleFiles) -> Iterator[Unit]:
    rule = files.rule
    yield Unit(f"plan {rule}", "plan", (rule, *files.plans), files)
    yield Unit(f"goldens {rule}", "goldens", (rule, *files.goldens), files)
    yield Unit(f"verdicts {rule}", "verdicts", (rule, *files.events), files)
