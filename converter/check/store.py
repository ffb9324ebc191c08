"""What earlier runs found out about a repository: for each unit its key and its result.

A result counts only under the key that it was found with. Two processes may write the file at once.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, TypedDict

from converter.cache.store import Store

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_KIND: Final = "sigmatrail check 4"
_PLACE: Final = ("line", "column", "end_line", "end_column")


class Row(TypedDict):
    """A finding in plain values: `place` is its first line and column, and its last ones."""

    path: str
    place: tuple[int, int, int, int]
    code: str
    message: str
    detail: str
    severity: str


@dataclass(frozen=True, slots=True)
class Result:
    """What a unit found: findings as plain rows, and for each query its cell on each engine."""

    findings: list[Row] = field(default_factory=list)
    cells: dict[str, dict[str, str]] = field(default_factory=dict)


class Results:
    """The results of earlier runs over one repository.

    Args:
        folder: where answers lie, as `chosen_cache` gives it; None to keep none.
        root: the repository.
    """

    def __init__(self, folder: Path | None, root: Path) -> None:
        self._store = folder and Store(folder / "checks", _KIND, os.path.realpath(root))

    def load(self) -> dict[str, tuple[str, Result]]:
        """The results by unit, each with its key; none where they cannot be read."""
        entries = self._store.load() if self._store else {}
        return {
            name: (entry["key"], Result(entry["findings"], entry["cells"]))
            for name, entry in entries.items()
            if _is_entry(entry)
        }

    def save(self, results: Mapping[str, tuple[str, Result]]) -> None:
        """Keep the results; where nothing can be written, the next run begins anew."""
        if self._store:
            self._store.save(
                {
                    name: {"key": key, "findings": result.findings, "cells": result.cells}
                    for name, (key, result) in results.items()
                }
            )


def _is_entry(entry: object) -> bool:
    """Whether this is what `Results.save` writes for a unit; what is not is found anew."""
    if not isinstance(entry, dict) or entry.keys() != {"key", "findings", "cells"}:
        return False
    findings, cells = entry["findings"], entry["cells"]
    return isinstance(findings, list) and all(map(_is_row, findings)) and isinstance(cells, dict)


def _is_row(row: object) -> bool:
    if not isinstance(row, dict) or row.keys() != Row.__annotations__.keys():
        return False
    place = row["place"]
    return isinstance(place, list) and [type(each) for each in place] == [int] * len(_PLACE)
