"""`sigmatrail init` and `sigmatrail new`: write the files, say what to do next."""

from __future__ import annotations

import shlex
import sys
from typing import TYPE_CHECKING

from converter.printable import printable

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable
    from pathlib import Path


def run_init(arguments: argparse.Namespace) -> int:
    """Make a repository, or add pipelines to one; 0, or SettingsError where something is in the way."""
    from converter.scaffold import repository  # noqa: PLC0415 -- pySigma by need

    root, pipelines = arguments.directory, arguments.pipeline
    if pipelines and repository.is_repository(root):
        _tell(repository.add_pipelines(root, pipelines))
    else:
        requirement = repository.REQUIREMENT if arguments.requirement is None else arguments.requirement
        _tell(repository.make_repository(root, requirement, pipelines))
    there = "" if str(root) == "." else f"cd {printable(shlex.quote(str(root)))} && "
    sys.stderr.write(f"next: {there}sigmatrail check\n")
    return 0


def run_new(arguments: argparse.Namespace) -> int:
    """Make a rule; 0, or SettingsError where nobody logs the event."""
    from converter.scaffold.call import find_call  # noqa: PLC0415 -- models of AWS's APIs by need
    from converter.scaffold.files import write_new  # noqa: PLC0415 -- likewise
    from converter.scaffold.rule import rule_files  # noqa: PLC0415 -- likewise

    _tell(write_new(arguments.into, rule_files(find_call(arguments.event, arguments.source))))
    sys.stderr.write("next: edit the rule, then sigmatrail check --update\n")
    return 0


def _tell(paths: Iterable[Path]) -> None:
    for path in paths:
        sys.stdout.write(f"{printable(str(path))}\n")
