"""Files that belong to no rule, and rules that would overwrite each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from converter.check.repository import GOLDENS, REPORTS
from converter.check.work.result import found, result

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from converter.check.bench import Bench
    from converter.check.repository import Repository
    from converter.check.store import Result
    from converter.lint.findings import Finding


def judge(bench: Bench, _: None) -> Result:
    """What the names of the files say."""
    return result(bench, _findings(bench.repository))


def _findings(repository: Repository) -> Iterator[Finding]:
    for rule, owner in repository.twins:
        yield found(rule, 1, "CK204", f"its name is taken by {owner}; rename one of the two")
    for path in repository.strays:
        yield _stray(repository, path)


def _stray(repository: Repository, path: Path) -> Finding:
    if any(path.is_relative_to(repository.root / folder) for folder in (GOLDENS, REPORTS)):
        return found(path, 1, "CK203", "no rule is called so; sigmatrail check --update removes it")
    return found(path, 1, "CK205", "no rule is called so; rename it like its rule, or remove it")
