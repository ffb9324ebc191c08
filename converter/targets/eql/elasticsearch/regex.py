"""Lucene's regular expressions, read into a tree.

`regex` in EQL is Lucene's `RegExp` with all flags on, over the whole value. The reader walks the pattern
as Lucene 9.12 does, so that oddities come out alike: an operator with nothing before it is a literal, and
a `)` or `|` where an operand is due is one, too. What only Lucene's automata can do (`~ & @ # <`) raises
EngineError: escape the sign to mean it literally.
Source: https://lucene.apache.org/core/9_12_0/core/org/apache/lucene/util/automaton/RegExp.html, and tries
with that version, November 2026.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NoReturn

from converter.targets.eql.elasticsearch.folding import spellings
from converter.verify.engine import EngineError

if TYPE_CHECKING:
    from converter.targets.eql.elasticsearch.folding import Folding

    Ranges = tuple[tuple[int, int], ...]

_LAST: Final = 0x10FFFF
_DEEPEST: Final = 100
# Lucene reads it as an int of Java.
_LARGEST_NUMBER: Final = 2**31 - 1
_LONGEST_NUMBER: Final = 4_000
_CLASSES: Final[dict[str, Ranges]] = {
    "d": ((48, 57),),
    "s": ((9, 10), (13, 13), (32, 32)),
    "w": ((48, 57), (65, 90), (95, 95), (97, 122)),
}
_UNREADABLE: Final = frozenset("~&@#<")


@dataclass(frozen=True, slots=True)
class One:
    """Any one character of some ranges of code points, sorted and apart."""

    ranges: Ranges


@dataclass(frozen=True, slots=True)
class Chain:
    """One part after the other; without parts, the empty text."""

    parts: tuple[Regex, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """Any one of the parts."""

    parts: tuple[Regex, ...]


@dataclass(frozen=True, slots=True)
class Repeat:
    """A part so many times; `most` is None where there is no end."""

    part: Regex
    least: int
    most: int | None


Regex = One | Chain | Choice | Repeat
ANY_CHARACTER: Final = One(((0, _LAST),))


def read_regex(pattern: str, folding: Folding | None) -> Regex:
    """The tree of a pattern; with a folding, letters match in either case (ranges do not).

    Raises EngineError where Lucene refuses the pattern, and for the operators of its automata.
    """
    reader = _Reader(pattern, folding)
    if not pattern:
        return reader.nothing()
    try:
        tree = reader.choice()
    except RecursionError:
        reader.fail("is nested too deeply")
    if reader.more():
        reader.fail(f"has a closing bracket too many at position {reader.at}")
    return tree


class _Reader:
    """Walks a pattern from left to right, as Lucene's RegExp does."""

    def __init__(self, pattern: str, folding: Folding | None) -> None:
        self.pattern = pattern
        self.folding = folding
        self.at = 0
        self.depth = 0

    def fail(self, reason: str) -> NoReturn:
        raise EngineError(f"the regular expression {self.pattern!r} {reason}")

    def more(self) -> bool:
        return self.at < len(self.pattern)

    def peek(self, chars: str) -> bool:
        return self.more() and self.pattern[self.at] in chars

    def take(self, char: str) -> bool:
        found = self.peek(char)
        self.at += found
        return found

    def next(self) -> str:
        if not self.more():
            self.fail("ends too early")
        self.at += 1
        return self.pattern[self.at - 1]

    def expect(self, char: str) -> None:
        if not self.take(char):
            self.fail(f"lacks a {char!r} at position {self.at}")

    def choice(self) -> Regex:
        parts = [self.chain()]
        while self.take("|"):
            parts.append(self.chain())
        return parts[0] if len(parts) == 1 else Choice(tuple(parts))

    def chain(self) -> Regex:
        parts = [self.repeat()]
        while self.more() and not self.peek(")|"):
            parts.append(self.repeat())
        return parts[0] if len(parts) == 1 else Chain(tuple(parts))

    def repeat(self) -> Regex:
        part = self.operand()
        while self.peek("?*+{"):
            least, most = self.times(self.next())
            part = Repeat(part, least, most)
        return part

    def times(self, sign: str) -> tuple[int, int | None]:
        if sign != "{":
            return {"?": (0, 1), "*": (0, None), "+": (1, None)}[sign]
        least = self.number()
        most: int | None = least
        if self.take(","):
            most = self.number() if self.peek("0123456789") else None
        self.expect("}")
        if most is not None and most < least:
            self.fail("has a repetition whose bounds are out of order")
        return least, most

    def number(self) -> int:
        start = self.at
        while self.peek("0123456789"):
            self.at += 1
        if start == self.at:
            self.fail(f"lacks a number at position {start}")
        digits = self.pattern[start : self.at]
        if len(digits) > _LONGEST_NUMBER or int(digits) > _LARGEST_NUMBER:
            self.fail(f"has too large a number at position {start}")
        return int(digits)

    def operand(self) -> Regex:
        if self.more() and self.pattern[self.at] in _UNREADABLE:
            self.fail(f"uses {self.pattern[self.at]!r}, which this engine does not read; escape it")
        if self.take("["):
            return self.bracket()
        if self.take("."):
            return ANY_CHARACTER
        if self.take('"'):
            return self.quoted()
        if self.take("("):
            return self.group()
        return One(self.named_class() or self.letter(self.character()))

    def quoted(self) -> Regex:
        end = self.pattern.find('"', self.at)
        if end < 0:
            self.fail("lacks a closing quote")
        text = self.pattern[self.at : end]
        self.at = end + 1
        if not text:
            return self.nothing()
        return Chain(tuple(One(self.letter(char)) for char in text))

    def group(self) -> Regex:
        if self.take(")"):
            return self.nothing()
        self.depth += 1
        if self.depth > _DEEPEST:
            self.fail("is nested too deeply")
        inner = self.choice()
        self.expect(")")
        self.depth -= 1
        return inner

    def nothing(self) -> Regex:
        """The empty text, which Lucene 9.12 never finds when case is ignored: too odd to rely on."""
        if self.folding is not None:
            self.fail("stands for the empty text in a place where Lucene's case-insensitive flag breaks it")
        return Chain(())

    def bracket(self) -> One:
        negated = self.take("^")
        ranges = list(self.member())
        while self.more() and not self.peek("]"):
            ranges.extend(self.member())
        self.expect("]")
        apart = _rest(_apart(ranges)) if negated else _apart(ranges)
        if not apart:
            self.fail("has a bracket that no character fits")
        return One(apart)

    def member(self) -> Ranges:
        if named := self.named_class():
            return named
        first = self.character()
        if not self.take("-"):
            return self.letter(first)
        last = self.character()
        if first > last:
            self.fail(f"has a range out of order: {first}-{last}")
        # Lucene takes a range of one character for the character, and so ignores its case.
        return self.letter(first) if first == last else ((ord(first), ord(last)),)

    def named_class(self) -> Ranges | None:
        r"""`\d` and the like; any other ASCII letter after a backslash is refused."""
        name = self.pattern[self.at + 1 : self.at + 2]
        if not self.peek("\\") or not (name.isascii() and name.isalpha()):
            return None
        if name.lower() not in _CLASSES:
            self.fail(f"has no character class \\{name}")
        self.at += 2
        return _CLASSES[name] if name in _CLASSES else _rest(_CLASSES[name.lower()])

    def character(self) -> str:
        self.take("\\")
        return self.next()

    def letter(self, char: str) -> Ranges:
        if self.folding is None:
            return ((ord(char), ord(char)),)
        return _apart([(ord(other), ord(other)) for other in spellings(char, self.folding)])


def _apart(ranges: list[tuple[int, int]]) -> Ranges:
    """The same code points in sorted ranges that neither touch nor overlap."""
    merged: list[tuple[int, int]] = []
    for low, high in sorted(ranges):
        if merged and low <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(high, merged[-1][1]))
        else:
            merged.append((low, high))
    return tuple(merged)


def _rest(ranges: Ranges) -> Ranges:
    """All other code points."""
    starts = (0, *(high + 1 for _, high in ranges))
    ends = (*(low - 1 for low, _ in ranges), _LAST)
    return tuple((low, high) for low, high in zip(starts, ends, strict=True) if low <= high)
