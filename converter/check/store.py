"""What earlier runs found out, in `.sigmatrail/check.answers`: for each unit its key and its result.

A result counts only under the key that it was found with. Two processes may write the file at once.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from converter.files import write_whole
from converter.kept import kept_text, load_kept

if TYPE_CHECKING:
    from collections.abc import Mapping

PLACE: Final = Path(".sigmatrail/check.answers")
_KIND: Final = "sigmatrail check 3"


@dataclass(frozen=True, slots=True)
class Result:
    """What a unit found: findings as plain rows, and for each query its cell on each engine."""

    findings: list[dict[str, Any]] = field(default_factory=list)
    cells: dict[str, dict[str, str]] = field(default_factory=dict)


def load_results(root: Path) -> dict[str, tuple[str, Result]]:
    """The results of earlier runs by unit, each with its key; nothing where they cannot be read."""
    return {
        name: (entry["key"], Result(entry["findings"], entry["cells"]))
        for name, entry in load_kept(root / PLACE, _KIND).items()
    }


def save_results(root: Path, results: Mapping[str, tuple[str, Result]]) -> None:
    """Keep the results; where nothing can be written, the next run begins anew."""
    rows = {
        name: {"key": key, "findings": result.findings, "cells": result.cells}
        for name, (key, result) in results.items()
    }
    try:
        write_whole(root / PLACE, kept_text(rows, _KIND))
    except OSError:
        return
