"""What a pipeline calls the fields of CloudTrail."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from sigma.processing.transformations.failure import StrictFieldMappingFailure
from sigma.processing.transformations.fields import FieldMappingTransformation

from converter.condition import All, Any, Keyword, Leaf, Node, Not, SameAs

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sigma.processing.pipeline import ProcessingPipeline

_MOST_PATHS = 4_096
# One letter wrong in a name of ten, and none of 'userIdentity.type' for 'userIdentity.nope'.
_NEAR = 0.9


class FieldNames:
    """The names that the mappings of one pipeline give, one after the other, to raw CloudTrail paths."""

    def __init__(self, pipeline: ProcessingPipeline) -> None:
        steps = [item.transformation for item in pipeline.items]
        self._mappings = [step for step in steps if isinstance(step, FieldMappingTransformation)]
        self._strict = any(isinstance(step, StrictFieldMappingFailure) for step in steps)
        self._found = lru_cache(_MOST_PATHS)(self._find)

    def name(self, path: str) -> str | None:
        """The one name of a path; None where it has none, or several."""
        found = self._found(path)
        return found if isinstance(found, str) else None

    def unknown(self, paths: Iterable[str]) -> list[str]:
        """The paths that a strict pipeline does not map.

        A strict mapping of pySigma looks neither at the fields that a fieldref names, nor at the order
        in which it lists what it refuses.
        """
        if not self._strict:
            return []
        return [path for path in paths if "" in path.split(".") or self._found(path) is None]

    def nearest(self, path: str) -> str | None:
        """The mapped path that somebody may have meant by an unknown one."""
        from difflib import get_close_matches  # noqa: PLC0415 -- a conversion does without

        known = {str(each).lower(): str(each) for step in self._mappings for each in step.mapping}
        found = get_close_matches(path.lower(), known, 1, _NEAR)
        return known[found[0]] if found else None

    def named(self, node: Node) -> Node:
        """A condition over raw paths in the pipeline's words; what it does not map keeps its path."""
        match node:
            case Leaf(path, SameAs(other, mode), raw):
                return Leaf(self.name(path) or path, SameAs(self.name(other) or other, mode, other), raw)
            case Leaf(path, test, raw):
                return Leaf(self.name(path) or path, test, raw)
            case Keyword():
                return node
            case Not(inner):
                return Not(self.named(inner))
            case All(nodes):
                return All(tuple(map(self.named, nodes)))
            case Any(nodes):
                return Any(tuple(map(self.named, nodes)))

    def _find(self, path: str) -> str | list[str] | None:
        """What the mappings make of a path, each of what the one before it made; None if none maps it."""
        name: str | None = None
        for step in self._mappings:
            found = step.apply_field_name(name or path)
            if isinstance(found, list):
                return found
            name = found or name
        return name
