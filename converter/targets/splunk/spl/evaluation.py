"""Eval expressions compiled to functions of a row.

Logic has three values: what compares with null is null, NOT null is null, AND and OR give null
unless the other side decides; `where` keeps rows on true alone (docs.splunk.com, Search Reference,
"where", November 2026). Operands are evaluated only where they decide something.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from converter.targets.splunk.spl.comparison import COMPARE, compare
from converter.targets.splunk.spl.expression import Call, Expression, Field, Literal
from converter.targets.splunk.spl.functions import FUNCTIONS, TEXTS
from converter.targets.splunk.spl.search import condition
from converter.targets.splunk.spl.values import Scalar, Value, gather, members, text_of, truth
from converter.verify.engine import EngineError

if TYPE_CHECKING:
    from collections.abc import Callable

    from converter.targets.splunk.spl.rows import Row

    Evaluate: TypeAlias = Callable[[Row], Value]


def compiled(tree: Expression) -> Evaluate:
    """A function that gives the expression's value for a row.

    Raises EngineError for an unknown function or a wrong number of operands; the function itself
    raises it where a value is one that Splunk's documentation leaves open.
    """
    if isinstance(tree, Literal):
        value = tree.value
        return lambda _: value
    if isinstance(tree, Field):
        name = tree.name
        return lambda row: row.get(name)
    if tree.name in COMPARE:
        return _comparison(tree)
    if tree.name in _FORMS:
        return _FORMS[tree.name](tree.operands)
    return _function(tree)


def _function(tree: Call) -> Evaluate:
    function = FUNCTIONS.get(tree.name)
    if function is None:
        raise EngineError(f"SPL: unknown function {tree.name}()")
    _count(tree.name, tree.operands, function.least, function.most)
    operands = [compiled(operand) for operand in tree.operands]
    run = function.run
    return lambda row: run(*[operand(row) for operand in operands])


def _count(name: str, operands: tuple[Expression, ...], least: int, most: int | None) -> None:
    if len(operands) < least or (most is not None and len(operands) > most):
        raise EngineError(f"SPL: {name}() does not take {len(operands)} operands")


def _comparison(tree: Call) -> Evaluate:
    sign, typed = tree.name, all(_is_typed(operand) for operand in tree.operands)
    left, right = (compiled(operand) for operand in tree.operands)
    return lambda row: compare(sign, left(row), right(row), typed=typed)


def _is_typed(tree: Expression) -> bool:
    return isinstance(tree, Literal) or (isinstance(tree, Call) and tree.name in TEXTS)


def _not(operands: tuple[Expression, ...]) -> Evaluate:
    inner = compiled(operands[0])

    def negated(row: Row) -> Value:
        value = truth(inner(row))
        return None if value is None else not value

    return negated


def _decided_by(decisive: bool) -> Callable[[tuple[Expression, ...]], Evaluate]:  # noqa: FBT001 - false for AND, true for OR
    def form(operands: tuple[Expression, ...]) -> Evaluate:
        functions = [compiled(operand) for operand in operands]

        def connected(row: Row) -> Value:
            unknown = False
            for function in functions:
                value = truth(function(row))
                if value is decisive:
                    return decisive
                unknown = unknown or value is None
            return None if unknown else not decisive

        return connected

    return form


def _xor(operands: tuple[Expression, ...]) -> Evaluate:
    left, right = (compiled(operand) for operand in operands)

    def either(row: Row) -> Value:
        first, second = truth(left(row)), truth(right(row))
        return None if first is None or second is None else first is not second

    return either


def _if(operands: tuple[Expression, ...]) -> Evaluate:
    _count("if", operands, 3, 3)
    test, then, otherwise = (compiled(operand) for operand in operands)
    return lambda row: then(row) if truth(test(row)) else otherwise(row)


def _case(operands: tuple[Expression, ...]) -> Evaluate:
    if not operands or len(operands) % 2:
        raise EngineError("SPL: case() takes pairs of a condition and a value")
    functions = [compiled(operand) for operand in operands]
    pairs = list(zip(functions[::2], functions[1::2], strict=True))
    return lambda row: next((value(row) for test, value in pairs if truth(test(row))), None)


def _coalesce(operands: tuple[Expression, ...]) -> Evaluate:
    _count("coalesce", operands, 1, None)
    functions = [compiled(operand) for operand in operands]
    return lambda row: next((value for function in functions if (value := function(row)) is not None), None)


def _in(operands: tuple[Expression, ...]) -> Evaluate:
    """True if some member of the first operand equals one of the others, case-sensitively."""
    _count("in", operands, 2, None)
    typed = all(_is_typed(operand) for operand in operands)
    subject, *choices = (compiled(operand) for operand in operands)

    def among(row: Row) -> Value:
        found = members(subject(row))
        values = [choice(row) for choice in choices]
        verdicts = [compare("=", member, value, typed=typed) for member in found for value in values]
        return any(verdicts) if found else None

    return among


def _field_of(operands: tuple[Expression, ...], name: str) -> str:
    """The one field that mvmap or mvfilter goes through."""
    fields = sorted({field for operand in operands for field in _fields(operand)})
    if len(fields) != 1:
        raise EngineError(f"SPL: {name}() needs exactly one field, not {fields}")
    return fields[0]


def _fields(tree: Expression) -> set[str]:
    if isinstance(tree, Field):
        return {tree.name}
    return (
        {name for operand in tree.operands for name in _fields(operand)} if isinstance(tree, Call) else set()
    )


def _each(row: Row, field: str, inner: Evaluate) -> list[tuple[Scalar, Value]]:
    """Each member of a field with the value of an expression in which the field is that member."""
    return [(member, inner(row.with_values({field: member}))) for member in members(row.get(field))]


def _mvmap(operands: tuple[Expression, ...]) -> Evaluate:
    _count("mvmap", operands, 2, 2)
    subject, inner = operands[0], compiled(operands[1])
    if not isinstance(subject, Field):
        raise EngineError("SPL: mvmap() takes a field first")
    field = subject.name

    def mapped(row: Row) -> Value:
        values = [value for _, value in _each(row, field, inner)]
        return gather([_stored(member) for value in values for member in members(value)])

    return mapped


def _stored(member: Scalar) -> Scalar:
    """A member of a field: refuses true and false, which no field can hold."""
    text_of(member)
    return member


def _mvfilter(operands: tuple[Expression, ...]) -> Evaluate:
    _count("mvfilter", operands, 1, 1)
    field, inner = _field_of(operands, "mvfilter"), compiled(operands[0])
    return lambda row: gather([member for member, kept in _each(row, field, inner) if truth(kept)])


def _searchmatch(operands: tuple[Expression, ...]) -> Evaluate:
    if len(operands) != 1 or not isinstance(operands[0], Literal):
        raise EngineError("SPL: searchmatch() takes one search in quotes")
    return condition(str(operands[0].value))


_FORMS: dict[str, Callable[[tuple[Expression, ...]], Evaluate]] = {
    "AND": _decided_by(decisive=False),
    "OR": _decided_by(decisive=True),
    "XOR": _xor,
    "NOT": _not,
    "if": _if,
    "case": _case,
    "coalesce": _coalesce,
    "in": _in,
    "mvfilter": _mvfilter,
    "mvmap": _mvmap,
    "searchmatch": _searchmatch,
}
