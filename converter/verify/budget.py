r"""PCRE2 under a budget: a search that takes too long gives up and says so, instead of hanging.

PCRE2 backtracks, so a few characters such as `^(a|a)*b$` can keep it busy without end. Its own limit of
10,000,000 steps is for one place of one text: 25 ms each. SigmaHQ's rules and the rules and cases of this
project needed 300 steps at most over 3,594 public records and the events that are made from the rules
(measured in November 2026), so ten thousand leave room for thirty times as much and cost 0.1 ms.

A long text gets more steps, since a pattern may need some for each character: the longest text in those
records has 65,028. PCRE2 counts its steps anew at each place where a match may begin, and does not count
how far `a*` runs, so on a long text a clock is asked at each such place. Between the two lies a pattern's
patience: what has been slow for ten seconds in all is not tried again.
https://pcre2project.github.io/pcre2/doc/pcre2pattern/ ("Setting match resource limits"), November 2026.
"""

from __future__ import annotations

import re
from time import perf_counter
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from converter.errors import SigmatrailError

if TYPE_CHECKING:
    from collections.abc import Callable

Match: TypeAlias = Any  # pcre2 publishes no types
_Run: TypeAlias = "Callable[[Any, str], Any]"

_TINY = 200  # so short that no search within the budget takes a tenth of a second
SHORT, FEW = 500, 10_000
LONG, MORE = 10_000, 100_000
MOST = 1_000_000
LONGEST: Final = 262_144
"""CloudTrail's largest event in characters.

https://docs.aws.amazon.com/awscloudtrail/latest/userguide/WhatIsCloudTrail-Limits.html (November 2026)
"""
_HEAP_KIB: Final = 65_536
SECONDS: Final = 1.0
_SLOW: Final = 0.1
_PATIENCE: Final = 10.0
_SHOWN: Final = 60

# pcre2.h: these are no failures of the package, but its ways to say that a limit is reached.
_STACK_REACHED: Final = -46
_STEPS_REACHED: Final = -47
_HEAP_REACHED: Final = -63

# What may stand before a pattern. Of two limits PCRE2 10.47 takes the later one, so ours stand behind these.
_OPTIONS: Final = re.compile(
    r"(?:\(\*(?:UTF|UCP|NOTEMPTY|NOTEMPTY_ATSTART|NO_AUTO_POSSESS|NO_DOTSTAR_ANCHOR|NO_JIT|NO_START_OPT"
    r"|CASELESS_RESTRICT|TURKISH_CASING|LIMIT_(?:HEAP|MATCH|DEPTH|RECURSION)=[0-9]+|CR|LF|CRLF|ANY|NUL|ANYCRLF"
    r"|BSR_ANYCRLF|BSR_UNICODE)\))*"
)
# The end of a pattern may be inside \Q..\E, or in a comment under (?x).
_ENDS: Final = (")", r"\E)", "\n)")


class UndecidedError(SigmatrailError):
    """A regular expression gave up on a text, so nobody knows whether it is found; never a miss."""


class Pattern:
    """A PCRE2 pattern that gives up in time.

    Args:
        source: the pattern.
        flags: those of the package pcre2.
        start: whether a match must begin where the text does.
        end: whether a match must end where the text does.
        written: the pattern as a person knows it, if it is not this one.

    Raises:
        ValueError: PCRE2 cannot read the pattern; the text says why.
    """

    def __init__(
        self, source: str, flags: int = 0, *, start: bool = False, end: bool = False, written: str = ""
    ) -> None:
        self.source = source
        self._written = written or source
        self._flags = flags
        self._start, self._end = start, end
        self._codes: dict[tuple[int, bool], Any] = {}
        self._spent = self._deadline = 0.0
        self._late = False
        # Alone first, so that a message counts from the pattern's own first character.
        _compiled(source, flags, jit=False)
        self._quick = self._code(FEW, jit=True).search

    def search(self, text: str) -> Match | None:
        """The first match in a text, or None.

        Raises:
            UndecidedError: it takes too many steps or too long, or the text is too long.
        """
        if len(text) <= _TINY:
            try:
                return self._quick(text)
            except _pcre2().LibraryError:
                pass  # told below
        return self._ran(text, _first)

    def every(self, text: str) -> list[Match]:
        """All matches in a text, one behind the other; raises UndecidedError like `search`."""
        found: list[Match] = self._ran(text, self._all)
        return found

    def _ran(self, text: str, run: _Run) -> Any:  # noqa: ANN401 -- pcre2 publishes no types
        """Run within what the text is worth, and remember what was slow."""
        steps = self._steps(text)
        started = perf_counter()
        self._deadline, self._late = started + SECONDS, False
        try:
            found = self._tried(steps, text, run)
        finally:
            seconds = perf_counter() - started
            if seconds > _SLOW:
                self._spent += seconds
        if self._late:
            raise self._given_up(text, f"more than {SECONDS:.0f} second")
        return found

    def _steps(self, text: str) -> int:
        size = len(text)
        if size > LONGEST:
            raise UndecidedError(
                f"a text of {size:,} characters is longer than the {LONGEST:,} that are searched"
            )
        if self._spent > _PATIENCE:
            raise self._given_up(text, f"too long, with {_PATIENCE:.0f} seconds in all before,")
        return FEW if size <= SHORT else MORE if size <= LONG else MOST

    def _tried(self, steps: int, text: str, run: _Run) -> Any:  # noqa: ANN401 -- pcre2 publishes no types
        """Machine code first; where its small stack does not do, PCRE2's interpreter."""
        for jit in (True, False):
            try:
                return run(self._code(steps, jit=jit), text)
            except _pcre2().LibraryError as error:
                if not jit or error.code != _STACK_REACHED:
                    raise self._given_up(text, _limit(error, steps)) from None
        raise AssertionError  # the interpreter answers, or raises

    def _all(self, code: Any, text: str) -> list[Match]:  # noqa: ANN401 -- pcre2 publishes no types
        found = []
        for each in code.finditer(text):
            found.append(each)
            if perf_counter() > self._deadline:
                self._late = True
                break
        return found

    def _given_up(self, text: str, how_much: str) -> UndecidedError:
        shown = self._written if len(self._written) <= _SHOWN else f"{self._written[:_SHOWN]}..."
        return UndecidedError(
            f"the regular expression '{shown}' takes {how_much} on a text of {len(text):,} characters; "
            "write it without a repetition inside a repetition"
        )

    def _code(self, steps: int, *, jit: bool) -> Any:  # noqa: ANN401 -- pcre2 publishes no types
        if (steps, jit) not in self._codes:
            self._codes[steps, jit] = self._made(steps, jit=jit)
        return self._codes[steps, jit]

    def _made(self, steps: int, *, jit: bool) -> Any:  # noqa: ANN401 -- pcre2 publishes no types
        watched = steps > FEW
        before = "(?C1)" * watched + r"\A" * self._start + "(?:"
        after = r"\z" * self._end
        options = _OPTIONS.match(self.source)
        cut = options.end() if options else 0
        limits = f"{self.source[:cut]}(*LIMIT_MATCH={steps})(*LIMIT_HEAP={_HEAP_KIB})"
        rest = self.source[cut:]
        if not watched and not self._start and not self._end:
            return _compiled(limits + rest, self._flags, jit=jit)
        callout = self._ask_clock if watched else None
        for end in _ENDS[:-1]:
            try:
                return _compiled(limits + before + rest + end + after, self._flags, jit=jit, callout=callout)
            except ValueError:
                continue
        return _compiled(limits + before + rest + _ENDS[-1] + after, self._flags, jit=jit, callout=callout)

    def _ask_clock(self, _place: object) -> int:
        """Called wherever a match may begin: 0 goes on, -1 ends the search."""
        self._late = self._late or perf_counter() > self._deadline
        return -1 if self._late else 0


def _first(code: Any, text: str) -> Match | None:  # noqa: ANN401 -- pcre2 publishes no types
    return code.search(text)


def _limit(error: Any, steps: int) -> str:  # noqa: ANN401 -- pcre2 publishes no types
    """The limit that an error of PCRE2 is about."""
    reached = {_STEPS_REACHED: f"more than {steps:,} steps", _HEAP_REACHED: f"more than {_HEAP_KIB:,} KiB"}
    return reached.get(error.code, f"too much ({error})")


def _compiled(source: str, flags: int, *, jit: bool, callout: Callable[[object], int] | None = None) -> Any:  # noqa: ANN401 -- pcre2 publishes no types
    pcre2 = _pcre2()
    try:
        return pcre2.compile(source, flags, jit=jit, callout=callout)
    except pcre2.PatternError as error:
        raise ValueError(str(error)) from None


def _pcre2() -> Any:  # noqa: ANN401 -- pcre2 publishes no types
    import pcre2  # noqa: PLC0415 -- an optional package, needed only where there is a pattern

    return pcre2
