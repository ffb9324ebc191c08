"""The columns of a plan as fields of Elastic's documents."""

from __future__ import annotations

from typing import TYPE_CHECKING

from converter.errors import UnsupportedError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from converter.detection import Detection


def fields_of(detection: Detection, names: Iterable[str]) -> list[str]:
    """The fields behind some columns of the summary, each once; the count has none.

    Raises:
        UnsupportedError: a column is of a path that Elastic does not keep.
    """
    paths = detection.plan.summary.paths
    return list(dict.fromkeys(_field(detection, path) for name in names for path in paths.get(name, ())))


def _field(detection: Detection, path: str) -> str:
    if path not in detection.fields:
        raise UnsupportedError(
            f"eql has no field for {path!r}, which the plan names; change the column's field"
        )
    return detection.fields[path]
