"""Trino's own grammar as a gate: what it does not accept never reaches an engine."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from converter.verify.engine import EngineError

if TYPE_CHECKING:
    from collections.abc import Iterator

Tree: TypeAlias = Any
"""A node of ANTLR's parse tree; the parser comes without types."""

_UPPER: Final = str.maketrans("abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ")
_DEPTH: Final = 50_000


class Source:
    """A query that Trino's grammar accepts: its text, its parse tree, and the words of each node."""

    def __init__(self, query: str) -> None:
        """Parse `query`; raises EngineError where Trino's grammar does not accept it."""
        self.query = query
        with deep():
            self.tree = _parsed(query)

    def words(self, node: Tree) -> str:
        """The query's own text of a node, letter case kept."""
        return self.query[node.start.start : node.stop.stop + 1]


@contextmanager
def deep() -> Iterator[None]:
    """Let Python descend as far as a deeply nested query asks."""
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(max(before, _DEPTH))
    try:
        yield
    finally:
        sys.setrecursionlimit(before)


def name_of(node: Tree) -> str:
    """The grammar's name for a node: `InList`, `FunctionCall`, ..."""
    return type(node).__name__.removesuffix("Context")


def children(node: Tree) -> list[Tree]:
    """The nodes below a node, its tokens left out."""
    return [child for child in node.getChildren() if type(child).__name__ != "TerminalNodeImpl"]


def tokens(node: Tree) -> list[str]:
    """The tokens right below a node, in upper case."""
    return [str(child) for child in node.getChildren() if type(child).__name__ == "TerminalNodeImpl"]


def _parsed(query: str) -> Tree:
    """ANTLR's quick prediction first; only what that refuses is parsed the thorough way."""
    from antlr4 import PredictionMode  # noqa: PLC0415 - a fifth of a second that converting never needs

    try:
        return _statement(query, PredictionMode.SLL)
    except EngineError:
        return _statement(query, PredictionMode.LL)


def _statement(query: str, mode: object) -> Tree:
    from antlr4 import CommonTokenStream, InputStream  # noqa: PLC0415 - see above
    from trino_query_parser.SqlBaseLexer import SqlBaseLexer  # noqa: PLC0415 - see above
    from trino_query_parser.SqlBaseParser import SqlBaseParser  # noqa: PLC0415 - see above

    stream = CommonTokenStream(SqlBaseLexer(InputStream(query.translate(_UPPER))))
    stream.fill()
    _refuse_backticks(stream.tokens, SqlBaseLexer.BACKQUOTED_IDENTIFIER)
    parser = SqlBaseParser(stream)
    parser.removeErrorListeners()
    parser.addErrorListener(_listener())
    parser._interp.predictionMode = mode  # noqa: SLF001 - ANTLR's Python runtime offers no other way
    return parser.singleStatement()


def _refuse_backticks(found: list[Any], backticked: int) -> None:
    """Trino knows no identifier in backticks: its grammar reads them only to say so."""
    for token in found:
        if token.type == backticked:
            raise EngineError(
                f"athena: line {token.line}: Trino quotes names with double quotes, not backticks"
            )


@cache
def _listener() -> object:
    from antlr4.error.ErrorListener import ErrorListener  # noqa: PLC0415 - see above

    class Refusal(ErrorListener):  # type: ignore[misc] # ANTLR publishes no types
        def syntaxError(  # noqa: N802 - ANTLR's own name and arguments
            self, _parser: object, _symbol: object, line: int, column: int, message: str, _error: object
        ) -> None:
            raise EngineError(
                f"athena: Trino's grammar refuses line {line}, column {column + 1}: {message[:160]}"
            )

    return Refusal()
