"""Whether a pipeline of the repository can be used at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from converter.check.work.result import found, result
from converter.pipeline_file import check_pipeline

if TYPE_CHECKING:
    from pathlib import Path

    from converter.check.bench import Bench
    from converter.check.store import Result


def judge(bench: Bench, path: Path) -> Result:
    """What is wrong with the file."""
    fault = check_pipeline(path)
    return result(bench, [found(path, fault[0], "CK401", fault[1])] if fault else [])
