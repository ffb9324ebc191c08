"""JUnit XML: a suite for each file, a failure for each error or warning, notes as passed cases.

Where nothing was found, one passed case says so: many readers take a report without cases for a failed run.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Final
from xml.sax.saxutils import quoteattr

from converter.lint.findings import said
from converter.printable import printable_lines

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from converter.lint.findings import Finding


_NOTHING: Final = """\
<?xml version="1.0" encoding="utf-8"?>
<testsuites name="sigmatrail" tests="1" failures="0">
  <testsuite name="sigmatrail" tests="1" failures="0" errors="0" skipped="0">
    <testcase classname="sigmatrail" name="nothing found"/>
  </testsuite>
</testsuites>
"""


def render(findings: Sequence[Finding]) -> str:
    """The whole document."""
    if not findings:
        return _NOTHING
    failures = sum(_fails(each) for each in findings)
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        f'<testsuites name="sigmatrail" tests="{len(findings)}" failures="{failures}">',
    ]
    for path, group in groupby(findings, key=lambda each: each.path):
        lines += _suite(path, list(group))
    return "\n".join((*lines, "</testsuites>", ""))


def _suite(path: str, findings: list[Finding]) -> Iterator[str]:
    failures = sum(_fails(each) for each in findings)
    yield (
        f'  <testsuite name={_quoted(path)} tests="{len(findings)}" failures="{failures}" errors="0" '
        f'skipped="0">'
    )
    for each in findings:
        yield from _case(each)
    yield "  </testsuite>"


def _case(finding: Finding) -> Iterator[str]:
    place = f"{finding.place.line}:{finding.place.column}"
    head = (
        f"    <testcase classname={_quoted(finding.path)} "
        f"name={_quoted(f'{finding.code} {finding.check.name} at {place}')}"
    )
    if not _fails(finding):
        yield f"{head}/>"
        return
    yield f"{head}>"
    yield f'      <failure type="{finding.severity}" message={_quoted(said(finding))}/>'
    yield "    </testcase>"


def _fails(finding: Finding) -> bool:
    return finding.severity != "info"


def _quoted(text: str) -> str:
    """An attribute; characters that do not print, which XML 1.0 has in part only, are spelled out."""
    return quoteattr(printable_lines(text), {"\n": "&#10;"})
