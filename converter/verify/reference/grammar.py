"""The condition's own grammar: or, and, not, `1 of`, `any of`, `all of`, parentheses.

https://sigmahq.io/sigma-specification/specification/sigma-rules-specification.html#condition
(version 2.1.0, read November 2026): `or` binds least, then `and`, `not`, `x of`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TypeAlias

from converter.errors import RuleError

WORD = re.compile(r"[()]|[^\s()]+")
RESERVED = {"and", "or", "not", "(", ")"}
DEEPEST = 100


@dataclass(frozen=True, slots=True)
class Selection:
    """The selection of this name."""

    name: str


@dataclass(frozen=True, slots=True)
class Both:
    """Every part holds."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Either:
    """Some part holds."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Neither:
    """The part does not hold."""

    part: Condition


Condition: TypeAlias = Selection | Both | Either | Neither


def read_condition(text: str, names: list[str]) -> Condition:
    """Read one condition over the selections called `names`.

    Raises:
        RuleError: it is no condition, or speaks of a selection that the rule does not have.
    """
    reader = _Reader(WORD.findall(text), names)
    condition = reader.alternatives(0)
    if reader.word is not None:
        raise RuleError(f"condition: '{reader.word}' is not expected here; join the parts with and, or")
    return condition


class _Reader:
    """Walks the words of a condition, one function for each strength of binding."""

    def __init__(self, words: list[str], names: list[str]) -> None:
        self.words = words
        self.names = dict.fromkeys(names)
        self.meant: dict[str, tuple[Selection, ...]] = {}
        self.at = 0

    @property
    def word(self) -> str | None:
        return self.words[self.at] if self.at < len(self.words) else None

    def takes(self, word: str) -> bool:
        if self.word != word:
            return False
        self.at += 1
        return True

    def alternatives(self, depth: int) -> Condition:
        parts = [self.conjunction(depth)]
        while self.takes("or"):
            parts.append(self.conjunction(depth))
        return parts[0] if len(parts) == 1 else Either(tuple(parts))

    def conjunction(self, depth: int) -> Condition:
        parts = [self.negation(depth)]
        while self.takes("and"):
            parts.append(self.negation(depth))
        return parts[0] if len(parts) == 1 else Both(tuple(parts))

    def negation(self, depth: int) -> Condition:
        if depth > DEEPEST:
            raise RuleError(f"condition: nested deeper than {DEEPEST}; write it flatter")
        if self.takes("not"):
            return Neither(self.negation(depth + 1))
        if self.takes("("):
            inner = self.alternatives(depth + 1)
            if not self.takes(")"):
                raise RuleError("condition: a parenthesis is not closed; add ')'")
            return inner
        return self.operand()

    def operand(self) -> Condition:
        word = self.word
        if word is None or word in RESERVED:
            raise RuleError(f"condition: a selection is expected instead of {_shown(word)}")
        self.at += 1
        if self.word == "of":
            self.at += 1
            return self.quantified(word)
        if word not in self.names:
            raise RuleError(f"condition: the rule has no selection '{word}'; define it or mend the name")
        return Selection(word)

    def quantified(self, quantifier: str) -> Condition:
        pattern = self.word
        if quantifier not in {"1", "any", "all"} or pattern is None or pattern in RESERVED:
            raise RuleError(
                f"condition: '{quantifier} of {pattern or ''}' is none of 1, any, all of a pattern"
            )
        self.at += 1
        if pattern not in self.meant:
            self.meant[pattern] = tuple(Selection(name) for name in self.names if _covers(pattern, name))
        chosen = self.meant[pattern]
        if not chosen:
            raise RuleError(f"condition: '{quantifier} of {pattern}' covers no selection; mend the pattern")
        return Both(chosen) if quantifier == "all" else Either(chosen)


def _covers(pattern: str, name: str) -> bool:
    """Whether `x of pattern` speaks of `name`; names with a leading underscore want one in the pattern."""
    if name.startswith("_") and not pattern.startswith("_"):
        return False
    if pattern == "them":
        return True
    first, *rest = pattern.split("*")
    if not rest:
        return name == first
    at = len(first) if name.startswith(first) else len(name) + 1
    for stretch in rest[:-1]:
        found = name.find(stretch, at)
        at = found + len(stretch) if found >= 0 else len(name) + 1
    return at + len(rest[-1]) <= len(name) and name.endswith(rest[-1])


def _shown(word: str | None) -> str:
    return "its end" if word is None else f"'{word}'"
