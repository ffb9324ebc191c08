"""Whether a text is what a rule asks for: whole texts, wildcards, regular expressions."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pcre2

from converter.errors import RuleError
from converter.verify.budget import Pattern
from converter.verify.reference.values import Expression, Text, Wild, folded

if TYPE_CHECKING:
    from collections.abc import Callable

    TextTest = Callable[[str], bool]


def text_test(text: Text) -> TextTest:
    """Make the test for one text of a rule; letter case counts only if the rule says `cased`."""
    if text.cased:
        return _pattern_test(text.parts)
    holds = _pattern_test(tuple(folded(part) if isinstance(part, str) else part for part in text.parts))
    return lambda candidate: holds(folded(candidate))


def _pattern_test(parts: tuple[str | Wild, ...]) -> TextTest:
    """Take the commonest shapes to the string methods that say the same."""
    match parts:
        case ():
            return lambda candidate: not candidate
        case (str() as whole,):
            return lambda candidate: candidate == whole
        case (Wild.RUN, str() as inner, Wild.RUN):
            return lambda candidate: inner in candidate
        case (str() as head, Wild.RUN):
            return lambda candidate: candidate.startswith(head)
        case (Wild.RUN, str() as tail):
            return lambda candidate: candidate.endswith(tail)
    return _glob_test(parts)


def _glob_test(parts: tuple[str | Wild, ...]) -> TextTest:
    """Place the stretches between `*` one after the other, each as far left as it goes.

    Stretches are of fixed length, so the leftmost place is as good as any: no backtracking, and no
    value of a rule or an event can make it slow.
    """
    first, *rest = _stretches(parts)
    if not rest:
        return lambda candidate: first.fullmatch(candidate) is not None
    *middle, last = rest
    width = _width(parts)

    def holds(candidate: str) -> bool:
        found = first.match(candidate)
        for stretch in middle:
            if found is None:
                return False
            found = stretch.search(candidate, found.end())
        tail = len(candidate) - width
        return found is not None and tail >= found.end() and last.fullmatch(candidate, tail) is not None

    return holds


def _stretches(parts: tuple[str | Wild, ...]) -> list[re.Pattern[str]]:
    sources = [""]
    for part in parts:
        if part is Wild.RUN:
            sources.append("")
        else:
            sources[-1] += re.escape(part) if isinstance(part, str) else "."
    return [re.compile(source, re.DOTALL) for source in sources]


def _width(parts: tuple[str | Wild, ...]) -> int:
    """Count the characters behind the last `*`."""
    tail = parts[len(parts) - parts[::-1].index(Wild.RUN) :]
    return sum(len(part) if isinstance(part, str) else 1 for part in tail)


def expression_test(expression: Expression) -> TextTest:
    """Make the test for a regular expression, with PCRE2 itself: no UCP, line ends are line feeds.

    Raises:
        RuleError: it is no PCRE expression.
        UndecidedError: from the test: it takes too long on some text.
    """
    flags = pcre2.ASCII
    flags |= pcre2.IGNORECASE * expression.ignorecase
    flags |= pcre2.MULTILINE * expression.multiline
    flags |= pcre2.DOTALL * expression.dotall
    try:
        pattern = Pattern(expression.source, flags, start=expression.start, end=expression.end)
    except ValueError as error:
        raise RuleError(f"regular expression '{expression.source[:60]}': {error}; mend it") from error
    return lambda candidate: pattern.search(candidate) is not None
