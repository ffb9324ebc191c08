"""A rule file as text and as YAML nodes that know their lines."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import yaml

from converter.lint.findings import Place
from converter.safe_yaml import compose_all

if TYPE_CHECKING:
    from collections.abc import Iterator


# `# sigmatrail: ignore ST101, ST2` for a line, `# sigmatrail: ignore-file SH` for a file.
_COMMENT: Final = re.compile(
    r"#\s*sigmatrail:\s*(?P<scope>ignore-file|ignore)\b[ \t]*(?P<codes>[A-Z0-9, \t]*)"
)
_ALL: Final = ("",)


@dataclass(frozen=True)
class Source:
    """One file: its lines, its documents, and what its comments ignore.

    `ignores` has the codes by line; a comment on a line of its own speaks for the next line of YAML.
    """

    path: str
    lines: list[str]
    roots: list[yaml.Node]
    ignores: dict[int, tuple[str, ...]] = field(default_factory=dict)
    file_ignores: tuple[str, ...] = ()

    def ignores_at(self, line: int) -> tuple[str, ...]:
        """The codes that comments ignore at a line."""
        return self.ignores.get(line, ()) + self.file_ignores


def read_source(path: str, data: bytes) -> Source:
    """The file's nodes and comments; no nodes where it is no YAML."""
    lines = data.decode("utf-8", "replace").splitlines()
    by_line, whole = _ignores(lines)
    return Source(path, lines, _compose(data), by_line, whole)


def _compose(data: bytes) -> list[yaml.Node]:
    try:
        return list(compose_all(data))
    except (yaml.YAMLError, ValueError):
        return []


def _ignores(lines: list[str]) -> tuple[dict[int, tuple[str, ...]], tuple[str, ...]]:
    by_line: dict[int, tuple[str, ...]] = {}
    whole: tuple[str, ...] = ()
    for number, line in enumerate(lines, 1):
        match = _COMMENT.search(line) if "sigmatrail" in line else None
        if match is None:
            continue
        codes = tuple(re.split(r"[,\s]+", match["codes"].strip())) if match["codes"].strip() else _ALL
        if match["scope"] == "ignore-file":
            whole += codes
        else:
            at = number if line[: match.start()].strip() else _next_line(lines, number)
            by_line[at] = by_line.get(at, ()) + codes
    return by_line, whole


def _next_line(lines: list[str], number: int) -> int:
    """The first line after this one that holds more than a comment."""
    for later in range(number, len(lines)):
        if lines[later].strip() and not lines[later].lstrip().startswith("#"):
            return later + 1
    return number


def entries(node: yaml.Node | None) -> Iterator[tuple[str, yaml.Node, yaml.Node]]:
    """The keys of a map with their nodes and their values' nodes; nothing where there is no map."""
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield str(key.value), key, value


def child(node: yaml.Node | None, key: str) -> yaml.Node | None:
    """The node under a key."""
    return next((value for name, _, value in entries(node) if name == key), None)


def key_place(root: yaml.Node, *path: str) -> Place:
    """The place of the deepest key of a path that the document has, or of its beginning."""
    place, node = Place.of(root), root
    for name in path:
        found = next(((key, value) for key_, key, value in entries(node) if key_ == name), None)
        if found is None:
            break
        place, node = Place.of(found[0]), found[1]
    return place


def scalars(node: yaml.Node | None) -> Iterator[yaml.ScalarNode]:
    """Every scalar value below a node, in order."""
    if isinstance(node, yaml.ScalarNode):
        yield node
    elif isinstance(node, yaml.SequenceNode):
        for each in node.value:
            yield from scalars(each)
    elif isinstance(node, yaml.MappingNode):
        for _, value in node.value:
            yield from scalars(value)
