"""Fields that Splunk extracts from a JSON event at search time (`KV_MODE = json`).

Source of the names: spath in the Search Reference and the field lists of
https://github.com/splunk/security_content (data_sources, read November 2026).
"""

from __future__ import annotations

import json
import re
from itertools import islice
from typing import Any

from msgspec import Struct

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],]|[^"{}\[\],]+', re.DOTALL)
_CLOSERS = {"{": "}", "[": "]"}


class Limits(Struct, frozen=True):
    """How much of an event automatic extraction reads.

    The defaults are those of limits.conf (docs.splunk.com, November 2026): `[spath]
    extraction_cutoff`, `[kv] maxchars` and `[kv] limit`.
    """

    cutoff: int = 5_000
    maxchars: int = 10_240
    fields: int = 100

    @property
    def size(self) -> int:
        """The bytes of an event that are read."""
        return min(self.cutoff, self.maxchars)

    def exceeded(self, text: str, fields: dict[str, list[str]]) -> bool:
        """Whether an event, of which `fields` is everything, loses some of them."""
        return len(fields) > self.fields or _size(text) > self.size


LIMITS = Limits()


def extract(text: str, limits: Limits | None = None) -> dict[str, list[str]]:
    """Every field of a JSON event with its values in order; with `limits`, what is left of them.

    An object adds a dotted step to the name and an array adds `{}`; only leaves have fields, so
    that neither a whole object nor `{}` nor `[]` has one; null has the text "null". A text that is
    no JSON object has no fields.
    """
    source = _whole_part(text, limits.size) if limits else text
    fields: dict[str, list[str]] = {}
    tree = _parse(source)
    if isinstance(tree, dict):
        _collect(tree, "", fields)
    return dict(islice(fields.items(), limits.fields)) if limits else fields


def _size(text: str) -> int:
    """The bytes of a text in UTF-8; half a surrogate pair counts, though it is no character."""
    return len(text.encode(errors="surrogatepass"))


def _parse(text: str) -> Any:  # noqa: ANN401 - any JSON
    """The tree of a JSON text, numbers as they are written; None where it is no JSON."""
    try:
        return json.loads(text, parse_int=str, parse_float=str, parse_constant=str)
    except ValueError:
        return None


def _collect(value: Any, name: str, fields: dict[str, list[str]]) -> None:  # noqa: ANN401 - any JSON
    """Add the leaves of a value, called `name`, to the fields."""
    if isinstance(value, dict):
        stem = f"{name}." if name else ""
        for key, member in value.items():
            _collect(member, stem + key, fields)
    elif isinstance(value, list):
        for member in value:
            _collect(member, name + "{}", fields)
    else:
        fields.setdefault(name, []).append(value if isinstance(value, str) else json.dumps(value))


def _whole_part(text: str, size: int) -> str:
    """The part of a JSON text before byte `size` that holds whole values, its brackets closed."""
    if _size(text) <= size:
        return text
    head = text.encode(errors="surrogatepass")[:size].decode(errors="ignore")
    open_brackets: list[str] = []
    end, closers = 0, ""
    for token in _TOKEN.finditer(head):
        mark = token.group()
        if mark in _CLOSERS:
            open_brackets.append(_CLOSERS[mark])
        elif mark in ("}", "]"):
            open_brackets.pop()
        elif mark != ",":
            continue
        end = token.start() if mark == "," else token.end()
        closers = "".join(reversed(open_brackets))
    return head[:end] + closers
