"""Whether the plans of a rule can be used, and on which line they cannot."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, Final

from converter.check.places import toml_line
from converter.check.work.result import found, result
from converter.errors import PlanError
from converter.files.read import MOST_OF_A_PLAN, read_bytes
from converter.load import Rule, load
from converter.plan import load_plan, plan_path

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from converter.check.bench import Bench
    from converter.check.repository import RuleFiles
    from converter.check.store import Result
    from converter.lint.findings import Finding

_LINE: Final = re.compile(r"\(at line (\d+)")
_END: Final = "(at end of document)"
_UNKNOWN: Final = re.compile(r"unknown field `([^`]+)`")
_KEY: Final = re.compile(r"[\w.\[\]]+(?=: )")


def judge(bench: Bench, files: RuleFiles) -> Result:
    """What is wrong with the plans beside a rule file."""
    rules = [rule for rule in load(files.rule) if isinstance(rule, Rule)]
    findings = [each for rule in rules for each in _broken(rule)]
    known = {plan_path(rule) for rule in rules}
    strays = [path for path in files.plans if path not in known and rules]
    findings += [found(path, 1, "CK205", "no rule of the file is called so") for path in strays]
    return result(bench, findings)


def _broken(rule: Rule) -> Iterator[Finding]:
    path = plan_path(rule)
    if path is None or not os.path.lexists(path):
        return
    try:
        load_plan(rule)
    except PlanError as error:
        reason = str(error).removeprefix(f"{path}: ")
        yield found(path, _line(path, reason), "CK101", reason)


def _line(path: Path, reason: str) -> int:
    try:
        text = read_bytes(path, MOST_OF_A_PLAN).decode("utf-8", "replace")
    except OSError:
        return 1
    if named := _LINE.search(reason):
        return int(named[1])
    if _END in reason:
        return max(1, len(text.splitlines()))
    keys = [each[0] for each in [_KEY.match(reason)] if each]
    keys += [each[1] for each in [_UNKNOWN.search(reason)] if each]
    return toml_line(text, ".".join(keys))
