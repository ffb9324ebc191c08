"""pipelines/own.yml as `sigmatrail init` writes it: each example in it works once it is no comment."""

from __future__ import annotations

import re
from importlib.resources import files
from typing import TYPE_CHECKING

import pytest

from converter.own import Own, OwnFiles
from converter.own.read import read_own

if TYPE_CHECKING:
    from pathlib import Path

WRITTEN = (files("converter.scaffold") / "template" / "own.yml").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^ *# - .*\n(?: *#   .*\n)*", WRITTEN, re.MULTILINE)


def read(folder: Path, examples: list[str]) -> Own:
    """What the file adds with some examples taken in, as an editor does: `# ` goes, the rest stays."""
    text = WRITTEN
    for example in examples:
        text = text.replace(example, re.sub("^( *)# ", r"\1", example, flags=re.MULTILINE))
    path = folder / "own.yml"
    path.write_text(text, encoding="utf-8")
    return read_own(OwnFiles(pipelines=(str(path),)))


def test_there_are_a_renaming_and_a_condition() -> None:
    """The tests below have something to take in."""
    assert [re.findall(r"type: (\w+)", example) for example in EXAMPLES] == [
        ["field_name_mapping"],
        ["add_condition"],
    ]


@pytest.mark.parametrize("example", EXAMPLES)
def test_each_example_can_be_taken_in(tmp_path: Path, example: str) -> None:
    """It adds something, and takes nothing from the values of placeholders."""
    before, after = read(tmp_path, []), read(tmp_path, [example])
    assert after.placeholders == before.placeholders == {"own_accounts": ("111122223333",)}
    assert (after.renames, after.filters) != (before.renames, before.filters)


def test_all_examples_can_be_taken_in_together(tmp_path: Path) -> None:
    """One adds names, the other a condition."""
    own = read(tmp_path, EXAMPLES)
    assert [len(own.filters), any("event.action" in names for names in own.renames.values())] == [1, True]
