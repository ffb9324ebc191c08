"""How SQL spells names: each part of a new one gets quotation marks, so that no word of SQL is in the way."""

from __future__ import annotations

import re
from typing import Final

from converter.own.spelling import Spelling


def _quoted(name: str) -> str:
    return ".".join(f'"{part}"' for part in name.split("."))


SPELLING: Final = Spelling(
    re.compile(r"""'(?:[^']|'')*'|"[^"]*"|(?P<name>[A-Za-z_][\w.]*)"""),
    re.compile(r"[a-z_][a-z0-9_]*(?:\.[a-z_][a-z0-9_]*)*"),
    _quoted,
    structs=True,
)
