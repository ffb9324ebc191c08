"""The verdict matrix in Markdown, as the summary of a job on GitHub shows it.

https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#adding-a-job-summary
(November 2026)
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Final

from converter.files.write import asked_for
from converter.printable import printable

_PLAIN: Final = re.compile(r"[A-Za-z0-9][\w, -]*|-*", re.ASCII)
_BACKTICKS: Final = re.compile(r"`+")

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from converter.check.run import Report


def append_summary(path: Path, report: Report) -> None:
    """Append the matrix to a file, behind what other steps of the job wrote there."""
    with asked_for(path), path.open("a", encoding="utf-8") as file:
        file.write("\n".join(_lines(report)) + "\n")


def _lines(report: Report) -> Iterator[str]:
    yield "## sigmatrail check"
    yield ""
    yield _verdict(report)
    yield ""
    engines = list(dict.fromkeys(name for cell in report.cells.values() for name in cell))
    if engines:
        yield _row(["rule", *engines])
        yield _row(["---"] * (len(engines) + 1))
        for name, cells in report.cells.items():
            yield _row([name, *(cells.get(engine, "") for engine in engines)])
        yield ""


def _verdict(report: Report) -> str:
    counts = Counter(row["severity"] for row in report.findings)
    found = [_counted(counts[severity], severity) for severity in ("error", "warning") if counts[severity]]
    return f"**{' and '.join(found) or 'Nothing is wrong'}** in {_counted(len(report.cells), 'condition')}"


def _counted(number: int, thing: str) -> str:
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


def _row(cells: list[str]) -> str:
    return f"| {' | '.join(map(_cell, cells))} |"


def _cell(text: str) -> str:
    """A stranger's text in a table, which neither Markdown nor HTML reads as anything else.

    A name of letters, digits and blanks stands as it is; any other as a code span, whose fence is longer than
    any run of backticks in it.
    """
    if _PLAIN.fullmatch(text):
        return text
    shown = printable(text).replace("|", "\\|")
    fence = "`" * (1 + max(map(len, _BACKTICKS.findall(shown)), default=0))
    return f"{fence} {shown} {fence}"
