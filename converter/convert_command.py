"""`sigmatrail convert`: from paths to queries on the terminal, as JSON or in files."""

from __future__ import annotations

import gc
import sys
from importlib import import_module
from typing import TYPE_CHECKING

from converter.cli import target_options
from converter.conversion import known_targets
from converter.load import load
from converter.output import messages, print_json, print_queries, printable
from converter.paths import find
from converter.postpone import postpone
from converter.targets import OWN_PIPELINE
from converter.workers import convert_rules

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from converter.conversion import Conversion, Format
    from converter.files import Folder

# What every target needs, imported before two processes share the work.
_SHARED = ("converter.targets.backend", "converter.shapes")


def run(arguments: argparse.Namespace) -> int:
    """Convert, leave the queries where they were asked for, report the rest; the exit status."""
    report = arguments.format == "report"
    folder = _folder(arguments.output, report=report) if arguments.output else None
    targets, options = target_options(arguments)
    conversions = _convert(arguments.paths, targets, options, arguments.format)
    unwritten = _write(folder, conversions) if folder else []
    if arguments.json:
        print_json(conversions, sys.stdout)
    elif folder is None:
        print_queries(conversions, sys.stdout, bare=arguments.bare, report=report)
    for line in (*messages(conversions), *unwritten):
        sys.stderr.write(f"{line}\n")
    if folder:
        _summarise(conversions, len(unwritten), str(folder.path))
    return 1 if unwritten or any(conversion.error for conversion in conversions) else 0


def _convert(
    paths: Sequence[str],
    targets: Sequence[str],
    options: Mapping[str, Mapping[str, str]],
    format: Format,  # noqa: A002 -- what the command line calls it
) -> list[Conversion]:
    """Convert as quickly as this machine can: the program ends soon, so nothing is collected."""
    gc.disable()
    if not any(OWN_PIPELINE in settings for settings in options.values()):
        postpone()
    chosen = known_targets(targets, options)
    rules = [rule for path in find(paths) for rule in load(path)]
    for shared in _SHARED:
        import_module(shared)
    return convert_rules(rules, chosen, options, format)


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
