"""`sigmatrail completion SHELL`: a script by which a shell completes commands, options and their values."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING, Any, Final

import shtab

if TYPE_CHECKING:
    from collections.abc import Iterator

_COMPLETES: Final = {"PATH": shtab.FILE, "RULE": shtab.FILE, "FILE": shtab.FILE, "DIR": shtab.DIRECTORY}


def run(arguments: argparse.Namespace) -> int:
    """Print the script of one shell."""
    from converter.cli import parser  # noqa: PLC0415 -- which imports this module by need

    sys.stdout.write(script(parser(), arguments.shell) + "\n")
    return 0


def script(parser: argparse.ArgumentParser, shell: str) -> str:
    """The script for one of shtab's shells; what takes a file or folder by its name completes both."""
    for action in _actions(parser):
        if isinstance(action.metavar, str) and action.metavar in _COMPLETES:
            complete: Any = action
            complete.complete = _COMPLETES[action.metavar]
    return str(shtab.complete(parser, shell))


def _actions(parser: argparse.ArgumentParser) -> Iterator[argparse.Action]:
    """The actions of a parser and of its subcommands."""
    for action in parser._actions:  # noqa: SLF001 -- argparse shows them nowhere else
        yield action
        if isinstance(action, argparse._SubParsersAction):  # noqa: SLF001 -- likewise
            for inner in action.choices.values():
                yield from _actions(inner)
