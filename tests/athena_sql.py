"""Conditions written as Athena's SQL, and parsed as Trino does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from antlr4 import CommonTokenStream, InputStream
from antlr4.error.ErrorListener import ErrorListener
from trino_query_parser import SqlBaseLexer as Lexer
from trino_query_parser import SqlBaseParser as Parser

from converter.condition import (
    Leaf,
    Node,
    Text,
    Wildcard,
)
from converter.targets.athena.backend import AthenaCloudTrail
from converter.targets.context import Context

if TYPE_CHECKING:
    from converter.condition import Test

ANY, ONE = Wildcard.ANY, Wildcard.ONE
BOUNDS = """\
SELECT *
FROM cloudtrail_logs
WHERE "timestamp" >= date_format((current_timestamp - INTERVAL '2' DAY) AT TIME ZONE 'UTC', '%Y/%m/%d')
  AND eventtime >= date_format((current_timestamp - INTERVAL '24' HOUR) AT TIME ZONE 'UTC', \
'%Y-%m-%dT%H:%i:%sZ')
"""


class Refusal(ErrorListener):  # type: ignore[misc] # the package has no types
    """Turns what the grammar does not accept into a failure."""

    def syntaxError(self, *about: object) -> None:  # noqa: N802 - the listener's own name
        """Fail with line, column and message."""
        raise AssertionError(about[2:5])


def parsed(query: str) -> None:
    """Fail unless Trino's grammar, lexer included, accepts the query."""
    lexer = Lexer.SqlBaseLexer(InputStream(query.upper()))
    parser = Parser.SqlBaseParser(CommonTokenStream(lexer))
    for part in (lexer, parser):
        part.removeErrorListeners()
        part.addErrorListener(Refusal())
    parser.singleStatement()


def text(*parts: str | Wildcard, cased: bool = False) -> Text:
    """A text of these parts."""
    return Text(parts, cased)


def rendered(node: Node, context: Context | None = None, **options: str) -> str:
    """The query for a tree, accepted by the grammar."""
    query = AthenaCloudTrail(None, **options).render(node, context or Context())
    parsed(query)
    return query


def where(node: Node) -> str:
    """What follows the bounds in the query for a tree."""
    query = rendered(node)
    assert query.startswith(BOUNDS)
    return query.removeprefix(BOUNDS).removeprefix("  AND ")


def of(field: str, test: Test) -> str:
    """What follows the bounds in the query for one test of one field."""
    return where(Leaf(field, test))
