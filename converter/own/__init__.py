"""What a user adds to the rules of others: values of placeholders, filters, and names of fields."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from converter.errors import SettingsError
from converter.paths import STDIN, find

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Filter:
    """A Sigma filter as its YAML has it; `place` says where it stands."""

    place: str
    document: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Own:
    """All that a user adds.

    `placeholders`: for each name its values, written as in a rule. `renames`: for each target the names
    that its fields have on the user's platform, by the names that the target's pipeline gives them.
    """

    filters: tuple[Filter, ...] = ()
    placeholders: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    renames: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def under_usual_names(self) -> Own:
        """The same without new names, for queries that run here, where events lie under the usual ones."""
        return replace(self, renames={}) if self.renames else self


NOTHING = Own()


@dataclass(frozen=True, slots=True)
class OwnFiles:
    """Where it stands: pipelines, values of placeholders, and filters in files or folders."""

    pipelines: tuple[str, ...] = ()
    placeholders: tuple[str, ...] = ()
    filters: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse standard input, which can be read but once."""
        if STDIN in self.filters:
            raise SettingsError("--filter takes files and folders; name a filter on standard input as a path")

    def all(self) -> list[Path]:
        """Every file that says something.

        Raises:
            SettingsError: a file or folder of filters does not exist.
        """
        return [*map(Path, (*self.pipelines, *self.placeholders)), *find(self.filters, "filter")]


NO_FILES = OwnFiles()
