"""`sigmatrail convert`: from paths to queries on the terminal, as JSON or in files."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from converter.cache.place import chosen_cache
from converter.cli_targets import target_options
from converter.colour import painter
from converter.output import closing, counted, messages, print_json, print_queries
from converter.printable import printable
from converter.request import Request
from converter.source import read_sources
from converter.targets import known_targets

if TYPE_CHECKING:
    import argparse

    from converter.converted import Conversion
    from converter.output_folder import Folder
    from converter.request import Answer


def run(arguments: argparse.Namespace) -> int:
    """Convert, leave the queries where they were asked for, report the rest; the exit status."""
    report = arguments.format == "report"
    folder = _folder(arguments.output, report=report) if arguments.output else None
    targets, options, own = target_options(arguments)
    request = Request(arguments.paths, known_targets(targets, options), options, arguments.format, own)
    answer = _answer(request, arguments.cache)
    conversions = answer.conversions
    unwritten = _write(folder, conversions) if folder else {}
    refused = [conversion for conversion in conversions if conversion.error]
    left = _left(folder, refused) if folder else []
    if arguments.json:
        print_json(conversions, sys.stdout)
    elif folder is None:
        print_queries(conversions, sys.stdout, bare=arguments.bare, report=report)
    for line in (
        *messages(conversions, painter(sys.stderr)),
        *map(printable, answer.notes),
        *unwritten.values(),
        *left,
    ):
        sys.stderr.write(f"{line}\n")
    if folder:
        number = len(conversions) - len(refused) - len(unwritten)
        sys.stderr.write(closing(counted(number, "query", "queries"), folder.path, [*refused, *unwritten]))
    return 1 if unwritten or refused else 0


def _answer(request: Request, asked: bool | None) -> Answer:  # noqa: FBT001 -- --cache, --no-cache or neither
    folder = chosen_cache(asked, map(Path, request.paths))
    if folder is not None:
        from converter.cache.conversions import cached_answer  # noqa: PLC0415 -- only where it is wanted

        return cached_answer(request, folder)
    return request.answer(read_sources(request.paths))


def _folder(path: Path, *, report: bool) -> Folder:
    from converter.output_folder import Folder  # noqa: PLC0415 -- only where files are written

    return Folder(path, report=report)


def _write(folder: Folder, conversions: list[Conversion]) -> dict[Conversion, str]:
    """The conversions that could not be written, and why."""
    failures = ((each, folder.write(each)) for each in conversions if each.query is not None)
    return {conversion: printable(failure) for conversion, failure in failures if failure}


def _left(folder: Folder, refused: list[Conversion]) -> list[str]:
    lines = (printable(line) for conversion in refused for line in folder.left(conversion))
    return list(dict.fromkeys(lines))
