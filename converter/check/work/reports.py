"""Whether the summaries under tests/reports, if a repository keeps any, are those that rule and plan give."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from converter.check import repository
from converter.check.work.goldens import Kind, findings
from converter.check.work.result import result
from converter.errors import PlanError
from converter.load import Rule, load
from converter.plan import load_plan

if TYPE_CHECKING:
    from converter.check.bench import Bench
    from converter.check.repository import RuleFiles
    from converter.check.store import Result


def judge(bench: Bench, files: RuleFiles) -> Result:
    """Summaries that differ, lack or are left over."""
    return result(bench, findings(bench, files, REPORTS))


def _usable(files: RuleFiles) -> bool:
    """Whether there is a rule and a plan; where there is not, other findings say so."""
    try:
        for rule in load(files.rule):
            if not isinstance(rule, Rule):
                return False
            load_plan(rule)
    except PlanError:
        return False
    return True


REPORTS: Final = Kind(
    repository.REPORTS,
    lambda bench: bench.reporter,
    lambda files: files.reports,
    lambda target: target.report_suffix or target.suffix,
    _usable,
)
