"""A pipeline of the user's own: read, or refused with the line that is wrong."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import yaml

from converter.errors import SettingsError
from converter.safe_yaml import LOADER, fault, read

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sigma.processing.pipeline import ProcessingPipeline

_MAPPINGS: Final = ("field_name_mapping", "field_name_prefix_mapping")


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a pipeline, and on which line."""

    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class Entry:
    """What a pipeline makes of one raw path, or of all paths that begin so, and on which line."""

    name: object
    line: int


def read_pipeline(path: str | Path) -> ProcessingPipeline:
    """The pipeline in a file.

    Raises:
        SettingsError: it cannot be read, or pySigma does not take it; with the line.
    """
    from sigma.processing.pipeline import ProcessingPipeline  # noqa: PLC0415 -- pySigma is imported by need

    path = Path(path)
    for found in faults(path):
        raise SettingsError(f"{path}:{found.line}: {found.reason}")
    return ProcessingPipeline.from_dict(read(path.read_bytes()))


def faults(path: Path) -> Iterator[Fault]:
    """What is wrong with a pipeline file; nothing if a conversion can use it."""
    try:
        root = yaml.compose(path.read_bytes(), LOADER)
    except OSError as error:
        yield Fault(1, f"cannot be read: {error.strerror}")
        return
    except yaml.YAMLError as error:
        mark, reason = fault(error)
        yield Fault(mark.line + 1 if mark else 1, f"is no YAML: {reason}")
        return
    if not isinstance(root, yaml.MappingNode):
        yield Fault(1, "is no pipeline; it takes at least a list of transformations")
        return
    yield from _wrong_entries(root)
    yield from _refused(path, root)


def entries(path: Path) -> dict[str, Entry]:
    """What the field mappings of a pipeline make of each raw path; prefixes end in a dot."""
    root = yaml.compose(path.read_bytes(), LOADER)
    return {
        str(key.value): Entry(_plain(value), key.start_mark.line + 1)
        for step in _steps(root)
        for key, value in _mapping(step)
    }


def _plain(node: yaml.Node) -> object:
    return [each.value for each in node.value] if isinstance(node, yaml.SequenceNode) else node.value


def _wrong_entries(root: yaml.Node) -> Iterator[Fault]:
    """Entries that pySigma takes and that name no field."""
    for step in _steps(root):
        for key, value in _mapping(step):
            names = value.value if isinstance(value, yaml.SequenceNode) else [value]
            texts = [
                isinstance(each, yaml.ScalarNode) and each.tag.endswith(":str") and each.value
                for each in names
            ]
            if not texts or not all(texts):
                yield Fault(key.start_mark.line + 1, f"'{key.value}' is mapped to nothing that names a field")


def _refused(path: Path, root: yaml.Node) -> Iterator[Fault]:
    """What pySigma says of each transformation, or else of the whole."""
    document = read(path.read_bytes())
    whole = _objection(document)
    if whole is None:
        return
    steps = document.get("transformations")
    for node, step in zip(_steps(root), steps if isinstance(steps, list) else (), strict=False):
        if reason := _objection({"name": "one", "priority": 0, "transformations": [step]}):
            yield Fault(node.start_mark.line + 1, reason)
            return
    yield Fault(1, whole)


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
