"""The command `sigmatrail`: arguments in, text and an exit status out.

Exit status: 0 all is well, 1 some rule was not converted or verified, 2 the call itself is wrong.
"""

from __future__ import annotations

import argparse
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from converter import __version__
from converter.cli_repository import add_commands
from converter.cli_targets import (
    add_cache_flags,
    add_finding_flags,
    add_option_flags,
    add_own_flags,
    add_target_flags,
)
from converter.errors import SettingsError, SigmatrailError
from converter.printable import printable
from converter.targets import TARGETS

if TYPE_CHECKING:
    from collections.abc import Sequence

EPILOG = "Settings can also stand in sigmatrail.toml or under [tool.sigmatrail] in pyproject.toml."

_PLACES = ("PATH", "RULE", "FILE", "DIR")


class _Parser(argparse.ArgumentParser):
    """Lays help out in 80 columns; argparse would ask for the terminal's width with every argument."""

    def __init__(self, **options: Any) -> None:  # noqa: ANN401 -- whatever argparse takes
        super().__init__(formatter_class=partial(argparse.HelpFormatter, width=80), **options)

    def error(self, message: str) -> NoReturn:
        """As argparse does, with what the call holds in one line that prints."""
        super().error(printable(message))

    def add_argument(self, *names: Any, **options: Any) -> argparse.Action:  # noqa: ANN401 -- likewise
        """As argparse does; what names a file or folder is not empty, which would mean this folder."""
        if options.get("metavar") in _PLACES:
            options["type"] = partial(_place, options["metavar"], options.get("type", str))
        return super().add_argument(*names, **options)


def _place(metavar: str, kind: type[str | Path], text: str) -> str | Path:
    if not text:
        raise SettingsError(f"{metavar} is empty; name a file or a folder, . for this one")
    return kind(text)


def parser() -> argparse.ArgumentParser:
    """The whole command line."""
    root: argparse.ArgumentParser = _Parser(
        prog="sigmatrail",
        description="One Sigma rule for AWS CloudTrail; the same detection for Splunk, Elastic and Athena.",
    )
    root.add_argument("--version", action="version", version=f"sigmatrail {__version__}")
    commands = root.add_subparsers(dest="command", required=True, metavar="COMMAND")
    _add_convert(commands)
    _add_verify(commands)
    _add_explain(commands)
    _add_lint(commands)
    add_commands(commands)
    targets = commands.add_parser("targets", help="list the targets and their options")
    targets.set_defaults(run=run_targets)
    return root


def _add_convert(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    convert = commands.add_parser("convert", help="convert rules to queries", epilog=EPILOG)
    convert.add_argument(
        "paths", nargs="*", metavar="PATH", help="rule file, folder, or - for standard input"
    )
    add_target_flags(convert)
    add_own_flags(convert)
    convert.add_argument(
        "-o", "--output", metavar="DIR", type=Path, help="write DIR/<target>/<rule>.<suffix>"
    )
    convert.add_argument(
        "-f",
        "--format",
        choices=["query", "report", "app", "ddl"],
        default="query",
        help="queries, summaries by the rules' plans, deployable files, or Athena's table (default: query)",
    )
    add_cache_flags(convert)
    form = convert.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="print queries, warnings and errors as JSON")
    form.add_argument("--bare", action="store_true", help="print the queries without headings")
    convert.set_defaults(run=run_convert)


def run_convert(arguments: argparse.Namespace) -> int:
    """`sigmatrail convert`."""
    if not arguments.paths and arguments.format != "ddl":
        raise SettingsError("the following arguments are required: PATH, a rule file, a folder or -")
    if arguments.format in {"app", "ddl"}:
        from converter.artifact_command import run as run_artifacts  # noqa: PLC0415 -- plans by need

        return run_artifacts(arguments)
    from converter.convert_command import run  # noqa: PLC0415 -- pySigma is imported by need

    return run(arguments)


def _add_verify(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    verify = commands.add_parser("verify", help="run queries and compare them with what the rule means")
    verify.add_argument("paths", nargs="+", metavar="PATH", help="rule file or folder")
    verify.add_argument(
        "--events", action="append", default=[], type=Path, metavar="PATH", help="events to run over"
    )
    verify.add_argument(
        "--engine",
        action="append",
        dest="engines",
        metavar="NAME",
        help="an engine, again for more (default: all that run here; real platforms only by name)",
    )
    add_option_flags(verify)
    add_own_flags(verify)
    verify.add_argument(
        "--generated", type=int, default=50, metavar="N", help="events made from each rule (default: 50)"
    )
    verify.add_argument(
        "--json", type=Path, metavar="FILE", dest="json_file", help="write the matrix as JSON"
    )
    verify.add_argument("--junit", type=Path, metavar="FILE", help="write the matrix as JUnit XML")
    verify.set_defaults(run=run_verify)


def run_verify(arguments: argparse.Namespace) -> int:
    """`sigmatrail verify`."""
    from converter.extras import need_verify  # noqa: PLC0415 -- only here

    need_verify("verify runs queries")
    from converter.verify.command import run  # noqa: PLC0415 -- engines are imported by need

    return run(arguments)


def _add_explain(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    explain = commands.add_parser(
        "explain", help="say what each item of a rule became, and why", epilog=EPILOG
    )
    explain.add_argument(
        "paths", nargs="+", metavar="RULE", help="rule file, folder, or - for standard input"
    )
    add_target_flags(explain)
    add_own_flags(explain)
    explain.add_argument("--json", action="store_true", help="print fragments and reasons as JSON")
    explain.set_defaults(run=run_explain)


def run_explain(arguments: argparse.Namespace) -> int:
    """`sigmatrail explain`."""
    from converter.explain.command import run  # noqa: PLC0415 -- pySigma is imported by need

    return run(arguments)


def _add_lint(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    lint = commands.add_parser("lint", help="find what is wrong with rules", epilog=EPILOG)
    lint.add_argument("paths", nargs="+", metavar="PATH", help="rule file, folder, or - for standard input")
    add_finding_flags(lint)
    lint.add_argument(
        "--ignore", action="append", default=[], metavar="CODE", help="leave out a code, or all that begin so"
    )
    lint.set_defaults(run=run_lint)


def run_lint(arguments: argparse.Namespace) -> int:
    """`sigmatrail lint`."""
    from converter.lint.command import run  # noqa: PLC0415 -- the checks are imported by need

    return run(arguments)


def run_targets(_: argparse.Namespace) -> int:
    """`sigmatrail targets`."""
    for target in TARGETS.values():
        sys.stdout.write(f"{target.name:8}{target.language}, for {target.schema}\n")
        for option in target.options:
            default = f" (default: {option.default})" if option.default else ""
            sys.stdout.write(f"        --{target.name}-{option.name}: {option.about}{default}\n")
    return 0


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; returns the exit status."""
    try:
        arguments = parser().parse_args(argv)
        return int(arguments.run(arguments))
    except SigmatrailError as error:
        from converter.colour import painter  # noqa: PLC0415 -- only where something is wrong

        sys.stderr.write(painter(sys.stderr)(f"sigmatrail: {printable(str(error))}", "error") + "\n")
        return 2 if isinstance(error, SettingsError) else 1
