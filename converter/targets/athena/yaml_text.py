"""YAML as far as a template needs it: maps line by line, lists in one line, texts that stay what they are."""

from __future__ import annotations

from textwrap import indent
from typing import TYPE_CHECKING, Any, Final

from converter.unprintable import is_printable

if TYPE_CHECKING:
    from collections.abc import Mapping

_STEP: Final = "  "
_ESCAPES: Final = {"\n": r"\n", '"': r"\"", "\\": r"\\"}
# Above it, some of YAML's readers take no character as it stands.
_PLANE: Final = "\uffff"


def block(values: Mapping[str, Any]) -> str:
    """The lines of a map; its values are maps, lists, texts, numbers and truth values."""
    return "".join(f"{key}:{_value(value)}" for key, value in values.items())


def quoted(text: str) -> str:
    """A text between quotation marks; what YAML 1.1 would not take as it stands is escaped."""
    return '"' + "".join(map(_escaped, text)) + '"'


def _value(value: object) -> str:
    if isinstance(value, dict) and value:
        return "\n" + indent(block(value), _STEP)
    if isinstance(value, str) and _stands_alone(value):
        return " |-\n" + indent(value, _STEP, lambda _: True) + "\n"
    return f" {_flow(value)}\n"


def _stands_alone(text: str) -> bool:
    """Several lines that a literal block keeps as they are."""
    first, *rest = text.split("\n")
    whole = bool(rest and rest[-1] and first) and first[0] != " "
    return whole and all(character == "\n" or _is_plain(character) for character in text)


def _is_plain(character: str) -> bool:
    return is_printable(character) and character <= _PLANE


def _flow(value: object) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{quoted(key)}: {_flow(each)}" for key, each in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_flow, value)) + "]"
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, int) else quoted(str(value))


def _escaped(character: str) -> str:
    if character in _ESCAPES:
        return _ESCAPES[character]
    return character if _is_plain(character) else f"\\U{ord(character):08x}"
