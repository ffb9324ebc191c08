"""`sigmatrail lint`: check the rules, print what was found, tell by the exit status whether it is grave."""

from __future__ import annotations

import re
import sys
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from converter.errors import SettingsError
from converter.lint.codes import SEVERITIES, is_code
from converter.lint.run import lint
from converter.own.read import own_of
from converter.settings import load_settings
from converter.targets import TARGETS

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable


def run(arguments: argparse.Namespace) -> int:
    """Check and print; 1 if there is an error or a warning."""
    settings = load_settings(Path.cwd())
    ignore = (*settings.get("lint", {}).get("ignore", ()), *_codes(arguments.ignore))
    shown = SEVERITIES[: SEVERITIES.index(arguments.severity) + 1]
    options = {name: settings[name] for name in TARGETS if name in settings}
    targets = settings.get("targets", ())
    found = lint(arguments.paths, ignore, target_names=targets, options=options, own=own_of(settings))
    writer: Any = import_module(f"converter.lint.formats.{arguments.format}")
    sys.stdout.write(writer.render([each for each in found if each.severity in shown]))
    hidden = sum(each.severity not in shown for each in found)
    if hidden and arguments.format == "text":
        sys.stderr.write(
            f"{hidden} more below the severity {arguments.severity}; --severity info shows them\n"
        )
    return 1 if any(each.severity != "info" for each in found) else 0


def _codes(flags: Iterable[str]) -> list[str]:
    """The codes that the command line ignores, several in one flag or one in each."""
    codes = [code for flag in flags for code in re.split(r"[,\s]+", flag) if code]
    for code in codes:
        if not is_code(code):
            raise SettingsError(f"--ignore {code}: no check has a code that begins so")
    return codes
