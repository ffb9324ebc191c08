"""Two processes for a conversion where that is quicker: the second takes its share of the targets or rules.

A backend takes longer to import than fifty rules to convert, so few rules are shared out by target,
many by rule. Where the system has no fork or one processor, everything happens in this process.
"""

from __future__ import annotations

import gc
import os
import pickle
from typing import TYPE_CHECKING

from converter.conversion import Converter

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from converter.converted import Conversion, Format
    from converter.errors import RuleError
    from converter.load import Rule

    Rules = Sequence[Rule | RuleError]
    Share = tuple[Rules, Sequence[str]]

_MANY_RULES = 400
_FEW_RULES = 8


def convert_rules(
    rules: Rules,
    targets: Sequence[str],
    options: Mapping[str, Mapping[str, str]],
    format: Format = "query",  # noqa: A002 -- what the command line calls it
) -> list[list[Conversion]]:
    """For each rule its conversions, target by target, as a single process would give them."""
    if format != "query":
        converter = Converter(targets, options, format)
        return [list(converter.convert(rule)) for rule in rules]
    if not hasattr(os, "fork") or os.cpu_count() == 1 or len(rules) < _FEW_RULES:
        return _convert(rules, targets, options)
    if len(rules) >= _MANY_RULES:
        middle = len(rules) // 2
        here, there = _both((rules[:middle], targets), (rules[middle:], targets), options)
        return here + there
    if len(targets) == 1:
        return _convert(rules, targets, options)
    here, there = _both((rules, targets[::2]), (rules, targets[1::2]), options)
    place = {target: number for number, target in enumerate(targets)}
    return [
        sorted(mine + theirs, key=lambda each: place[each.target])
        for mine, theirs in zip(here, there, strict=True)
    ]


def _convert(
    rules: Rules, targets: Sequence[str], options: Mapping[str, Mapping[str, str]]
) -> list[list[Conversion]]:
    converter = Converter(targets, options)
    return [list(converter.convert(rule)) for rule in rules]


def _both(
    here: Share, there: Share, options: Mapping[str, Mapping[str, str]]
) -> tuple[list[list[Conversion]], list[list[Conversion]]]:
    """One share in this process, the other in a child that hands its result back through a pipe."""
    gc.freeze()
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)
        _answer(writer, there, options)
    os.close(writer)
    with os.fdopen(reader, "rb") as pipe:
        mine = _convert(*here, options)
        answer = pipe.read()
    os.waitpid(child, 0)
    theirs = pickle.loads(answer)  # noqa: S301 -- our own child wrote it
    if isinstance(theirs, BaseException):
        raise theirs
    return mine, theirs


def _answer(writer: int, share: Share, options: Mapping[str, Mapping[str, str]]) -> None:
    """Convert and write the result or the failure; the child ends here, whatever happens."""
    try:
        try:
            answer = pickle.dumps(_convert(*share, options))
        except BaseException as error:  # noqa: BLE001 -- the parent raises it
            answer = pickle.dumps(error)
        with os.fdopen(writer, "wb") as pipe:
            pipe.write(answer)
    finally:
        os._exit(0)
