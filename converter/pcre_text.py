"""A PCRE pattern as text that is read from left to right, and the escapes for single characters."""

from __future__ import annotations

import re
import sys
from typing import Final, NoReturn

from converter.errors import RuleError, UnsupportedError

_CONTROL: Final = {"a": "\a", "e": "\x1b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
_NUMBERED: Final = (
    (re.compile(r"x\{([0-9A-Fa-f]+)\}"), 16),
    (re.compile(r"x([0-9A-Fa-f]{2})"), 16),
    (re.compile(r"N\{U\+([0-9A-Fa-f]+)\}"), 16),
    (re.compile(r"o\{([0-7]+)\}"), 8),
    (re.compile(r"(0[0-7]{0,2})"), 8),
)
_OCTAL_IN_CLASS: Final = re.compile(r"([1-7][0-7]{0,2})")
_SURROGATES: Final = range(0xD800, 0xE000)
_SHOWN: Final = 60


class PatternText:
    """The text of one pattern and how far it has been read."""

    def __init__(self, text: str) -> None:
        """Start before the first character."""
        self.text = text
        self.position = 0

    @property
    def ended(self) -> bool:
        """Whether everything has been read."""
        return self.position >= len(self.text)

    def next(self) -> str:
        """Read one character; there must be one."""
        self.position += 1
        return self.text[self.position - 1]

    def at(self, prefix: str) -> bool:
        """Whether the unread text begins so."""
        return self.text.startswith(prefix, self.position)

    def skip(self, prefix: str) -> bool:
        """Read this text if it comes next; whether it did."""
        found = self.at(prefix)
        self.position += len(prefix) * found
        return found

    def read(self, shape: re.Pattern[str]) -> re.Match[str] | None:
        """Read what has this shape, if it comes next."""
        if match := shape.match(self.text, self.position):
            self.position = match.end()
        return match

    def until(self, end: str, what: str) -> str:
        """Read up to and over `end`; raises RuleError where it never comes."""
        stop = self.text.find(end, self.position)
        if stop < 0:
            self.wrong(f"{what} is never closed")
        start, self.position = self.position, stop + len(end)
        return self.text[start:stop]

    def wrong(self, what: str) -> NoReturn:
        """Raise RuleError: this is no regular expression, or one that PCRE's versions read differently."""
        raise RuleError(self._say(what))

    def refuse(self, what: str) -> NoReturn:
        """Raise UnsupportedError: PCRE has it, the three targets do not."""
        raise UnsupportedError(self._say(what))

    def _say(self, what: str) -> str:
        shown = self.text if len(self.text) <= _SHOWN else self.text[:_SHOWN] + "..."
        return f"regular expression {shown!r}, before character {self.position + 1}: {what}"


def escaped_char(text: PatternText, *, in_class: bool = False) -> str | None:
    """Read the rest of an escape for one character, or None where the escape is something else.

    The backslash has been read. Raises RuleError where PCRE would.
    """
    for shape, base in _NUMBERED:
        if match := text.read(shape):
            return _code_point(text, match[1], base)
    if in_class and (match := text.read(_OCTAL_IN_CLASS)):
        return _code_point(text, match[1], 8)
    if text.ended:
        text.wrong("it ends with a backslash")
    if text.skip("c"):
        return _control(text)
    letter = text.text[text.position]
    if letter.isascii() and letter.isalnum() and not (in_class and letter in "89b"):
        return _CONTROL[text.next()] if letter in _CONTROL else None
    return "\b" if text.next() == "b" else letter


def _code_point(text: PatternText, digits: str, base: int) -> str:
    number = int(digits[-12:], base) if not digits[:-12].strip("0") else -1
    if not 0 <= number <= sys.maxunicode or number in _SURROGATES:
        text.wrong(f"there is no character number {digits[:12]}")
    return chr(number)


def _control(text: PatternText) -> str:
    if text.ended or not " " <= (letter := text.next()) <= "~":
        text.wrong(r"\c needs a printable ASCII character behind it")
    return chr(ord(letter.upper()) ^ 0x40)
