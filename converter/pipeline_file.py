"""A pipeline of a repository's own: read, or refused with the line that is wrong."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import yaml

from converter.errors import SettingsError
from converter.own.nodes import File
from converter.pipeline_steps import check_steps

if TYPE_CHECKING:
    from pathlib import Path

    from sigma.processing.pipeline import ProcessingPipeline

_MAPPINGS: Final = ("field_name_mapping", "field_name_prefix_mapping")


@dataclass(frozen=True, slots=True)
class Entry:
    """What a pipeline makes of one raw path, or of all paths that begin so, and on which line."""

    name: object
    line: int


def read_pipeline(path: str | Path) -> ProcessingPipeline:
    """The pipeline in a file.

    Raises:
        SettingsError: it cannot be read, holds a step that a repository's pipeline may not hold, or is
            none to pySigma; with the line.
    """
    from sigma.processing.pipeline import ProcessingPipeline  # noqa: PLC0415 -- pySigma is imported by need

    file = File(str(path))
    check_steps(file)
    document = file.data(file.root)
    if reason := _objection(document):
        file.refuse(_node_at_fault(file, document), reason)
    return ProcessingPipeline.from_dict(document)


def check_pipeline(path: Path) -> tuple[int, str] | None:
    """The line and the reason for which a pipeline cannot be used; None where it can."""
    try:
        read_pipeline(path)
    except SettingsError as error:
        place, _, reason = str(error).removeprefix(f"{path}:").partition(": ")
        line = int(place) if place.isdecimal() else 1
        return line, reason if place.isdecimal() else str(error).removeprefix(f"{path}: ")
    return None


def entries(path: Path) -> dict[str, Entry]:
    """What the field mappings of a pipeline make of each raw path; prefixes end in a dot."""
    return {
        str(key.value): Entry(_plain(value), key.start_mark.line + 1)
        for step in _steps(File(str(path)).root)
        for key, value in _mapping(step)
    }


def _plain(node: yaml.Node) -> object:
    return [each.value for each in node.value] if isinstance(node, yaml.SequenceNode) else node.value


def _node_at_fault(file: File, document: dict[str, Any]) -> yaml.Node:
    """The first transformation that pySigma does not take by itself, or else the whole."""
    for node, step in zip(_steps(file.root), document["transformations"], strict=True):
        if _objection({"name": "one", "priority": 0, "transformations": [step]}):
            return node
    return file.root


def _objection(document: dict[str, Any]) -> str | None:
    from sigma.processing.pipeline import ProcessingPipeline  # noqa: PLC0415 -- pySigma is imported by need

    try:
        ProcessingPipeline.from_dict(document)
    except Exception as error:  # noqa: BLE001 -- pySigma meets malformed pipelines with whatever Python raises
        return f"pySigma does not take this: {' '.join(str(error).split()) or type(error).__name__}"
    return None


def _steps(root: yaml.Node | None) -> list[yaml.Node]:
    found = _child(root, "transformations")
    return list(found.value) if isinstance(found, yaml.SequenceNode) else []


def _mapping(step: yaml.Node) -> list[tuple[yaml.Node, yaml.Node]]:
    kind, mapping = _child(step, "type"), _child(step, "mapping")
    if kind is None or kind.value not in _MAPPINGS or not isinstance(mapping, yaml.MappingNode):
        return []
    return list(mapping.value)


def _child(node: yaml.Node | None, name: str) -> yaml.Node | None:
    if not isinstance(node, yaml.MappingNode):
        return None
    return next((value for key, value in node.value if key.value == name), None)
