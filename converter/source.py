"""Rule files as they are read, once."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from converter.errors import RuleError
from converter.paths import find, read_file

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


_FILTER: Final = re.compile(rb"\bfilter[\"']?\s*:")


class Source:
    """A rule file: its bytes, or why it has none."""

    __slots__ = ("data", "path")

    def __init__(self, path: Path, data: bytes | RuleError) -> None:
        self.path, self.data = path, data

    @property
    def may_filter(self) -> bool:
        """Whether the bytes may hold a Sigma filter; one that this misses is refused as no rule."""
        return isinstance(self.data, bytes) and bool(_FILTER.search(self.data) or b"\0" in self.data)


def read_source(path: Path) -> Source:
    """The file at a path, or on standard input."""
    try:
        return Source(path, read_file(path))
    except RuleError as error:
        return Source(path, error)


def read_sources(paths: Iterable[str | Path]) -> list[Source]:
    """The rule files that the paths mean.

    Raises:
        SettingsError: a path does not exist, or holds no rule.
    """
    return [read_source(path) for path in find(paths)]
