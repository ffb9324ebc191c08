"""What the checks look at: a rule as a tree of single tests, each with its place in the file."""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import field as attribute
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeAlias

import yaml

from converter.errors import RuleError
from converter.grammar import Expression, Name, Negation, parse
from converter.lint.findings import Finding, Place
from converter.lint.pattern import ANY, Pattern, pattern_of
from converter.lint.source import child, entries

if TYPE_CHECKING:
    from collections.abc import Iterator

    from converter.lint.source import Source
    from converter.load import Rule


@dataclass(frozen=True)
class Atom:
    """One value of one field: `field` is empty for keywords, `place` is the value's."""

    selection: str
    field: str
    modifiers: tuple[str, ...]
    value: Any
    text: str
    place: Place = attribute(compare=False)
    key_place: Place = attribute(compare=False)

    @cached_property
    def pattern(self) -> Pattern | None:
        """The texts that it takes, where that can be said by literals and wildcards."""
        return pattern_of(self.value, self.text, self.modifiers)

    @property
    def literal(self) -> str | None:
        """The one text that it takes, in lower case, if there is only one."""
        pattern = self.pattern
        return "".join(pattern) if pattern is not None and ANY.isdisjoint(pattern) else None

    @cached_property
    def meaning(self) -> tuple[Any, ...]:
        """Equal for two tests that ask the same; modifiers count where the pattern does not say all."""
        if self.pattern is None:
            return (self.field, tuple(sorted(self.modifiers)), type(self.value).__name__, self.text)
        return (self.field, self.pattern, "cased" in self.modifiers and self.text)


@dataclass(frozen=True)
class Both:
    """Every part holds, or (`every` false) one of them; no parts: it always (never) holds."""

    every: bool
    parts: tuple[Tree, ...]


@dataclass(frozen=True)
class Inverse:
    """The part does not hold."""

    part: Tree


Tree: TypeAlias = Atom | Both | Inverse


@dataclass(frozen=True)
class Condition:
    """One condition: its expression over selections and its place."""

    text: str
    expression: Expression
    place: Place


@dataclass(frozen=True)
class Subject:
    """One rule with its file and its YAML; `atoms` in the order of the file."""

    rule: Rule
    source: Source
    root: yaml.Node

    @cached_property
    def selections(self) -> dict[str, Place]:
        """The selections and where their names stand."""
        detection = child(self.root, "detection")
        return {name: Place.of(key) for name, key, _ in entries(detection) if name not in _NO_SELECTION}

    @cached_property
    def trees(self) -> dict[str, Tree]:
        """What each selection asks."""
        detection = child(self.root, "detection")
        return {
            name: _tree(name, value) for name, _, value in entries(detection) if name not in _NO_SELECTION
        }

    @cached_property
    def atoms(self) -> list[Atom]:
        """Every single test of the rule."""
        return [atom for tree in self.trees.values() for atom in atoms_of(tree)]

    @cached_property
    def conditions(self) -> list[Condition]:
        """The conditions that can be read; `converter.lint.checks.conversion` reports the others."""
        node = child(child(self.root, "detection"), "condition")
        nodes = node.value if isinstance(node, yaml.SequenceNode) else [node] if node else []
        return [found for each in nodes if (found := self._condition(each)) is not None]

    def _condition(self, node: yaml.Node) -> Condition | None:
        try:
            expression = parse(str(node.value), list(self.selections))
        except RuleError:
            return None
        return Condition(str(node.value), expression, Place.of(node))

    def tree(self, expression: Expression) -> Tree:
        """A condition as a tree of single tests."""
        if isinstance(expression, Name):
            return self.trees[expression.name]
        if isinstance(expression, Negation):
            return Inverse(self.tree(expression.operand))
        return Both(expression.quantifier == "all", tuple(map(self.tree, expression.operands)))

    def finding(self, code: str, place: Place, message: str) -> Finding:
        """A finding in this file."""
        return Finding(self.source.path, place, code, message)


_NO_SELECTION = {"condition", "timeframe"}


def atoms_of(tree: Tree) -> Iterator[Atom]:
    """The single tests of a tree, in order."""
    if isinstance(tree, Atom):
        yield tree
    elif isinstance(tree, Inverse):
        yield from atoms_of(tree.part)
    else:
        for part in tree.parts:
            yield from atoms_of(part)


def _tree(selection: str, node: yaml.Node) -> Tree:
    """A map is all of its items, a list any of its members, a lone value a keyword."""
    if isinstance(node, yaml.MappingNode):
        items = (_item(selection, name, key, value) for name, key, value in entries(node))
        return _joined(every=True, parts=tuple(items))
    if isinstance(node, yaml.SequenceNode):
        return _joined(every=False, parts=tuple(_tree(selection, each) for each in node.value))
    return _atom(selection, "", (), node, Place.of(node))


def _item(selection: str, name: str, key: yaml.Node, value: yaml.Node) -> Tree:
    field_, *modifiers = name.split("|")
    every, negated = "all" in modifiers, "neq" in modifiers
    kept = tuple(each for each in modifiers if each not in {"all", "neq"})
    nodes = value.value if isinstance(value, yaml.SequenceNode) else [value]
    atoms = tuple(_atom(selection, field_, kept, each, Place.of(key)) for each in nodes)
    tree = _joined(every=every, parts=atoms)
    return Inverse(tree) if negated else tree


def _joined(*, every: bool, parts: tuple[Tree, ...]) -> Tree:
    return parts[0] if len(parts) == 1 else Both(every, parts)


def _atom(selection: str, field_: str, modifiers: tuple[str, ...], node: yaml.Node, key_place: Place) -> Atom:
    text = node.value if isinstance(node, yaml.ScalarNode) else ""
    return Atom(selection, field_, modifiers, _value(node), text, Place.of(node), key_place)


def _value(node: yaml.Node) -> object:
    """A scalar's value as YAML means it; other nodes have none of their own."""
    tag = node.tag.rpartition(":")[2]
    if tag == "null":
        return None
    if tag == "bool":
        return str(node.value).lower() in {"true", "yes", "on"}
    if tag in {"int", "float"}:
        return _number(str(node.value))
    return node.value if isinstance(node, yaml.ScalarNode) else ...


def _number(text: str) -> object:
    value: object = yaml.load(text, yaml.SafeLoader)
    return value
