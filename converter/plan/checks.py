"""What a plan's fields must have in common: names that exist, times that leave no gap."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from converter.plan.template import Placeholder, parts
from converter.plan.times import interval, minutes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from converter.plan.model import Plan, Schedule

    Fault = tuple[str, str]


def faults(plan: Plan) -> Iterator[tuple[str, str]]:
    """Each fault of a plan: the key, and what is wrong with it."""
    yield from _twins(plan)
    yield from _strangers(plan)
    yield from _broken_templates(plan)
    yield from _gaps(plan.schedule)


def _twins(plan: Plan) -> Iterator[Fault]:
    # Some platforms do not tell the letter case of columns.
    counted = Counter(name.casefold() for name in plan.summary.names)
    for name in plan.summary.names:
        if counted[name.casefold()] > 1:
            yield "summary", f"two columns are called '{name}'; rename one"


def _strangers(plan: Plan) -> Iterator[Fault]:
    known = set(plan.summary.names)
    for key, name in _mentioned(plan):
        if name not in known:
            yield key, f"'{name}' is no column of the summary; there are {', '.join(plan.summary.names)}"


def _mentioned(plan: Plan) -> Iterator[Fault]:
    yield from ((f"risk.objects[{at}].name", each.name) for at, each in enumerate(plan.risk.objects))
    yield from ((f"risk.threats[{at}].name", each.name) for at, each in enumerate(plan.risk.threats))
    yield from (("alert.fields", name) for name in plan.alert.fields)
    if plan.alert.suppression:
        yield from (("alert.suppression.by", name) for name in plan.alert.suppression.by)
    for at, drilldown in enumerate(plan.drilldowns):
        yield from ((f"drilldowns[{at}].by", name) for name in drilldown.by)


def _templates(plan: Plan) -> Iterator[Fault]:
    yield "risk.message", plan.risk.message
    yield from ((f"drilldowns[{at}].name", each.name) for at, each in enumerate(plan.drilldowns))


def _broken_templates(plan: Plan) -> Iterator[Fault]:
    known = set(plan.summary.names)
    for key, template in _templates(plan):
        try:
            names = [part for part in parts(template) if isinstance(part, Placeholder)]
        except ValueError as error:
            yield key, str(error)
            continue
        yield from ((key, f"${name}$ is no column of the summary") for name in names if name not in known)


def _gaps(schedule: Schedule) -> Iterator[Fault]:
    try:
        every = interval(schedule.cron)
    except ValueError as error:
        yield "schedule.cron", str(error)
        return
    seen = minutes(schedule.lookback) - minutes(schedule.delay)
    if seen < every:
        least = every + minutes(schedule.delay)
        yield (
            "schedule.lookback",
            f"a run looks at {seen} minutes, but {every} lie between runs; look back {least}m or more",
        )
