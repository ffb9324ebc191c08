"""The text of a search cut into its stages: comments gone, macros expanded, pipes found.

Sources (docs.splunk.com, November 2026): "Add comments to searches", "Use search macros in
searches", and the macros of https://github.com/splunk/security_content.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from converter.verify.engine import EngineError

if TYPE_CHECKING:
    from collections.abc import Mapping

_PIECE = re.compile(
    r'(?P<string>"(?:[^"\\]|\\.)*")'
    r"|(?P<comment>```.*?```)"
    r"|(?P<macro>`[^`]+`)"
    r"|(?P<field>'[^']*')"
    r"|(?P<pipe>\|)"
    r"|(?P<plain>[^\"`'|]+)"
    r"|(?P<stray>.)",
    re.DOTALL,
)
_CALL = re.compile(r"(?P<name>[\w.:-]+)(?:\((?P<arguments>[^()]*)\))?")
_NAME = re.compile(r"\s*([A-Za-z]+)")
# In these commands a single quote begins the name of a field; elsewhere it is a character like any.
_EXPRESSIONS = frozenset(
    ("convert", "dedup", "eval", "fields", "fillnull", "rename", "sort", "stats", "table", "where")
)
_MOST_MACROS = 100
# More characters than the name of any command has.
_HEAD = 100

MACROS: Mapping[str, str] = {
    "cloudtrail": "sourcetype=aws:cloudtrail",
    "security_content_ctime(1)": 'convert timeformat="%Y-%m-%dT%H:%M:%S" ctime($1$)',
}


def stages(query: str, macros: Mapping[str, str] = MACROS) -> list[str]:
    """The stages of a search, the first without the word `search`; `macros` are what it may call.

    Raises EngineError for a quotation mark or backtick without its partner, a backtick inside a quoted
    text, an unknown macro, and a search that begins with a pipe: such searches do not read events.
    """
    found = [_Stage()]
    rest, at, calls = query, 0, 0
    while at < len(rest):
        kind, text = _next_piece(rest, at, found)
        at += len(text)
        if kind == "macro":
            calls += 1
            rest, at = _expansion(text, macros, calls) + rest[at:], 0
        elif kind == "pipe":
            found.append(_Stage())
        else:
            found[-1].take(" " if kind == "comment" else text)
    return _checked(["".join(stage.pieces).strip() for stage in found])


class _Stage:
    """A stage as it is read: its pieces, and the first characters of its text."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.head = ""

    def take(self, piece: str) -> None:
        """Add a piece of text."""
        self.pieces.append(piece)
        if not self.head:
            self.head = piece.lstrip()[:_HEAD]
        elif len(self.head) < _HEAD:
            self.head = (self.head + piece)[:_HEAD]


def _next_piece(text: str, at: int, found: list[_Stage]) -> tuple[str, str]:
    piece = _PIECE.match(text, at)
    kind = piece.lastgroup if piece else None
    if not piece or not kind:
        raise EngineError("SPL: unreadable text")
    if piece.group().startswith("'") and not _is_expression(found):
        return "plain", "'"
    if kind == "stray":
        raise EngineError(f"SPL: {piece.group()} has no partner")
    if kind in ("string", "field") and "`" in piece.group():
        raise EngineError("SPL: whether a backtick between quotation marks calls a macro is undocumented")
    return kind, piece.group()


def _is_expression(found: list[_Stage]) -> bool:
    name = _NAME.match(found[-1].head)
    return len(found) > 1 and name is not None and name.group(1).lower() in _EXPRESSIONS


def _expansion(quoted: str, macros: Mapping[str, str], calls: int) -> str:
    """What a macro stands for; names that end in _filter are the empty filters of security content."""
    call = _CALL.fullmatch(quoted.strip("`").strip())
    if not call or calls > _MOST_MACROS:
        raise EngineError(f"SPL: cannot expand the macro {quoted}")
    arguments = call["arguments"].split(",") if call["arguments"] is not None else []
    name = f"{call['name']}({len(arguments)})" if arguments else call["name"]
    if name.endswith("_filter"):
        return "search *"
    if name not in macros:
        raise EngineError(f"SPL: unknown macro {quoted}")
    text = macros[name]
    for number, argument in enumerate(arguments, 1):
        text = text.replace(f"${number}$", argument.strip())
    return text


def _checked(found: list[str]) -> list[str]:
    first = re.sub(r"\Asearch(?=\s|\()", "", found[0]).strip()
    if not first:
        raise EngineError("SPL: the search begins with a pipe or is empty; the engine reads events only")
    if not all(found):
        raise EngineError("SPL: an empty stage between two pipes")
    return [first, *found[1:]]
