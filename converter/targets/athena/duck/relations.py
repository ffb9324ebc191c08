"""Whole queries: SELECT, FROM, WHERE, GROUP BY, WITH, with the ids of the events carried along.

Every SELECT gets one more column, the list of the events that its row was made from, so that the
answer of any query, grouped or not, tells which events match.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from converter.targets.athena.duck.expressions import Expressions
from converter.targets.athena.duck.grammar import children, name_of
from converter.targets.athena.duck.scope import Relation, Scope, Typed, quoted
from converter.targets.athena.identify import IDS
from converter.targets.athena.kinds import BOOLEAN, Kind
from converter.verify.engine import EngineError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from converter.targets.athena.duck.grammar import Source, Tree


class Query:
    """One query over the CloudTrail table, whatever the query calls that table."""

    def __init__(
        self, source: Source, table: str, columns: Mapping[str, Kind], now: str, *, traced: bool = False
    ) -> None:
        """`table` is DuckDB's name of it; its column IDS lists the event of each row.

        `traced`: searches for patterns are told for which events they are.
        """
        self.expressions = Expressions(source, now, traced=traced)
        self.source = source
        self.table = table
        self.columns = columns
        self.kinds: dict[str, dict[str, Kind]] = {}
        self.labels: dict[str, str] = {}
        self.read: set[str] = set()

    def sql(self) -> str:
        """DuckDB's query for the ids; raises EngineError for what is not known."""
        return f"SELECT {IDS} FROM ({self.rows()})"  # noqa: S608 - SQL is the subject

    def rows(self) -> str:
        """DuckDB's query for the answer, ids included; raises EngineError for what is not known.

        Its columns are called in lower case; `labels` has their names as the query writes them.
        """
        statement = children(self.source.tree)[0]
        if name_of(statement) != "StatementDefault":
            raise EngineError("athena: only queries are run")
        return self._query(statement.query())[0]

    def _query(self, node: Tree) -> tuple[str, dict[str, Kind]]:
        if not node.with_():
            return self._ordered(node.queryNoWith())
        if node.with_().RECURSIVE():
            raise EngineError("athena: this engine does not know WITH RECURSIVE")
        parts = []
        for named in node.with_().namedQuery():
            name = self.expressions.name(named.name)
            if named.columnAliases():
                raise EngineError("athena: this engine does not know column aliases of a WITH query")
            sql, self.kinds[name] = self._query(named.query())
            parts.append(f"{quoted('with ' + name)} AS ({sql})")
        sql, kinds = self._ordered(node.queryNoWith())
        return f"WITH {', '.join(parts)} {sql}", kinds

    def _ordered(self, node: Tree) -> tuple[str, dict[str, Kind]]:
        if node.offset or node.fetchFirst or node.FETCH():
            raise EngineError("athena: this engine does not know OFFSET and FETCH")
        limit = f" LIMIT {self.source.words(node.limit)}" if node.limit else ""
        return self._term(node.queryTerm(), node.sortItem(), limit)

    def _term(self, node: Tree, order: list[Tree], limit: str) -> tuple[str, dict[str, Kind]]:
        while name_of(node) in {"QueryTermDefault", "QueryPrimaryDefault"}:
            node = children(node)[0]
        if name_of(node) == "Subquery" and not order:
            sql, kinds = self._ordered(node.queryNoWith())
            return f"({sql}){limit}", kinds
        if name_of(node) == "SetOperation" and not order:
            return self._union(node, limit)
        if name_of(node) != "QuerySpecification":
            raise EngineError(f"athena: this engine does not know {self.source.words(node)[:80]}")
        return self._select(node, order, limit)

    def _union(self, node: Tree, limit: str) -> tuple[str, dict[str, Kind]]:
        """UNION and UNION ALL alike keep every event."""
        if node.operator.text.upper() != "UNION":
            raise EngineError(f"athena: this engine does not know {node.operator.text}")
        (left, kinds), (right, others) = (self._term(side, [], "") for side in (node.left, node.right))
        if list(kinds.values()) != list(others.values()):
            raise EngineError("athena: UNION of different columns")
        return f"({left}) UNION ALL ({right}){limit}", kinds

    def _select(self, node: Tree, order: list[Tree], limit: str) -> tuple[str, dict[str, Kind]]:
        if node.windowDefinition() or len(node.relation()) != 1:
            raise EngineError("athena: this engine knows a SELECT from one table only")
        relation, source = self._relation(node.relation()[0])
        scope = Scope([relation])
        outputs = self._outputs(node.selectItem(), scope)
        where = self._clause(" WHERE ", node.where, Scope([relation], ids=quoted(IDS)))
        groups = self._groups(node.groupBy(), Scope([relation]))
        having = self._clause(" HAVING ", node.having, scope)
        grouped = bool(groups) or scope.aggregated
        ids = f"flatten(array_agg({quoted(IDS)}))" if grouped else quoted(IDS)
        columns = ", ".join(f"{value.sql} AS {quoted(name)}" for name, value in outputs.items())
        sql = f"SELECT {columns}, {ids} AS {quoted(IDS)} FROM {source}{where}{groups}{having}"  # noqa: S608 - SQL is the subject
        kinds = {name: value.kind for name, value in outputs.items()}
        return sql + self._order(order, outputs, relation) + limit, kinds

    def _clause(self, word: str, node: Tree | None, scope: Scope) -> str:
        return word + self.expressions.of_kind(node, scope, BOOLEAN).sql if node else ""

    def _groups(self, node: Tree | None, scope: Scope) -> str:
        if node is None:
            return ""
        parts = [self._group(element, scope) for element in node.groupingElement()]
        return " GROUP BY " + ", ".join(parts)

    def _group(self, element: Tree, scope: Scope) -> str:
        words = self.source.words(element)
        if words.isdecimal():
            return words
        if name_of(element) != "SingleGroupingSet" or len(element.groupingSet().expression()) != 1:
            raise EngineError(f"athena: this engine does not know GROUP BY {words[:80]}")
        return self.expressions.typed(element.groupingSet().expression()[0], scope).sql

    def _order(self, items: list[Tree], outputs: dict[str, Typed], relation: Relation) -> str:
        """By output names first, then by columns."""
        named = {name: Typed(quoted(name), value.kind) for name, value in outputs.items()}
        scope = Scope([Relation(relation.name, relation.columns | named)])
        parts = []
        for item in items:
            words = self.source.words(item.expression())
            key = words if words.isdecimal() else self.expressions.typed(item.expression(), scope).sql
            parts.append(f"{key} {item.ordering.text if item.ordering else 'ASC'} NULLS LAST")
        return f" ORDER BY {', '.join(parts)}" if parts else ""

    def _outputs(self, items: list[Tree], scope: Scope) -> dict[str, Typed]:
        found: dict[str, Typed] = {}
        for place, item in enumerate(items):
            if name_of(item) == "SelectAll":
                if item.primaryExpression():
                    raise EngineError(f"athena: this engine does not know {self.source.words(item)}")
                found |= scope.relations[0].columns
                continue
            name = self._alias(item.identifier()) if item.identifier() else self._own_name(item, place)
            found[name if name not in found else f"{name} {place}"] = self.expressions.typed(
                item.expression(), scope
            )
        return found

    def _alias(self, node: Tree) -> str:
        name = self.expressions.name(node)
        self.labels[name] = self.source.words(node).strip('"')
        return name

    def _own_name(self, item: Tree, place: int) -> str:
        """A column and a member of a row keep their name, anything else has none."""
        node = item.expression()
        while len(children(node)) == 1 and name_of(node) not in {"ColumnReference", "Dereference"}:
            node = children(node)[0]
        if name_of(node) == "Dereference":
            return self.expressions.name(node.fieldName)
        return self.expressions.name(node) if name_of(node) == "ColumnReference" else f" {place}"

    def _relation(self, node: Tree) -> tuple[Relation, str]:
        alias = None
        while name_of(node) not in {"TableName", "SubqueryRelation"}:
            if name_of(node) == "AliasedRelation" and node.identifier():
                alias = self.expressions.name(node.identifier())
            inner = [
                child
                for child in children(node)
                if name_of(child) not in {"Identifier", "UnquotedIdentifier", "QuotedIdentifier"}
            ]
            if len(inner) != 1:
                raise EngineError(f"athena: this engine does not know FROM {self.source.words(node)[:80]}")
            node = inner[0]
        if name_of(node) == "SubqueryRelation":
            sql, kinds = self._query(node.query())
            return self._named(alias or "", kinds), f"({sql})"
        return self._table(node, alias)

    def _table(self, node: Tree, alias: str | None) -> tuple[Relation, str]:
        if node.queryPeriod():
            raise EngineError("athena: this engine does not know FOR ... AS OF")
        names = [self.expressions.name(part) for part in node.qualifiedName().identifier()]
        if len(names) == 1 and names[0] in self.kinds:
            return self._named(alias or names[0], self.kinds[names[0]]), quoted("with " + names[0])
        self.read.add(".".join(names))
        if len(self.read) > 1:
            raise EngineError(f"athena: the query reads several tables: {', '.join(sorted(self.read))}")
        return self._named(alias or names[-1], dict(self.columns)), self.table

    def _named(self, name: str, kinds: dict[str, Kind]) -> Relation:
        return Relation(name, {column: Typed(quoted(column), kind) for column, kind in kinds.items()})
