"""The subcommands for whoever keeps a repository of rules: check, init, new, export; and completion."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from converter.cli_targets import add_cache_flags, add_finding_flags
from converter.targets import TARGETS

if TYPE_CHECKING:
    import argparse

    Commands = argparse._SubParsersAction[argparse.ArgumentParser]  # noqa: SLF001 -- the type has no other name


def add_commands(commands: Commands) -> None:
    """Add them to the command line."""
    _add_check(commands)
    _add_init(commands)
    _add_new(commands)
    _add_export(commands)
    _add_completion(commands)


def _add_check(commands: Commands) -> None:
    check = commands.add_parser("check", help="judge a repository of rules: lint, plans, queries, verdicts")
    check.add_argument("path", nargs="?", default=".", metavar="PATH", help="the repository (default: .)")
    check.add_argument("--update", action="store_true", help="rewrite the goldens first; never in CI")
    add_finding_flags(check)
    add_cache_flags(check)
    check.add_argument(
        "--summary", type=Path, metavar="FILE", help="append the verdict matrix to FILE, in Markdown"
    )
    check.set_defaults(run=run_check)


def run_check(arguments: argparse.Namespace) -> int:
    """`sigmatrail check`."""
    from converter.check.command import run  # noqa: PLC0415 -- checks are imported by need

    return run(arguments)


def _add_init(commands: Commands) -> None:
    init = commands.add_parser("init", help="make a repository of rules")
    init.add_argument("directory", type=Path, metavar="DIR", help="where; made if it does not exist")
    init.add_argument(
        "--requirement",
        metavar="SPEC",
        help="what pip installs in hooks and CI (default: this version of sigmatrail)",
    )
    init.add_argument(
        "--pipeline",
        action="append",
        choices=tuple(TARGETS),
        default=[],
        help="write a pipeline of the repository's own, too, to add fields to it; "
        "repeatable, and for a repository that exists already",
    )
    init.set_defaults(run=run_init)


def run_init(arguments: argparse.Namespace) -> int:
    """`sigmatrail init`."""
    from converter.scaffold.command import run_init as run  # noqa: PLC0415 -- only here

    return run(arguments)


def _add_new(commands: Commands) -> None:
    new = commands.add_parser("new", help="make a rule with its plan and events from an event name")
    new.add_argument("event", metavar="EVENT_NAME", help="as CloudTrail writes it, such as StopLogging")
    new.add_argument("--source", metavar="S", help="event source, such as ec2.amazonaws.com or ec2")
    new.add_argument("--into", type=Path, default=Path(), metavar="DIR", help="the repository (default: .)")
    new.set_defaults(run=run_new)


def run_new(arguments: argparse.Namespace) -> int:
    """`sigmatrail new`."""
    from converter.scaffold.command import run_new as run  # noqa: PLC0415 -- only here

    return run(arguments)


def _add_export(commands: Commands) -> None:
    export = commands.add_parser("export", help="write a rule as SigmaHQ takes it, with regression data")
    export.add_argument(
        "--upstream",
        type=Path,
        required=True,
        metavar="DIR",
        help="a checkout of SigmaHQ/sigma, or any folder",
    )
    export.add_argument("rule", type=Path, metavar="RULE", help="rule file of a repository")
    export.set_defaults(run=run_export)


def run_export(arguments: argparse.Namespace) -> int:
    """`sigmatrail export`."""
    from converter.upstream.command import run  # noqa: PLC0415 -- only here

    return run(arguments)


def _add_completion(commands: Commands) -> None:
    completion = commands.add_parser(
        "completion", help="print a script by which a shell completes sigmatrail"
    )
    completion.add_argument("shell", choices=("bash", "zsh", "fish"), help="the shell")
    completion.set_defaults(run=run_completion)


def run_completion(arguments: argparse.Namespace) -> int:
    """`sigmatrail completion`."""
    from converter.completion import run  # noqa: PLC0415 -- shtab is imported by need

    return run(arguments)
