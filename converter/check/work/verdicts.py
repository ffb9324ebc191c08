"""Whether a rule judges its events as their names say, and whether its queries judge like the rule."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Final, Literal

from converter.check.places import MOST_TO_PLACE, event_line
from converter.check.rule_places import rule_line
from converter.check.work.hidden import hiding
from converter.check.work.result import found, result
from converter.files.boundary import refuse_outer_link
from converter.files.read import open_regular
from converter.load import Rule, load
from converter.verify.cases import cases_of, reference_of
from converter.verify.matrix import summary
from converter.verify.trial import Trial

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from converter.check.bench import Bench
    from converter.check.repository import RuleFiles
    from converter.check.store import Result
    from converter.lint.findings import Finding
    from converter.verify.engine import Event
    from converter.verify.reference import Reference
    from converter.verify.trial import Case, Disagreement, Doubt

_GENERATED: Final = 50
_WANTED: Final[dict[str, Literal["match", "miss"]]] = {"match": "match", "miss": "miss"}


@dataclass(frozen=True, slots=True)
class _Sample:
    """An event of the repository, which of its file's events it is, and what the file's name says of it."""

    path: Path
    position: int
    event: Event
    wanted: Literal["match", "miss"]


def judge(bench: Bench, files: RuleFiles) -> Result:
    """Every verdict that is not as it should be, and the cells of the matrix."""
    findings: list[Finding] = []
    cells: dict[str, dict[str, str]] = {}
    rules = [rule for rule in load(files.rule) if isinstance(rule, Rule)]
    folders = {path.parent.name for path in files.events}
    for rule in rules:
        samples = _samples(files, rule.name, findings)
        trial = _trial(bench, rule, samples, findings)
        findings += _judged(rule, trial, samples)
        cells |= {
            case.name: {name: summary(cell) for name, cell in case.cells.items()} for case in trial.cases
        }
    unknown = sorted(folders - {rule.name for rule in rules}) if rules else []
    findings += [
        found(path, 1, "CK205", f"{files.rule} has no rule '{path.parent.name}'")
        for path in files.events
        if path.parent.name in unknown
    ]
    return result(bench, findings, cells)


def _samples(files: RuleFiles, name: str, findings: list[Finding]) -> list[_Sample]:
    from converter.verify.event_file import MOST_OF_A_RULE  # noqa: PLC0415 -- see _read

    samples: list[_Sample] = []
    size = 0
    for path in files.events:
        if path.parent.name == name and size <= MOST_OF_A_RULE:
            samples += (read := list(_read(path, findings)))
            size += sum(len(sample.event.text) for sample in read)
            if size > MOST_OF_A_RULE:
                what = f"brings the events of the rule to more than {MOST_OF_A_RULE:,} characters"
                findings.append(found(path, 1, "CK302", f"{what}; no file behind it is read"))
    return samples


def _read(path: Path, findings: list[Finding]) -> Iterator[_Sample]:
    from converter.verify.engine import Event  # noqa: PLC0415 -- lint, plans and goldens need no verifier
    from converter.verify.event_file import OF_A_REPOSITORY  # noqa: PLC0415 -- likewise
    from converter.verify.events import ENDINGS, read_events  # noqa: PLC0415 -- likewise

    wanted = path.name.partition("-")[0]
    if not path.name.endswith(ENDINGS) or wanted not in _WANTED:
        findings.append(found(path, 1, "CK302", "is no match-*.json and no miss-*.json"))
        return
    if reason := _why_not(path):
        findings.append(found(path, 1, "CK302", reason))
        return
    seen = 0

    def report(line: str) -> None:
        nonlocal seen
        place, _, reason = line.removeprefix(str(path)).partition(": ")
        number = int(place[1:]) if place[1:].isdecimal() else event_line(_text(path), seen)
        seen += 1
        findings.append(found(path, number, "CK302", reason.removesuffix("; left out")))

    for event in read_events([path], report, limits=OF_A_REPOSITORY):
        yield _Sample(path, seen, Event(f"{path}[{seen}]", event.record, event.text), _WANTED[wanted])
        seen += 1


def _why_not(path: Path) -> str | None:
    """Why a file of the repository is not read; None where it is."""
    try:
        refuse_outer_link(path)
    except OSError as error:
        return error.strerror
    if path.is_symlink() and not path.exists():
        return "is a link that leads nowhere"
    return None if path.is_file() else "is a pipe, a device or a socket, and no regular file"


def _trial(bench: Bench, rule: Rule, samples: list[_Sample], findings: list[Finding]) -> Trial:
    """The queries of a rule over its own events and over some that are made from it."""
    problems: list[str] = []
    cases = cases_of(rule, bench.timeless, problems.append)
    said = [each.removeprefix(f"{rule.path}: ") for each in problems]
    findings += [found(rule.path, rule_line(rule, each), "CK304", each) for each in said]
    trial = Trial(cases, bench.runners)
    if cases:
        trial.run(chain((sample.event for sample in samples), _generated(bench, rule)), lambda _: None)
    for case in cases:
        findings += _disagreeing(bench, rule, case, samples)
    return trial


def _generated(bench: Bench, rule: Rule) -> Iterator[Event]:
    from orjson import dumps  # noqa: PLC0415 -- see _read

    from converter.verify.engine import Event  # noqa: PLC0415 -- likewise
    from converter.verify.generate import generate  # noqa: PLC0415 -- likewise

    for number, made in enumerate(generate(rule.document, _GENERATED, reference_of(rule, bench.own)), 1):
        name = f"generated:{rule.name}:{number} ({made.intent})"
        yield Event(name, made.event, dumps(made.event).decode())


def _judged(rule: Rule, trial: Trial, samples: list[_Sample]) -> Iterator[Finding]:
    """What the rule says of its samples."""
    references = [case.reference for case in trial.cases]
    for sample in samples if references else ():
        matching = _matching(references, sample.event)
        if matching is not None and bool(matching) != (sample.wanted == "match"):
            tests = (matching or references)[0].decisive(sample.event.record)
            line = _sample_line(sample, tests[0][0].path if tests else None)
            verb = "does not match" if sample.wanted == "match" else "matches"
            because = "; ".join(dict.fromkeys(test.written for test, _ in tests))
            yield found(
                sample.path,
                line,
                "CK301",
                f"{rule.path} {verb} this event, which is called {sample.wanted}: {because}",
            )
    if {sample.wanted for sample in samples} != {"match", "miss"}:
        yield found(rule.path, 1, "CK305", f"tests/events/{rule.name} has no match-*.json, or no miss-*.json")


def _matching(references: list[Reference], event: Event) -> list[Reference] | None:
    """The conditions that an event fulfils; None where a rule gives up, which every engine's cell tells."""
    from converter.verify.budget import UndecidedError  # noqa: PLC0415 -- see _read

    try:
        return [each for each in references if each.matches(event.record)]
    except UndecidedError:
        return None


def _disagreeing(bench: Bench, rule: Rule, case: Case, samples: list[_Sample]) -> Iterator[Finding]:
    """What the engines say otherwise than the rule; where the pipeline is to blame, its entry."""
    by_name = {sample.event.id: sample for sample in samples}
    for runner in bench.runners:
        cell = case.cells[runner.name]
        right = not cell.disagrees and runner.target not in case.refusals
        blamed = [] if right else hiding(bench, runner.target, rule)
        if cell.state == "failed" and not blamed:
            yield found(
                rule.path, rule_line(rule), "CK303", f"{runner.name} cannot run the query: {cell.reason}"
            )
        yield from blamed
        for each in () if blamed else cell.disagreements:
            yield _disagreement(rule, case.reference, runner.name, each, by_name.get(each.event))
        for doubt in cell.doubts:
            yield _doubt(rule, runner.name, doubt, by_name.get(doubt.event))


def _doubt(rule: Rule, engine: str, doubt: Doubt, sample: _Sample | None) -> Finding:
    """An event on which nobody can judge a query: in its file, or for one that was made, in the rule's."""
    who = f"the query of {rule.path} on {engine}" if doubt.by == "engine" else rule.path
    what = doubt.event if sample is None else "this event"
    path, line = (rule.path, rule_line(rule)) if sample is None else (sample.path, _sample_line(sample, None))
    return found(path, line, "CK306", f"{who} is undecided on {what}: {doubt.reason}")


def _disagreement(
    rule: Rule, reference: Reference, engine: str, each: Disagreement, sample: _Sample | None
) -> Finding:
    verb = "misses" if each.kind == "missed" else "finds"
    because = "; ".join(each.because)
    if sample is None:
        return found(
            rule.path,
            rule_line(rule),
            "CK303",
            f"the query on {engine} {verb} {each.event} unlike the rule: {because}",
            each.fragment,
        )
    tests = reference.decisive(sample.event.record)
    line = _sample_line(sample, tests[0][0].path if tests else None)
    return found(
        sample.path,
        line,
        "CK303",
        f"the query of {rule.path} on {engine} {verb} this event unlike the rule: {because}",
        each.fragment,
    )


def _sample_line(sample: _Sample, field: str | None) -> int:
    """The line of a field in an event's file."""
    return event_line(_text(sample.path), sample.position, field)


def _text(path: Path) -> str:
    """A file of events as text; nothing where it cannot be read, so that a finding stands at line 1."""
    try:
        with open_regular(path) as file:
            return file.read(MOST_TO_PLACE + 1).decode("utf-8", "replace")
    except OSError:
        return ""
