"""From findings to results: plain rows that can be kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from converter.check.store import Result, Row
from converter.lint.codes import ignored
from converter.lint.findings import Finding, Place

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from converter.check.bench import Bench


def found(path: Path | str, line: int, code: str, message: str, detail: str = "") -> Finding:
    """A finding about a line as a whole."""
    return Finding(str(path), Place(line, 1, line, 1), code, message, detail)


def result(
    bench: Bench, findings: Iterable[Finding], cells: dict[str, dict[str, str]] | None = None
) -> Result:
    """The findings, less what the settings ignore."""
    kept = [_row(each) for each in findings if not ignored(each.code, bench.ignore)]
    return Result(kept, cells or {})


def _row(finding: Finding) -> Row:
    place = finding.place
    return Row(
        path=finding.path,
        place=(place.line, place.column, place.end_line, place.end_column),
        code=finding.code,
        message=finding.message,
        detail=finding.detail,
        severity=finding.severity,
    )


def finding_of(row: Row) -> Finding:
    """A row as the finding that it was."""
    return Finding(row["path"], Place(*row["place"]), row["code"], row["message"], row["detail"])
