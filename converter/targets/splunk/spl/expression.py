"""The grammar of eval expressions, as `where` and `eval` take them.

Operators bind in this order, tightest first: unary minus; * / %; + -; the dot; comparisons, LIKE
and IN; NOT; AND; OR and XOR (docs.splunk.com, Search Reference, "eval", November 2026).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TypeAlias

from converter.verify.engine import EngineError

_TOKEN = re.compile(
    r'\s*(?:"(?P<string>(?:[^"\\]|\\.)*)"'
    r"|'(?P<field>[^']*)'"
    r"|(?P<number>\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)(?![\w])"
    r"|(?P<word>[A-Za-z_]\w*)"
    r"|(?P<mark>==|!=|<=|>=|[=<>+\-*/%.(),]))",
    re.DOTALL | re.ASCII,
)
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_COMPARISONS = {"=": "=", "==": "=", "!=": "!=", "<": "<", "<=": "<=", ">": ">", ">=": ">="}
_ARITHMETIC = ((".",), ("+", "-"), ("*", "/", "%"))
_CONSTANTS = frozenset(("true", "false", "null"))


@dataclass(frozen=True, slots=True)
class Field:
    """The value of a field; its name is case-sensitive."""

    name: str


@dataclass(frozen=True, slots=True)
class Literal:
    """A number or a text."""

    value: int | float | str


@dataclass(frozen=True, slots=True)
class Call:
    """A function, or an operator under its own sign, with its operands."""

    name: str
    operands: tuple[Expression, ...]


Expression: TypeAlias = Field | Literal | Call


def parse(text: str) -> Expression:
    """The tree of one expression; raises EngineError for what the grammar does not know."""
    reader = Reader(text)
    tree = reader.expression()
    reader.end()
    return tree


def assignments(text: str) -> list[tuple[str, Expression]]:
    """The `field = expression` pairs of an eval command, in order."""
    reader = Reader(text)
    found = [reader.assignment()]
    while reader.take("mark", ","):
        found.append(reader.assignment())
    reader.end()
    return found


class Reader:
    """Reads one expression from left to right, one method for each level of the grammar."""

    def __init__(self, text: str) -> None:
        self._tokens = _tokens(text)
        self._at = 0

    def end(self) -> None:
        """Nothing may follow."""
        kind, text = self._tokens[self._at]
        if kind != "end":
            raise EngineError(f"SPL: {text!r} stands where the expression should end")

    def take(self, kind: str, *texts: str) -> str | None:
        """The next token, if it is of this kind and one of these texts; it is then read."""
        found, text = self._tokens[self._at]
        if found != kind or (texts and text not in texts):
            return None
        self._at += 1
        return text

    def assignment(self) -> tuple[str, Expression]:
        """One field, `=`, and what is stored in it; an odd name stands between quotation marks."""
        name = self.take("string") or self.take("word")
        if name is None or not self.take("mark", "="):
            raise EngineError("SPL: eval needs field=expression")
        return name, self.expression()

    def expression(self) -> Expression:
        """OR and XOR, the loosest level."""
        found = [self._all()]
        while operator := self.take("word", "OR", "XOR"):
            if operator == "XOR":
                found = [Call("XOR", (_joined("OR", found), self._all()))]
            else:
                found.append(self._all())
        return _joined("OR", found)

    def _all(self) -> Expression:
        found = [self._not()]
        while self.take("word", "AND"):
            found.append(self._not())
        return _joined("AND", found)

    def _not(self) -> Expression:
        return Call("NOT", (self._not(),)) if self.take("word", "NOT") else self._comparison()

    def _comparison(self) -> Expression:
        left = self._arithmetic(0)
        if sign := self.take("mark", *_COMPARISONS):
            return Call(_COMPARISONS[sign], (left, self._arithmetic(0)))
        if self.take("word", "LIKE"):
            return Call("like", (left, self._arithmetic(0)))
        if self.take("word", "IN"):
            self._need("(")
            return Call("in", (left, *self._arguments()))
        return left

    def _arithmetic(self, level: int) -> Expression:
        if level == len(_ARITHMETIC):
            return self._unary()
        tree = self._arithmetic(level + 1)
        while sign := self.take("mark", *_ARITHMETIC[level]):
            tree = Call(sign, (tree, self._arithmetic(level + 1)))
        return tree

    def _unary(self) -> Expression:
        if self.take("mark", "-"):
            return Call("-", (Literal(0), self._unary()))
        return self._atom()

    def _atom(self) -> Expression:
        if self.take("mark", "("):
            tree = self.expression()
            self._need(")")
            return tree
        kind, text = self._tokens[self._at]
        self._at += 1
        if kind == "string":
            return Literal(unescape(text))
        if kind == "number":
            return Literal(int(text) if text.isdigit() else float(text))
        if kind == "field":
            return Field(text)
        if kind == "word":
            return self._named(text)
        raise EngineError(f"SPL: {text or 'the end'!r} stands where a value is needed")

    def _named(self, name: str) -> Expression:
        if self.take("mark", "("):
            return Call(name.lower(), self._arguments())
        if name.lower() in _CONSTANTS:
            raise EngineError(f"SPL: {name} without () is the name of a field; write {name}() or '{name}'")
        return Field(name)

    def _arguments(self) -> tuple[Expression, ...]:
        if self.take("mark", ")"):
            return ()
        found = [self.expression()]
        while self.take("mark", ","):
            found.append(self.expression())
        self._need(")")
        return tuple(found)

    def _need(self, mark: str) -> None:
        if not self.take("mark", mark):
            raise EngineError(f"SPL: {mark} is missing before {self._tokens[self._at][1]!r}")


def _joined(operator: str, operands: list[Expression]) -> Expression:
    return operands[0] if len(operands) == 1 else Call(operator, tuple(operands))


def unescape(text: str) -> str:
    r"""What stands between the quotes of an eval string: `\"` and `\\` are escapes.

    Any other backslash stays, as regular expressions in eval strings rely on; but `\t`, `\n` and
    `\r`, which Splunk may turn into a control character, are refused.
    """
    return _ESCAPE.sub(_escaped, text) if "\\" in text else text


def _escaped(escape: re.Match[str]) -> str:
    char = escape[1]
    if char in "tnr":
        raise EngineError(f"SPL: \\{char} in an eval string may be a control character; double the backslash")
    return char if char in '"\\' else escape[0]


def _tokens(text: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    at, text = 0, text.rstrip()
    while at < len(text):
        token = _TOKEN.match(text, at)
        if not token or not token.lastgroup:
            raise EngineError(f"SPL: cannot read the expression at {text[at : at + 20]!r}")
        found.append((token.lastgroup, token[token.lastgroup]))
        at = token.end()
    return [*found, ("end", "")]
