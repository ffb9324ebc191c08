"""Whether the queries under tests/golden are those that a rule converts to; and writing them."""

from __future__ import annotations

import os
from dataclasses import dataclass
from difflib import unified_diff
from typing import TYPE_CHECKING, Final

from converter.check.places import first_difference
from converter.check.repository import GOLDENS
from converter.check.work.result import found, result
from converter.files.read import MOST_OF_A_GOLDEN, read_bytes
from converter.files.write import asked_for, remove, write_whole
from converter.load import Rule, load
from converter.targets import TARGETS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from converter.check.bench import Bench
    from converter.check.repository import RuleFiles
    from converter.check.store import Result
    from converter.conversion import Converter
    from converter.lint.findings import Finding
    from converter.targets.target import Target

# Python compares two texts in a time that grows with the square of their lines.
MOST_TO_COMPARE: Final = 200_000
_UPDATE: Final = "if the query is right: sigmatrail check --update"


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of goldens: where they are, what writes them, and when a rule file can have any."""

    folder: Path
    converter: Callable[[Bench], Converter]
    kept: Callable[[RuleFiles], tuple[Path, ...]]
    suffix: Callable[[Target], str]
    usable: Callable[[RuleFiles], bool]


def _readable(files: RuleFiles) -> bool:
    """Whether every rule of a file can be read; where one cannot, lint says so."""
    return all(isinstance(rule, Rule) for rule in load(files.rule))


QUERIES: Final = Kind(
    GOLDENS,
    lambda bench: bench.converter,
    lambda files: files.goldens,
    lambda target: target.suffix,
    _readable,
)


def judge(bench: Bench, files: RuleFiles) -> Result:
    """Goldens that differ, lack or are left over."""
    return result(bench, findings(bench, files, QUERIES))


def update(bench: Bench, files: RuleFiles, kind: Kind) -> int:
    """Write the rule's goldens and remove what is left over; how many files were touched.

    Those of a file that cannot be read, or that the target refuses, stay: a slip of the pen is no reason to
    lose them.
    """
    if not kind.usable(files):
        return 0
    wanted, refused = queries(bench, files, kind)
    stale = [path for path, query in wanted.items() if _text(path) != query]
    for path in stale:
        with asked_for(path):
            write_whole(path, wanted[path], below=bench.repository.root)
    left_over = [path for path in kind.kept(files) if path not in wanted and path.parent not in refused]
    for path in left_over:
        with asked_for(path):
            remove(path, bench.repository.root)
    return len(stale) + len(left_over)


def queries(bench: Bench, files: RuleFiles, kind: Kind) -> tuple[dict[Path, str], dict[Path, str]]:
    """What the goldens of a rule file ought to hold, and the reasons of targets that refuse it, by folder.

    A golden is the plain query with a newline at its end.
    """
    folder, converter = bench.repository.root / kind.folder, kind.converter(bench)
    wanted: dict[Path, str] = {}
    refused: dict[Path, str] = {}
    for rule in load(files.rule):
        for each in converter.convert(rule):
            place = folder / each.target
            if each.query is None:
                refused[place] = (each.error or "").removeprefix(f"{each.path}: ")
            else:
                wanted[place / f"{each.name}{kind.suffix(TARGETS[each.target])}"] = f"{each.query}\n"
    return wanted, refused


def findings(bench: Bench, files: RuleFiles, kind: Kind) -> Iterator[Finding]:
    """What is wrong with the goldens of one kind."""
    if not kind.usable(files):
        return
    wanted, refused = queries(bench, files, kind)
    for path, query in wanted.items():
        golden = _text(path)
        if golden is None:
            yield found(
                files.rule, 1, "CK202", f"its query has no golden {path}; {_UPDATE}", _diff("", query, path)
            )
        elif golden != query:
            line = first_difference(golden, query)
            message = f"{_stale(files.rule, golden, query)}; {_UPDATE}"
            yield found(path, line, "CK201", message, _diff(golden, query, path))
    for path in kind.kept(files):
        if path not in wanted and (reason := refused.get(path.parent)):
            yield found(
                path, 1, "CK203", f"{files.rule} is refused: {reason}; mend it, or remove this golden"
            )
        elif path not in wanted:
            yield found(
                path, 1, "CK203", f"{files.rule} has no such query; sigmatrail check --update removes it"
            )


def _stale(rule: Path, golden: str, query: str) -> str:
    """What is wrong with a golden, where its lines are right as well."""
    if golden.splitlines() == query.splitlines():
        return (
            f"its line ends are not those that {rule} converts to, which are plain newlines, one at the end"
        )
    return f"{rule} converts to something else"


def _text(path: Path) -> str | None:
    """A golden; None where there is none, and what cannot be read as the reason for it.

    The reason differs from every query, so the golden is found wrong, and nothing outside is shown.
    """
    if not os.path.lexists(path):
        return None
    try:
        return read_bytes(path, MOST_OF_A_GOLDEN).decode("utf-8", "replace")
    except OSError as error:
        return f"cannot be read: {error.strerror}"


def _diff(golden: str, query: str, path: Path) -> str:
    if len(golden) + len(query) > MOST_TO_COMPARE:
        return f"{len(golden):,} characters and {len(query):,}: too many to show line by line"
    lines = unified_diff(golden.splitlines(), query.splitlines(), str(path), "converted now", lineterm="")
    return "\n".join(lines)
