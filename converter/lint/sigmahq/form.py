"""SH0xx: the form of a rule as SigmaHQ takes it, told from the YAML alone.

Conventions: https://github.com/SigmaHQ/sigma-specification (2.1.0: specification, rule conventions, file name
conventions and JSON schema) and the checks of https://github.com/SigmaHQ/sigma, read in November 2026.
"""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import PurePath
from typing import TYPE_CHECKING, Final

import yaml

from converter.lint.findings import Place
from converter.lint.source import child, entries, key_place

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from converter.lint.findings import Finding
    from converter.lint.subject import Subject

# In the order in which they stand.
KEYS: Final = (
    *("title", "name", "id", "related", "taxonomy", "status", "description", "license", "references"),
    *("author", "date", "modified", "tags", "logsource", "detection", "fields", "falsepositives", "level"),
    *("scope", "regression_tests_path", "simulation"),
)
_NEEDED: Final = ("id", "status", "description", "author", "date", "falsepositives", "level")
_FILE: Final = re.compile(r"(?=.*_)[a-z0-9_]{10,90}\.yml")
_DATE: Final = re.compile(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")
_UUID: Final = re.compile(r"[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}")
_TAG: Final = re.compile(r"[a-z0-9_-]+\.[a-z0-9._-]+")
_STATUS: Final = re.compile("stable|test|experimental|deprecated|unsupported")
_LEVEL: Final = re.compile("informational|low|medium|high|critical")
_STARTS: Final = ("Detects", "Detect ")

# What the text of a key has to be like, and how to say so.
_TEXTS: Final[dict[str, tuple[re.Pattern[str], str]]] = {
    "id": (_UUID, "a UUID in lower case"),
    "date": (_DATE, "a date as 2026-11-24"),
    "modified": (_DATE, "a date as 2026-11-24"),
    "status": (_STATUS, "stable, test, experimental, deprecated or unsupported"),
    "level": (_LEVEL, "informational, low, medium, high or critical"),
}
_SCALARS: Final = ("title", "name", "taxonomy", "description", "license", "author", *_TEXTS)
_LISTS: Final = ("related", "references", "tags", "falsepositives", "fields", "scope")


def check(subject: Subject) -> Iterator[Finding]:
    """Every convention, in the order of their codes."""
    for convention in _CONVENTIONS:
        yield from convention(subject)


def _order(subject: Subject) -> Iterator[Finding]:
    """The first key that stands too late."""
    present = [(name, key) for name, key, _ in entries(subject.root) if name in KEYS]
    for (before, _), (name, key) in pairwise(present):
        if KEYS.index(name) < KEYS.index(before):
            yield subject.finding("SH001", Place.of(key), f"'{name}' stands behind '{before}'")
            return


def _file(subject: Subject) -> Iterator[Finding]:
    name = PurePath(subject.source.path).name
    if subject.source.path == "-":
        return
    place = Place.of(subject.root)
    if not _FILE.fullmatch(name):
        yield subject.finding(
            "SH002", place, f"'{name}' is not 10 to 90 small letters, digits and underscores with .yml"
        )
    if not name.startswith("aws_"):
        yield subject.finding("SH003", place, f"'{name}' does not begin with 'aws_'")


def _description(subject: Subject) -> Iterator[Finding]:
    node = child(subject.root, "description")
    if isinstance(node, yaml.ScalarNode) and not node.value.lstrip().startswith(_STARTS):
        yield subject.finding("SH004", Place.of(node), "the description does not begin with 'Detects'")


def _kinds(subject: Subject) -> Iterator[Finding]:
    for name, _, node in entries(subject.root):
        if name in _SCALARS and not isinstance(node, yaml.ScalarNode):
            yield subject.finding("SH005", Place.of(node), f"'{name}' is a text")
        elif name in _LISTS and not isinstance(node, yaml.SequenceNode):
            yield subject.finding("SH005", Place.of(node), f"'{name}' is a list")
        elif name in _TEXTS and not _TEXTS[name][0].fullmatch(str(node.value)):
            yield subject.finding("SH005", Place.of(node), f"'{name}' is {_TEXTS[name][1]}")
    tags = child(subject.root, "tags")
    for node in tags.value if isinstance(tags, yaml.SequenceNode) else ():
        if not _TAG.fullmatch(str(node.value)):
            yield subject.finding("SH005", Place.of(node), "a tag is 'namespace.name' in small letters")


def _lists_of_one(subject: Subject) -> Iterator[Finding]:
    """Lists in the detection; `all` needs its list."""
    for name, key, node in _items(child(subject.root, "detection")):
        if isinstance(node, yaml.SequenceNode) and len(node.value) == 1 and "|all" not in name:
            yield subject.finding(
                "SH006", Place.of(key), f"'{name}' lists one value; write it without the list"
            )


def _items(node: yaml.Node | None) -> Iterator[tuple[str, yaml.Node, yaml.Node]]:
    for name, key, value in entries(node):
        yield name, key, value
        yield from _items(value)
    if isinstance(node, yaml.SequenceNode):
        for each in node.value:
            yield from _items(each)


def _indentation(subject: Subject) -> Iterator[Finding]:
    """The first line of each block that is not four blanks to the right of what it belongs to."""
    for name, key, node in _items(subject.root):
        if isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
            first = node.start_mark
            if first.line > key.start_mark.line and first.column - key.start_mark.column != _FOUR:
                yield subject.finding(
                    "SH007",
                    Place(first.line + 1, first.column + 1, first.line + 1, first.column + 1),
                    f"what belongs to '{name}' is not four blanks to the right of it",
                )


_FOUR: Final = 4


def _keys(subject: Subject) -> Iterator[Finding]:
    present = {name: key for name, key, _ in entries(subject.root)}
    for name, key in present.items():
        if name not in KEYS:
            yield subject.finding("SH008", Place.of(key), f"SigmaHQ's rules have no '{name}'")
    for name in _NEEDED:
        if name not in present:
            yield subject.finding("SH009", key_place(subject.root), f"the rule has no '{name}'")


_CONVENTIONS: Final[tuple[Callable[[Subject], Iterator[Finding]], ...]] = (
    _order,
    _file,
    _description,
    _kinds,
    _lists_of_one,
    _indentation,
    _keys,
)
