"""One Sigma rule for AWS CloudTrail; the same detection for Splunk, Elastic and Athena.

`convert` takes paths, `convert_text` takes YAML; both give `Conversion` objects. Names are imported
when they are first used, so that `sigmatrail --help` does not wait for pySigma.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from converter.conversion import Converter, convert, convert_text
    from converter.converted import Conversion
    from converter.errors import RuleError, SettingsError, SigmatrailError, UnsupportedError
    from converter.own import OwnFiles
    from converter.targets import TARGETS
    from converter.targets.target import Target

__version__ = "0.1.0"

__all__ = [
    "TARGETS",
    "Conversion",
    "Converter",
    "OwnFiles",
    "RuleError",
    "SettingsError",
    "SigmatrailError",
    "Target",
    "UnsupportedError",
    "__version__",
    "convert",
    "convert_text",
]

_HOMES = {
    "converter.conversion": ("Converter", "convert", "convert_text"),
    "converter.converted": ("Conversion",),
    "converter.errors": ("RuleError", "SettingsError", "SigmatrailError", "UnsupportedError"),
    "converter.own": ("OwnFiles",),
    "converter.targets": ("TARGETS",),
    "converter.targets.target": ("Target",),
}


def __getattr__(name: str) -> object:
    from importlib import import_module  # noqa: PLC0415 -- only when a name is asked for

    for module, names in _HOMES.items():
        if name in names:
            return getattr(import_module(module), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
