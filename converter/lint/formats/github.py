"""GitHub's workflow commands, which become annotations at the lines of a pull request.

https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands (November 2026).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from converter.lint.findings import said
from converter.printable import printable_lines

if TYPE_CHECKING:
    from collections.abc import Sequence

    from converter.lint.findings import Finding

_COMMANDS: Final = {"error": "error", "warning": "warning", "info": "notice"}


def render(findings: Sequence[Finding]) -> str:
    """One command a line."""
    return "".join(f"{_command(each)}\n" for each in findings)


def _command(finding: Finding) -> str:
    place = finding.place
    fields = {
        "file": finding.path,
        "line": str(place.line),
        "endLine": str(place.end_line),
        "col": str(place.column),
        "title": f"{finding.code} {finding.check.name}",
    }
    properties = ",".join(f"{name}={_property(value)}" for name, value in fields.items())
    return f"::{_COMMANDS[finding.severity]} {properties}::{_data(said(finding))}"


def _data(text: str) -> str:
    """What stands behind the second `::`: the runner undoes these two."""
    return printable_lines(text).replace("%", "%25").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
