"""One line for each finding, as a person and an editor read them: `file:line:column: CODE message`."""

from __future__ import annotations

import sys
from collections import Counter
from typing import TYPE_CHECKING, Final

from converter.colour import painter
from converter.lint.codes import SEVERITIES
from converter.printable import printable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from converter.colour import Paint, Style
    from converter.lint.findings import Finding

_PLURAL = {"error": "errors", "warning": "warnings", "info": "notes"}
_SINGULAR = {"error": "error", "warning": "warning", "info": "note"}


_STYLES: Final[dict[str, Style]] = {"error": "error", "warning": "warning", "info": "info"}


def render(findings: Sequence[Finding]) -> str:
    """The lines, and below them how many there are of each severity."""
    paint = painter(sys.stdout)
    lines = [line for each in findings for line in _lines(each, paint)]
    return "".join(f"{line}\n" for line in (*lines, _summary(findings)))


def _lines(finding: Finding, paint: Paint) -> Iterator[str]:
    place = f"{printable(finding.path)}:{finding.place.line}:{finding.place.column}"
    yield f"{place}: {paint(finding.code, _STYLES[finding.severity])} {_one_line(finding.message)}"
    yield from (f"    {printable(line)}" for line in finding.detail.splitlines())


def _one_line(text: str) -> str:
    return printable(" ".join(text.split()))


def _summary(findings: Sequence[Finding]) -> str:
    counts = Counter(each.severity for each in findings)
    parts = [
        f"{counts[severity]} {(_SINGULAR if counts[severity] == 1 else _PLURAL)[severity]}"
        for severity in SEVERITIES
        if counts[severity]
    ]
    return ", ".join(parts) or "nothing found"
