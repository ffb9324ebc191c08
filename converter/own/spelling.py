"""How a target's language spells names of fields: what its folder's `names.py` says as `SPELLING`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from converter.targets import TARGETS

if TYPE_CHECKING:
    import re
    from collections.abc import Callable, Iterable, Mapping


def _names_of(found: Mapping[str, str]) -> Iterable[str]:
    return found.values()


def _always(_: str) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Spelling:
    """How a language spells names.

    Attributes:
        token: finds every text between quotation marks, in its group `name` every bare name, and in `quoted`
            what is between the quotation marks of a name.
        new: what a new name may be.
        bare: how a new name is written in the place of a bare one.
        marked: how it is written in the place of one with its quotation marks.
        free: whether the platform does not take a new name for a word or field of its own.
        usual: the names that can stand in a query, from the pipeline's by raw path.
        structs: a new name serves for the members of its field, too.
        summary: how the language of summaries spells names, where that is another.
    """

    token: re.Pattern[str]
    new: re.Pattern[str]
    bare: Callable[[str], str] = str
    marked: Callable[[str], str] = str
    free: Callable[[str], bool] = _always
    usual: Callable[[Mapping[str, str]], Iterable[str]] = _names_of
    structs: bool = False
    summary: Spelling | None = None


@cache
def spelling_of(target: str) -> Spelling | None:
    """What the target's folder says; None if it says nothing, and no field can be renamed."""
    module = TARGETS[target].find("names")
    found: Spelling | None = module.SPELLING if module else None
    return found
