"""How SPL spells names: in a search a name stands before an operator, in eval between single quotes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from converter.errors import UnsupportedError
from converter.own.spelling import Spelling
from converter.shapes import shape_of
from converter.targets.splunk.fields import forms
from converter.targets.splunk.literal import search_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


# How arrays may lie at a name that CloudTrail's records do not have.
_ANYTHING: Final = (0, 1)


def _usual(found: Mapping[str, str]) -> Iterator[str]:
    """Objects have no field of their own, and arrays have braces."""
    for raw, name in found.items():
        shape = shape_of(raw)
        if shape.end == "scalar":
            yield from forms(shape) if name == raw else (name,)


def _free(new: str) -> bool:
    """Neither a word of search, nor where CloudTrail itself may have something."""
    [top] = shape_of(new.partition(".")[0]).segments
    try:
        return search_name(new) == new and top.depths == _ANYTHING
    except UnsupportedError:
        return False


SPELLING: Final = Spelling(
    re.compile(
        r"""`[^`]*`|"(?:[^"\\]|\\.)*"|'(?P<quoted>[^']*)'|(?P<name>[A-Za-z_][\w.{}-]*)(?==|!=|<|>| IN)"""
    ),
    re.compile(r"[A-Za-z_]\w*(?:(?:\{\})?\.\w+)*", re.ASCII),
    marked="'{}'".format,
    free=_free,
    usual=_usual,
)
