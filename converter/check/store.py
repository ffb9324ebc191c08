"""What earlier runs found out, in `.sigmatrail/check.json`: for each unit its key and its result.

A result counts only under the key that it was found with, and all of them only under the hash that they were
written with, so a file that two processes write at once, or that somebody deletes or edits, costs time and
never truth.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from converter import fingerprint
from converter.files import write_whole

if TYPE_CHECKING:
    from collections.abc import Mapping

PLACE: Final = Path(".sigmatrail/check.json")
_FORMAT: Final = 2


@dataclass(frozen=True, slots=True)
class Result:
    """What a unit found: findings as plain rows, and for each query its cell on each engine."""

    findings: list[dict[str, Any]] = field(default_factory=list)
    cells: dict[str, dict[str, str]] = field(default_factory=dict)


def load_results(root: Path) -> dict[str, tuple[str, Result]]:
    """The results of earlier runs by unit, each with its key; nothing where they cannot be read."""
    try:
        content = json.loads((root / PLACE).read_bytes())
        if content["format"] != _FORMAT or content["hash"] != _hash(content["results"]):
            return {}
        return {
            name: (entry["key"], Result(entry["findings"], entry["cells"]))
            for name, entry in content["results"].items()
        }
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def save_results(root: Path, results: Mapping[str, tuple[str, Result]]) -> None:
    """Keep the results; where nothing can be written, the next run begins anew."""
    rows = {
        name: {"key": key, "findings": result.findings, "cells": result.cells}
        for name, (key, result) in results.items()
    }
    content = {"format": _FORMAT, "hash": _hash(rows), "results": rows}
    try:
        write_whole(root / PLACE, json.dumps(content, ensure_ascii=False) + "\n")
    except OSError:
        return


def _hash(rows: object) -> str:
    return fingerprint.of_bytes(json.dumps(rows).encode())
