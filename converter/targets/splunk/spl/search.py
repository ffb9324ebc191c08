"""The search command: its grammar.

Source: docs.splunk.com, Search Reference, "search", November 2026.

Precedence is (), NOT, OR, AND, and AND is implied between terms. Values compare as text and without
letter case; `*` is the one wildcard and cannot be escaped; a field with several values matches if
one of them does; `field!=value` needs the field, `NOT field=value` does not.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NoReturn, TypeAlias

from converter.targets.splunk.spl.rows import Row, Table
from converter.targets.splunk.spl.terms import (
    Among,
    And,
    Field,
    Find,
    Free,
    Not,
    Or,
    Order,
    Pattern,
    Unequal,
)
from converter.verify.engine import EngineError

if TYPE_CHECKING:
    from collections.abc import Callable

    Token: TypeAlias = tuple[str, str]

_TOKEN = re.compile(
    r'\s*(?:"(?P<string>(?:[^"\\]|\\.)*)"'
    r"|(?P<sign>!=|<=|>=|[=<>])"
    r"|(?P<mark>[(),])"
    r'|(?P<word>[^\s"()\[\]|,=<>!`]+))',
    re.DOTALL,
)
_ESCAPE = re.compile(r'\\(["\\])')
_OPERATORS = frozenset(("AND", "OR", "NOT", "IN"))
_UNKNOWN_FIELDS = frozenset(
    ("earliest", "latest", "eventtype", "tag", "savedsearch", "splunk_server", "host")
)


def parse(text: str) -> Find:
    """The tree of a search; raises EngineError for what the grammar does not know."""
    return _Reader(text).whole()


def find(tree: Find, table: Table) -> set[int]:
    """The positions of the rows that a search finds."""
    return set(tree.find(table, table.everything))


def condition(text: str) -> Callable[[Row], bool]:
    """A search as a test of single rows, as `searchmatch` needs it."""
    tree = parse(text)
    return lambda row: bool(find(tree, Table([row])))


class _Reader:
    """Reads a search from left to right, one method for each level of the grammar."""

    def __init__(self, text: str) -> None:
        self._tokens = _tokens(text)
        self._at = 0

    def whole(self) -> Find:
        tree = self._all()
        if self._peek()[0] != "end":
            raise EngineError(f"SPL: {self._peek()[1]!r} is out of place in a search")
        return tree

    def _peek(self, ahead: int = 0) -> Token:
        return self._tokens[min(self._at + ahead, len(self._tokens) - 1)]

    def _take(self, *tokens: Token) -> Token | None:
        token = self._peek()
        if tokens and token not in tokens:
            return None
        self._at += 1
        return token

    def _all(self) -> Find:
        found = [self._any()]
        while self._peek() != ("mark", ")") and self._peek()[0] != "end":
            self._take(("word", "AND"))
            found.append(self._any())
        return found[0] if len(found) == 1 else And(found)

    def _any(self) -> Find:
        found = [self._not()]
        while self._take(("word", "OR")):
            found.append(self._not())
        return found[0] if len(found) == 1 else Or(found)

    def _not(self) -> Find:
        return Not(self._not()) if self._take(("word", "NOT")) else self._term()

    def _term(self) -> Find:
        if self._take(("mark", "(")):
            tree = self._all()
            self._close()
            return tree
        kind = self._peek()[0]
        if self._peek(1)[0] == "sign" or self._peek(1) == ("word", "IN"):
            return self._field()
        return Free(*self._value(bare=True)) if kind in ("string", "word") else self._refuse()

    def _field(self) -> Find:
        kind, name = self._peek()
        if (
            kind not in ("string", "word")
            or "*" in name
            or name in _UNKNOWN_FIELDS
            or (kind, name) in _reserved()
        ):
            self._refuse()
        self._at += 1
        field = _decoded(name) if kind == "string" else name
        _, sign = self._take() or ("", "")
        if field == "index" and sign == "=":
            return self._index()
        if sign == "IN":
            return self._in(field)
        if sign in ("=", "!="):
            pattern = self._pattern()
            return Field(field, pattern) if sign == "=" else Unequal(field, pattern)
        return Order(field, sign, self._value()[0])

    def _index(self) -> Find:
        """Every event: they are taken to be in the index that the search names."""
        self._value()
        return Free("*")

    def _in(self, field: str) -> Find:
        if not self._take(("mark", "(")):
            self._refuse()
        patterns = [self._pattern()]
        while self._take(("mark", ",")):
            patterns.append(self._pattern())
        self._close()
        return Among(field, patterns)

    def _pattern(self) -> Pattern:
        return Pattern(*self._value())

    def _value(self, *, bare: bool = False) -> tuple[str, str]:
        """A value and how it is meant: "", "CASE" or, for free text, "TERM"."""
        kind, text = self._take() or ("end", "")
        if kind not in ("string", "word") or (kind, text) in _reserved():
            self._at -= 1
            self._refuse()
        if kind == "word" and text in ("CASE", "TERM") and self._take(("mark", "(")):
            return self._wrapped(text, bare=bare)
        return _decoded(text), ""

    def _wrapped(self, how: str, *, bare: bool) -> tuple[str, str]:
        kind, text = self._take() or ("end", "")
        if kind not in ("string", "word") or (how == "TERM" and not bare):
            self._refuse()
        self._close()
        return _decoded(text), how

    def _close(self) -> None:
        if not self._take(("mark", ")")):
            self._refuse()

    def _refuse(self) -> NoReturn:
        raise EngineError(f"SPL: {self._peek()[1] or 'the end'!r} is out of place in a search")


def _reserved() -> frozenset[Token]:
    return frozenset(("word", operator) for operator in _OPERATORS)


def _decoded(text: str) -> str:
    r"""A value without its escapes: `\"` and `\\`; any other backslash is itself."""
    return _ESCAPE.sub(r"\1", text) if "\\" in text else text


def _tokens(text: str) -> list[Token]:
    found: list[Token] = []
    at, text = 0, text.rstrip()
    while at < len(text):
        token = _TOKEN.match(text, at)
        if not token or not token.lastgroup:
            raise EngineError(f"SPL: cannot read the search at {text[at : at + 20]!r}")
        _check_joint(found, token)
        found.append((token.lastgroup, token[token.lastgroup]))
        at = token.end()
    return [*found, ("end", "")]


def _check_joint(found: list[Token], token: re.Match[str]) -> None:
    """Refuse a word and a quoted string side by side, such as `a"b"`: undocumented."""
    values = ("string", "word")
    touches = not token.group()[0].isspace()
    if found and touches and found[-1][0] in values and token.lastgroup in values:
        raise EngineError(f"SPL: {token.group()!r} touches the word before it")
