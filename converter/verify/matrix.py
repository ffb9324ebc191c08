"""The matrix of a trial: as text, as JSON, as JUnit ET."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from xml.etree import ElementTree as ET

from converter.printable import printable, printable_json, printable_lines

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from converter.verify.trial import Case, Cell, Trial


_COUNTS: Final = ("matched", "missed", "extra", "lost", "undecided")


def text(trial: Trial) -> str:
    """The matrix, a line a rule and a column an engine, and below it whatever needs a reason."""
    engines = [runner.name for runner in trial.runners]
    rows = [[printable(case.name), *(summary(case.cells[name]) for name in engines)] for case in trial.cases]
    table = _table([[f"{trial.events} events", *engines], *rows])
    return "\n".join([*table, "", *_notes(trial), *_details(trial), total(trial)])


def summary(cell: Cell) -> str:
    """One cell in a few words."""
    if not cell.ran:
        return cell.state
    counts = {word: getattr(cell, word) for word in _COUNTS}
    shown = [f"{count} {word}" for word, count in counts.items() if count or word == "matched"]
    return ", ".join(shown)


def total(trial: Trial) -> str:
    """The verdict on the whole in one line."""
    cells = [cell for case in trial.cases for cell in case.cells.values()]
    ran = sum(cell.ran for cell in cells)
    counts = {
        "disagree": sum(cell.disagrees for cell in cells),
        "undecided": sum(bool(cell.undecided) for cell in cells),
    }
    bad = ", ".join(f"{count} {word}" for word, count in counts.items() if count)
    verdict = bad or ("nothing disagrees" if ran else "nothing ran")
    return f"{ran} of {len(cells)} cells ran over {trial.events} events; {verdict}"


def _table(rows: Sequence[Sequence[str]]) -> list[str]:
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    ]
    return [lines[0], "-" * len(lines[0]), *lines[1:]]


def _notes(trial: Trial) -> Iterator[str]:
    """Why engines did not run, and what platforms lose, once each."""
    for runner in trial.runners:
        if runner.engine is None:
            yield f"{runner.name}: not run: {runner.why_not}"
    lost = {name for case in trial.cases for name, cell in case.cells.items() if cell.lost}
    yield from (
        f"{name}: lost: these events differ only in what the platform does not keep" for name in sorted(lost)
    )


def _details(trial: Trial) -> Iterator[str]:
    """A refusal once, whatever the number of engines; failures and disagreements one by one."""
    for case in trial.cases:
        refusals = {cell.reason for cell in case.cells.values() if cell.state == "unsupported"}
        yield from (f"unsupported: {printable(reason)}" for reason in sorted(refusals))
        yield from dict.fromkeys(map(printable, _doubts(case)))
        for name, cell in case.cells.items():
            if cell.state == "failed":
                yield f"{printable(case.name)} on {name}: failed: {printable(cell.reason)}"
            for found in cell.disagreements:
                kind, because = found.kind, printable("; ".join(found.because))
                yield f"{printable(case.name)} on {name}: {kind} {printable(found.event)}: {because}"
                yield f"    {printable_lines(found.fragment)}"


def _doubts(case: Case) -> Iterator[str]:
    """Where the rule itself gives up, every engine's cell says the same."""
    for name, cell in case.cells.items():
        for each in cell.doubts:
            where = f"{case.name} on {name}" if each.by == "engine" else case.name
            who = "" if each.by == "engine" else "the rule: "
            yield f"{where}: undecided {each.event}: {who}{each.reason}"


def as_json(trial: Trial) -> str:
    """The matrix as a JSON document."""
    rows = [
        {
            "rule": case.path,
            "name": case.name,
            "engine": name,
            "state": cell.state,
            "reason": cell.reason,
            **{word: getattr(cell, word) for word in _COUNTS},
            "disagreements": [
                {
                    "event": found.event,
                    "kind": found.kind,
                    "because": list(found.because),
                    "fragment": found.fragment,
                }
                for found in cell.disagreements
            ],
            "doubts": [
                {"event": doubt.event, "by": doubt.by, "reason": doubt.reason} for doubt in cell.doubts
            ],
        }
        for case in trial.cases
        for name, cell in case.cells.items()
    ]
    return printable_json({"events": trial.events, "cells": rows})


def as_junit(trial: Trial) -> str:
    """The matrix as JUnit XML: a suite an engine, a case a query."""
    root = ET.Element("testsuites", name="sigmatrail verify")
    for runner in trial.runners:
        suite = ET.SubElement(root, "testsuite", name=runner.name, tests=str(len(trial.cases)))
        cells = [(case, case.cells[runner.name]) for case in trial.cases]
        suite.set("failures", str(sum(cell.disagrees for _, cell in cells)))
        suite.set("errors", str(sum(_is_error(cell) for _, cell in cells)))
        suite.set("skipped", str(sum(cell.state in {"unsupported", "not run"} for _, cell in cells)))
        for case, cell in cells:
            _add_case(suite, case, cell)
    ET.indent(root)
    return ET.tostring(root, encoding="unicode", xml_declaration=True) + "\n"


def _add_case(suite: ET.Element, case: Case, cell: Cell) -> None:
    element = ET.SubElement(suite, "testcase", classname=printable(case.path), name=printable(case.name))
    if cell.state in {"unsupported", "not run"}:
        ET.SubElement(element, "skipped", message=printable(f"{cell.state}: {cell.reason}"))
    elif cell.disagrees:
        failure = ET.SubElement(element, "failure", message=printable(cell.reason or summary(cell)))
        failure.text = "\n".join(
            printable(f"{found.kind} {found.event}: {'; '.join(found.because)} | {found.fragment}")
            for found in cell.disagreements
        )
    elif _is_error(cell):
        error = ET.SubElement(element, "error", message=printable(summary(cell)))
        error.text = "\n".join(printable(f"{doubt.event}: {doubt.reason}") for doubt in cell.doubts)


def _is_error(cell: Cell) -> bool:
    """Whether JUnit's "could not be tested" is what came of it."""
    return bool(cell.undecided) and not cell.disagrees
