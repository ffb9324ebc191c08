"""json_extract_scalar and json_extract: Trino's older functions with their own small paths.

They stream: what comes after the value asked for is never looked at, and of equal keys the first
counts. Numbers stay as they are written. Asked of Trino 476 in November 2026.
"""

from __future__ import annotations

import json
import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from converter.targets.athena.duck.json_text import write
from converter.verify.engine import EngineError

if TYPE_CHECKING:
    from collections.abc import Iterator

Path: TypeAlias = tuple[str, ...]

_STEP: Final = re.compile(r'\.([\w:]+)|\[(\w+)\]|\["((?:[^"\\]|\\["\\])*)"\]')
_BLANK: Final = r"[ \t\r\n]*"
_DIGITS: Final = r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?"
_TOKEN: Final = re.compile(
    _BLANK + r'(?:([\[\]{}:,])|("(?:[^"\\\x00-\x1f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*")'
    rf"|({_DIGITS}(?![0-9.eE])|(?:true|false|null)(?![\w$])))"
)
_NUMBER: Final = re.compile(_BLANK + "-?[0-9]")
_WHOLE_NUMBER: Final = re.compile(_BLANK + _DIGITS + r"(?:[ \t\r\n]|$)")
_NOTHING: Final = object()


class Literal(str):
    """A number, true, false or null as it is written."""

    __slots__ = ()


@lru_cache(maxsize=1024)
def path_of(text: str) -> Path:
    """The keys of a path such as `$.a["b-c"][0]`; raises EngineError for what Trino refuses."""
    steps, at = [], 1
    while at < len(text) and (step := _STEP.match(text, at)):
        plain, bare, quoted = step.groups()
        steps.append(plain or bare or re.sub(r'\\(["\\])', r"\1", quoted or ""))
        at = step.end()
    if not text.startswith("$") or at < len(text):
        raise EngineError(f"athena: Trino refuses the JSON path {text!r}")
    return tuple(steps)


def scalar(text: str, path: str) -> str | None:
    """json_extract_scalar: the text of the string, number or boolean at the path, else None."""
    value = _at(text, path_of(path))
    if not isinstance(value, str):
        return None
    return value if value.isascii() else value.encode("utf-8", "replace").decode()


def extract(text: str, path: str) -> str | None:
    """json_extract: the JSON text at the path, null included; None where there is nothing."""
    value = _at(text, path_of(path))
    return None if value is _NOTHING else write(_plain(value))


def _plain(value: Any) -> Any:  # noqa: ANN401 - any JSON value
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return json.loads(value) if isinstance(value, Literal) else value


def _at(text: str, path: Path) -> Any:  # noqa: ANN401 - any JSON value
    try:
        return _walk(_whole(text), path)
    except ValueError:
        return _streamed(text, path)


@lru_cache(maxsize=8192)
def _whole(text: str) -> Any:  # noqa: ANN401 - any JSON value
    return _DECODER.decode(text)


def _first_wins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    return dict(reversed(pairs)) if len(pairs) != len(dict(pairs)) else dict(pairs)


def _constant(word: str) -> Literal:
    raise ValueError(word)


_DECODER: Final = json.JSONDecoder(
    object_pairs_hook=_first_wins, parse_int=Literal, parse_float=Literal, parse_constant=_constant
)


def _walk(value: Any, path: Path) -> Any:  # noqa: ANN401 - any JSON value
    for key in path:
        if isinstance(value, dict):
            value = value.get(key, _NOTHING)
        elif isinstance(value, list) and key.isdecimal() and int(key) < len(value):
            value = value[int(key)]
        else:
            return _NOTHING
    return Literal(str(value).lower()) if isinstance(value, bool) else value


def _streamed(text: str, path: Path) -> Any:  # noqa: ANN401 - any JSON value
    """The same over text that is no JSON as a whole: right up to the first fault.

    A number outside of everything must end at a blank.
    """
    if _NUMBER.match(text) and not _WHOLE_NUMBER.match(text):
        return _NOTHING
    pieces = _pieces(text)
    try:
        return _seek(pieces, next(pieces), path)
    except ValueError:
        return _NOTHING


def _pieces(text: str) -> Iterator[str]:
    at = 0
    while found := _TOKEN.match(text, at):
        yield found.group(1) or found.group(2) or found.group(3)
        at = found.end()
    raise ValueError("no JSON from here on")


def _seek(pieces: Iterator[str], piece: str, path: Path) -> Any:  # noqa: ANN401 - any JSON value
    if not path:
        return _read(pieces, piece)
    if piece == "{":
        return _in_object(pieces, path)
    return _in_array(pieces, path) if piece == "[" else _NOTHING


def _read(pieces: Iterator[str], piece: str) -> Any:  # noqa: ANN401 - any JSON value
    """The whole value that begins with this piece."""
    if piece == "{":
        return dict(_members(pieces))
    if piece == "[":
        return list(_items(pieces))
    if piece.startswith('"'):
        return json.loads(piece)
    if piece in "]}:,":
        raise ValueError("no value")
    return None if piece == "null" else Literal(piece)


def _members(pieces: Iterator[str]) -> Iterator[tuple[str, Any]]:
    for key in _keys(pieces):
        yield key, _read(pieces, next(pieces))


def _items(pieces: Iterator[str]) -> Iterator[Any]:
    piece = next(pieces)
    while piece != "]":
        yield _read(pieces, piece)
        piece = _after(pieces, "]")


def _keys(pieces: Iterator[str]) -> Iterator[str]:
    """The keys of an object; whoever asks for the next one has taken the value of the last."""
    piece = next(pieces)
    while piece != "}":
        if not piece.startswith('"') or next(pieces) != ":":
            raise ValueError("no key")
        yield json.loads(piece)
        piece = _after(pieces, "}")


def _in_object(pieces: Iterator[str], path: Path) -> Any:  # noqa: ANN401 - any JSON value
    for key in _keys(pieces):
        if key == path[0]:
            return _seek(pieces, next(pieces), path[1:])
        _read(pieces, next(pieces))
    return _NOTHING


def _in_array(pieces: Iterator[str], path: Path) -> Any:  # noqa: ANN401 - any JSON value
    piece, place = next(pieces), 0
    while piece != "]":
        if str(place) == path[0]:
            return _seek(pieces, piece, path[1:])
        _read(pieces, piece)
        piece, place = _after(pieces, "]"), place + 1
    return _NOTHING


def _after(pieces: Iterator[str], end: str) -> str:
    """The piece after a comma, or the end."""
    piece = next(pieces)
    if piece == ",":
        return next(pieces)
    if piece != end:
        raise ValueError("no comma")
    return piece
