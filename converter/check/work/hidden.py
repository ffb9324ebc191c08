"""Entries of a repository's pipeline that lead a rule's fields to where the platform keeps nothing."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from converter.check.work.result import found
from converter.pipeline_file import Entry, entries
from converter.targets import OWN_PIPELINE, TARGETS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from converter.check.bench import Bench
    from converter.lint.findings import Finding
    from converter.load import Rule


def hiding(bench: Bench, target: str, rule: Rule) -> list[Finding]:
    """The entries for the rule's fields that differ from those of sigmatrail's own pipeline."""
    path = bench.options[target].get(OWN_PIPELINE)
    if path is None:
        return []
    own, standard = entries(Path(path)), entries(TARGETS[target].pipeline)
    return [
        found(path, own[name].line, "CK402", _message(target, name, own[name], standard.get(name)))
        for field in dict.fromkeys(_fields(rule.document.get("detection")))
        for name in _names(field, own)
        if name not in standard or own[name].name != standard[name].name
    ]


def _message(target: str, name: str, mine: Entry, theirs: Entry | None) -> str:
    if theirs is None:
        return f"'{name}' is mapped by this file alone: no engine here knows '{mine.name}' of {target}"
    return f"'{name}' is mapped to '{mine.name}', where {target} finds no event; it keeps '{theirs.name}'"


def _names(field: str, own: dict[str, Entry]) -> list[str]:
    """The entries for a field: its own, and those of prefixes that it begins with."""
    return [name for name in own if name == field or (name.endswith(".") and field.startswith(name))]


def _fields(node: Any) -> Iterator[str]:  # noqa: ANN401 -- YAML
    if isinstance(node, dict):
        for key, value in node.items():
            yield str(key).partition("|")[0]
            yield from _fields(value)
    elif isinstance(node, list):
        for each in node:
            yield from _fields(each)
