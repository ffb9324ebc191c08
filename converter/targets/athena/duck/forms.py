"""What looks like a function but is none of plain values: casts, cases, lambdas, groups, coalesce and try."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from converter.targets.athena.duck import calls, predicates
from converter.targets.athena.duck.grammar import children, name_of
from converter.targets.athena.duck.scope import Scope, Typed
from converter.targets.athena.kinds import BIGINT, BOOLEAN, DECIMAL, UNKNOWN, VARCHAR, Kind, array
from converter.verify.engine import EngineError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from converter.targets.athena.duck.expressions import Expressions
    from converter.targets.athena.duck.grammar import Tree

_DECIMAL: Final = re.compile(r"decimal\(([0-9]+)(?:,([0-9]+))?\)")
_SYNONYMS: Final = {"integer": "bigint", "int": "bigint", "doubleprecision": "double"}


def common(items: Sequence[Typed], words: str) -> Kind:
    """The one type of several values; raises EngineError where Trino would have to convert."""
    kinds = {item.kind for item in items} - {UNKNOWN}
    if len(kinds) > 1:
        raise EngineError(f"athena: values of different types: {words[:80]}")
    return kinds.pop() if kinds else UNKNOWN


def cast(self: Expressions, node: Tree, scope: Scope) -> Typed:
    """CAST and TRY_CAST: the latter forgives its own failure, not that of what it casts."""
    target = re.sub(r"\s", "", self.source.words(node.type_())).lower()
    target = _SYNONYMS.get(target, target)
    value = _unsorted(self, node.expression(), target, scope) or self.typed(node.expression(), scope)
    attempt = "try_" if node.TRY_CAST() else ""
    decimal = _DECIMAL.fullmatch(target)
    if decimal and value.kind == VARCHAR:
        precision, scale = int(decimal[1]), int(decimal[2] or 0)
        text = f"trino_{attempt}to_decimal({value.sql}, {precision}, {scale})"
        return Typed(f"CAST({text} AS DECIMAL({precision}, {scale}))", DECIMAL)
    if (value.kind, target) in calls.CASTS:
        function, kind = calls.CASTS[value.kind, target]
        return Typed(f"trino_{attempt}{function}({value.sql})", kind)
    return _sure_cast(self, node, value, target)


def _sure_cast(self: Expressions, node: Tree, value: Typed, target: str) -> Typed:
    if (value.kind, target) in calls.SURE_CASTS:
        sql, kind = calls.SURE_CASTS[value.kind, target]
        return Typed(sql.format(value.sql), kind, value.constant if kind == VARCHAR else None)
    if value.kind in {UNKNOWN, array(UNKNOWN)} and target in calls.NULL_CASTS:
        name, kind = calls.NULL_CASTS[target]
        return Typed(f"CAST({value.sql} AS {name})", kind)
    raise EngineError(f"athena: this engine does not know {self.source.words(node)[:120]} from {value.kind}")


def _unsorted(self: Expressions, node: Tree, target: str, scope: Scope) -> Typed | None:
    """json_parse sorts the keys of objects, but not where it is at once cast to an array or a map."""
    call = node
    while len(children(call)) == 1 and name_of(call) != "FunctionCall":
        call = children(call)[0]
    if name_of(call) != "FunctionCall" or self.source.words(call.qualifiedName()).lower() != "json_parse":
        return None
    value = self.typed(call, scope)
    if not target.startswith(("array", "map")):
        return value
    return Typed(value.sql.replace("trino_json_parse(", "trino_json_unordered(", 1), value.kind)


def searched_case(self: Expressions, node: Tree, scope: Scope) -> Typed:
    """CASE WHEN ... THEN ... ELSE ... END."""
    whens = [
        (self.of_kind(when.condition, scope, BOOLEAN), self.typed(when.result, scope))
        for when in node.whenClause()
    ]
    other = self.typed(node.elseExpression, scope) if node.elseExpression else Typed("NULL", UNKNOWN)
    kind = common([*(result for _, result in whens), other], self.source.words(node))
    branches = " ".join(f"WHEN {condition.sql} THEN {result.sql}" for condition, result in whens)
    return Typed(f"(CASE {branches} ELSE {other.sql} END)", kind)


def _if(self: Expressions, arguments: list[Tree], scope: Scope) -> Typed:
    condition = self.of_kind(arguments[0], scope, BOOLEAN)
    results = [self.typed(argument, scope) for argument in arguments[1:]]
    kind = common(results, "if")
    other = results[1].sql if len(results) > 1 else "NULL"
    return Typed(f"(CASE WHEN {condition.sql} THEN {results[0].sql} ELSE {other} END)", kind)


def _coalesce(self: Expressions, arguments: list[Tree], scope: Scope) -> Typed:
    items = [self.typed(argument, scope) for argument in arguments]
    kind = common(items, "coalesce")
    return Typed("coalesce(" + ", ".join(item.sql for item in items) + ")", kind)


def _nullif(self: Expressions, arguments: list[Tree], scope: Scope) -> Typed:
    first, second = (self.typed(argument, scope) for argument in arguments)
    if second.kind != array(UNKNOWN) or first.kind.name != "array":
        predicates.comparable(first, second, ordered=False)
    return Typed(f"nullif({first.sql}, {second.sql})", first.kind)


def _try(self: Expressions, arguments: list[Tree], scope: Scope) -> Typed:
    value = self.typed(arguments[0], scope)
    return Typed(f"TRY({value.sql})", value.kind)


def _concat(self: Expressions, arguments: list[Tree], scope: Scope) -> Typed:
    """Of texts or of arrays; NULL if one is NULL."""
    parts = [self.typed(argument, scope) for argument in arguments]
    kind = common(parts, "concat")
    if kind != VARCHAR and kind.name != "array":
        raise EngineError(f"athena: this engine does not know concat of {kind}")
    return Typed("(" + " || ".join(part.sql for part in parts) + ")", kind)


def _cardinality(self: Expressions, arguments: list[Tree], scope: Scope) -> Typed:
    value = self.typed(arguments[0], scope)
    if value.kind.name not in {"array", "map"}:
        raise EngineError(f"athena: cardinality of {value.kind}")
    return Typed(
        f"CAST({'len' if value.kind.name == 'array' else 'cardinality'}({value.sql}) AS BIGINT)", BIGINT
    )


def _contains(self: Expressions, arguments: list[Tree], scope: Scope) -> Typed:
    """Of an array: TRUE, FALSE, or NULL where a NULL member might have been it."""
    values = [self.typed(argument, scope) for argument in arguments]
    if values[0].kind.name != "array":
        return calls.call("contains", values, self.now)
    item = Typed("item", values[0].kind.members[0][1])
    left, right = predicates.comparable(item, values[1], ordered=False)
    return Typed(f"trino_any(list_transform({values[0].sql}, lambda item: {left} = {right}))", BOOLEAN)


def _lambda(self: Expressions, arguments: list[Tree], scope: Scope) -> tuple[Typed, str, Typed]:
    """The array, DuckDB's name for the argument, and the body."""
    values, function = self.typed(arguments[0], scope), arguments[1]
    while name_of(function) != "Lambda" and len(children(function)) == 1:
        function = children(function)[0]
    if values.kind.name != "array" or name_of(function) != "Lambda" or len(function.identifier()) != 1:
        raise EngineError(f"athena: a lambda over {values.kind} is not known to this engine")
    self.lambdas += 1
    name = f"item{self.lambdas}"
    arguments_seen = scope.arguments | {
        self.name(function.identifier()[0]): Typed(name, values.kind.members[0][1])
    }
    return (
        values,
        name,
        self.typed(function.expression(), Scope(scope.relations, arguments_seen, ids=scope.ids)),
    )


def _matching(sql: str) -> Callable[[Expressions, list[Tree], Scope], Typed]:
    def matching(self: Expressions, arguments: list[Tree], scope: Scope) -> Typed:
        values, name, body = _lambda(self, arguments, scope)
        if body.kind not in {BOOLEAN, UNKNOWN}:
            raise EngineError(f"athena: a test that is {body.kind}")
        found = f"list_transform({values.sql}, lambda {name}: CAST({body.sql} AS BOOLEAN))"
        return Typed(sql.format(found), BOOLEAN)

    return matching


def _filter(self: Expressions, arguments: list[Tree], scope: Scope) -> Typed:
    values, name, body = _lambda(self, arguments, scope)
    if body.kind not in {BOOLEAN, UNKNOWN}:
        raise EngineError(f"athena: a test that is {body.kind}")
    return Typed(f"list_filter({values.sql}, lambda {name}: {body.sql})", values.kind)


def _transform(self: Expressions, arguments: list[Tree], scope: Scope) -> Typed:
    values, name, body = _lambda(self, arguments, scope)
    return Typed(f"list_transform({values.sql}, lambda {name}: {body.sql})", array(body.kind))


FORMS: Final[dict[str, Callable[[Expressions, list[Any], Scope], Typed]]] = {
    "if": _if,
    "coalesce": _coalesce,
    "nullif": _nullif,
    "try": _try,
    "concat": _concat,
    "cardinality": _cardinality,
    "contains": _contains,
    "any_match": _matching("trino_any({})"),
    "all_match": _matching("trino_every({})"),
    "none_match": _matching("(NOT trino_any({}))"),
    "filter": _filter,
    "transform": _transform,
}
"""Forms by name; each takes the argument trees."""


def aggregate(self: Expressions, name: str, node: Tree, scope: Scope) -> Typed:
    """A function over a group, with DISTINCT, ORDER BY and FILTER as written."""
    scope.aggregated = True
    inner = Scope(scope.relations, scope.arguments)
    values = [self.typed(argument, inner) for argument in node.expression()]
    if len(values) > 1:
        raise EngineError(f"athena: this engine does not know {self.source.words(node)[:80]}")
    distinct = "DISTINCT " if node.setQuantifier() and node.setQuantifier().DISTINCT() else ""
    order = ", ".join(self.typed(item.expression(), inner).sql for item in node.sortItem())
    inside = distinct + (values[0].sql if values else "*" if node.ASTERISK() else "")
    sql = f"{calls.AGGREGATES[name]}({inside}{f' ORDER BY {order}' if order else ''})"
    if node.filter_():
        sql += f" FILTER (WHERE {self.of_kind(node.filter_().booleanExpression(), inner, BOOLEAN).sql})"
    return Typed(sql, _group_kind(name, values))


def _group_kind(name: str, values: list[Typed]) -> Kind:
    if name in {"count", "approx_distinct"}:
        return BIGINT
    return array(values[0].kind) if name == "array_agg" else values[0].kind
