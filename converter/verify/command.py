"""`sigmatrail verify`: convert the rules, gather events, run the trial, say what came of it."""

from __future__ import annotations

import sys
from itertools import chain
from typing import TYPE_CHECKING

from converter.cli_targets import target_options
from converter.colour import painter
from converter.conversion import Converter
from converter.errors import RuleError, SettingsError
from converter.files.write import asked_for, write_whole
from converter.load import rules_without_filters
from converter.own.read import idle_filters, read_own
from converter.printable import printable
from converter.progress import Progress, tracked
from converter.rule.time_limit import TooSlowError, limit_time
from converter.source import read_sources
from converter.targets import TARGETS, bounds_of_time
from converter.verify import matrix
from converter.verify.cases import ALL_TIME, cases_of, reference_of
from converter.verify.engine import Event
from converter.verify.engines import EngineEntry, choose
from converter.verify.events import read_events
from converter.verify.generate import GeneratedEvent, generate
from converter.verify.trial import Trial

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterator, Sequence

    from converter.load import Rule
    from converter.own import Own
    from converter.source import Source


def run(arguments: argparse.Namespace) -> int:
    """Verify; 0 only when nothing disagrees and every rule could be read."""
    if arguments.generated < 0:
        raise SettingsError("--generated takes a number of events, 0 or more")
    problems: list[str] = []
    notes: list[str] = []
    sources = read_sources(arguments.paths)
    rules = list(_rules(sources, problems.append))
    entries = choose(arguments.engines or ())
    converter = _converter(entries, arguments, sources)
    notes += idle_filters(converter.own, sources)
    watched = tracked(rules, len(rules), "converting")
    cases = [case for rule in watched for case in cases_of(rule, converter, problems.append)]
    runners = [entry.runner() for entry in entries]
    if arguments.engines:
        problems += [f"{runner.name}: not run: {runner.why_not}" for runner in runners if not runner.engine]
    trial = Trial(cases, runners)
    events = chain(
        _generated(rules, arguments.generated, converter.own, problems.append),
        read_events(arguments.events, problems.append, notes.append),
    )
    try:
        with Progress() as progress:
            trial.run(events, lambda done: progress.tell(f"verifying: {done:,} events"))
    finally:
        for runner in runners:
            if runner.engine is not None:
                runner.engine.close()
    return _report(trial, problems, notes, arguments)


def _rules(sources: Sequence[Source], report: Callable[[str], None]) -> Iterator[Rule]:
    for rule in chain.from_iterable(map(rules_without_filters, sources)):
        if isinstance(rule, RuleError):
            report(str(rule))
        else:
            yield rule


def _converter(
    entries: Sequence[EngineEntry], arguments: argparse.Namespace, sources: Sequence[Source]
) -> Converter:
    """Converts for all time, and with the usual names of fields: engines have documents as platforms do."""
    _, options, files = target_options(arguments)
    for name, bounds in bounds_of_time(window=ALL_TIME).items():
        options[name] = options.get(name, {}) | bounds
    targets = [name for name in TARGETS if any(entry.target == name for entry in entries)]
    return Converter(targets, options, own=read_own(files, sources).under_usual_names())


def _generated(rules: Sequence[Rule], count: int, own: Own, report: Callable[[str], None]) -> Iterator[Event]:
    """Events made from every rule; each is tried on all of them."""
    from orjson import dumps  # noqa: PLC0415 -- only here

    for rule in rules:
        for number, made in enumerate(_made(rule, count, own, report), 1):
            name = f"generated:{rule.name}:{number} ({made.intent})"
            yield Event(name, made.event, dumps(made.event).decode())


def _made(rule: Rule, count: int, own: Own, report: Callable[[str], None]) -> list[GeneratedEvent]:
    """Events made from a rule; none where the reference cannot read it, which `cases_of` has reported."""
    try:
        with limit_time():
            return generate(rule.document, count, reference_of(rule, own))
    except TooSlowError as error:
        report(f"{rule.path}: making events of it {error}")
    except RuleError:
        pass
    return []


def _report(
    trial: Trial, problems: Sequence[str], notes: Sequence[str], arguments: argparse.Namespace
) -> int:
    sys.stdout.write(matrix.text(trial) + "\n")
    paint = painter(sys.stderr)
    for line in (*map(printable, notes), *(paint(printable(problem), "error") for problem in problems)):
        sys.stderr.write(f"{line}\n")
    _write(trial, arguments)
    if not trial.events:
        sys.stderr.write("no events were tried; name some with --events or raise --generated\n")
        return 1
    agreed = all(cell.agrees for case in trial.cases for cell in case.cells.values())
    return 0 if agreed and not problems else 1


def _write(trial: Trial, arguments: argparse.Namespace) -> None:
    """Write the files that are asked for, behind what is printed: a wrong name costs nobody a long run."""
    for path, form in ((arguments.json_file, matrix.as_json), (arguments.junit, matrix.as_junit)):
        if path:
            with asked_for(path):
                write_whole(path, form(trial))
