"""SQL/JSON paths in lax mode, as json_query, json_value and json_exists of Trino evaluate them.

Every rule was asked of Trino 476 in November 2026; the grammar is that of
https://trino.io/docs/476/functions/json.html. What is not known here is refused.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from converter.targets.athena.duck.json_filter import comparison
from converter.verify.engine import EngineError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from converter.targets.athena.duck.json_text import Value

Items: TypeAlias = "list[Value]"
Step: TypeAlias = "Callable[[Items], Items]"
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


def unwrapped(items: Items) -> Items:
    """Lax mode takes one level of arrays apart before each step."""
    return [part for item in items for part in (item if isinstance(item, list) else (item,))]


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
        return lambda items: _through(items, steps)

    def member(self) -> Step:
        if self.accept("*"):
            return _any_member
        name = self.take()
        if self.accept("("):
            self.expect(")")
            if name not in _METHODS:
                raise self.refusal()
            return _METHODS[name]
        key = self.key(name)
        return lambda items: [
            part[key] for part in unwrapped(items) if isinstance(part, dict) and key in part
        ]

    def descendant(self) -> Step:
        key = self.key(self.take())
        return lambda items: [found for item in items for found in _below(item, key)]

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
        return lambda items: [part for item in items for place in ranges for part in _slice(item, *place)]

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
        return tests[0] if len(tests) == 1 else lambda item: _some([test(item) for test in tests])

    def both(self) -> Test:
        tests = [self.unary()]
        while self.accept("&&"):
            tests.append(self.unary())
        return tests[0] if len(tests) == 1 else lambda item: _every([test(item) for test in tests])

    def unary(self) -> Test:
        if self.accept("!"):
            self.expect("(")
            test = self.either()
            self.expect(")")
            return lambda item: _not(test(item))
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


def _through(items: Items, steps: list[Step]) -> Items:
    for step in steps:
        items = step(items)
    return items


def _any_member(items: Items) -> Items:
    return [value for part in unwrapped(items) if isinstance(part, dict) for value in part.values()]


def _below(value: Value, key: str) -> Iterator[Value]:
    """Every member of this name, however deep, outermost first."""
    if isinstance(value, dict):
        if key in value:
            yield value[key]
        for member in value.values():
            yield from _below(member, key)
    elif isinstance(value, list):
        for member in value:
            yield from _below(member, key)


def _slice(value: Value, first: int, last: int) -> Items:
    """Members by place; what is no array is its own first member."""
    members = value if isinstance(value, list) else [value]
    start, end = (len(members) - 1 if place < 0 else place for place in (first, last))
    return members[max(start, 0) : end + 1]


def _type(value: Value) -> str:
    names: dict[type[Any], str] = {
        bool: "boolean",
        int: "number",
        float: "number",
        str: "string",
        dict: "object",
    }
    return "null" if value is None else names.get(type(value), "array")


def _pairs(items: Items) -> Items:
    objects = [part for part in unwrapped(items) if isinstance(part, dict)]
    if len(objects) != len(unwrapped(items)):
        raise ValueError("keyvalue() takes objects only")
    return [{"name": key, "value": value, "id": 0} for part in objects for key, value in part.items()]


_METHODS: Final[dict[str, Step]] = {
    "type": lambda items: [_type(item) for item in items],
    "size": lambda items: [len(item) if isinstance(item, list) else 1 for item in items],
    "keyvalue": _pairs,
}
_ACCESSORS: Final[dict[str, Callable[[_Reader], Step]]] = {
    ".": _Reader.member,
    "..": _Reader.descendant,
    "[": _Reader.subscript,
    "?": _Reader.filter,
}
_WORDS: Final[dict[str, Value]] = {"null": None, "true": True, "false": False}


def _some(found: list[bool | None]) -> bool | None:
    return True if True in found else None if None in found else False


def _every(found: list[bool | None]) -> bool | None:
    return False if False in found else None if None in found else True


def _not(found: bool | None) -> bool | None:  # noqa: FBT001 - a truth value is the very subject
    return None if found is None else not found
