"""The targets: one line each, and a folder of the same name with everything about it.

Nothing here imports pySigma, so that a command which only talks about targets answers at once.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from converter.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from converter.targets.target import Target

# An option of every target: a pipeline file that replaces the one in this package.
OWN_PIPELINE = "pipeline"

_NAMES = (
    "splunk",
    "eql",
    "athena",
)

TARGETS: dict[str, Target] = {name: import_module(f"{__name__}.{name}").TARGET for name in _NAMES}


def known_targets(targets: Sequence[str], options: Mapping[str, Mapping[str, str]]) -> list[str]:
    """The targets, all of them where none is named; raises SettingsError for one that does not exist."""
    names = list(dict.fromkeys(targets or TARGETS))
    for name in (*names, *options):
        if name not in TARGETS:
            raise SettingsError(f"there is no target '{name}'; choose from {', '.join(TARGETS)}")
    return names


def bounds_of_time(**bounds: str) -> dict[str, dict[str, str]]:
    """For each target those of the bounds, such as `window`, that its queries have."""
    return {
        name: {option.name: bounds[option.name] for option in target.options if option.name in bounds}
        for name, target in TARGETS.items()
    }
