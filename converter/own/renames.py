"""Fields under the names that they have on a user's platform: new names in a query that is made.

A target knows much of a field by its usual name: its type, its arrays, what the platform drops. So queries
are made with the usual names, and what is exchanged is names outside of quotation marks.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

from converter.own.spelling import spelling_of
from converter.targets import TARGETS

if TYPE_CHECKING:
    import re
    from collections.abc import Mapping

    from converter.own.spelling import Spelling


def refusal_of(target: str, old: str, new: str) -> str | None:
    """Why a field of a target cannot get a new name; None if it can."""
    spelling = spelling_of(target)
    if spelling is None:
        return f"fields of {target} cannot be renamed yet; change pipelines/{target}/cloudtrail.yml"
    names = usual_names(target)
    if old not in names:
        return f"{target} has no field '{old}' that could be renamed; see pipelines/{target}/cloudtrail.yml"
    if new in names:
        return f"'{new}' is another field of {target}; one name cannot stand for two"
    if not spelling.new.fullmatch(new) or not spelling.free(new):
        return f"'{new}' is no name that {target} can have in a query"
    return None


@cache
def usual_names(target: str) -> frozenset[str]:
    """Every name that can stand in a target's query as it is."""
    from converter.pipeline_file import entries  # noqa: PLC0415 -- only where fields are renamed

    found = {raw: str(entry.name) for raw, entry in entries(TARGETS[target].pipeline).items()}
    spelling = spelling_of(target)
    fields = {raw: name for raw, name in found.items() if not raw.endswith(".")}
    return frozenset(spelling.usual(fields)) if spelling else frozenset()


@dataclass(frozen=True, slots=True)
class OwnNames:
    """The names that fields of a target have on a user's platform, by their usual names."""

    target: str = ""
    names: Mapping[str, str] = field(default_factory=dict)

    def query(self, text: str) -> str:
        """A query, or a whole test of one, with these names in it."""
        return _exchanged(text, self._spelling, self.names) if self._spelling else text

    def summary(self, text: str) -> str:
        """A piece of a summary that speaks of fields, not of columns, with these names in it."""
        spelling = self._spelling and (self._spelling.summary or self._spelling)
        return _exchanged(text, spelling, self.names) if spelling else text

    def field(self, name: str) -> str:
        """The name of a field; its usual one if it has no other."""
        return (self._spelling and _new_name(self._spelling, name, self.names)) or name

    @property
    def _spelling(self) -> Spelling | None:
        return spelling_of(self.target) if self.names else None


def _exchanged(text: str, spelling: Spelling, names: Mapping[str, str]) -> str:
    def exchange(match: re.Match[str]) -> str:
        groups = match.groupdict()
        for group, write in (("name", spelling.bare), ("quoted", spelling.marked)):
            new = _new_name(spelling, groups.get(group) or "", names)
            if new is not None:
                return write(new)
        return match[0]

    return spelling.token.sub(exchange, text)


def _new_name(spelling: Spelling, old: str, names: Mapping[str, str]) -> str | None:
    """The new name of a field, or of a member of a struct that has one."""
    parts = old.split(".")
    for end in range(len(parts), 0, -1) if spelling.structs else (len(parts),):
        if (new := names.get(".".join(parts[:end]))) is not None:
            return ".".join([new, *parts[end:]])
    return None
