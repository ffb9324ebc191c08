"""Whether the queries under tests/golden are those that a rule converts to; and writing them."""

from __future__ import annotations

from difflib import unified_diff
from typing import TYPE_CHECKING, Final

from converter.check.places import first_difference
from converter.check.repository import GOLDENS
from converter.check.work.result import found, result
from converter.files import write_whole
from converter.load import load
from converter.targets import TARGETS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from converter.check.bench import Bench
    from converter.check.repository import RuleFiles
    from converter.check.store import Result
    from converter.lint.findings import Finding

_UPDATE: Final = "if the query is right: sigmatrail check --update"


def judge(bench: Bench, files: RuleFiles) -> Result:
    """Goldens that differ, lack or are left over."""
    return result(bench, _findings(bench, files))


def update(bench: Bench, files: RuleFiles) -> int:
    """Write the rule's goldens and remove what is left over; how many files were touched."""
    wanted = queries(bench, files)
    stale = [path for path, query in wanted.items() if _text(path) != query]
    for path in stale:
        write_whole(path, wanted[path])
    left_over = [path for path in files.goldens if path not in wanted]
    for path in left_over:
        path.unlink()
    return len(stale) + len(left_over)


def queries(bench: Bench, files: RuleFiles) -> dict[Path, str]:
    """What the goldens of a rule file ought to hold: plain queries, a newline at the end."""
    folder = bench.repository.root / GOLDENS
    return {
        folder / each.target / f"{each.name}{TARGETS[each.target].suffix}": f"{each.query}\n"
        for rule in load(files.rule)
        for each in bench.converter.convert(rule)
        if each.query is not None
    }


def _findings(bench: Bench, files: RuleFiles) -> Iterator[Finding]:
    wanted = queries(bench, files)
    for path, query in wanted.items():
        golden = _text(path)
        if golden is None:
            yield found(
                files.rule, 1, "CK202", f"its query has no golden {path}; {_UPDATE}", _diff("", query, path)
            )
        elif golden != query:
            line = first_difference(golden, query)
            yield found(
                path,
                line,
                "CK201",
                f"{files.rule} converts to something else; {_UPDATE}",
                _diff(golden, query, path),
            )
    for path in files.goldens:
        if path not in wanted:
            yield found(
                path, 1, "CK203", f"{files.rule} has no such query; sigmatrail check --update removes it"
            )


def _text(path: Path) -> str | None:
    return path.read_bytes().decode("utf-8", "replace") if path.is_file() else None


def _diff(golden: str, query: str, path: Path) -> str:
    lines = unified_diff(golden.splitlines(), query.splitlines(), str(path), "converted now", lineterm="")
    return "\n".join(lines)
