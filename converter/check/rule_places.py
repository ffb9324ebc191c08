"""Lines in the file of a rule: its detection, or the key that a message about the detection begins with."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import yaml

from converter.lint.findings import Place
from converter.lint.source import child, entries, key_place, read_source
from converter.paths import read_file

if TYPE_CHECKING:
    from collections.abc import Iterator

    from converter.load import Rule


def rule_line(rule: Rule, message: str = "") -> int:
    """The line that a message such as `detection.selection.field|modifier: ...` is about.

    Without a message, or where it names no key, the line of the rule's detection.
    """
    root = _root(rule.path, rule.name)
    detection = child(root, "detection")
    named = {f"detection.{name}": line for name, line in _keys(detection)}
    named["condition"] = key_place(root, "detection", "condition").line
    return next(
        (named[name] for name in sorted(named, key=len, reverse=True) if message.startswith(f"{name}: ")),
        key_place(root, "detection").line,
    )


def _keys(node: yaml.Node | None) -> Iterator[tuple[str, int]]:
    """Selections, and the fields of each: dotted, with their lines."""
    for name, key, value in entries(node):
        yield name, Place.of(key).line
        for part in value.value if isinstance(value, yaml.SequenceNode) else [value]:
            yield f"{name}.keywords", Place.of(part).line
            yield from ((f"{name}.{field}", Place.of(inner).line) for field, inner, _ in entries(part))


def _root(path: str, name: str) -> yaml.Node:
    """The YAML of one of a file's rules."""
    number = name.removeprefix(Path(path).stem).strip("_")
    roots = read_source(path, read_file(Path(path))).roots
    return roots[int(number) - 1 if number.isdecimal() else 0]
