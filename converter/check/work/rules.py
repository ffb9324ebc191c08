"""The rules themselves, by every check of `sigmatrail lint`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from converter.check.work.result import result
from converter.lint.run import lint

if TYPE_CHECKING:
    from converter.check.bench import Bench
    from converter.check.store import Result


def judge(bench: Bench, _: None) -> Result:
    """What lint finds, conversion with the repository's own pipelines included."""
    rules = [files.rule for files in bench.repository.rules]
    options = {name: bench.options[name] for name in bench.targets}
    return result(
        bench, lint(rules, bench.ignore, target_names=bench.targets, options=options, own=bench.own)
    )
