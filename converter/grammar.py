"""The condition language of a rule: `selection and not 1 of filter_*`.

Our own reader, because pySigma 1.5.1 takes the first letters of a name for an operator: `not_mfa`
beside a selection `_mfa` becomes a silent negation, `notepad` an error (seen in November 2026).
Precedence, loosest first: or, and, not, `x of`.
https://sigmahq.io/sigma-specification/specification/sigma-rules-specification.html, 2026-11-24
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Literal, TypeAlias

from msgspec import Struct

from converter.errors import RuleError
from converter.rule.name_pattern import covers
from converter.wording import cut

if TYPE_CHECKING:
    from collections.abc import Collection

_TOKEN = re.compile(r"\s*([()]|[\w*?.-]+)")
_QUANTIFIERS = {"1": "any", "any": "any", "all": "all"}
_DEEPEST = 100
_QUOTED = 80
# Longer conditions, and those over more names, are nobody's habit, and a thousand would fill the memory.
_REMEMBERED = 200


class Name(Struct, frozen=True):
    """One detection."""

    name: str


class Negation(Struct, frozen=True):
    """Not that."""

    operand: Expression


class Group(Struct, frozen=True):
    """All or any of these; never empty."""

    quantifier: Literal["all", "any"]
    operands: tuple[Expression, ...]


Expression: TypeAlias = Name | Negation | Group


def parse(condition: str, names: Collection[str]) -> Expression:
    """Read one condition over the detections called `names`.

    Raises:
        RuleError: the condition cannot be read, or names a detection that the rule does not have.
    """
    if len(condition) > _REMEMBERED or len(names) > _REMEMBERED:
        return _parse(condition, names)
    return _parse_once(condition, tuple(names))


@lru_cache(1024)
def _parse_once(condition: str, names: tuple[str, ...]) -> Expression:
    """Remembered, as many rules have the same condition over the same names."""
    return _parse(condition, names)


def _parse(condition: str, names: Collection[str]) -> Expression:
    reader = _Reader(condition, dict.fromkeys(names))
    expression = reader.disjunction(0)
    if reader.token:
        raise reader.error(f"stops making sense at {_quoted(reader.token)}")
    return expression


class _Reader:
    """Recursive descent, one method a level of precedence."""

    def __init__(self, condition: str, names: Collection[str]) -> None:
        self.condition = condition
        self.names = names
        self.tokens = _tokens(condition)
        self.position = 0
        self.meant: dict[str, tuple[Name, ...]] = {}

    @property
    def token(self) -> str:
        """The token that comes next, empty at the end."""
        return self.tokens[self.position] if self.position < len(self.tokens) else ""

    def error(self, what: str) -> RuleError:
        return RuleError(f"condition {_quoted(self.condition)} {what}")

    def take(self, *tokens: str) -> bool:
        """Step over the next token if it is one of these."""
        found = self.token in tokens
        self.position += found
        return found

    def disjunction(self, depth: int) -> Expression:
        operands = [self.conjunction(depth)]
        while self.take("or"):
            operands.append(self.conjunction(depth))
        return operands[0] if len(operands) == 1 else Group("any", tuple(operands))

    def conjunction(self, depth: int) -> Expression:
        operands = [self.negation(depth)]
        while self.take("and"):
            operands.append(self.negation(depth))
        return operands[0] if len(operands) == 1 else Group("all", tuple(operands))

    def negation(self, depth: int) -> Expression:
        if depth > _DEEPEST:
            raise self.error("is nested too deeply")
        if self.take("not"):
            return Negation(self.negation(depth + 1))
        return self.operand(depth)

    def operand(self, depth: int) -> Expression:
        if self.take("("):
            inner = self.disjunction(depth + 1)
            if not self.take(")"):
                raise self.error("lacks a closing parenthesis")
            return inner
        following = self.tokens[self.position + 1 : self.position + 2]
        if self.token in _QUANTIFIERS and following == ["of"]:
            return self.quantified()
        return self.detection()

    def quantified(self) -> Expression:
        quantifier = _QUANTIFIERS[self.token]
        self.position += 2
        pattern = self.token
        self.position += 1
        if pattern not in self.meant:
            self.meant[pattern] = tuple(Name(name) for name in self.names if covers(pattern, name))
        found = self.meant[pattern]
        if not found:
            raise self.error(f"asks for {_quoted(pattern)}, which no detection is called")
        if len(found) == 1:
            return found[0]
        return Group("all" if quantifier == "all" else "any", found)

    def detection(self) -> Expression:
        name = self.token
        if name not in self.names:
            raise self.error(
                f"names the detection {_quoted(name)}, which is not there" if name else "ends too early"
            )
        self.position += 1
        return Name(name)


def _tokens(condition: str) -> list[str]:
    tokens, position = [], 0
    text = condition.rstrip()
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None:
            found = text[position:].lstrip()[:1]
            hint = ": write a correlation rule instead of '|'" if found == "|" else ""
            raise RuleError(f"condition {_quoted(condition)} holds '{found}'{hint}")
        tokens.append(match[1])
        position = match.end()
    return tokens


def _quoted(text: str) -> str:
    return f"'{cut(text, _QUOTED)}'"
