"""Lines in files that hold no YAML nodes: keys of TOML, paths of JSON, the first difference of two texts."""

from __future__ import annotations

import json
import re
from functools import lru_cache
from itertools import zip_longest
from typing import TYPE_CHECKING, Final, TypeAlias

import yaml

from converter.safe_yaml import compose

if TYPE_CHECKING:
    from collections.abc import Iterator

Key: TypeAlias = "tuple[str | int, ...]"

_STEP: Final = re.compile(r"\[(\d+)\]|([^.\[\]]+)")
_TABLE: Final = re.compile(r"\s*\[([^\[\]]+)\]")
_TABLES: Final = re.compile(r"\s*\[\[([^\[\]]+)\]\]")
_ENTRY: Final = re.compile(r"\s*([\w.-]+)\s*=\s*(.*)")
_MEMBER: Final = re.compile(r"\s*[{\"'\d]")
# Of a file of events; beyond them its first line stands for every line.
_MOST_NODES: Final = 400_000
MOST_TO_PLACE: Final = 262_144
"""Characters of a file in which lines are looked for; it takes half a second."""


def first_difference(one: str, other: str) -> int:
    """The first line on which two texts differ, its end included; the last of one if other goes on there."""
    mine, theirs = one.splitlines(keepends=True), other.splitlines(keepends=True)
    pairs = enumerate(zip_longest(mine, theirs), 1)
    found = next((number for number, (a, b) in pairs if a != b), len(mine))
    return max(1, min(found, len(mine)))


def toml_line(text: str, key: str) -> int:
    """The line of a key such as `risk.objects[0].name`, or of the nearest table or entry around it."""
    wanted = tuple(int(number) if number else name for number, name in _STEP.findall(key))
    lines = {found: line for line, found in reversed(list(_toml_keys(text)))}
    return next((lines[wanted[:end]] for end in range(len(wanted), 0, -1) if wanted[:end] in lines), 1)


def _toml_keys(text: str) -> Iterator[tuple[int, Key]]:
    """Every line of TOML that begins a table, an entry or a member of a long list."""
    table: Key = ()
    entry: Key = ()
    counts: dict[Key, int] = {}
    inside = False
    for number, line in enumerate(text.splitlines(), 1):
        if not inside and (found := _TABLES.match(line)):
            name = _names(found[1])
            counts[name] = counts.get(name, -1) + 1
            table = (*name, counts[name])
            yield number, table
        elif not inside and (found := _TABLE.match(line)):
            table = _names(found[1])
            yield number, table
        elif not inside and (found := _ENTRY.match(line)):
            entry = (*table, *_names(found[1]))
            counts.pop(entry, None)
            yield number, entry
        elif not inside and entry and _MEMBER.match(line):
            counts[entry] = counts.get(entry, -1) + 1
            yield number, (*entry, counts[entry])
        inside ^= (line.count('"""') + line.count("'''")) % 2 == 1


def _names(dotted: str) -> Key:
    return tuple(name.strip().strip("\"'") for name in dotted.split("."))


def event_line(text: str, position: int, path: str | None = None) -> int:
    """The line of a CloudTrail path in a file of events, or of the deepest part of it that is there.

    In a text of more than MOST_TO_PLACE characters it is the first.

    Args:
        text: the file, in any form that events come in.
        position: which of its events is meant, from 0.
        path: dotted; without it, the line is the one where the event begins.
    """
    if len(text) > MOST_TO_PLACE:
        return 1
    lines = [number for number, line in enumerate(text.splitlines(), 1) if line.strip()]
    if len(lines) > position and _is_json(text.splitlines()[lines[0] - 1]):
        return lines[position]
    records = _records(text)
    if position >= len(records):
        return 1
    record = records[position]
    return _deepest(record, path.split(".") if path else [], record.start_mark.line + 1)[1]


def _is_json(line: str) -> bool:
    """Whether a line is a document by itself, so that the file has one a line."""
    try:
        json.loads(line)
    except (ValueError, RecursionError):
        return False
    return True


@lru_cache(maxsize=1)
def _records(text: str) -> list[yaml.Node]:
    """The events of a document: a record, a list of them, or what CloudTrail writes to S3."""
    try:
        # JSON is YAML, as far as records go.
        root = compose(text, _MOST_NODES)
    except (yaml.YAMLError, ValueError):
        return []
    if isinstance(root, yaml.MappingNode):
        root = next((value for key, value in root.value if key.value == "Records"), root)
    return list(root.value) if isinstance(root, yaml.SequenceNode) else [root] if root else []


def _deepest(node: yaml.Node, names: list[str], line: int) -> tuple[int, int]:
    """How many names are left where the path ends, and the line there; arrays are descended."""
    if isinstance(node, yaml.SequenceNode):
        inner = [_deepest(member, names, line) for member in node.value]
        return min(inner, key=lambda found: found[0], default=(len(names), line))
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if names and key.value == names[0]:
                return _deepest(value, names[1:], key.start_mark.line + 1)
            if names and key.value == "detail":
                return _deepest(value, names, line)
    return len(names), line
