"""SQL/JSON paths in lax mode, as json_query, json_value and json_exists of Trino evaluate them.

Every rule was asked of Trino 476 in November 2026; the grammar is that of
https://trino.io/docs/476/functions/json.html. What is not known here is refused.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final, TypeAlias

from converter.targets.athena.duck.json_filter import comparison
from converter.targets.athena.duck.json_steps import (
    METHODS,
    any_member,
    below,
    part_of,
    through,
    unwrapped,
)
from converter.targets.athena.duck.truth import every, negated, some
from converter.verify.engine import EngineError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from converter.targets.athena.duck.json_steps import Step
    from converter.targets.athena.duck.json_text import Value

Test: TypeAlias = "Callable[[Value], bool | None]"

_TOKEN: Final = re.compile(
    r'\s*(?:("(?:[^"]|"")*")|(-?[0-9]+(?:\.[0-9]+)?)(?![\w])|(\.\.|&&|\|\||==|!=|<>|<=|>=|[$@.\[\](),*?<>!])|(\w+))'
)


@lru_cache(maxsize=1024)
def compiled(path: str) -> Step:
    """The path as a function from items to items; raises EngineError for a path it does not know."""
    reader = _Reader(path)
    reader.expect("lax")
    reader.expect("$")
    step = reader.steps()
    reader.expect("")
    return step


class _Reader:
    """A recursive-descent reader: every method takes its tokens and gives back a function."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.tokens = list(self._split())
        self.at = 0

    def _split(self) -> Iterator[str]:
        at = 0
        while found := _TOKEN.match(self.path, at):
            yield found.group().strip() if not found.group(1) else found.group(1)
            at = found.end()
        if self.path[at:].strip():
            raise self.refusal()
        yield ""

    def refusal(self) -> EngineError:
        return EngineError(f"athena: this engine does not know the JSON path {self.path!r}")

    def peek(self) -> str:
        return self.tokens[self.at]

    def take(self) -> str:
        self.at += 1
        return self.tokens[self.at - 1]

    def accept(self, token: str) -> bool:
        found = self.peek() == token
        self.at += found
        return found

    def expect(self, token: str) -> None:
        if not self.accept(token):
            raise self.refusal()

    def steps(self) -> Step:
        """The accessors and methods after `$` or `@`."""
        steps: list[Step] = []
        while self.peek() in _ACCESSORS:
            steps.append(_ACCESSORS[self.take()](self))
        return lambda items: through(items, steps)

    def member(self) -> Step:
        if self.accept("*"):
            return any_member
        name = self.take()
        if self.accept("("):
            self.expect(")")
            if name not in METHODS:
                raise self.refusal()
            return METHODS[name]
        key = self.key(name)
        return lambda items: [
            part[key] for part in unwrapped(items) if isinstance(part, dict) and key in part
        ]

    def descendant(self) -> Step:
        key = self.key(self.take())
        return lambda items: [found for item in items for found in below(item, key)]

    def key(self, token: str) -> str:
        if token.startswith('"'):
            return token[1:-1].replace('""', '"')
        if not (token.isascii() and token.isidentifier()):
            raise self.refusal()
        return token

    def subscript(self) -> Step:
        if self.accept("*"):
            self.expect("]")
            return unwrapped
        ranges = [self.places()]
        while self.accept(","):
            ranges.append(self.places())
        self.expect("]")
        return lambda items: [part for item in items for place in ranges for part in part_of(item, *place)]

    def places(self) -> tuple[int, int]:
        first = self.place()
        return first, self.place() if self.accept("to") else first

    def place(self) -> int:
        token = self.take()
        if token == "last":  # noqa: S105 - a word of the path language
            return -1
        if not token.isdecimal():
            raise self.refusal()
        return int(token)

    def filter(self) -> Step:
        self.expect("(")
        test = self.either()
        self.expect(")")
        return lambda items: [part for part in unwrapped(items) if test(part) is True]

    def either(self) -> Test:
        tests = [self.both()]
        while self.accept("||"):
            tests.append(self.both())
        return tests[0] if len(tests) == 1 else lambda item: some([test(item) for test in tests])

    def both(self) -> Test:
        tests = [self.unary()]
        while self.accept("&&"):
            tests.append(self.unary())
        return tests[0] if len(tests) == 1 else lambda item: every([test(item) for test in tests])

    def unary(self) -> Test:
        if self.accept("!"):
            self.expect("(")
            test = self.either()
            self.expect(")")
            return lambda item: negated(test(item))
        if self.accept("exists"):
            self.expect("(")
            operand = self.operand()
            self.expect(")")
            return lambda item: bool(operand([item]))
        if self.accept("("):
            test = self.either()
            self.expect(")")
            return test
        return self.comparison()

    def comparison(self) -> Test:
        left, operator = self.operand(), self.take()
        if operator == "starts":
            self.expect("with")
        compare, right = comparison(operator), self.operand()
        if compare is None:
            raise self.refusal()
        return lambda item: compare(unwrapped(left([item])), unwrapped(right([item])))

    def operand(self) -> Step:
        token = self.take()
        if token == "@":  # noqa: S105 - a word of the path language
            return self.steps()
        value = self.constant(token)
        return lambda _items: [value]

    def constant(self, token: str) -> Value:
        if token in _WORDS:
            return _WORDS[token]
        if token.startswith('"'):
            return token[1:-1].replace('""', '"')
        try:
            return float(token) if "." in token else int(token)
        except ValueError:
            raise self.refusal() from None


_ACCESSORS: Final[dict[str, Callable[[_Reader], Step]]] = {
    ".": _Reader.member,
    "..": _Reader.descendant,
    "[": _Reader.subscript,
    "?": _Reader.filter,
}
_WORDS: Final[dict[str, Value]] = {"null": None, "true": True, "false": False}
