"""A JSON array with one object for each finding."""

from __future__ import annotations

from typing import TYPE_CHECKING

from converter.printable import printable_json

if TYPE_CHECKING:
    from collections.abc import Sequence

    from converter.lint.findings import Finding


def render(findings: Sequence[Finding]) -> str:
    """The array, indented."""
    rows = [
        {
            "path": each.path,
            "line": each.place.line,
            "column": each.place.column,
            "end_line": each.place.end_line,
            "end_column": each.place.end_column,
            "code": each.code,
            "name": each.check.name,
            "severity": each.severity,
            "message": each.message,
            **({"detail": each.detail} if each.detail else {}),
            "page": each.check.page,
        }
        for each in findings
    ]
    return printable_json(rows)
