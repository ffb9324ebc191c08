"""`sigmatrail convert`: from paths to queries on the terminal, as JSON or in files."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from converter.cli_targets import target_options
from converter.colour import painter
from converter.output import messages, print_json, print_queries, printable
from converter.request import Request
from converter.source import read_sources
from converter.targets import known_targets

if TYPE_CHECKING:
    import argparse
    from pathlib import Path

    from converter.converted import Conversion
    from converter.files import Folder
    from converter.request import Answer


def run(arguments: argparse.Namespace) -> int:
    """Convert, leave the queries where they were asked for, report the rest; the exit status."""
    report = arguments.format == "report"
    folder = _folder(arguments.output, report=report) if arguments.output else None
    targets, options, own = target_options(arguments)
    request = Request(arguments.paths, known_targets(targets, options), options, arguments.format, own)
    answer = _answer(request, cached=arguments.cache)
    conversions = answer.conversions
    unwritten = _write(folder, conversions) if folder else []
    if arguments.json:
        print_json(conversions, sys.stdout)
    elif folder is None:
        print_queries(conversions, sys.stdout, bare=arguments.bare, report=report)
    for line in (*messages(conversions, painter(sys.stderr)), *map(printable, answer.notes), *unwritten):
        sys.stderr.write(f"{line}\n")
    if folder:
        _summarise(conversions, len(unwritten), str(folder.path))
    return 1 if unwritten or any(conversion.error for conversion in conversions) else 0


def _answer(request: Request, *, cached: bool) -> Answer:
    if cached:
        from converter.cache.conversions import cached_answer  # noqa: PLC0415 -- only where it is wanted

        return cached_answer(request)
    return request.answer(read_sources(request.paths))


def _folder(path: Path, *, report: bool) -> Folder:
    from converter.files import Folder  # noqa: PLC0415 -- only where files are written

    return Folder(path, report=report)


def _write(folder: Folder, conversions: list[Conversion]) -> list[str]:
    failures = (folder.write(conversion) for conversion in conversions if conversion.query is not None)
    return [printable(failure) for failure in failures if failure]


def _summarise(conversions: list[Conversion], unwritten: int, folder: str) -> None:
    queries = sum(conversion.query is not None for conversion in conversions) - unwritten
    failed = len({conversion.path for conversion in conversions if conversion.error})
    rest = f"; {failed} not converted, see above" if failed else ""
    sys.stderr.write(f"wrote {queries} queries to {printable(folder)}{rest}\n")
