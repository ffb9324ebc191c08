"""The arguments of commands: words, quoted names, options."""

from __future__ import annotations

import re

from converter.verify.engine import EngineError

_WORD = re.compile(
    r"""[\s,]*(?:"(?P<double>(?:[^"\\]|\\.)*)"|'(?P<single>[^']*)'|(?P<plain>[^\s,"'=]+))""", re.DOTALL
)


def split(text: str) -> list[str]:
    """The words of a list; commas and blanks divide them, quotation marks hold one together."""
    found: list[str] = []
    at, text = 0, text.rstrip(", \t\n\r")
    while at < len(text):
        word = _WORD.match(text, at)
        if not word or not word.lastgroup:
            raise EngineError(f"SPL: cannot read {text[at : at + 20]!r}")
        found.append(re.sub(r'\\(["\\])', r"\1", word[word.lastgroup]))
        at = word.end()
    return found


def field_list(text: str) -> list[str]:
    """Names of fields; a wildcard among them is refused."""
    names = split(text)
    if any("*" in name for name in names):
        raise EngineError("SPL: wildcards in a list of fields are not known here")
    return names


def option(text: str, name: str, default: str) -> tuple[str, str]:
    """The value of an option `name=value`, or the default, and the text without it."""
    found = re.search(rf'(?:\A|\s){name}\s*=\s*(?:"([^"]*)"|([^\s"]+))', text)
    if not found:
        return default, text
    value = found[2] if found[1] is None else found[1]
    return value, f"{text[: found.start()]} {text[found.end() :]}".strip()
