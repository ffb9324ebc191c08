"""sigmatrail's backends where sigma-cli looks for them: `sigma convert -t cloudtrail_splunk` and its kin."""

from __future__ import annotations

from converter.targets.athena.backend import AthenaCloudTrail
from converter.targets.eql.backend import EqlCloudTrail
from converter.targets.splunk.backend import SplunkCloudTrail

__all__ = ["AthenaCloudTrail", "EqlCloudTrail", "SplunkCloudTrail"]
