"""The JSON functions of eval (docs.splunk.com, Search Reference, "JSON functions", November 2026).

A path has a step for each key, divided by dots; `{}` goes through all members of an array and
`{2}` to one. Objects and arrays come back as compact JSON, leaves as they are, and null, or nothing
at the path, as null. Numbers keep the text that they have in the event.
"""

from __future__ import annotations

import json
import re
from functools import lru_cache
from json.encoder import encode_basestring
from typing import TYPE_CHECKING, Any, TypeAlias

from converter.targets.splunk.spl.values import Value, gather
from converter.verify.engine import EngineError

if TYPE_CHECKING:
    from collections.abc import Sequence

Tree: TypeAlias = Any
_STEP = re.compile(r"(?P<key>[^.{}]*)(?P<brackets>(?:\{\d*\})*)(?:\.|\Z)")
_BRACKET = re.compile(r"\{(\d*)\}")
_ABSENT = object()


class _Number(str):
    """A number as the event spells it."""

    __slots__ = ()


def extract_paths(text: str, *paths: str) -> Value:
    """`json_extract`: the value at one path, or a JSON array of the values at several."""
    tree = _parsed(text)
    if tree is _ABSENT:
        return None
    if not paths:
        return _native(tree)
    found = [_extracted(tree, path) for path in paths]
    return _native(found[0] if len(found) == 1 else [None if one is _ABSENT else one for one in found])


def extract_exact(text: str, key: str) -> Value:
    """`json_extract_exact`: the value of one key of the object, whatever characters the key holds."""
    tree = _parsed(text)
    return _native(tree.get(key)) if isinstance(tree, dict) else None


def keys(text: str) -> Value:
    """`json_keys`: the keys of an object as a JSON array; null for anything else."""
    tree = _parsed(text)
    return dumps(list(tree)) if isinstance(tree, dict) else None


def array_members(text: str) -> Value:
    """`json_array_to_mv`: the members of an array as a multivalue; null for anything else."""
    tree = _parsed(text)
    return gather([_spelled(member) for member in tree]) if isinstance(tree, list) else None


def spath(text: str, path: str) -> Value:
    """`spath`: every value at the path as a multivalue."""
    tree = _parsed(text)
    return None if tree is _ABSENT else gather([_spelled(found) for found in _reached([tree], _steps(path))])


def dumps(tree: Tree) -> str:
    """Compact JSON: no blanks, non-ASCII characters as they are, numbers as they were spelled."""
    if isinstance(tree, dict):
        return "{" + ",".join(f"{encode_basestring(key)}:{dumps(value)}" for key, value in tree.items()) + "}"
    if isinstance(tree, list):
        return "[" + ",".join(map(dumps, tree)) + "]"
    if isinstance(tree, _Number):
        return str(tree)
    return encode_basestring(tree) if isinstance(tree, str) else json.dumps(tree)


def _native(tree: Tree) -> Value:
    return None if tree is None or tree is _ABSENT else _spelled(tree)


def _spelled(tree: Tree) -> str:
    return str(tree) if isinstance(tree, str) else dumps(tree)


def _extracted(tree: Tree, path: str) -> Tree:
    steps = _steps(path)
    found = _reached([tree], steps)
    if "" in steps:
        return found or _ABSENT
    return found[0] if found else _ABSENT


def _reached(trees: Sequence[Tree], steps: Sequence[str | int]) -> list[Tree]:
    """Everything at the end of the steps: a key, a position in an array, or "" for all members."""
    found = list(trees)
    for step in steps:
        found = [below for tree in found for below in _below(tree, step)]
    return found


def _below(tree: Tree, step: str | int) -> list[Tree]:
    if step == "":
        return tree if isinstance(tree, list) else []
    if isinstance(step, int):
        return tree[step : step + 1] if isinstance(tree, list) else []
    return [tree[step]] if isinstance(tree, dict) and step in tree else []


@lru_cache(maxsize=1024)
def _steps(path: str) -> tuple[str | int, ...]:
    steps: list[str | int] = []
    at = 0
    while at < len(path):
        step = _STEP.match(path, at)
        if not step or not (step["key"] or step["brackets"]) or path.endswith("."):
            raise EngineError(f"SPL: cannot read the JSON path {path!r}")
        steps += [step["key"]] if step["key"] else []
        steps += [int(number) if number else "" for number in _BRACKET.findall(step["brackets"])]
        at = step.end()
    return tuple(steps)


@lru_cache(maxsize=256)
def _parsed(text: str) -> Tree:
    try:
        return json.loads(text, parse_int=_Number, parse_float=_Number)
    except ValueError:
        return _ABSENT
