"""`sigmatrail export`: write a rule and its regression data into a checkout of SigmaHQ's repository."""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING, Final

from converter.check.repository import EVENTS, RULES
from converter.errors import RuleError, SettingsError
from converter.files.boundary import refuse_outer_path
from converter.files.write import remove, write_whole
from converter.load import Rule, load
from converter.paths import read_file
from converter.printable import printable
from converter.upstream.regression import FOLDER, matching_events, regression_of
from converter.upstream.remarks import remarks
from converter.upstream.text import upstream_text

if TYPE_CHECKING:
    import argparse
    from pathlib import Path

_UUID: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


def run(arguments: argparse.Namespace) -> int:
    """Write the files, and print them and what a reviewer will ask; 0, as nothing of that is wrong."""
    rule = _rule(arguments.rule)
    events = matching_events(rule, _root(arguments.rule) / EVENTS / rule.name)
    regression = regression_of(rule, events) if events else None
    place = f"{FOLDER}/{rule.name}.yml"
    text = _text(arguments.rule)
    files = {place: _ordered(rule, text, regression.info if regression else None)}
    if regression:
        files |= regression.files
    written = _write(arguments.upstream, files, rule)
    for path in written:
        sys.stdout.write(f"{printable(str(path))}\n")
    asked = list(remarks(rule, written[0], arguments.upstream, events))
    sys.stdout.write("a reviewer will ask:\n" if asked else "nothing is left to ask\n")
    for line in asked:
        sys.stdout.write(f"- {printable(line)}\n")
    return 0


def _text(path: Path) -> str:
    try:
        return read_file(path).decode("utf-8")
    except UnicodeDecodeError:
        raise RuleError(f"{path}: is not in UTF-8, as SigmaHQ's rules are; save it so") from None


def _ordered(rule: Rule, text: str, info: str | None) -> str:
    try:
        return upstream_text(text, info)
    except RuleError as error:
        raise RuleError(f"{rule.path}: {error}") from None


def _rule(path: Path) -> Rule:
    if not path.is_file():
        raise SettingsError(f"{path}: there is no such rule file")
    rules = load(path)
    if len(rules) > 1:
        raise RuleError(f"{path}: holds several rules; SigmaHQ takes one a file")
    if isinstance(rules[0], RuleError):
        raise rules[0]
    if not _UUID.fullmatch(rules[0].id or ""):
        raise RuleError(f"{path}: has no UUID as id, by which SigmaHQ names the regression data")
    return rules[0]


def _root(rule: Path) -> Path:
    """The repository that a rule file is in: what holds its folder of rules."""
    for folder in rule.resolve().parents:
        if folder.name == RULES.name:
            return folder.parent
    return rule.resolve().parent


def _write(root: Path, files: dict[str, str], rule: Rule) -> list[Path]:
    """Write all files; over an older export of the same rule, never over another rule."""
    refuse_outer_path(root)
    place = root / next(iter(files))
    if place.exists() and not _is_of(place, rule):
        raise SettingsError(f"{place} is another rule; rename yours")
    try:
        for name, text in files.items():
            write_whole(root / name, text, below=root)
    except OSError as error:
        raise SettingsError(f"{root}: cannot be written to: {error.strerror}") from None
    _remove_older(root, files)
    return [root / name for name in files]


def _is_of(place: Path, rule: Rule) -> bool:
    """Whether a file holds this very rule; one that names it as related does not."""
    there = load(place)[0]
    return isinstance(there, Rule) and there.id == rule.id


def _remove_older(root: Path, files: dict[str, str]) -> None:
    """Remove the events of an older export that had one event where there are several now, or vice versa."""
    for name in files:
        if name.endswith((".json", ".jsonl")):
            path = root / name
            remove(path.with_suffix({".json": ".jsonl", ".jsonl": ".json"}[path.suffix]), root)
