"""Rules put on trial as `sigmatrail verify` does it, for the tests that prove queries by execution."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import orjson

from converter.conversion import Converter
from converter.load import Rule
from converter.verify.cases import cases_of
from converter.verify.engine import Event
from converter.verify.engines import ENGINES
from converter.verify.generate import generate
from converter.verify.trial import Case, Runner, Trial

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

LOCAL = [name for name, entry in ENGINES.items() if not entry.live]
# Events of any age count, so the time bound of Athena's queries must not decide.
OPTIONS = {"athena": {"window": "36500d"}}
LOGSOURCE = {"product": "aws", "service": "cloudtrail"}


@cache
def runner(name: str) -> Runner:
    """The engine of this name, started once for the whole session."""
    return ENGINES[name].runner()


@cache
def converter(*targets: str) -> Converter:
    """A converter for these targets, or for all."""
    return Converter(targets, OPTIONS)


def rule_of(detection: dict[str, Any], name: str = "rule") -> Rule:
    """A CloudTrail rule with this detection."""
    return Rule(name, name, {"title": name, "logsource": LOGSOURCE, "detection": detection})


def cases(rules: Iterable[Rule], *targets: str) -> list[Case]:
    """The conditions of rules that the reference can read, with their queries."""
    return [case for rule in rules for case in cases_of(rule, converter(*targets), _unreadable)]


def _unreadable(problem: str) -> None:
    raise AssertionError(problem)


def event_of(record: dict[str, Any], name: str) -> Event:
    """An event as an engine takes it."""
    return Event(name, record, orjson.dumps(record).decode())


def generated(rule: Rule, count: int) -> list[Event]:
    """Events made from a rule alone."""
    made = generate(rule.document, count)
    return [event_of(each.event, f"{number} ({each.intent})") for number, each in enumerate(made, 1)]


def trial(tried: Sequence[Case], events: Sequence[Event], engines: Sequence[str]) -> Trial:
    """The trial of cases over events on engines, done."""
    result = Trial(tried, [runner(name) for name in engines])
    result.run(events, lambda _: None)
    return result


def differences(result: Trial) -> list[str]:
    """What a trial found wrong, a line each: rule, engine, event, the rule's decisive tests, the query."""
    lines = []
    for case in result.cases:
        for engine, cell in case.cells.items():
            if cell.state == "failed":
                query = case.queries[ENGINES[engine].target]
                lines.append(f"{case.name} on {engine}: {cell.reason}\n  {query}")
            lines += [
                f"{case.name} on {engine}: {found.kind} {found.event}: {'; '.join(found.because)}\n"
                f"  {found.fragment}"
                for found in cell.disagreements
            ]
    return lines
