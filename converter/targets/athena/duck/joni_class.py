r"""Character classes as Joni reads them, rewritten for PCRE2.

Asked of Trino 476 in November 2026: `-` after a range vanishes, and after `\w` it makes a range from
NUL; an unescaped `[`, `&&` and `[:..:]` mean sets. Here all of these are refused: who writes them
rarely means what Joni reads.
"""

from __future__ import annotations

import re
from typing import Final

from converter.targets.athena.duck.joni_fold import folded, runs_together
from converter.verify.engine import EngineError

_SETS: Final = {"d": "0-9", "w": "0-9A-Za-z_", "s": "\\t\\n\\x0b\\x0c\\r "}
_NOT_SETS: Final = {
    "D": "\\x00-/:-\U0010ffff",
    "W": "\\x00-/:-@\\[-\\^`{-\U0010ffff",
    "S": "\\x00-\\x08\\x0e-\\x1f!-\U0010ffff",
}
_FOLDED_INTO_WORD: Final = "\u017f\u212a"
_CONTROLS: Final = {"t": "\t", "n": "\n", "r": "\r", "f": "\f", "v": "\v", "a": "\a", "e": "\x1b", "b": "\b"}
_HEX: Final = re.compile(r"\\(?:x\{([0-9A-Fa-f]{1,6})\}|x([0-7][0-9A-Fa-f])|u([0-9A-Fa-f]{4}))")
_SPECIAL: Final = frozenset("\\]^-[&~|")


def char_class(chars: str) -> str:
    """A class of exactly these characters."""
    return "[" + "".join(map(_spelt, chars)) + "]" if len(chars) > 1 else re.escape(chars)


def read_class(pattern: str, at: int, *, fold: bool) -> tuple[str, int]:
    """The class that begins at `at` for PCRE2, and where it ends; raises EngineError when not known."""
    reader = _Reader(pattern, at, fold=fold)
    return reader.text(), reader.at


def _spelt(char: str) -> str:
    return "\\" + char if char in _SPECIAL else char


class _Reader:
    def __init__(self, pattern: str, at: int, *, fold: bool) -> None:
        self.pattern = pattern
        self.at = at + 1
        self.fold = fold
        self.negated = self.accept("^")
        self.after_set = False

    def accept(self, char: str) -> bool:
        found = self.pattern.startswith(char, self.at)
        self.at += found * len(char)
        return found

    def refusal(self, what: str) -> EngineError:
        return EngineError(f"athena: regular expression {self.pattern[:80]!r}: {what} in a class")

    def text(self) -> str:
        parts = [self.item(first=True)]
        while not self.accept("]"):
            parts.append(self.item(first=False))
        return f"[{'^' * self.negated}{''.join(parts)}]"

    def item(self, *, first: bool) -> str:
        if self.at >= len(self.pattern):
            raise self.refusal("no end")
        if self.pattern.startswith("\\", self.at) and self.pattern[self.at + 1 : self.at + 2] in {*"dDwWsS"}:
            return self.set()
        char = self.char(first=first)
        if self.fold and runs_together(char):
            raise self.refusal(f"{char} under (?i), which is several letters, too,")
        if self.pattern.startswith("-", self.at) and not self.pattern.startswith("-]", self.at):
            return self.range(char)
        return "".join(map(_spelt, folded(char))) if self.fold else _spelt(char)

    def set(self) -> str:
        name = self.pattern[self.at + 1]
        self.at += 2
        if self.fold and name in _NOT_SETS:
            raise self.refusal(f"\\{name} under (?i)")
        self.refuse_hyphen()
        return (_SETS | _NOT_SETS)[name] + _FOLDED_INTO_WORD * (self.fold and name == "w")

    def range(self, first: str) -> str:
        self.at += 1
        last = self.char(first=False)
        if last < first:
            raise self.refusal("an empty range")
        self.refuse_hyphen()
        extra = (
            {other for n in range(ord(first), ord(last) + 1) for other in folded(chr(n))} if self.fold else ()
        )
        return f"{_spelt(first)}-{_spelt(last)}" + "".join(map(_spelt, sorted(extra)))

    def refuse_hyphen(self) -> None:
        if self.pattern.startswith("-", self.at) and not self.pattern.startswith("-]", self.at):
            raise self.refusal("a bare - after a range or a set")

    def char(self, *, first: bool) -> str:
        found = _HEX.match(self.pattern, self.at)
        if found:
            self.at = found.end()
            return chr(int(found[1] or found[2] or found[3], 16))
        char = self.pattern[self.at : self.at + 1]
        if char == "\\":
            return self.escaped()
        if char in {"", "["} or (char == "]" and not first) or self.pattern.startswith("&&", self.at):
            raise self.refusal(f"{char or 'no end'}")
        self.at += 1
        return char

    def escaped(self) -> str:
        char = self.pattern[self.at + 1 : self.at + 2]
        self.at += 2
        if char in _CONTROLS:
            return _CONTROLS[char]
        if not char or (char.isascii() and char.isalnum()):
            raise self.refusal(f"\\{char}")
        return char
