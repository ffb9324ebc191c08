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
        found(
            path,
            mine.line,
            "CK402",
            f"'{name}' is mapped to '{mine.name}', where {target} finds no event; it keeps '{theirs.name}'",
        )
        for field in dict.fromkeys(_fields(rule.document.get("detection")))
        for name, mine, theirs in _entry(field, own, standard)
        if mine.name != theirs.name
    ]


def _entry(
    field: str, own: dict[str, Entry], standard: dict[str, Entry]
) -> Iterator[tuple[str, Entry, Entry]]:
    """What both pipelines make of a field, or of the prefix that it begins with."""
    for name in (field, *(each for each in own if each.endswith(".") and field.startswith(each))):
        if name in own and name in standard:
            yield name, own[name], standard[name]


def _fields(node: Any) -> Iterator[str]:  # noqa: ANN401 -- YAML
    if isinstance(node, dict):
        for key, value in node.items():
            yield str(key).partition("|")[0]
            yield from _fields(value)
    elif isinstance(node, list):
        for each in node:
            yield from _fields(each)
