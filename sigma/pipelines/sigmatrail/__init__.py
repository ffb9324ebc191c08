"""sigmatrail's pipelines where sigma-cli looks for them: `sigma convert -p cloudtrail_splunk` and its kin.

A pipeline's id is its function's name without `_pipeline`; sigma-cli tells it from other functions by
its return type, so that type is imported for real.
"""

from collections.abc import Callable

from sigma.processing.pipeline import ProcessingPipeline

from converter.conversion import load_pipeline
from converter.targets import TARGETS
from converter.targets.target import Target


def _pipeline_of(target: Target) -> Callable[[], ProcessingPipeline]:
    def pipeline() -> ProcessingPipeline:
        return load_pipeline(target)

    pipeline.__doc__ = f"Raw CloudTrail fields for {target.language}: {target.schema}."
    return pipeline


_PIPELINES = {f"cloudtrail_{target.name}_pipeline": _pipeline_of(target) for target in TARGETS.values()}
globals().update(_PIPELINES)

__all__ = list(_PIPELINES)
