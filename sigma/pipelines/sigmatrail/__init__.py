"""sigmatrail's pipelines where sigma-cli looks for them: `sigma convert -p cloudtrail_splunk` and its kin.

A pipeline's id is its function's name without `_pipeline`; sigma-cli tells it from other functions by
its return type, so that type is imported for real.
"""

from sigma.processing.pipeline import ProcessingPipeline

from converter.conversion import load_pipeline
from converter.targets import TARGETS

__all__ = ["cloudtrail_athena_pipeline", "cloudtrail_eql_pipeline", "cloudtrail_splunk_pipeline"]


def cloudtrail_splunk_pipeline() -> ProcessingPipeline:
    """Raw CloudTrail fields as the Splunk Add-on for AWS stores them."""
    return load_pipeline(TARGETS["splunk"])


def cloudtrail_eql_pipeline() -> ProcessingPipeline:
    """Raw CloudTrail fields as the Elastic AWS integration stores them."""
    return load_pipeline(TARGETS["eql"])


def cloudtrail_athena_pipeline() -> ProcessingPipeline:
    """Raw CloudTrail fields as columns of the documented Athena table."""
    return load_pipeline(TARGETS["athena"])
