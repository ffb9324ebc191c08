"""What several subcommands take: targets, options, what is a user's own, findings; the settings file too."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from converter.targets import TARGETS

if TYPE_CHECKING:
    import argparse

    from converter.own import OwnFiles


def add_target_flags(command: argparse.ArgumentParser) -> None:
    """`-t` and the options of each target."""
    command.add_argument(
        "-t",
        "--target",
        action="append",
        choices=list(TARGETS),
        dest="targets",
        help="a target, again for more (default: all)",
    )
    add_option_flags(command)


def add_option_flags(command: argparse.ArgumentParser) -> None:
    """One flag for each option of each target."""
    for target in TARGETS.values():
        for option in target.options:
            command.add_argument(
                f"--{target.name}-{option.name}",
                metavar=option.name.upper(),
                choices=option.choices or None,
                help=option.about + (f" (default: {option.default})" if option.default else ""),
            )


def add_own_flags(command: argparse.ArgumentParser) -> None:
    """What a user adds to rules: pipelines, values of placeholders, filters."""
    for flags, dest, metavar, about in (
        (("-p", "--pipeline"), "pipelines", "FILE", "a pipeline of your own on top of the targets'"),
        (("--placeholders",), "placeholders", "FILE", "YAML with values for %%name%%: name: [value, ...]"),
        (("--filter",), "filters", "PATH", "a Sigma filter, or a folder of them"),
    ):
        command.add_argument(
            *flags, action="append", dest=dest, metavar=metavar, help=f"{about}, again for more"
        )


def add_finding_flags(command: argparse.ArgumentParser) -> None:
    """How findings are printed, and which."""
    command.add_argument(
        "--format",
        choices=("text", "json", "github", "sarif", "junit"),
        default="text",
        help="how findings are printed (default: text)",
    )
    command.add_argument(
        "--severity",
        choices=("error", "warning", "info"),
        default="warning",
        help="the least grave findings to print (default: warning)",
    )


def add_cache_flags(command: argparse.ArgumentParser) -> None:
    """Add `--cache` and `--no-cache`; `cache` is None where the call says neither."""
    choice = command.add_mutually_exclusive_group()
    choice.add_argument(
        "--cache",
        action="store_true",
        default=None,
        help="use and keep answers of earlier runs in CI, too, where CI is set",
    )
    choice.add_argument(
        "--no-cache",
        action="store_false",
        dest="cache",
        default=None,
        help="neither use nor keep answers of earlier runs",
    )


def target_options(
    arguments: argparse.Namespace,
) -> tuple[list[str], dict[str, dict[str, str]], OwnFiles]:
    """The targets, their options, and a user's own files: the settings file's, overruled by the flags."""
    from converter.own import OwnFiles  # noqa: PLC0415 -- only where settings matter
    from converter.settings import OWN_FILES, load_settings, own_files  # noqa: PLC0415 -- likewise

    settings = load_settings(Path.cwd())
    options: dict[str, dict[str, str]] = {}
    for target in TARGETS.values():
        flags = {option.name: getattr(arguments, f"{target.name}_{option.name}") for option in target.options}
        chosen = settings.get(target.name, {}) | {
            name: value for name, value in flags.items() if value is not None
        }
        if chosen:
            options[target.name] = chosen
    own = {name: tuple(getattr(arguments, name) or own_files(settings, name)) for name in OWN_FILES}
    return getattr(arguments, "targets", None) or settings.get("targets", []), options, OwnFiles(**own)
