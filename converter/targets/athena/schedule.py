"""When a detection runs, as EventBridge Scheduler says it.

https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html (November 2026)
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from converter.plan.times import interval, minutes, starts

if TYPE_CHECKING:
    from collections.abc import Iterable

    from converter.plan import Schedule

# What Scheduler replaces by the time for which it planned a run: the state machine lets the query look at
# the span before that time, so that a run which starts some seconds late leaves no gap
# (https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-schedule-context-attributes.html,
# November 2026).
SCHEDULED: Final = "<aws.scheduler.scheduled-time>"


def cron(schedule: Schedule) -> str:
    """The plan's cron time in AWS's six fields, where steps and ranges are lists of numbers."""
    runs = starts(schedule.cron)
    past = _field({run % 60 for run in runs}, 60)
    hours = _field({run // 60 for run in runs}, 24)
    return f"cron({past} {hours} * * ? *)"


def flexible(schedule: Schedule) -> int:
    """How many minutes late a run may start without a gap between what two runs look at.

    Scheduler does not say which time it names where it may be late, so only what the windows overlap by
    is free.
    """
    asked = 0 if schedule.window == "auto" else minutes(schedule.window)
    spare = minutes(schedule.lookback) - minutes(schedule.delay) - interval(schedule.cron)
    return min(asked, spare)


def _field(numbers: Iterable[int], end: int) -> str:
    several = sorted(numbers)
    return "*" if len(several) == end else ",".join(map(str, several))
