"""EQL conditions made into tests of documents, with the semantics of Elasticsearch.

Elasticsearch turns a condition into queries and scripts, each of which says yes or no: a test of an absent
field is a plain no, so its negation is a yes. Null exists for a field that the mapping lacks (`?field`):
a test of it is null in every document, `not` leaves it null, `and` with it is null, `or` forgets it, and
null as the whole condition finds nothing. Source: elastic/elasticsearch, x-pack/plugin/eql, Optimizer and
QueryTranslator; x-pack/plugin/ql, ExpressionTranslators and OptimizerRules.PruneFilters; November 2026.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from converter.targets.eql.elasticsearch import comparisons, wildcard
from converter.targets.eql.elasticsearch.comparisons import Condition, any_text
from converter.targets.eql.elasticsearch.folding import exactly, fold_for
from converter.targets.eql.elasticsearch.operands import (
    Call,
    Constant,
    Field,
    arguments_of,
    read_constants,
    read_operand,
)
from converter.verify.engine import EngineError

if TYPE_CHECKING:
    from collections.abc import Callable

    from converter.targets.eql.document import Document
    from converter.targets.eql.elasticsearch.folding import Folding
    from converter.targets.eql.elasticsearch.operands import Operand
    from converter.targets.eql.elasticsearch.syntax import Node

_FIELDS: Final = frozenset({"field", "base_field"})
_MIRRORED: Final = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}


def compile_condition(node: Node, folding: Folding) -> Condition:
    """The test that a condition's tree stands for. Raises EngineError where Elasticsearch would fail."""
    return _condition(node, folding) or Condition(_nothing)


def _nothing(_: Document) -> bool:
    return False


def _everything(_: Document) -> bool:
    return True


def _condition(node: Node, folding: Folding) -> Condition | None:
    """A condition's test; None is null."""
    return _RULES.get(node.rule, _boolean)(node, folding)


def _and(node: Node, folding: Folding) -> Condition | None:
    """Null if any part is."""
    conditions = [_condition(part, folding) for part in node.nodes]
    parts = [condition for condition in conditions if condition]
    if len(parts) < len(conditions):
        return None
    tests = tuple(part.test for part in parts)
    only: dict[str, frozenset[str]] = {}
    for part in parts:
        only.update(part.only)
    return Condition(lambda document: all(test(document) for test in tests), only)


def _or(node: Node, folding: Folding) -> Condition | None:
    """Parts that are null do not count."""
    parts = [part for member in node.nodes if (part := _condition(member, folding))]
    if not parts:
        return None
    tests = tuple(part.test for part in parts)
    shared = frozenset.intersection(*(frozenset(part.only) for part in parts))
    only = {name: frozenset[str]().union(*(part.only[name] for part in parts)) for name in sorted(shared)}
    return Condition(lambda document: any(test(document) for test in tests), only)


def _not(node: Node, folding: Folding) -> Condition | None:
    inner = _condition(node.nodes[0], folding)
    return _negated(inner) if len(node.words) % 2 else inner


def _negated(condition: Condition | None) -> Condition | None:
    if condition is None:
        return None
    test = condition.test
    return Condition(lambda document: not test(document))


def _boolean(node: Node, _: Folding) -> Condition | None:
    """A condition that is a value itself: true, a boolean field, null."""
    operand = read_operand(node)
    match operand:
        case Constant(value=None):
            return None
        case Constant(value=bool(value)):
            return Condition(_everything if value else _nothing)
        case Field(kind="boolean"):
            return comparisons.equal(operand, [True], exactly)
    raise EngineError(f"a condition is true or false, not {operand.kind}")


def _function(node: Node, folding: Folding) -> Condition | None:
    """A function that tests: of a field and a constant a query of the index, else a script."""
    if node.words[0] == "cidrMatch":
        return _cidr_match(node)
    call = read_operand(node)
    match call:
        case Constant():
            return None
        case Call(arguments=(Field(name=name), Constant(value=str(constant)))) if call.kind == "boolean":
            ignoring = fold_for([constant], folding if call.caseless else None)
            return Condition(
                any_text(name, ignoring, comparisons.indexed_function(call.name, constant, ignoring))
            )
    if call.kind != "boolean":
        raise EngineError(f"a condition is true or false, not {call.kind}")
    return Condition(lambda document: True in call.values(document))


def _cidr_match(node: Node) -> Condition | None:
    left = read_operand(arguments_of(node)[0])
    if left.kind == "null":
        return None
    if not isinstance(left, Field) or left.kind != "ip":
        raise EngineError("cidrMatch takes a field of the type ip")
    return comparisons.in_blocks(left.name, read_constants(arguments_of(node)[1:]))


def _comparison(node: Node, folding: Folding) -> Condition | None:
    left_node, sign, right_node = _literal_last(node)
    truth = _truth(right_node)
    if truth is not None and left_node.rule not in _FIELDS and sign in {"==", "!="}:
        condition = _condition(left_node, folding)
        return condition if truth == (sign == "==") else _negated(condition)
    left, right = read_operand(left_node), read_operand(right_node)
    if isinstance(left, Constant) and not isinstance(right, Constant):
        left, sign, right = right, _MIRRORED[sign], left
    if not isinstance(right, Constant):
        raise EngineError("comparisons against fields are not supported in EQL")
    return _with_constant(left, sign, right)


def _with_constant(left: Operand, sign: str, right: Constant) -> Condition | None:
    if right.value is None:
        return _null_check(left, sign)
    match left:
        case Constant():
            return _of_constant(left)
        case Call():
            return comparisons.computed(left, sign, right)
    if sign in comparisons.ORDER:
        return comparisons.ordered(left, sign, right.value)
    equal = comparisons.equal(left, [right.value], exactly)
    return _negated(equal) if sign == "!=" else equal


def _literal_last(node: Node) -> tuple[Node, str, Node]:
    left, right = node.nodes
    sign = node.words[0]
    return (right, _MIRRORED[sign], left) if left.rule == "literal" else (left, sign, right)


def _truth(node: Node) -> bool | None:
    """The value of a literal `true` or `false`."""
    if node.rule != "literal" or node.nodes[0].rule != "boolean":
        return None
    return node.nodes[0].words[0] == "true"


def _of_constant(left: Constant) -> Condition | None:
    """A constant compared or matched: null if it is an unmapped field, else not worth evaluating."""
    if left.value is not None:
        raise EngineError("this engine does not compare constants with each other")
    return None


def _null_check(left: Operand, sign: str) -> Condition:
    """`== null`: the field is absent, or a function has no value."""

    def absent(document: Document) -> bool:
        return None in left.values(document)

    return Condition(absent if sign == "==" else lambda document: not absent(document))


def _in(node: Node, folding: Folding) -> Condition | None:
    caseless = node.words[0] == "in~"
    left = read_operand(node.nodes[0])
    values = read_constants(node.nodes[1].nodes)
    match left:
        case Constant():
            return _of_constant(left)
        case Field() if left.kind == "text" or not caseless:
            ignoring = fold_for(map(str, values), folding if caseless else None)
            return comparisons.equal(left, values, ignoring)
        case Call() if not caseless and Constant(values[0]).kind == left.kind:
            return Condition(lambda document: any(value in values for value in left.values(document)))
    raise EngineError(f"this engine does not evaluate {node.words[0]} on a {left.kind} here")


def _not_in(node: Node, folding: Folding) -> Condition | None:
    return _negated(_in(node, folding))


def _string_predicate(node: Node, folding: Folding) -> Condition | None:
    sign = node.words[0]
    left = read_operand(node.nodes[0])
    constants = read_constants(node.nodes[1:])
    match left:
        case Constant():
            return _of_constant(left)
        case Field(kind="text"):
            caseless = sign == ":" or sign.endswith("~")
            patterns = [str(constant) for constant in constants]
            return _patterns(left, sign, patterns, folding if caseless else None)
    raise EngineError(f"{sign} takes a field that holds text on its left, in this engine")


def _patterns(left: Field, sign: str, patterns: list[str], folding: Folding | None) -> Condition:
    if sign.startswith("regex"):
        return Condition(any_text(left.name, exactly, comparisons.regex(patterns, folding)))
    ignoring = fold_for(patterns, folding)
    if all(map(wildcard.is_plain, patterns)):
        return comparisons.equal(left, patterns, ignoring)
    return Condition(any_text(left.name, ignoring, comparisons.like(patterns, ignoring)))


_RULES: Final[dict[str, Callable[[Node, Folding], Condition | None]]] = {
    "and_expr": _and,
    "comparison": _comparison,
    "function_call": _function,
    "in_set": _in,
    "not_expr": _not,
    "not_in_set": _not_in,
    "or_expr": _or,
    "string_predicate": _string_predicate,
}
