"""Two processes for a conversion where that is quicker: the second takes its share of the targets or rules.

A backend takes longer to import than fifty rules to convert, so few files are shared out by target,
many by file. Where the system has no fork or one processor, everything happens in this process.
"""

from __future__ import annotations

import gc
import os
import pickle
import sys
from functools import partial
from typing import TYPE_CHECKING

from converter.conversion import Converter
from converter.load import rules_without_filters
from converter.own import NOTHING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from converter.converted import Conversion, Format
    from converter.errors import RuleError
    from converter.load import Rule
    from converter.own import Own
    from converter.source import Source

    Files = Iterable[list[Rule | RuleError]]
    Share = tuple[Files, Sequence[str]]
    Maker = Callable[[Sequence[str]], Converter]

_MANY_FILES = 400
_FEW_FILES = 8
_CYCLES = 200_000


def convert_files(
    sources: Sequence[Source],
    targets: Sequence[str],
    options: Mapping[str, Mapping[str, str]],
    format: Format = "query",  # noqa: A002 -- what the command line calls it
    own: Own = NOTHING,
) -> list[list[Conversion]]:
    """For each file its conversions, rule by rule, target by target, as a single process would give them."""
    make = partial(Converter, options=options, format=format, own=own)
    many = len(sources) >= _MANY_FILES
    few = len(sources) < _FEW_FILES or (len(targets) == 1 and not many)
    if few or format != "query" or not hasattr(os, "fork") or os.cpu_count() == 1:
        return _convert(_watched(map(rules_without_filters, sources), len(sources)), targets, make)
    if many:
        middle = len(sources) // 2
        first, second = (map(rules_without_filters, half) for half in (sources[:middle], sources[middle:]))
        here, there = _both((_watched(first, middle), targets), (second, targets), make, collect=True)
        return here + there
    files = list(map(rules_without_filters, sources))
    here, there = _both((_watched(files, len(files)), targets[::2]), (files, targets[1::2]), make)
    place = {target: number for number, target in enumerate(targets)}
    return [
        sorted(mine + theirs, key=lambda each: place[each.target])
        for mine, theirs in zip(here, there, strict=True)
    ]


def _watched(files: Files, total: int) -> Files:
    """The files; who sits before a terminal is told how far they are, in this process's share."""
    if not sys.stderr.isatty():
        return files
    from converter.progress import tracked  # noqa: PLC0415 -- only where somebody watches

    return tracked(files, total, "converting")


def _convert(files: Files, targets: Sequence[str], make: Maker) -> list[list[Conversion]]:
    converter = make(targets)
    return [[each for rule in rules for each in converter.convert(rule)] for rules in files]


def _both(
    here: Share, there: Share, make: Maker, *, collect: bool = False
) -> tuple[list[list[Conversion]], list[list[Conversion]]]:
    """One share in this process, the other in a child that hands its result back through a pipe.

    `collect`: there is so much to do that pySigma's rules, which are cycles, would fill the memory.
    """
    gc.freeze()
    if collect:
        gc.set_threshold(_CYCLES)
        gc.enable()
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)
        _answer(writer, there, make)
    os.close(writer)
    with os.fdopen(reader, "rb") as pipe:
        mine = _convert(*here, make)
        answer = pipe.read()
    os.waitpid(child, 0)
    theirs = pickle.loads(answer)  # noqa: S301 -- our own child wrote it
    if isinstance(theirs, BaseException):
        raise theirs
    return mine, theirs


def _answer(writer: int, share: Share, make: Maker) -> None:
    """Convert and write the result or the failure; the child ends here, whatever happens."""
    try:
        try:
            answer = pickle.dumps(_convert(*share, make))
        except BaseException as error:  # noqa: BLE001 -- the parent raises it
            answer = pickle.dumps(error)
        with os.fdopen(writer, "wb") as pipe:
            pipe.write(answer)
    finally:
        os._exit(0)
