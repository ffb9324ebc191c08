"""The two sides of a test in EQL: constants, fields, and functions of them."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING, Final

from converter.targets.eql import stored
from converter.targets.eql.elasticsearch.functions import FUNCTIONS, call
from converter.targets.eql.elasticsearch.syntax import field_name, string_value
from converter.verify.engine import EngineError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from converter.targets.eql.document import Document
    from converter.targets.eql.elasticsearch.functions import Function, Scalar
    from converter.targets.eql.elasticsearch.syntax import Node

_KINDS: Final = {
    stored.KEYWORD: "text",
    stored.CONSTANT: "text",
    stored.BOOLEAN: "boolean",
    stored.IP: "ip",
    stored.DATE: "date",
}


@dataclass(frozen=True, slots=True)
class Constant:
    """A literal; an unmapped `?field` is one, too: null in every document."""

    value: Scalar

    @property
    def kind(self) -> str:
        """Text, number, boolean or null."""
        if self.value is None:
            return "null"
        if isinstance(self.value, bool):
            return "boolean"
        return "text" if isinstance(self.value, str) else "number"

    def values(self, _: Document) -> Iterator[Scalar]:
        """The one value."""
        yield self.value


@dataclass(frozen=True, slots=True)
class Field:
    """A field of the mapping that EQL can read."""

    name: str
    kind: str

    def values(self, document: Document) -> Iterator[Scalar]:
        """Each of its values for a script; null where it is absent."""
        found = document.values(self.name) or (None,)
        for value in found:
            yield value if value is None or isinstance(value, (str, bool)) else str(value)


@dataclass(frozen=True, slots=True)
class Call:
    """A function of other operands."""

    name: str
    arguments: tuple[Operand, ...]
    caseless: bool

    @property
    def kind(self) -> str:
        """What the function yields."""
        return FUNCTIONS[self.name].result

    def values(self, document: Document) -> Iterator[Scalar]:
        """Its value for every combination of the values of its fields."""
        for values in product(*(argument.values(document) for argument in self.arguments)):
            yield call(self.name, values, caseless=self.caseless)


Operand = Constant | Field | Call


def read_operand(node: Node) -> Operand:
    """A side of a test. Raises EngineError for what Elasticsearch or this engine does not take."""
    match node.rule:
        case "literal":
            return Constant(_literal(node.nodes[0]))
        case "value":
            return Constant(_signed(node))
        case "field" | "base_field":
            return _field(node)
        case "function_call":
            return _call(node)
    raise EngineError(f"this engine does not evaluate {node.rule.replace('_', ' ')}")


def read_constants(nodes: Iterable[Node]) -> list[Scalar]:
    """Literals, all of one kind and none null."""
    operands = [read_operand(node) for node in nodes]
    constants = [operand for operand in operands if isinstance(operand, Constant)]
    kinds = sorted({constant.kind for constant in constants})
    if len(constants) < len(operands) or len(kinds) != 1 or kinds == ["null"]:
        raise EngineError("a list holds constants of one type, and no null")
    return [constant.value for constant in constants]


def _literal(node: Node) -> Scalar:
    match node.rule:
        case "string":
            return string_value(node)
        case "boolean":
            return node.words[0] == "true"
        case "null":
            return None
    return _number(node)


def _number(node: Node) -> int | float:
    digits = node.words[-1]
    return int(digits) if digits.isdigit() else float(digits)


def _signed(node: Node) -> int | float:
    operand = node.nodes[0]
    if operand.rule != "literal" or operand.nodes[0].rule != "number":
        raise EngineError("this engine takes a sign before a number only")
    number = _number(operand.nodes[0])
    return -number if node.words[0] == "-" else number


def _field(node: Node) -> Field | Constant:
    name, optional = field_name(node)
    kind = stored.type_of(name)
    if kind is None and optional:
        return Constant(None)
    if kind is None:
        raise EngineError(f"unknown column [{name}]: write ?{name} for a field that may be unmapped")
    if kind not in _KINDS:
        raise EngineError(f"cannot use field [{name}]: unsupported type [{kind}] in EQL")
    return Field(name, _KINDS[kind])


def _call(node: Node) -> Call | Constant:
    written = node.words[0]
    name = written.removesuffix("~")
    caseless = written.endswith("~")
    function = FUNCTIONS.get(name)
    if function is None or (caseless and not function.has_caseless_form):
        raise EngineError(f"this engine does not evaluate the function {written}")
    arguments = tuple(read_operand(argument) for argument in arguments_of(node))
    if any(argument.kind == "null" for argument in arguments):
        return Constant(None)
    _check(written, function, arguments)
    return Call(name, arguments, caseless)


def _check(written: str, function: Function, arguments: tuple[Operand, ...]) -> None:
    if not function.fewest <= len(arguments) <= len(function.arguments):
        raise EngineError(f"{written} does not take {len(arguments)} arguments")
    for argument, expected in zip(arguments, function.arguments, strict=False):
        if expected not in {argument.kind, "any"}:
            raise EngineError(f"{written} takes {expected} here, not {argument.kind}")


def arguments_of(call: Node) -> tuple[Node, ...]:
    """The nodes of a call's arguments."""
    return call.nodes[0].nodes if call.nodes else ()
