"""sigmatrail's backends where sigma-cli looks for them: `sigma convert -t cloudtrail_splunk` and its kin.

sigma-cli takes the classes that it finds in `__all__`, so each target adds its own.
"""

from __future__ import annotations

from converter.targets import TARGETS

_BACKENDS = {backend.__name__: backend for backend in (each.load_backend() for each in TARGETS.values())}
globals().update(_BACKENDS)

__all__ = list(_BACKENDS)
