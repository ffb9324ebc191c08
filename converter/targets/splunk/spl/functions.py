"""Functions of eval expressions (docs.splunk.com, Search Reference, "Evaluation functions", November 2026).

A function of one text gives null for null, and refuses a field with several values, for which the
documentation names no result.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import TYPE_CHECKING

from converter.targets.splunk.spl.addresses import address
from converter.targets.splunk.spl.json_functions import (
    array_members,
    extract_exact,
    extract_paths,
    keys,
    spath,
)
from converter.targets.splunk.spl.regex import finder, substitute
from converter.targets.splunk.spl.times import strftime, strptime
from converter.targets.splunk.spl.values import (
    Scalar,
    Value,
    fold,
    gather,
    members,
    number_of,
    scalar,
    strict_number,
    text_of,
)
from converter.verify.engine import EngineError

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True, slots=True)
class Function:
    """A function over values, with how many operands it takes; `most` None is without end."""

    run: Callable[..., Value]
    least: int
    most: int | None


def _texts(name: str, run: Callable[..., Value], least: int, most: int) -> Function:
    """A function of single texts; numbers are taken as text."""

    def over_texts(*operands: Value) -> Value:
        values = [scalar(operand, f"{name}()") for operand in operands]
        if any(value is None for value in values):
            return None
        return run(*[text_of(value) for value in values if value is not None])

    return Function(over_texts, least, most)


def _numbers(sign: str, run: Callable[[float, float], float | None]) -> Function:
    """An arithmetic operator: null where a side is null or no number."""

    def over_numbers(left: Value, right: Value) -> Value:
        first, second = (_number(scalar(side, f"the operator {sign}")) for side in (left, right))
        return None if first is None or second is None else run(first, second)

    return Function(over_numbers, 2, 2)


def _number(value: Scalar | None) -> int | float | None:
    if isinstance(value, bool):
        raise EngineError("SPL: true or false where a number is needed")
    return strict_number(value) if isinstance(value, str) else value


def _plus(left: Value, right: Value) -> Value:
    """A sum of numbers; two texts of which one is no number would concatenate, which is refused."""
    for side in (left, right):
        if isinstance(side, str) and number_of(side) is None:
            raise EngineError("SPL: + with a text concatenates; write the dot")
    return _SUM.run(left, right)


_SUM = _numbers("+", lambda left, right: left + right)


def _match(text: str, pattern: str) -> Value:
    return finder(pattern)(text) is not None


@lru_cache(maxsize=1024)
def _like_pattern(pattern: str) -> re.Pattern[str]:
    """Each stretch between two `%` is looked for once, at its first place, so that it never goes back."""
    if "\\" in pattern:
        raise EngineError("SPL: a backslash in a like() pattern is undocumented; use match()")
    first, *between = [
        "".join("." if char == "_" else re.escape(char) for char in stretch) for stretch in pattern.split("%")
    ]
    if not between:
        return re.compile(first, re.DOTALL)
    last = between.pop()
    found = "".join(f"(?>.*?{stretch})" for stretch in between if stretch)
    return re.compile(f"{first}{found}.*{last}", re.DOTALL)


def _like(text: str, pattern: str) -> Value:
    return _like_pattern(pattern).fullmatch(text) is not None


@lru_cache(maxsize=1024)
def _block(text: str) -> IPv4Network | IPv6Network:
    try:
        return ip_network(text, strict=False)
    except ValueError as error:
        raise EngineError(f"SPL: {text!r} is no CIDR block") from error


def _cidrmatch(block: str, text: str) -> Value:
    network, found = _block(block), address(text)
    return found is not None and found in network


def _substr(text: Value, start: Value, length: Value = None) -> Value:
    """A part of a text; positions count from 1, or from the end when negative."""
    subject, first = scalar(text, "substr()"), _number(scalar(start, "substr()"))
    if subject is None or first is None or not int(first):
        return None
    whole = text_of(subject)
    at = int(first) - 1 if first > 0 else max(len(whole) + int(first), 0)
    count = _number(scalar(length, "substr()"))
    return whole[at:] if count is None else whole[at : at + max(int(count), 0)]


def _tonumber(text: Value, base: Value = 10) -> Value:
    subject = scalar(text, "tonumber()")
    if base != 10:  # noqa: PLR2004 - decimal is the one base known here
        raise EngineError("SPL: tonumber() is known for base 10 only")
    return _number(subject)


def _tostring(value: Value) -> Value:
    """A value as text; true and false become "True" and "False"."""
    single = scalar(value, "tostring()")
    if isinstance(single, bool):
        return str(single)
    return None if single is None else text_of(single)


def _nullif(left: Value, right: Value) -> Value:
    first, second = scalar(left, "nullif()"), scalar(right, "nullif()")
    return None if first == second else first


def _trim(strip: Callable[[str, str], str]) -> Callable[..., Value]:
    return lambda text, chars=" \t": strip(text, chars)


def _mvfind(value: Value, pattern: Value) -> Value:
    """The position of the first member in which the pattern is found; null if there is none."""
    find = finder(text_of(scalar(pattern, "mvfind()") or ""))
    texts = [text_of(member) for member in members(value)]
    return next((position for position, text in enumerate(texts) if find(text)), None)


def _mvindex(value: Value, start: Value, end: Value = None) -> Value:
    """Members from `start` to `end`, both included, counted from 0 or, when negative, from the end."""
    found = members(value)
    first = _position(start, len(found))
    last = first if end is None else _position(end, len(found))
    return gather(found[max(first, 0) : last + 1]) if 0 <= first <= last else None


def _position(value: Value, count: int) -> int:
    number = _number(scalar(value, "mvindex()"))
    if number is None:
        raise EngineError("SPL: mvindex() needs numbers")
    return int(number) + count if number < 0 else int(number)


def _mvjoin(value: Value, separator: Value) -> Value:
    texts = [text_of(member) for member in members(value)]
    return text_of(scalar(separator, "mvjoin()") or "").join(texts) if texts else None


def _mvappend(*values: Value) -> Value:
    return gather([member for value in values for member in members(value)])


def _split(text: str, separator: str) -> Value:
    return gather(text.split(separator) if separator else list(text))


_PLAIN: dict[str, Function] = {
    "isnull": Function(lambda value: value is None, 1, 1),
    "isnotnull": Function(lambda value: value is not None, 1, 1),
    "true": Function(lambda: True, 0, 0),
    "false": Function(lambda: False, 0, 0),
    "null": Function(lambda: None, 0, 0),
    "nullif": Function(_nullif, 2, 2),
    "tonumber": Function(_tonumber, 1, 2),
    "tostring": Function(_tostring, 1, 1),
    "substr": Function(_substr, 2, 3),
    "+": Function(_plus, 2, 2),
    "-": _numbers("-", lambda left, right: left - right),
    "*": _numbers("*", lambda left, right: left * right),
    "/": _numbers("/", lambda left, right: left / right if right else None),
    "%": _numbers("%", lambda left, right: left % right if right else None),
}
_TEXT: dict[str, Function] = {
    "match": _texts("match", _match, 2, 2),
    "like": _texts("like", _like, 2, 2),
    "cidrmatch": _texts("cidrmatch", _cidrmatch, 2, 2),
    "lower": _texts("lower", fold, 1, 1),
    "upper": _texts("upper", str.upper, 1, 1),
    "len": _texts("len", len, 1, 1),
    "replace": _texts("replace", substitute, 3, 3),
    "trim": _texts("trim", _trim(str.strip), 1, 2),
    "ltrim": _texts("ltrim", _trim(str.lstrip), 1, 2),
    "rtrim": _texts("rtrim", _trim(str.rstrip), 1, 2),
    "split": _texts("split", _split, 2, 2),
    "strptime": _texts("strptime", strptime, 2, 2),
    "strftime": _texts("strftime", strftime, 2, 2),
    ".": _texts("the dot", lambda left, right: left + right, 2, 2),
    "json_extract": _texts("json_extract", extract_paths, 1, 99),
    "json_extract_exact": _texts("json_extract_exact", extract_exact, 2, 2),
    "json_keys": _texts("json_keys", keys, 1, 1),
    "json_array_to_mv": _texts("json_array_to_mv", array_members, 1, 1),
    "spath": _texts("spath", spath, 2, 2),
}
_MULTIVALUE: dict[str, Function] = {
    "mvfind": Function(_mvfind, 2, 2),
    "mvcount": Function(lambda value: len(members(value)) or None, 1, 1),
    "mvindex": Function(_mvindex, 2, 3),
    "mvjoin": Function(_mvjoin, 2, 2),
    "mvappend": Function(_mvappend, 1, None),
    "mvdedup": Function(lambda value: gather(list(dict.fromkeys(members(value)))), 1, 1),
    "mvsort": Function(lambda value: gather(sorted(members(value), key=text_of)), 1, 1),
}
FUNCTIONS: dict[str, Function] = {**_PLAIN, **_TEXT, **_MULTIVALUE}
# Functions whose result is text for certain, even where it looks like a number.
TEXTS = frozenset(
    (".", "lower", "ltrim", "mvjoin", "replace", "rtrim", "strftime", "substr", "tostring", "trim", "upper")
)
