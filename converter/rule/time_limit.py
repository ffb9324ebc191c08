"""A stop for a rule that takes far longer than any: the last resort behind `converter.rule.limits`.

It is no part of what a rule means: whatever the bounds of a rule's size let through takes a few seconds, so
no result ever depends on the stop, and the same input gives the same bytes on a slow machine, too. Counted
is the processor time of the thread that works, so a busy machine stops nothing.
"""

from __future__ import annotations

import signal
from contextlib import contextmanager
from time import thread_time
from typing import TYPE_CHECKING, Final

from converter.errors import RuleError

if TYPE_CHECKING:
    from collections.abc import Iterator

# Twice what the largest rule within the bounds takes for one target or one check (November 2026).
MOST_SECONDS: Final = 20.0
# How long the work may go on where somebody's code swallowed the stop.
_AGAIN: Final = 1.0


class TooSlowError(RuleError):
    """The work on a rule was stopped."""


@contextmanager
def limit_time(seconds: float = MOST_SECONDS) -> Iterator[None]:
    """Stop the work inside once it has taken so many seconds of processor time.

    Nothing is stopped where the system has no such signals (Windows), outside of the main thread, and where
    the program around uses the same signal for itself. Inside another limit, the outer one counts.

    Raises:
        TooSlowError: the work was stopped.
    """
    clock = _Clock(seconds)
    if not clock.start():
        yield
        return
    try:
        try:
            yield
        finally:
            clock.stop()
    except (Exception, _Expired):
        clock.stop()
        if not clock.expired:
            raise
    # Work that ends after all may have swallowed the stop halfway, so its result is none.
    if clock.expired:
        raise TooSlowError(
            f"takes more than {seconds:g} seconds of computing; split the rule, or make it smaller"
        )


class _Expired(BaseException):
    """The time is up; no `except Exception` on the way out takes it for a failure of its own."""


class _Clock:
    """One limit: a timer of the process, and a handler that asks how much of it was this thread's."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.expired = False
        self._running = False
        self._begun = 0.0

    def start(self) -> bool:
        """Set the timer; False where there can be none."""
        if not hasattr(signal, "setitimer") or signal.getsignal(signal.SIGPROF) is not signal.SIG_DFL:
            return False
        try:
            signal.signal(signal.SIGPROF, self._ask)
        except ValueError:  # not the main thread
            return False
        self._begun = thread_time()
        self._running = True
        signal.setitimer(signal.ITIMER_PROF, self.seconds, _AGAIN)
        return True

    def stop(self) -> None:
        """Put everything back as it was; from here on nothing is raised."""
        self._running = False
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, signal.SIG_DFL)

    def _ask(self, _number: int, _frame: object) -> None:
        if self._running and thread_time() - self._begun >= self.seconds:
            self.expired = True
            raise _Expired
