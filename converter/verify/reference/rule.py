"""A Sigma rule, read from its own YAML as the specification says."""

from __future__ import annotations

import math
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeAlias

from converter.errors import RuleError
from converter.verify.reference.filters import concerns
from converter.verify.reference.grammar import Both, Condition, Either, Neither, Selection, read_condition
from converter.verify.reference.modifiers import modified
from converter.verify.reference.tree import (
    AllOf,
    AnyOf,
    FieldTest,
    Node,
    NoneOf,
    decisive,
    single_test,
)
from converter.verify.reference.values import Boolean, Expression, Null, Number, Text, Value, read_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from converter.verify.reference.paths import Event

    Yaml: TypeAlias = Any
    Placeholders: TypeAlias = Mapping[str, Sequence[str]]

NO_SELECTIONS = frozenset({"condition", "timeframe"})
NO_SELECTIONS_OF_A_FILTER = frozenset({"condition", "rules"})
NO_PLACEHOLDERS: Placeholders = MappingProxyType({})
WITHOUT_FIELD = frozenset({"startswith", "endswith"})


@dataclass(frozen=True, slots=True)
class Reference:
    """What one condition of a rule means: `tree` for reading, `matches` for running."""

    tree: Node
    matches: Callable[[Event], bool]

    def decisive(self, event: Event) -> list[tuple[FieldTest, bool]]:
        """List the field tests that decided the verdict on `event`, each with whether it held."""
        return decisive(self.tree, event)


def compile_rule(
    rule: dict[str, Any],
    filters: Iterable[Mapping[str, Any]] = (),
    placeholders: Placeholders = NO_PLACEHOLDERS,
) -> list[Reference]:
    """Read a rule, parsed from its YAML, and give one reference for each of its conditions.

    Args:
        rule: the rule.
        filters: Sigma filters; those that concern the rule must hold as well.
        placeholders: for each name the values, written as in a rule, one of which `%name%` stands for.

    Raises:
        RuleError: the rule is not sound Sigma, or open to two readings.
    """
    detection = rule.get("detection")
    if not isinstance(detection, dict):
        raise RuleError("detection: missing, or no map; the rule says nothing to look for")
    if "timeframe" in detection:
        raise RuleError("detection.timeframe: it counts events over time; use a correlation rule instead")
    own = [
        tree
        for each in filters
        if concerns(each, rule)
        for tree in _trees(each["filter"], NO_SELECTIONS_OF_A_FILTER, placeholders)
    ]
    trees = [_all([tree, *own]) for tree in _trees(detection, NO_SELECTIONS, placeholders)]
    return [Reference(tree, tree.holds) for tree in trees]


def _trees(detection: dict[str, Any], others: frozenset[str], placeholders: Placeholders) -> list[Node]:
    """Give a tree for each condition of a rule's detection, or for that of a filter."""
    selections = {
        str(name): _selection(str(name), body, placeholders)
        for name, body in detection.items()
        if name not in others
    }
    return [_resolved(read_condition(text, [*selections]), selections) for text in _conditions(detection)]


def _conditions(detection: dict[str, Any]) -> list[str]:
    condition = detection.get("condition")
    written = condition if isinstance(condition, list) else [condition]
    conditions = [text for text in written if isinstance(text, str) and text.strip()]
    if not written or len(conditions) < len(written):
        raise RuleError("detection.condition: missing, or no text; name the selections to combine")
    return conditions


def _resolved(condition: Condition, selections: dict[str, Node]) -> Node:
    match condition:
        case Selection(name):
            return selections[name]
        case Neither(part):
            return NoneOf(_resolved(part, selections))
        case Both(parts):
            return AllOf(tuple(_resolved(part, selections) for part in parts))
        case Either(parts):
            return AnyOf(tuple(_resolved(part, selections) for part in parts))


def _selection(place: str, body: Yaml, placeholders: Placeholders) -> Node:
    """Read a selection: a map is AND, a list of maps or keywords is OR."""
    if isinstance(body, dict) and body:
        return _all([_item(place, str(key), values, placeholders) for key, values in body.items()])
    if isinstance(body, list) and body:
        return _any(
            [
                _selection(place, part, placeholders)
                if isinstance(part, dict)
                else _item(place, "", part, placeholders)
                for part in body
            ]
        )
    if isinstance(body, str | int | float):
        return _item(place, "", body, placeholders)
    raise RuleError(f"detection.{place}: empty; a selection is a map, a list of maps, or keywords")


def _item(place: str, key: str, written: Yaml, placeholders: Placeholders) -> Node:
    """Read one `field|modifier|...: values`."""
    field, *modifiers = key.split("|")
    try:
        tests = [_test(field or None, modifiers, value, placeholders) for value in _values(written)]
    except RuleError as error:
        raise RuleError(f"detection.{place}.{key or 'keywords'}: {error}") from error
    linked = _all(tests) if "all" in modifiers else _any(tests)
    return NoneOf(linked) if "neq" in modifiers else linked


def _values(written: Yaml) -> list[Yaml]:
    values = written if isinstance(written, list) else [written]
    if not values:
        raise RuleError("an empty list asks for nothing; write null for a field without a value")
    return values


def _test(field: str | None, modifiers: list[str], written: Yaml, placeholders: Placeholders) -> FieldTest:
    value = _value(written) if field is not None else _keyword(written, modifiers)
    alternatives = modified(value, str(written), modifiers, placeholders)
    if field is None and not all(isinstance(each, Text | Expression) for each in alternatives):
        raise RuleError("a keyword is a text, a number or a regular expression; name a field for the rest")
    return single_test(field, _shown(field, modifiers, written), alternatives)


def _keyword(written: Yaml, modifiers: list[str]) -> Value:
    if not WITHOUT_FIELD.isdisjoint(modifiers):
        raise RuleError("startswith and endswith without a field are open to two readings; name a field")
    number = isinstance(written, int | float) and not isinstance(written, bool)
    return Text((str(written),)) if number else _value(written)


def _shown(field: str | None, modifiers: list[str], written: Yaml) -> str:
    return f"{'|'.join([field or '', *modifiers])}: {'null' if written is None else written}"


def _value(written: Yaml) -> Value:
    match written:
        case None:
            return Null()
        case bool():
            return Boolean(written)
        case int():
            return Number(written)
        case float() if math.isfinite(written):
            return Number(written)
        case str() if not any("\ud800" <= character <= "\udfff" for character in written):
            return read_text(written)
    raise RuleError(f"{written!r} is no value of a rule; write a text, a number, true, false or null")


def _all(nodes: Sequence[Node]) -> Node:
    return nodes[0] if len(nodes) == 1 else AllOf(tuple(nodes))


def _any(nodes: Sequence[Node]) -> Node:
    return nodes[0] if len(nodes) == 1 else AnyOf(tuple(nodes))
