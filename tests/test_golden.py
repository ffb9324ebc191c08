"""Goldens: every query of every rule that the repository carries, byte for byte.

Those of `rules/` are the plain queries, as `sigmatrail check` holds them; those of `tests/cases` tell the
warnings, too, and the reason of a refusal. `pytest --update-golden` rewrites them; it refuses to where CI
runs, so that a golden changes by hand only.
"""

from __future__ import annotations

import difflib
from functools import cache
from pathlib import Path

import pytest

from converter import TARGETS, Conversion, convert

ROOT = Path(__file__).parent.parent
GOLDEN = Path(__file__).parent / "golden"
FOLDERS = {ROOT / "rules": "", ROOT / "tests" / "cases": "cases/"}


@cache
def goldens() -> dict[str, str]:
    """What every golden is to hold, by its path."""
    return {
        f"{place}{each.target}/{each.name}{TARGETS[each.target].suffix}": text(each, plain=not place)
        for folder, place in FOLDERS.items()
        for each in convert(folder)
    }


def text(conversion: Conversion, *, plain: bool) -> str:
    """The query, or the refusal in its place, and the warnings behind it unless it is to be plain."""
    if plain:
        return f"{conversion.query}\n"
    if conversion.query is None:
        reason = str(conversion.error).removeprefix(f"{conversion.path}: ")
        return f"refused: {reason}\n"
    return "\n".join([conversion.query, *(f"\nwarning: {text}" for text in conversion.warnings)]) + "\n"


@pytest.mark.parametrize("name", goldens())
def test_a_query_is_what_its_golden_says(name: str, update_golden: bool) -> None:  # noqa: FBT001 -- a fixture
    """The bytes that a user gets are the bytes that somebody read and signed."""
    golden = GOLDEN / name
    found = goldens()[name]
    if update_golden:
        golden.parent.mkdir(parents=True, exist_ok=True)
        golden.write_text(found, encoding="utf-8")
    expected = golden.read_text(encoding="utf-8") if golden.exists() else ""
    diff = "".join(difflib.unified_diff(expected.splitlines(True), found.splitlines(True), name, "converted"))  # noqa: FBT003 -- its own signature
    assert found == expected, (
        f"{diff}\nif the new text is right: pytest --update-golden {Path(__file__).name}"
    )


def test_no_golden_is_an_orphan() -> None:
    """A golden that no rule answers for is a query that nobody checks."""
    suffixes = {target.suffix for target in TARGETS.values()}
    folders = [GOLDEN / place / target for place in FOLDERS.values() for target in TARGETS]
    files = [path for folder in folders for path in folder.rglob("*") if path.suffix in suffixes]
    present = {path.relative_to(GOLDEN).as_posix() for path in files}
    assert sorted(present - set(goldens())) == []
