"""The rule files that paths mean, and their bytes; nothing here knows YAML."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from converter.errors import RuleError, SettingsError
from converter.files.boundary import refuse_outer_path
from converter.files.read import read_bytes
from converter.files.walk import walk
from converter.rule.limits import MOST_BYTES

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable

_SUFFIXES = (".yml", ".yaml")
_PLAN = ".toml"
# The plan of the second rule of a file has a number behind the name.
_NUMBER = re.compile(r"_\d+$")
STDIN = "-"


def find(paths: Iterable[str | Path], what: str = "rule") -> list[Path]:
    """The rule files that the paths mean: files as they are, folders searched, in a stable order.

    A plan means the rule beside it, so that a shell's `rules/*` is the rules of the folder. `what` is
    what the folders are asked for.

    Raises:
        SettingsError: a path does not exist, or is a plan alone, or a folder cannot be read or holds no rule.
    """
    found: dict[Path, None] = {}
    for path in map(Path, paths):
        found.update(dict.fromkeys(_files(path, what)))
    return list(found)


def _files(path: Path, what: str) -> list[Path]:
    if str(path) == STDIN:
        return [path]
    refuse_outer_path(path)
    if path.is_file():
        return [_beside(path) if path.suffix == _PLAN else path]
    if not path.is_dir():
        reason = (
            "is no regular file; pipe its text into -" if path.exists() else "there is no such file or folder"
        )
        raise SettingsError(f"{path}: {reason}")
    files = [Path(entry.path) for entry in walk(path, _SUFFIXES) if _may_be_read(entry)]
    if not files:
        raise SettingsError(f"{path}: there is no {what} in this folder; {what}s end in .yml")
    return files


def _may_be_read(entry: os.DirEntry[str]) -> bool:
    """Whether it is a file; a link round in a circle is left to the reader, which tells it by its name."""
    try:
        return entry.is_file()
    except OSError:
        return True


def _beside(plan: Path) -> Path:
    for stem in (plan.stem, _NUMBER.sub("", plan.stem)):
        for rule in (plan.with_name(stem + suffix) for suffix in _SUFFIXES):
            if rule.is_file():
                return rule
    raise SettingsError(f"{plan}: is a plan, no rule; leave it out")


def name_of(path: Path) -> str:
    """What the queries of a file's rules are called."""
    return "stdin" if str(path) == STDIN else path.stem


def read_file(path: Path) -> bytes:
    """The bytes of a rule file, or of standard input.

    Raises:
        RuleError: it cannot be read, or is larger than any rule.
    """
    try:
        if str(path) != STDIN:
            return read_bytes(path, MOST_BYTES)
        data = sys.stdin.buffer.read(MOST_BYTES + 1)
    except OSError as error:
        raise RuleError(f"{path}: cannot be read: {error.strerror}") from None
    if len(data) > MOST_BYTES:
        raise RuleError(f"{path}: cannot be read: has more than {MOST_BYTES:,} bytes")
    return data
