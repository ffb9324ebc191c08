"""Reads the text of a Java map back: `{a=x, b=[1, {c=y}]}` has no quotes, so one reading out of several.

Brackets that stand in pairs are taken for what they look like, and everything else for text: so
`{a=x, b=y}` is two entries, though `x, b=y` may have been one value. Events that print alike are one to
Elastic.
"""

from __future__ import annotations

from typing import Any, Final

_PAIRS: Final = {"{": "}", "[": "]"}
_NO_KEY: Final = frozenset('{}"')
"""A quote tells of JSON in a text."""


def read(text: str, *, texts: bool = False) -> Any:  # noqa: ANN401 -- any JSON
    """The plain reading of a printed value; scalars are texts.

    `texts`: objects and lists in it are read as texts, too, and so are lists of both readings.
    """
    if _is_enclosed(text, "{"):
        entries = [_entry(part, texts=texts) for part in _joined(_parts(text[1:-1]))]
        named = [entry for entry in entries if entry is not None]
        if len(named) == len(entries):
            return _merged(named)
    elif _is_enclosed(text, "["):
        return [_inner(part, texts=texts) for part in _parts(text[1:-1])]
    return text


def _inner(text: str, *, texts: bool) -> Any:  # noqa: ANN401 -- any JSON
    value = read(text, texts=texts)
    return [value, text] if texts and value != text else value


def _merged(entries: list[tuple[str, Any]]) -> dict[str, Any]:
    """Entries as an object; a key that stands there twice has both values."""
    merged: dict[str, Any] = {}
    for key, value in entries:
        merged[key] = [merged[key], value] if key in merged else value
    return merged


def _entry(part: str, *, texts: bool = False) -> tuple[str, Any] | None:
    key, sign, value = part.partition("=")
    return (key, _inner(value, texts=texts)) if sign and _NO_KEY.isdisjoint(key) else None


def _joined(parts: list[str]) -> list[str]:
    """What has no key is the rest of the value before it, which holds a comma."""
    joined: list[str] = []
    for part in parts:
        if joined and _entry(part) is None:
            joined[-1] += f", {part}"
        else:
            joined.append(part)
    return joined


def _is_enclosed(text: str, opening: str) -> bool:
    """Whether the first bracket's partner is the last character."""
    return text.startswith(opening) and _end(text, 0) == len(text) - 1


def _end(text: str, start: int) -> int:
    """Where the bracket at a place is closed; the place itself if it never is."""
    open_ones: list[str] = []
    for at in range(start, len(text)):
        if text[at] in _PAIRS:
            open_ones.append(_PAIRS[text[at]])
        elif open_ones and text[at] == open_ones[-1]:
            open_ones.pop()
            if not open_ones:
                return at
    return start


def _parts(text: str) -> list[str]:
    """The text between the commas that are in no pair of brackets."""
    parts, begin, at = [], 0, 0
    while at < len(text):
        if text[at] in _PAIRS:
            at = _end(text, at)
        elif text.startswith(", ", at):
            parts.append(text[begin:at])
            begin = at + 2
        at += 1
    return [*parts, text[begin:]]
