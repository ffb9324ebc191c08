"""Where in a file a finding of `sigmatrail check` lies."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from converter.check.places import event_line, first_difference, toml_line

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Change = Callable[[Path], object]


@pytest.mark.parametrize(
    ("key", "line"),
    [
        ("type", 1),
        ("risk", 3),
        ("risk.impact", 4),
        ("risk.objects[1].name", 7),
        ("risk.threats", 3),
        ("drilldowns[0].name", 13),
        ("drilldowns[1].by", 16),
        ("summary", 1),
    ],
)
def test_keys_of_a_plan_have_lines(key: str, line: int) -> None:
    """Tables, lists of tables, members of long lists; what is not there, where it should be."""
    text = (
        'type = "TTP"\n\n[risk]\nimpact = 1\nobjects = [\n    { name = "a" },\n    { name = "b" },\n]\n'
        'message = """\nimpact = 2\n"""\n[[drilldowns]]\nname = "x"\n\n[[drilldowns]]\nby = ["a"]\n'
    )
    assert toml_line(text, key) == line


@pytest.mark.parametrize(
    ("path", "line"),
    [("a", 2), ("a.b.c", 4), ("a.b.x", 3), ("list.items.k", 9), ("list.items.other", 8), ("x", 1)],
)
def test_paths_of_an_event_have_lines(path: str, line: int) -> None:
    """Arrays are descended; a path that ends early has the line where it ends."""
    text = '{\n "a": {\n  "b": {\n   "c": 1\n  }},\n "n": null,\n "list": {\n  "items": [{\n   "k": 1}]}\n}'
    assert event_line(text, 0, path) == line


@pytest.mark.parametrize(
    ("text", "position", "line"),
    [
        ('{"Records": [\n {\n  "a": 1},\n {\n\n  "a": 2}\n]}', 1, 6),
        ('[{"a": 1},\n {"b": 2}]', 1, 2),
        ('{"a": 1}\n\n{"a": 2}\n', 1, 3),
        ('{"detail-type": "x",\n "detail": {\n  "a": 1}}', 0, 3),
        ('{"Records": []}', 0, 1),
        ("not JSON", 3, 1),
    ],
)
def test_every_event_of_a_file_has_its_own_lines(text: str, position: int, line: int) -> None:
    """Records as CloudTrail writes them, a list, JSON Lines, an envelope."""
    assert event_line(text, position, "a") == line


@pytest.mark.parametrize(
    ("one", "other", "line"),
    [("a\nb\n", "a\nc\n", 2), ("a\n", "a\nb\n", 1), ("a\nb\n", "a\n", 2), ("", "a\n", 1)],
)
def test_the_first_difference_is_a_line_of_the_first_text(one: str, other: str, line: int) -> None:
    """Also where one of them ends."""
    assert first_difference(one, other) == line
