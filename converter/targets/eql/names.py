"""How EQL spells names: backticks are their quotation marks, and a raw text has three quotation marks."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from converter.own.spelling import Spelling
from converter.targets.eql.traits import ADDRESSES, FLATTENED, TWINS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_PARTS: Final = r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*"
_NO_WORD: Final = (
    r"(?!(?:.*\.)?(?:and|any|by|descending|false|in|join|like|maxspan|not|null|of|or|regex|sample|sequence"
    r"|tail|true|until|where|with|with_runs)(?:\.|$))"
)


def _usual(found: Mapping[str, str]) -> Iterable[str]:
    """Nested parameters are parts of one text; a few fields are beside those of the pipeline."""
    names = (*found.values(), *ADDRESSES.values(), *TWINS.values())
    return (name for name in names if not name.startswith(FLATTENED))


SPELLING: Final = Spelling(
    re.compile(r'"""[\s\S]*?"""(?!")|"(?:[^"\\]|\\.)*"|`(?P<quoted>[^`]*)`|(?P<name>[A-Za-z_][\w.]*)'),
    re.compile(_NO_WORD + _PARTS, re.ASCII),
    usual=_usual,
)
