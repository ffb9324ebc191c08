"""Fields under the names that they have on a user's platform: new names in a query that is made.

A target knows much of a field by its usual name: its type, its arrays, what the platform drops. So queries
are made with the usual names, and exchanged is what the language reads as a name, never a part of a value.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Final

from converter.own.spelling import spelling_of
from converter.targets import TARGETS

if TYPE_CHECKING:
    import re
    from collections.abc import Container, Iterable, Mapping

    from converter.own.spelling import Spelling

_NEAR: Final = 0.85


def refusal_of(target: str, new: str) -> str | None:
    """Why no field of a target can get this name; None if one can."""
    spelling, names = spelling_of(target), usual_names(target)
    if spelling is None:
        return f"fields of {target} cannot be renamed yet; change pipelines/{target}/cloudtrail.yml"
    if new in names or (spelling.structs and _first_known(new, names)):
        return f"'{new}' is another field of {target}, or lies in one; one name cannot stand for two"
    if not spelling.new.fullmatch(new):
        return f"'{new}' is no name that {target} can have in a query"
    if not spelling.free(new):
        return f"'{new}' is a word or a field of {target} itself; take another name"
    return None


def nowhere(old: str, targets: Iterable[str]) -> str:
    """What to say of a field that none of these targets has under this name."""
    from difflib import get_close_matches  # noqa: PLC0415 -- a conversion does without

    known = {name: target for target in targets for name in usual_names(target)}
    near = get_close_matches(old, known, 1, _NEAR)
    hint = f"; did you mean '{near[0]}', of {known[near[0]]}?" if near else ""
    return f"no field '{old}' can be renamed on {' or '.join(targets)}{hint or '; see pipelines/'}"


def clash(target: str, one: str, other: str) -> bool:
    """Whether two new names are one, or one would lie in the other."""
    spelling = spelling_of(target)
    nested = spelling is not None and spelling.structs
    return one == other or (nested and (one.startswith(f"{other}.") or other.startswith(f"{one}.")))


def _first_known(name: str, names: Container[str]) -> str | None:
    """The longest beginning of a dotted name that is one of some names."""
    parts = name.split(".")
    return next((each for end in range(len(parts), 0, -1) if (each := ".".join(parts[:end])) in names), None)


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
        """A query with these names in it, or a test of one with its operator."""
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
    known = (_first_known(old, names) or "") if spelling.structs else old
    return names[known] + old.removeprefix(known) if known in names else None
