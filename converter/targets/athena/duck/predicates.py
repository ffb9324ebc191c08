"""Comparisons, IN, BETWEEN, LIKE and IS NULL: DuckDB's three-valued logic is Trino's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from converter.targets.athena.duck.grammar import name_of
from converter.targets.athena.duck.scope import Typed, literal
from converter.targets.athena.kinds import BOOLEAN, INSTANT, IPADDRESS, NUMBERS, UNKNOWN, VARCHAR, Kind
from converter.verify.engine import EngineError

if TYPE_CHECKING:
    from collections.abc import Callable

    from converter.targets.athena.duck.expressions import Expressions
    from converter.targets.athena.duck.grammar import Tree
    from converter.targets.athena.duck.scope import Scope

_EQUAL: Final = frozenset({VARCHAR, BOOLEAN, INSTANT, IPADDRESS})
_ORDERED: Final = frozenset({VARCHAR, INSTANT})


def predicated(self: Expressions, node: Tree, scope: Scope) -> Typed:
    """A value and the predicate after it."""
    predicate = node.predicate()
    name = name_of(predicate)
    if name not in _PREDICATES:
        raise EngineError(f"athena: this engine does not know {name}: {self.source.words(node)[:80]}")
    sql = _PREDICATES[name](self, self.typed(node.valueExpression(), scope), predicate, scope)
    return Typed(f"({sql})", BOOLEAN)


def comparable(left: Typed, right: Typed, *, ordered: bool) -> tuple[str, str]:
    """Both sides ready to compare; raises EngineError where Trino has no such operator."""
    kinds = {left.kind, right.kind} - {UNKNOWN}
    known: frozenset[Kind] = _ORDERED if ordered else _EQUAL
    if not (kinds <= NUMBERS or (len(kinds) == 1 and kinds <= known)):
        raise EngineError(f"athena: Trino does not compare {left.kind} with {right.kind}")
    if INSTANT in kinds:
        return f"trino_instant({left.sql})", f"trino_instant({right.sql})"
    return left.sql, right.sql


def _comparison(self: Expressions, value: Typed, node: Tree, scope: Scope) -> str:
    sign = self.source.words(node.comparisonOperator())
    left, right = comparable(value, self.typed(node.right, scope), ordered=sign not in {"=", "<>", "!="})
    return f"{left} {sign} {right}"


def _between(self: Expressions, value: Typed, node: Tree, scope: Scope) -> str:
    left, low = comparable(value, self.typed(node.lower, scope), ordered=True)
    _, high = comparable(value, self.typed(node.upper, scope), ordered=True)
    return f"{left}{_negated(node)} BETWEEN {low} AND {high}"


def _in_list(self: Expressions, value: Typed, node: Tree, scope: Scope) -> str:
    pairs = [comparable(value, self.typed(item, scope), ordered=False) for item in node.expression()]
    return f"{pairs[0][0]}{_negated(node)} IN (" + ", ".join(right for _, right in pairs) + ")"


def _is_null(_self: Expressions, value: Typed, node: Tree, _scope: Scope) -> str:
    return f"{value.sql} IS{_negated(node)} NULL"


def _distinct(self: Expressions, value: Typed, node: Tree, scope: Scope) -> str:
    left, right = comparable(value, self.typed(node.right, scope), ordered=False)
    return f"{left} IS{_negated(node)} DISTINCT FROM {right}"


def _like(self: Expressions, value: Typed, node: Tree, scope: Scope) -> str:
    """The pattern must be a constant, so that a wrong escape shows before a row reaches it."""
    pattern = self.of_kind(node.pattern, scope, VARCHAR)
    escape = self.of_kind(node.escape, scope, VARCHAR).constant if node.escape else ""
    if value.kind not in {VARCHAR, UNKNOWN} or pattern.constant is None or escape is None:
        raise EngineError("athena: this engine knows LIKE for text and a constant pattern only")
    _check_escapes(pattern.constant, escape)
    suffix = f" ESCAPE {literal(escape)}" if escape else ""
    return f"{value.sql}{_negated(node)} LIKE {pattern.sql}{suffix}"


def _check_escapes(pattern: str, escape: str) -> None:
    """https://trino.io/docs/476/functions/comparison.html#pattern-comparison-like (November 2026)."""
    if len(escape) > 1:
        raise EngineError("athena: an escape of LIKE is one character")
    at = pattern.find(escape) if escape else -1
    while at >= 0:
        if pattern[at + 1 : at + 2] not in {"%", "_", escape}:
            raise EngineError("athena: in LIKE the escape may stand before %, _ and itself only")
        at = pattern.find(escape, at + 2)


def _negated(node: Tree) -> str:
    return " NOT" if node.NOT() else ""


_PREDICATES: Final[dict[str, Callable[[Expressions, Typed, Tree, Scope], str]]] = {
    "Comparison": _comparison,
    "Between": _between,
    "InList": _in_list,
    "NullPredicate": _is_null,
    "DistinctFrom": _distinct,
    "Like": _like,
}
