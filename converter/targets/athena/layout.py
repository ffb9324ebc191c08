"""Where lines break in a query. No text of a rule holds a line break: `literal` writes them as escapes."""

from __future__ import annotations

from textwrap import indent
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

_WIDTH: Final = 100


def joined(word: str, parts: Iterable[str]) -> str:
    """The parts with AND or OR between them: one line, or one line each."""
    every = list(parts)
    line = f" {word} ".join(every)
    return f"\n{word} ".join(every) if len(line) > _WIDTH or "\n" in line else line


def parenthesised(sql: str) -> str:
    """In parentheses, which get lines of their own where the inside has several."""
    return f"(\n{indent(sql, '  ')}\n)" if "\n" in sql else f"({sql})"


def call(function: str, *arguments: str) -> str:
    """A function call: one line, or one argument a line."""
    return listed(f"{function}(", arguments, ")")


def listed(before: str, items: Iterable[str], behind: str) -> str:
    """Items between brackets: one line, or each on lines of its own."""
    every = list(items)
    line = f"{before}{', '.join(every)}{behind}"
    if len(line) <= _WIDTH and "\n" not in line:
        return line
    inside = ",\n".join(indent(item, "  ") for item in every)
    return f"{before}\n{inside}\n{behind}"


def function_of(variable: str, condition: str) -> str:
    """A lambda."""
    return f"{variable} ->\n{indent(condition, '  ')}" if "\n" in condition else f"{variable} -> {condition}"
