"""From pySigma's rule objects to the tree that targets render."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sigma.conditions import ConditionAND
from sigma.rule.detection import SigmaDetection, SigmaDetectionItem
from sigma.types import (
    CompareOperators,
    SigmaBool,
    SigmaCasedString,
    SigmaCIDRExpression,
    SigmaCompareExpression,
    SigmaExists,
    SigmaExpansion,
    SigmaFieldReference,
    SigmaNull,
    SigmaNumber,
    SigmaRegularExpression,
    SigmaRegularExpressionFlag,
    SigmaString,
    SigmaTimestampPart,
    SpecialChars,
)

from converter import grammar
from converter.condition import (
    All,
    Cidr,
    Compare,
    Keyword,
    Leaf,
    Node,
    Not,
    Null,
    Number,
    Present,
    Regex,
    SameAs,
    Test,
    Text,
    TimePart,
    Truth,
    Wildcard,
)
from converter.condition import Any as AnyOf
from converter.errors import RuleError
from converter.mend import items_of, unresolved

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from sigma.rule import SigmaRule

_WILDCARDS: dict[object, Wildcard] = {
    SpecialChars.WILDCARD_MULTI: Wildcard.ANY,
    SpecialChars.WILDCARD_SINGLE: Wildcard.ONE,
}
_OPERATORS: dict[CompareOperators, Any] = {
    CompareOperators.LT: "<",
    CompareOperators.LTE: "<=",
    CompareOperators.GT: ">",
    CompareOperators.GTE: ">=",
}
_MODES: dict[tuple[bool, bool], Any] = {
    (False, False): "equals",
    (True, False): "startswith",
    (False, True): "endswith",
    (True, True): "contains",
}


class RawFields:
    """The rule's own field paths, noted before a pipeline renames them.

    A pipeline that maps a field to one other keeps the item; its references come back in the same
    order. Where it replaced an item, the renamed path stands for the raw one.
    """

    def __init__(self, rule: SigmaRule) -> None:
        self._items = {
            id(item): (item, item.field or "", [ref.field for ref in _references(item)])
            for detection in rule.detection.detections.values()
            for item in items_of(detection)
        }

    def field(self, item: SigmaDetectionItem) -> str:
        """The raw path of this item's field."""
        return self._items[id(item)][1] if id(item) in self._items else item.field or ""

    def reference(self, item: SigmaDetectionItem, reference: SigmaFieldReference) -> str:
        """The raw path of a field that one of this item's values refers to."""
        now = [id(value) for value in _references(item)]
        before = self._items[id(item)][2] if id(item) in self._items else []
        return before[now.index(id(reference))] if len(now) == len(before) else reference.field

    def all(self) -> list[str]:
        """Every path that the rule names, sorted."""
        paths = {path for _, field, references in self._items.values() for path in (field, *references)}
        return sorted(paths - {""})


def _references(item: SigmaDetectionItem) -> list[SigmaFieldReference]:
    return [value for value in item.value if isinstance(value, SigmaFieldReference)]


def read(rule: SigmaRule, raw: RawFields) -> list[Node]:
    """One tree for each condition of the rule, in the rule's order.

    Raises:
        RuleError: a condition cannot be read, or a value has no meaning.
    """
    reader = Reader(rule, raw)
    return [reader.condition(condition) for condition in rule.detection.condition]


class Reader:
    """Reads a rule's conditions; `raw` knows its own field paths, whatever a pipeline made of them."""

    def __init__(self, rule: SigmaRule, raw: RawFields) -> None:
        self.detections = rule.detection.detections
        self.raw = raw

    def condition(self, text: str) -> Node:
        """One condition; raises RuleError where it cannot be read, or a value has no meaning."""
        if not isinstance(text, str):
            raise RuleError(f"condition {text!r} is no text")
        return self.expression(grammar.parse(text, self.detections))

    def expression(self, expression: grammar.Expression) -> Node:
        """A part of a condition."""
        match expression:
            case grammar.Name(name):
                return self.detection(self.detections[name])
            case grammar.Negation(operand):
                return Not(self.expression(operand))
            case grammar.Group(quantifier, operands):
                return _join(quantifier == "all", [self.expression(operand) for operand in operands])

    def detection(self, detection: SigmaDetection) -> Node:
        """A selection, or a map or list inside one."""
        nodes = [
            self.detection(item) if isinstance(item, SigmaDetection) else self.item(item)
            for item in detection.detection_items
        ]
        if not nodes:
            raise RuleError("the pipeline dropped every item of a detection")
        return _join(detection.item_linking is ConditionAND, nodes)

    def item(self, item: SigmaDetectionItem) -> Node:
        """A field, or none, with its modifiers and values."""
        nodes = [self.value(item, value) for value in item.value or [SigmaNull()]]
        node = _join(item.value_linking is ConditionAND, nodes)
        return Not(node) if item.negated else node

    def value(self, item: SigmaDetectionItem, value: Any) -> Node:  # noqa: ANN401 -- any of pySigma's types
        """One value of an item."""
        if isinstance(value, SigmaExpansion):
            return _join(False, [self.value(item, inner) for inner in value.values])  # noqa: FBT003 -- not all
        if isinstance(value, SigmaCompareExpression) and value.op is CompareOperators.NEQ:
            return Not(self.value(item, value.number))
        if item.field is None:
            return Keyword(_keyword(value))
        test = _test(value)
        if isinstance(test, SameAs):
            test = SameAs(test.field, test.mode, self.raw.reference(item, value))
        return Leaf(item.field, test, self.raw.field(item))


def _join(every: bool, nodes: Iterable[Node]) -> Node:  # noqa: FBT001 -- all or any
    """The nodes as one: nested groups of the same kind become one, equal neighbours count once."""
    kind = All if every else AnyOf
    flat: dict[Node, None] = {}
    for node in nodes:
        flat.update(dict.fromkeys(node.nodes if isinstance(node, kind) else (node,)))
    return next(iter(flat)) if len(flat) == 1 else kind(tuple(flat))


def _keyword(value: Any) -> Text | Number | Regex:  # noqa: ANN401 -- any of pySigma's types
    test = _test(value)
    if isinstance(test, Text | Number | Regex):
        return test
    raise RuleError("a keyword must be a text, a number or a regex; give this value a field")


def _test(value: Any) -> Test:  # noqa: ANN401 -- any of pySigma's types
    for kind in type(value).__mro__:
        if kind in _TESTS:
            return _TESTS[kind](value)
    raise RuleError(f"a value of type {type(value).__name__} has no meaning in a query")


def _text(value: SigmaString) -> Text:
    _refuse_placeholder(value)
    parts: list[str | Wildcard] = []
    for part in value.s:
        found = part if isinstance(part, str) else _WILDCARDS[part]
        if isinstance(found, str) and parts and isinstance(parts[-1], str):
            parts[-1] += found
        elif found and not (found is Wildcard.ANY and parts and parts[-1] is Wildcard.ANY):
            parts.append(found)
    return Text(tuple(parts), cased=isinstance(value, SigmaCasedString))


def _refuse_placeholder(value: SigmaString) -> None:
    if (name := unresolved(value)) is not None:
        raise RuleError(f"the placeholder %{name}% has no value; fill it by a pipeline")


def _regex(value: SigmaRegularExpression) -> Regex:
    _refuse_placeholder(value.regexp)
    flags = value.flags
    return Regex(
        value.regexp.original,
        ignorecase=SigmaRegularExpressionFlag.IGNORECASE in flags,
        multiline=SigmaRegularExpressionFlag.MULTILINE in flags,
        dotall=SigmaRegularExpressionFlag.DOTALL in flags,
    )


def _compare(value: SigmaCompareExpression) -> Compare:
    if isinstance(value.number, SigmaTimestampPart):
        raise RuleError("a part of a time compares by equality only; list its values")
    return Compare(_OPERATORS[value.op], value.number.number)


def _time_part(value: SigmaTimestampPart) -> TimePart:
    part: Any = value.timestamp_part.name.lower()
    return TimePart(part, int(value.number))


_TESTS: dict[type, Callable[[Any], Test]] = {
    SigmaString: _text,
    SigmaNumber: lambda value: Number(value.number),
    SigmaTimestampPart: _time_part,
    SigmaBool: lambda value: Truth(value.boolean),
    SigmaNull: lambda _: Null(),
    SigmaExists: lambda value: Present(bool(value)),
    SigmaRegularExpression: _regex,
    SigmaCompareExpression: _compare,
    SigmaCIDRExpression: lambda value: Cidr(value.network),
    SigmaFieldReference: lambda value: SameAs(value.field, _MODES[value.starts_with, value.ends_with]),
}
