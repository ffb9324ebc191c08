"""A check of ES|QL texts: their grammar, the functions they call, and whether each name is there.

From https://www.elastic.co/docs/reference/query-languages/esql (November 2026), as far as summaries use it.
"""

from __future__ import annotations

import re

from converter.targets.eql.stored import TYPES

# Each function with the least and the most operands it takes.
FUNCTIONS = {
    "CASE": (2, 99),
    "CIDR_MATCH": (2, 99),
    "COALESCE": (1, 99),
    "CONCAT": (2, 99),
    "COUNT": (1, 1),
    "DATE_FORMAT": (1, 2),
    "ENDS_WITH": (2, 2),
    "LENGTH": (1, 1),
    "LOCATE": (2, 3),
    "MAX": (1, 1),
    "MIN": (1, 1),
    "MV_CONCAT": (2, 2),
    "MV_DEDUPE": (1, 1),
    "MV_SORT": (1, 2),
    "REPLACE": (3, 3),
    "SPLIT": (2, 2),
    "STARTS_WITH": (2, 2),
    "SUBSTRING": (2, 3),
    "TO_LOWER": (1, 1),
    "TO_STRING": (1, 1),
    "VALUES": (1, 1),
}
AGGREGATES = frozenset({"COUNT", "MAX", "MIN", "VALUES"})
TOKEN = re.compile(
    r'\s*(?:(?P<string>"""(?:(?!""").)*"""|"(?:[^"\\\n\r]|\\[tnr"\\])*")'
    r"|(?P<number>\d+)"
    r"|(?P<name>(?:[A-Za-z_@][A-Za-z0-9_]*|`[^`]+`)(?:\.(?:[A-Za-z0-9_]+|`[^`]+`))*)"
    r"|(?P<mark>==|[-=><,()|*+]))",
    re.DOTALL,
)
RESERVED = frozenset(
    (
        *("and", "as", "asc", "by", "desc", "false", "first", "in", "is", "last", "like", "metadata"),
        *("not", "null", "nulls", "on", "or", "rlike", "true", "where", "with"),
    )
)
INDEX = "FROM logs-aws.cloudtrail-*\n"


class Query:
    """Reads one query; `columns` are what there is after the stages read so far."""

    def __init__(self, text: str) -> None:
        """Read it all; an AssertionError tells what is wrong."""
        assert text.startswith(INDEX)
        self.tokens = _tokens(text.removeprefix(INDEX))
        self.columns = {name for name, kind in TYPES.items() if kind not in ("flattened", "text")}
        self.order: list[str] = []
        while self.tokens:
            self.mark("|")
            command = self.take("name")
            {
                "WHERE": self.where,
                "EVAL": self.eval,
                "STATS": self.stats,
                "KEEP": self.keep,
                "SORT": self.sort,
            }[command]()

    def where(self) -> None:
        """A condition."""
        self.any(aggregates=False)

    def eval(self) -> None:
        """Assignments, each of which sees those before it; a name counts once."""
        made = self.assignments(aggregates=False)
        assert len(made) == len(set(made))

    def stats(self) -> None:
        """Aggregates by columns; nothing else is left behind it."""
        made = self.assignments(aggregates=True)
        assert self.take("name") == "BY"
        by = self.names()
        assert len({*made, *by}) == len(made) + len(by)
        self.columns = {*made, *by}

    def keep(self) -> None:
        """The columns in their order."""
        self.order = self.names()
        self.columns = set(self.order)

    def sort(self) -> None:
        """Columns that there are."""
        self.names()

    def assignments(self, *, aggregates: bool) -> list[str]:
        """`name = expression`, several."""
        made = []
        while True:
            made.append(_plain(self.take("name")))
            self.mark("=")
            self.any(aggregates=aggregates)
            if not aggregates:
                self.columns.add(made[-1])
            if not self.has("mark", ","):
                return made
            self.mark(",")

    def names(self) -> list[str]:
        """Columns, several."""
        found = [self.column(self.take("name"))]
        while self.has("mark", ","):
            self.mark(",")
            found.append(self.column(self.take("name")))
        return found

    def column(self, written: str) -> str:
        """A name that is there, in backticks where it has to be."""
        assert not any(part.lower() in RESERVED for part in written.split(".")), written
        assert _plain(written) in self.columns, written
        return _plain(written)

    def any(self, *, aggregates: bool) -> None:
        """OR, the loosest operator; mixed with AND only in parentheses or below it."""
        self.all(aggregates=aggregates)
        while self.has("name", "OR"):
            self.take("name")
            self.all(aggregates=aggregates)

    def all(self, *, aggregates: bool) -> None:
        """AND."""
        self.test(aggregates=aggregates)
        while self.has("name", "AND"):
            self.take("name")
            self.test(aggregates=aggregates)

    def test(self, *, aggregates: bool) -> None:
        """NOT, or a value with what is asked of it."""
        if self.has("name", "NOT"):
            self.take("name")
            self.test(aggregates=aggregates)
            return
        self.value(aggregates=aggregates)
        if self.has("mark", "-"):
            self.mark("-")
            self.take("number")
        elif self.has("mark", "==") or self.has("mark", ">"):
            self.tokens.pop(0)
            self.value(aggregates=aggregates)
        elif self.has("name", "LIKE") or self.has("name", "RLIKE"):
            self.take("name")
            self.take("string")
        elif self.has("name", "IN"):
            self.take("name")
            self.operands(aggregates=aggregates)
        elif self.has("name", "IS"):
            self.take("name")
            if self.has("name", "NOT"):
                self.take("name")
            assert self.take("name") == "NULL"

    def value(self, *, aggregates: bool) -> None:
        """A literal, a column, a call, or anything in parentheses."""
        if self.has("mark", "("):
            self.mark("(")
            self.any(aggregates=aggregates)
            self.mark(")")
            return
        kind, text = self.tokens.pop(0)
        if kind == "name" and self.has("mark", "("):
            assert (text in AGGREGATES) == aggregates, text
            least, most = FUNCTIONS[text]
            assert least <= self.operands(aggregates=False) <= most, text
        elif kind == "name" and text.lower() not in ("true", "false", "null"):
            self.column(text)
        else:
            assert kind in ("name", "string", "number") or text == "*", text

    def operands(self, *, aggregates: bool) -> int:
        """What stands in the parentheses of a call or a list; how many."""
        self.mark("(")
        count = 1
        self.any(aggregates=aggregates)
        while self.has("mark", ","):
            self.mark(",")
            self.any(aggregates=aggregates)
            count += 1
        self.mark(")")
        return count

    def has(self, kind: str, text: str) -> bool:
        """Whether this comes next."""
        return bool(self.tokens) and self.tokens[0] == (kind, text)

    def take(self, kind: str) -> str:
        """The next token, which must be of this kind."""
        found, text = self.tokens.pop(0)
        assert found == kind, text
        return text

    def mark(self, text: str) -> None:
        """This sign must come next."""
        assert self.take("mark") == text


def _plain(written: str) -> str:
    return written.replace("`", "")


def _tokens(text: str) -> list[tuple[str, str]]:
    found, at = [], 0
    while at < len(text):
        token = TOKEN.match(text, at)
        assert token, text[at : at + 40]
        found.append((str(token.lastgroup), token[str(token.lastgroup)]))
        at = token.end()
    return found
