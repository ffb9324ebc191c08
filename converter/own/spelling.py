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


def _any(_: str) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Spelling:
    """How a language spells names.

    `token` finds every text between quotation marks, in its group `name` every bare name and in `quoted`
    what is between the quotation marks of a name. `new` is what a new name may be, and `free` whether the
    platform does not take it for a word or field of its own; `bare` and `marked` say how it is written in the
    place of either. `usual` gives the names that can stand in a query, from the pipeline's by raw path.
    `structs`: a new name serves for the members of its field, too. `summary` is how the language of summaries
    spells them, where that is another.
    """

    token: re.Pattern[str]
    new: re.Pattern[str]
    bare: Callable[[str], str] = str
    marked: Callable[[str], str] = str
    free: Callable[[str], bool] = _any
    usual: Callable[[Mapping[str, str]], Iterable[str]] = _names_of
    structs: bool = False
    summary: Spelling | None = None


@cache
def spelling_of(target: str) -> Spelling | None:
    """What the target's folder says; None if it says nothing, and no field can be renamed."""
    module = TARGETS[target].find("names")
    found: Spelling | None = module.SPELLING if module else None
    return found
