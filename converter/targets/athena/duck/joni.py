r"""Regular expressions as Trino reads them (Joni, Java-like), rewritten for PCRE2.

https://trino.io/docs/476/functions/regexp.html; every difference below was asked of Trino 476 in
November 2026. What the two read differently is spelt out; what cannot be is refused, never guessed.
Letter case is spelt out, too: `(?i)k` becomes `[kK\u212a]`, since the two fold differently.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from converter.targets.athena.duck.joni_class import char_class, read_class
from converter.targets.athena.duck.joni_fold import folded, runs_together
from converter.verify.budget import Pattern
from converter.verify.engine import EngineError

_SPACE: Final = "\t\n\x0b\x0c\r "
_CLASSES: Final = {
    "d": "[0-9]",
    "D": "[^0-9]",
    "w": "[0-9A-Za-z_]",
    "W": "[^0-9A-Za-z_]",
    "s": f"[{_SPACE}]",
    "S": f"[^{_SPACE}]",
}
_CONTROLS: Final = {"t": "\t", "n": "\n", "r": "\r", "f": "\f", "v": "\v", "a": "\a", "e": "\x1b"}
_ANCHORS: Final = {"A": r"\A", "z": r"\z", "Z": r"(?=\n?\z)"}
_HEX: Final = re.compile(r"\\(?:x\{([0-9A-Fa-f]{1,6})\}|x([0-7][0-9A-Fa-f])|u([0-9A-Fa-f]{4}))")
_COUNT: Final = re.compile(r"\{([0-9]+)(,?)([0-9]*)\}")
_GROUP: Final = re.compile(r"\((?:\?(?:([ims]*)(?:-([ims]+))?([:)])|(<=|<!|=|!|>|:)))?")
_ESCAPES_AND_CLASSES: Final = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\\\]])*\]", re.DOTALL)
_NOT_BEHIND: Final = {
    "<=": re.compile(r"[*+$]|\?(?!:)|(?<!\()\?"),
    "<!": re.compile(r"[*+$]|\?(?!:)|(?<!\()\?|\((?!\?)"),
}
_MOST: Final = 100_000
# What `\b` takes for letters of a word: Unicode's, numbers in circles and some fractions.
_WORD: Final = "[\\p{L}\\p{M}\\p{Nd}\\p{Nl}\\p{Pc}\u24b6-\u24e9\xb2\xb3\xb9\xbc-\xbe]"


@lru_cache(maxsize=4096)
def compiled(pattern: str) -> Pattern:
    """The pattern for PCRE2; raises EngineError for what Trino refuses and for what is not known here."""
    from pcre2 import ASCII  # noqa: PLC0415 - an optional package, needed only when a query holds a pattern

    try:
        return Pattern(_Reader(pattern).whole(), ASCII, written=pattern)
    except ValueError as error:
        raise EngineError(f"athena: the regular expression {pattern[:80]!r} cannot be run: {error}") from None


class _Reader:
    """Reads a pattern from left to right and writes PCRE2's spelling of it."""

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern
        self.at = 0
        self.flags: frozenset[str] = frozenset()

    def refusal(self, what: str) -> EngineError:
        return EngineError(f"athena: regular expression {self.pattern[:80]!r}: {what}")

    def ahead(self, text: str) -> bool:
        return self.pattern.startswith(text, self.at)

    def whole(self) -> str:
        text = "|".join(self.alternatives())
        if self.at < len(self.pattern):
            raise self.refusal("unmatched closing parenthesis")
        return text

    def alternatives(self) -> list[str]:
        """Up to the closing parenthesis or the end; flags set inside end there."""
        before, branches = self.flags, [self.branch()]
        while self.ahead("|"):
            self.at += 1
            branches.append(self.branch())
        self.flags = before
        return branches

    def branch(self) -> str:
        parts: list[str] = []
        run = ""
        while self.at < len(self.pattern) and self.pattern[self.at] not in "|)":
            start = self.at
            atom = self.atom()
            count = self.counts() if atom else ""
            run = self.run(run, start, plain=not count)
            parts.append(_repeated(atom, count) if count else atom)
        return "".join(parts)

    def run(self, run: str, start: int, *, plain: bool) -> str:
        """Letters side by side that Joni folds into one (`ss` and `\u00df`) are refused under (?i)."""
        atom = self.pattern[start : self.at]
        run = run + atom if plain and len(atom) == 1 and atom not in ".^$" else ""
        if "i" in self.flags and runs_together(run):
            raise self.refusal("under (?i) Trino folds several letters into one here")
        return run

    def atom(self) -> str:
        char = self.pattern[self.at]
        if char in "*+?":
            raise self.refusal("nothing to repeat")
        read = {"(": self.group, "[": self.char_class, "\\": self.escape}.get(char)
        if read:
            return read()
        self.at += 1
        if char in ".^$":
            return self.special(char)
        return self.literal(char)

    def literal(self, char: str) -> str:
        return char_class(folded(char)) if "i" in self.flags else re.escape(char)

    def special(self, char: str) -> str:
        """`^` never holds after a final line feed, and `$` holds before one."""
        if char == ".":
            return "(?s:.)" if "s" in self.flags else "."
        if "m" in self.flags:
            return r"(?:\A|(?<=\n)(?!\z))" if char == "^" else r"(?=\n|\z)"
        return r"\A" if char == "^" else r"(?=\n?\z)"

    def counts(self) -> str:
        """Every repetition after an atom; `{2}+` repeats the repetition, as `(?:..{2})+` does."""
        count = self.count()
        if (
            count
            and self.at < len(self.pattern)
            and (self.pattern[self.at] in "*+?" or _COUNT.match(self.pattern, self.at))
        ):
            raise self.refusal("a repetition of a repetition is not known here")
        return count

    def count(self) -> str:
        char = self.pattern[self.at : self.at + 1]
        if char and char in "*+?":
            self.at += 1
            return char + self.suffix("?+")
        found = _COUNT.match(self.pattern, self.at)
        if not found:
            return ""
        if max(int(found[1]), int(found[3] or 0)) > _MOST:
            raise self.refusal("too big a number of repetitions")
        self.at = found.end()
        return found.group() + (self.suffix("?") if found[2] else "")

    def suffix(self, allowed: str) -> str:
        char = self.pattern[self.at : self.at + 1]
        self.at += bool(char) and char in allowed
        return char if char and char in allowed else ""

    def group(self) -> str:
        found = _GROUP.match(self.pattern, self.at)
        if not found or (self.pattern.startswith("(?", self.at) and found.group() == "("):
            raise self.refusal("a kind of group that is not known here")
        self.at = found.end()
        added, removed, end, kind = found.groups()
        if end is None:
            return self.closed(kind)
        before = self.flags
        self.flags = (before | frozenset(added)) - frozenset(removed or "")
        if end == ":":
            text = self.closed(":")
            self.flags = before
            return text
        return self.rest()

    def rest(self) -> str:
        """`a(?i)b|c` is `a(?i:b|c)`: a flag holds to the end of the group, alternatives included."""
        return f"(?:{'|'.join(self.alternatives())})"

    def closed(self, kind: str | None) -> str:
        start, before = self.at, self.flags
        branches = self.alternatives()
        self.flags = before
        if not self.ahead(")"):
            raise self.refusal("a group without an end")
        inner = self.pattern[start : self.at]
        self.at += 1
        if kind in {"<=", "<!"}:
            return self.behind(kind, inner, branches)
        text = "|".join(branches)
        return f"(?{kind}{text})" if kind else f"({text})"

    def behind(self, kind: str, inner: str, branches: list[str]) -> str:
        """Alternatives of different length become look-behinds of their own."""
        if _NOT_BEHIND[kind].search(_ESCAPES_AND_CLASSES.sub("", inner)) or not all(
            map(_is_of_fixed_length, branches)
        ):
            raise self.refusal("Trino takes no such look-behind")
        parts = [f"(?{kind}{branch})" for branch in branches]
        return "(?:" + "|".join(parts) + ")" if kind == "<=" else "".join(parts)

    def char_class(self) -> str:
        text, self.at = read_class(self.pattern, self.at, fold="i" in self.flags)
        return text

    def escape(self) -> str:
        found = _HEX.match(self.pattern, self.at)
        if found:
            self.at = found.end()
            return self.literal(chr(int(found[1] or found[2] or found[3], 16)))
        char = self.pattern[self.at + 1 : self.at + 2]
        if not char:
            raise self.refusal("a backslash at the end")
        self.at += 2
        return self.escaped(char)

    def escaped(self, char: str) -> str:
        if char in _CLASSES:
            return _CLASSES[char]
        if char in "bB":
            edge = rf"(?<={_WORD})(?!{_WORD})|(?<!{_WORD})(?={_WORD})"
            return f"(?:{edge})" if char == "b" else f"(?!{edge})"
        if char in _ANCHORS:
            return _ANCHORS[char]
        if char.isascii() and char.isalnum() and char not in _CONTROLS:
            raise self.refusal(f"\\{char} is not known here")
        return self.literal(_CONTROLS.get(char, char))


def _repeated(atom: str, count: str) -> str:
    """An atom so many times; what is more than one character, or none, needs a group."""
    single = atom.startswith("[") or (len(atom.removeprefix("\\")) == 1 and atom not in _ANCHORS.values())
    return f"{atom}{count}" if single else f"(?:{atom}){count}"


def _is_of_fixed_length(branch: str) -> bool:
    """Whether Joni takes it in a look-behind; Python's `re` refuses there just what Joni does."""
    spelt = branch.replace(_WORD, "[a]").replace(r"\z", r"\Z")
    try:
        re.compile(f"(?<={spelt})")
    except (re.error, OverflowError, RecursionError):
        return False
    return True
