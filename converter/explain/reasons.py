"""Why a fragment looks as it does: tables of reasons, one for each target, beside its backend."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from msgspec import Struct

from converter.targets import TARGETS

if TYPE_CHECKING:
    from collections.abc import Sequence


class Reason(Struct, frozen=True):
    """Something surprising, and why it is so.

    It is meant where `fragment` is found in the fragment's text, `raw` in the rule's own path and `modifier`
    in one of the item's modifiers, all three patterns; an empty one is found everywhere. `source` is where
    the fact can be looked up.
    """

    text: str
    source: str
    fragment: str = ""
    raw: str = ""
    modifier: str = ""


@cache
def reasons(target: str) -> tuple[Reason, ...]:
    """The target's table, `REASONS` of its module `reasons`; none where it has no such module."""
    module = TARGETS[target].find("reasons")
    return tuple(module.REASONS) if module else ()


def reasons_for(target: str, fragment: str, raw: str = "", modifiers: Sequence[str] = ()) -> list[Reason]:
    """The reasons for one fragment, in the table's order."""
    return [
        reason
        for reason in reasons(target)
        if _found(reason.fragment, fragment)
        and _found(reason.raw, raw)
        and (not reason.modifier or any(_found(reason.modifier, word) for word in modifiers))
    ]


def _found(pattern: str, text: str) -> bool:
    return re.search(pattern, text, re.DOTALL) is not None
