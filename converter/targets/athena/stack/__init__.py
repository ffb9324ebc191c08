"""The parts of a deployment that are the same for all detections."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


def part(name: str, values: Mapping[str, str] | None = None) -> str:
    """One of the files beside this module, `@key@` replaced by the value of that key."""
    text = _read(name)
    for key, value in (values or {}).items():
        text = text.replace(f"@{key}@", value)
    return text


@cache
def _read(name: str) -> str:
    return (files(__package__) / name).read_text(encoding="utf-8")
