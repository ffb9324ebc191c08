"""How EQL and ES|QL spell names: between backticks or bare; a raw text has three quotation marks."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from converter.own.spelling import Spelling
from converter.targets.eql.esql import named
from converter.targets.eql.stored import type_of
from converter.targets.eql.traits import ADDRESSES, FLATTENED, TWINS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_PARTS: Final = r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*"
_NO_WORD: Final = (
    r"(?!(?:.*\.)?(?:and|any|by|descending|false|in|join|like|maxspan|not|null|of|or|regex|sample|sequence"
    r"|tail|true|until|where|with|with_runs)(?:\.|$))"
)


def _free(new: str) -> bool:
    """Not a field that Elastic's integration or Elasticsearch itself has."""
    return type_of(new) is None and not new.startswith("_")


def _usual(found: Mapping[str, str]) -> Iterable[str]:
    """Nested parameters are parts of one text; a few fields are beside those of the pipeline."""
    names = (*found.values(), *ADDRESSES.values(), *TWINS.values())
    return (name for name in names if not name.startswith(FLATTENED))


# A new name of the same spelling as a column that a summary makes for itself would be read in its place.
_NO_PARAMETER: Final = r"(?!parameter_\d+$)"

_EQL: Final = Spelling(
    re.compile(r'"""[\s\S]*?"""(?!")|"(?:[^"\\]|\\.)*"|`(?P<quoted>[^`]*)`|(?P<name>@?[A-Za-z_][\w.]*)'),
    re.compile(_NO_WORD + _NO_PARAMETER + _PARTS, re.ASCII),
    free=_free,
    usual=_usual,
)
SPELLING: Final = replace(_EQL, summary=replace(_EQL, bare=named, marked=named))
