"""Trino's expressions, typed as Trino types them, in DuckDB's words.

Types are checked as Trino checks them, so that what is a type error there is an error here and not
a silent conversion. Whatever is not in the tables is refused by name.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from converter.targets.athena.duck import calls, forms, json_forms, predicates
from converter.targets.athena.duck.grammar import children, name_of, tokens
from converter.targets.athena.duck.scope import Scope, Typed, literal
from converter.targets.athena.kinds import (
    BIGINT,
    BOOLEAN,
    DECIMAL,
    DOUBLE,
    INSTANT,
    INTERVAL,
    IPADDRESS,
    UNKNOWN,
    VARCHAR,
    Kind,
    array,
)
from converter.verify.engine import EngineError

if TYPE_CHECKING:
    from collections.abc import Callable

    from converter.targets.athena.duck.grammar import Source, Tree

_UNICODE: Final = re.compile(r"\\(?:(\\)|\+([0-9A-Fa-f]{6})|([0-9A-Fa-f]{4}))")
_INTEGER: Final = re.compile(r"-?[0-9]+")
_DECIMAL: Final = re.compile(r"-?[0-9]*\.[0-9]*")
_DIGITS: Final = 38
_BIGINT: Final = 2**63


class Expressions:
    """Translates the expressions of one query; `now` is the text that stands for the current time."""

    def __init__(self, source: Source, now: str, *, traced: bool = False) -> None:
        """Read from `source`; `traced` as `Query` has it."""
        self.source = source
        self.traced = traced
        self.now = literal(now)
        self.lambdas = 0

    def typed(self, node: Tree, scope: Scope) -> Typed:
        """The expression in DuckDB's words; raises EngineError for what is not known."""
        while name_of(node) in _PASSED_THROUGH and len(children(node)) == 1:
            node = children(node)[0]
        name = name_of(node)
        if name not in _FORMS:
            raise EngineError(f"athena: this engine does not know {name}: {self.source.words(node)[:80]}")
        return _FORMS[name](self, node, scope)

    def of_kind(self, node: Tree, scope: Scope, kind: Kind) -> Typed:
        """The same, for a place where Trino takes one type only."""
        found = self.typed(node, scope)
        if found.kind not in {kind, UNKNOWN}:
            raise EngineError(
                f"athena: {found.kind} where Trino takes {kind}: {self.source.words(node)[:80]}"
            )
        return found

    def name(self, node: Tree) -> str:
        """An identifier in lower case: Trino resolves names without regard to it, quoted ones, too."""
        words = self.source.words(node)
        return (words[1:-1].replace('""', '"') if words.startswith('"') else words).lower()

    def text(self, node: Tree) -> str:
        """The value of a string literal."""
        words = self.source.words(node)
        if words.startswith("'"):
            return words[1:-1].replace("''", "'")
        if "UESCAPE" in tokens(node):
            raise EngineError("athena: this engine does not know UESCAPE")
        return _UNICODE.sub(_unicode, words[3:-1].replace("''", "'"))


def _unicode(found: re.Match[str]) -> str:
    return found[1] or chr(int(found[2] or found[3], 16))


def _string(self: Expressions, node: Tree, _scope: Scope) -> Typed:
    text = self.text(node.string())
    return Typed(literal(text), VARCHAR, text)


def _number(self: Expressions, node: Tree, _scope: Scope) -> Typed:
    words = self.source.words(node)
    if _INTEGER.fullmatch(words):
        if not -_BIGINT <= int(words) < _BIGINT:
            raise EngineError(f"athena: Trino refuses the number {words}")
        return Typed(f"CAST({words} AS BIGINT)", BIGINT)
    if _DECIMAL.fullmatch(words):
        if len(words.strip("-").replace(".", "")) > _DIGITS:
            raise EngineError(f"athena: Trino refuses the decimal {words}")
        return Typed(words, DECIMAL)
    return Typed(f"CAST({words} AS DOUBLE)", DOUBLE)


def _boolean(self: Expressions, node: Tree, _scope: Scope) -> Typed:
    return Typed(self.source.words(node).upper(), BOOLEAN)


def _null(_self: Expressions, _node: Tree, _scope: Scope) -> Typed:
    return Typed("NULL", UNKNOWN)


def _interval(self: Expressions, node: Tree, _scope: Scope) -> Typed:
    interval = node.interval()
    amount, unit = self.text(interval.string()), self.source.words(interval.from_).lower()
    if not _INTEGER.fullmatch(amount) or interval.to is not None or unit not in _UNITS:
        raise EngineError(f"athena: this engine does not know {self.source.words(node)}")
    sign = -1 if interval.sign is not None and interval.sign.text == "-" else 1
    return Typed(f"CAST({sign * int(amount)} AS BIGINT), {literal(unit)}", INTERVAL)


_UNITS: Final = frozenset({"second", "minute", "hour", "day", "month", "year"})


def _column(self: Expressions, node: Tree, scope: Scope) -> Typed:
    name = self.name(node)
    found = scope.column(name)
    if found is None:
        raise EngineError(f"athena: there is no column {name}")
    return found


def _member(self: Expressions, node: Tree, scope: Scope) -> Typed:
    """`relation.column`, or a member of a row."""
    name = self.name(node.fieldName)
    if name_of(node.base) == "ColumnReference" and scope.column(self.name(node.base)) is None:
        found = scope.qualified(self.name(node.base), name)
        if found is not None:
            return found
    base = self.typed(node.base, scope)
    kind = base.kind.member(name) if base.kind.name == "row" else None
    if kind is None:
        raise EngineError(f"athena: {base.kind} has no member {name}: {self.source.words(node)[:80]}")
    return Typed(f"struct_extract({base.sql}, {literal(name)})", kind)


def _joined(operator: str) -> Callable[[Expressions, Tree, Scope], Typed]:
    def joined(self: Expressions, node: Tree, scope: Scope) -> Typed:
        """A chain of ANDs or ORs is flat, however long."""
        kind, parts = name_of(node), []
        while name_of(node) == kind:
            node, last = node.booleanExpression()
            parts.append(last)
        parts.append(node)
        found = [self.of_kind(part, scope, BOOLEAN).sql for part in reversed(parts)]
        return Typed("(" + f" {operator} ".join(found) + ")", BOOLEAN)

    return joined


def _not(self: Expressions, node: Tree, scope: Scope) -> Typed:
    return Typed(f"(NOT {self.of_kind(node.booleanExpression(), scope, BOOLEAN).sql})", BOOLEAN)


def _concatenated(self: Expressions, node: Tree, scope: Scope) -> Typed:
    left, right = (self.of_kind(side, scope, VARCHAR) for side in (node.left, node.right))
    constant = None if left.constant is None or right.constant is None else left.constant + right.constant
    return Typed(f"({left.sql} || {right.sql})", VARCHAR, constant)


def _arithmetic(self: Expressions, node: Tree, scope: Scope) -> Typed:
    left, right, sign = self.typed(node.left, scope), self.typed(node.right, scope), node.operator.text
    if (left.kind, right.kind) == (INSTANT, INTERVAL) and sign in "+-":
        return Typed(f"trino_shifted({left.sql}, {sign}1, {right.sql})", INSTANT)
    if left.kind == right.kind and left.kind in {BIGINT, DOUBLE} and sign in "+-*":
        return Typed(f"({left.sql} {sign} {right.sql})", left.kind)
    raise EngineError(f"athena: this engine does not know {left.kind} {sign} {right.kind}")


def _now(self: Expressions, node: Tree, _scope: Scope) -> Typed:
    if node.name.text.upper() != "CURRENT_TIMESTAMP":
        raise EngineError(f"athena: this engine does not know {self.source.words(node)}")
    return Typed(self.now, INSTANT)


def _in_zone(self: Expressions, node: Tree, scope: Scope) -> Typed:
    zone = node.timeZoneSpecifier()
    if name_of(zone) != "TimeZoneString" or self.text(zone.string()) != "UTC":
        raise EngineError(f"athena: this engine does not know {self.source.words(zone)}")
    return Typed(f"trino_utc({self.of_kind(node.valueExpression(), scope, INSTANT).sql})", INSTANT)


def _constructed(self: Expressions, node: Tree, _scope: Scope) -> Typed:
    """`IPADDRESS '..'`: a cast of a constant."""
    kind, text = self.source.words(node.identifier()).lower(), self.text(node.string())
    if kind != "ipaddress":
        raise EngineError(f"athena: this engine does not know {self.source.words(node)[:80]}")
    return Typed(f"trino_to_address({literal(text)})", IPADDRESS)


def _array(self: Expressions, node: Tree, scope: Scope) -> Typed:
    items = [self.typed(item, scope) for item in node.expression()]
    kind = forms.common(items, self.source.words(node))
    return Typed("[" + ", ".join(item.sql for item in items) + "]", array(kind))


def _call(self: Expressions, node: Tree, scope: Scope) -> Typed:
    name = self.source.words(node.qualifiedName()).lower()
    if node.over() or node.nullTreatment() or node.processingMode() or node.label:
        raise EngineError(f"athena: this engine does not know {self.source.words(node)[:80]}")
    if name in calls.AGGREGATES:
        return forms.aggregate(self, name, node, scope)
    if node.filter_() or node.sortItem() or node.setQuantifier():
        raise EngineError(f"athena: {name} is no function over a group")
    if name in forms.FORMS:
        return forms.FORMS[name](self, node.expression(), scope)
    found = calls.call(name, [self.typed(argument, scope) for argument in node.expression()], self.now)
    return calls.traced(found, scope.ids) if self.traced else found


def _extract(self: Expressions, node: Tree, scope: Scope) -> Typed:
    return calls.call(self.name(node.identifier()), [self.typed(node.valueExpression(), scope)], self.now)


_PASSED_THROUGH: Final = frozenset(
    {"Expression", "Predicated", "ValueExpressionDefault", "ParenthesizedExpression"}
)
_FORMS: Final[dict[str, Callable[[Expressions, Tree, Scope], Typed]]] = {
    "StringLiteral": _string,
    "NumericLiteral": _number,
    "BooleanLiteral": _boolean,
    "NullLiteral": _null,
    "IntervalLiteral": _interval,
    "ColumnReference": _column,
    "Dereference": _member,
    "And": _joined("AND"),
    "Or": _joined("OR"),
    "LogicalNot": _not,
    "Concatenation": _concatenated,
    "ArithmeticBinary": _arithmetic,
    "SpecialDateTimeFunction": _now,
    "AtTimeZone": _in_zone,
    "TypeConstructor": _constructed,
    "ArrayConstructor": _array,
    "FunctionCall": _call,
    "Extract": _extract,
    "Predicated": predicates.predicated,
    "Cast": forms.cast,
    "SearchedCase": forms.searched_case,
    "JsonQuery": json_forms.json_query,
    "JsonExists": json_forms.json_exists,
    "JsonValue": json_forms.json_value,
}
