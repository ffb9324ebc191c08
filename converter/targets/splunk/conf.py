r"""Splunk's .conf files: stanzas of keys, and texts that no value can break out of.

A value runs to the end of its line; a backslash there carries it on to the next
(https://docs.splunk.com/Documentation/Splunk/latest/Admin/Howtoeditaconfigurationfile, November 2026).
There is no other escape, so a line of a value must neither end in a backslash nor, where it carries a
value on, look like a comment. Splunk's own parser library for add-ons also ends a value at a semicolon
after a blank (https://pypi.org/project/addonfactory-splunk-conf-parser-lib/ 1.0.0).
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Final

from converter import wording
from converter.unprintable import escape_json, find_unprintable

if TYPE_CHECKING:
    from collections.abc import Mapping

_COMMENT: Final = re.compile(r"[#;*]|rem\b", re.IGNORECASE)
_CUT: Final = re.compile(r"\s;")


def render(stanzas: Mapping[str, Mapping[str, str]]) -> str:
    """A whole file; a newline in a value carries it on to the next line.

    Raises:
        ValueError: a name or value would be read as something else.
    """
    return "\n".join(
        f"[{_stanza(name)}]\n" + "".join(_entry(key, value) for key, value in keys.items())
        for name, keys in stanzas.items()
    )


def line(text: str) -> str:
    """A free text as one line of a value: one that prints, with no backslash at its end."""
    joined = _CUT.sub(";", wording.line(text))
    if joined == '""':
        return "''"  # two quotation marks are how a file spells an empty value
    return f"{joined}." if joined.endswith("\\") else joined


def lines(text: str) -> str:
    """A free text that keeps its lines, but for those that would look like comments: they join."""
    kept: list[str] = []
    for each in filter(None, map(line, text.splitlines())):
        if kept and _COMMENT.match(each):
            kept[-1] = line(f"{kept[-1]} {each}")
        else:
            kept.append(each)
    return "\n".join(kept)


def json_value(value: object) -> str:
    """A value as JSON on one line; what does not print is an escape of JSON."""
    return escape_json(json.dumps(value, ensure_ascii=False).replace(" ;", " \\u003b"))


def search(text: str) -> str:
    """A search as a value, each of its lines on its own.

    Raises:
        ValueError: a line would be read as something else.
    """
    value = "\n".join(filter(None, (each.strip() for each in text.split("\n"))))
    # A semicolon only ends the first line of a value, so such a search begins on the second.
    value = f"\n{value}" if _CUT.search(value.partition("\n")[0]) else value
    _entry("search", value)
    return value


def _stanza(name: str) -> str:
    if not name or name != line(name) or "[" in name or "]" in name:
        raise ValueError(f"no stanza can be called {name!r}")
    return name


def _entry(key: str, value: str) -> str:
    first, *rest = value.split("\n")
    if find_unprintable(value, kept="\n") or _CUT.search(first):
        raise ValueError(f"{key} holds what a .conf file cannot: {value!r:.200}")
    if any(each.endswith("\\") or each != each.strip() for each in (first, *rest)):
        raise ValueError(f"{key} has a line with a backslash or blank at its end: {value!r:.200}")
    if any(not each or _COMMENT.match(each) for each in rest):
        raise ValueError(f"{key} has a line that is empty or looks like a comment: {value!r:.200}")
    return f"{key} = " + " \\\n".join((first, *rest)) + "\n"
