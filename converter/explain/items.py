"""The items of a rule beside the nodes that its queries are made from."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sigma.modifiers import modifier_mapping

from converter.grammar import Name, Negation
from converter.read import Reader

if TYPE_CHECKING:
    from sigma.rule import SigmaRule
    from sigma.rule.detection import SigmaDetection, SigmaDetectionItem

    from converter.condition import Node
    from converter.grammar import Expression
    from converter.read import RawFields

# The shortest word of each modifier: `re|i` rather than `re|ignorecase`.
_WORDS = {kind: word for word, kind in sorted(modifier_mapping.items(), key=lambda pair: -len(pair[0]))}


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a condition: its node, whether an odd number of NOTs stands above it, what it lies in."""

    node: Node
    negated: bool
    around: tuple[Part, ...] = ()


@dataclass(frozen=True, slots=True)
class Item:
    """One field of a selection as the rule has it, with the part that it became.

    `raw` is the rule's own path and `field` the target's name for it, both empty for keywords.
    """

    selection: str
    raw: str
    modifiers: tuple[str, ...]
    values: tuple[str, ...]
    field: str
    part: Part


@dataclass(slots=True)
class _Open:
    """A part that is being read, `negates` if it is a NOT; its node is known once its end is reached."""

    negated: bool
    negates: bool = False
    inside: list[_Open | _Found] = field(default_factory=list)
    node: Node | None = None


@dataclass(slots=True)
class _Found:
    item: SigmaDetectionItem
    selection: str
    negated: bool
    node: Node


class Items(Reader):
    """Reads a condition and keeps which item became which node."""

    def __init__(self, rule: SigmaRule, raw: RawFields) -> None:
        super().__init__(rule, raw)
        self._selection = ""
        self._open = [_Open(negated=False)]

    def read(self, condition: str) -> tuple[Node, list[Item]]:
        """The condition's node and its items in the rule's order; raises RuleError as `condition` does."""
        self._open = [_Open(negated=False)]
        node = self.condition(condition)
        return node, list(self._items(self._open[0], ()))

    def expression(self, expression: Expression) -> Node:
        """A part of a condition, kept."""
        if isinstance(expression, Name):
            self._selection = expression.name
        return self._kept(super().expression, expression, negates=isinstance(expression, Negation))

    def detection(self, detection: SigmaDetection) -> Node:
        """A selection, or a map or list inside one, kept."""
        return self._kept(super().detection, detection, negates=False)

    def item(self, item: SigmaDetectionItem) -> Node:
        """An item, kept."""
        node = super().item(item)
        now = self._open[-1]
        now.inside.append(_Found(item, self._selection, now.negated != now.negates, node))
        return node

    def _kept(self, read: Any, what: Any, *, negates: bool) -> Node:  # noqa: ANN401 -- Reader's own methods
        above = self._open[-1]
        part = _Open(above.negated != above.negates, negates)
        above.inside.append(part)
        self._open.append(part)
        part.node = read(what)
        self._open.pop()
        return part.node

    def _items(self, part: _Open, around: tuple[Part, ...]) -> list[Item]:
        found: list[Item] = []
        for inner in part.inside:
            if isinstance(inner, _Found):
                found.append(self._item(inner, around))
            elif inner.node is not None:
                found += self._items(inner, (Part(inner.node, inner.negated), *around))
        return found

    def _item(self, found: _Found, around: tuple[Part, ...]) -> Item:
        item = found.item
        words = tuple(word for kind in item.modifiers if (word := _word(kind)))
        values = tuple(_shown(value) for value in item.original_value or (None,))
        part = Part(found.node, found.negated, around)
        return Item(found.selection, self.raw.field(item), words, values, item.field or "", part)


def _word(modifier: type) -> str:
    """What a rule calls a modifier, mended ones too."""
    return next((_WORDS[kind] for kind in modifier.__mro__ if kind in _WORDS), "")


def _shown(value: Any) -> str:  # noqa: ANN401 -- any of pySigma's types
    """A value as a rule writes it."""
    from json import dumps  # noqa: PLC0415 -- its quotes, nothing else

    text = getattr(value, "original", value)
    if isinstance(text, str):
        return dumps(text, ensure_ascii=False)
    return _bare(value)


def _bare(value: Any) -> str:  # noqa: ANN401 -- likewise
    """A number, a boolean or null."""
    for name in ("number", "boolean"):
        if hasattr(value, name):
            return str(getattr(value, name)).lower()
    return "null"
