"""A rule as a target is to see it: with a user's values in its placeholders and a user's filters applied."""

from __future__ import annotations

import re
from itertools import chain, count, product
from typing import TYPE_CHECKING, Any, Final

from converter import grammar
from converter.errors import RuleError
from converter.own.filters import NOT_SELECTIONS, concerns
from converter.rule.limits import check_detection, refuse_characters, refuse_filters, refuse_values

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from converter.own import Filter, Own

_EXPAND: Final = "expand"
_PLACEHOLDER: Final = re.compile(r"(?<!\\)%([^%]+)%")
# What a condition takes for the name of a selection, and for something else.
_PLAIN: Final = re.compile(r"[A-Za-z_]\w*", re.ASCII)
_WORDS: Final = frozenset(("all", "and", "any", "not", "of", "or", "them"))
# What may stand before `expand`: these leave the text of a value as it is.
_BEFORE: Final = frozenset(("all", "cased", "contains", "endswith", "neq", "startswith"))


def document_of(rule: dict[str, Any], own: Own) -> dict[str, Any]:
    """The rule's document with all that is its user's; itself where nothing is.

    Raises:
        RuleError: a placeholder has no value, or a filter or a condition cannot be read.
    """
    filters = filters_for(rule, own)
    detection = rule["detection"]
    if not filters and not _expands(detection):
        return rule
    refuse_filters(len(filters))
    merged = _Filler(own.placeholders).detection(detection)
    if filters:
        merged = _filtered(merged, filters, own.placeholders)
    check_detection(merged)
    return rule | {"detection": merged}


def filters_for(rule: dict[str, Any], own: Own) -> list[Filter]:
    """The filters that concern a rule."""
    return [each for each in own.filters if concerns(each.document, rule)]


def _expands(body: Any) -> bool:  # noqa: ANN401 -- whatever YAML holds
    """Whether `expand` may be a modifier in it; asked of every rule."""
    if isinstance(body, dict):
        return any(_EXPAND in str(key) or _expands(value) for key, value in body.items())
    return isinstance(body, list) and any(isinstance(each, dict | list) and _expands(each) for each in body)


class _Filler:
    """Puts values in the place of placeholders, and counts them before it makes them."""

    def __init__(self, values: Mapping[str, tuple[str, ...]]) -> None:
        self._values = values
        self._lengths: dict[str, int] = {}
        self._made, self._characters = 0, 0.0

    def detection(self, detection: Mapping[str, Any]) -> dict[str, Any]:
        """All selections, and the condition as it is."""
        filled = {}
        for name, body in detection.items():
            try:
                filled[name] = self._body(body)
            except RuleError as error:
                raise type(error)(f"detection '{name}', {error}") from None
        return filled

    def _body(self, body: Any) -> Any:  # noqa: ANN401 -- whatever YAML holds
        if isinstance(body, dict):
            filled = dict(self._item(key, value) for key, value in body.items())
            if len(filled) < len(body):
                raise RuleError(
                    "which has a field with and without 'expand': give one a selection of its own"
                )
            return filled
        return [self._body(each) for each in body] if isinstance(body, list) else body

    def _item(self, key: Any, written: Any) -> tuple[Any, Any]:  # noqa: ANN401 -- likewise
        field, *modifiers = str(key).split("|")
        if _EXPAND not in modifiers:
            return key, written
        place = modifiers.index(_EXPAND)
        try:
            _check_modifiers(modifiers, place)
            found = [text for each in _listed(written) for text in self._alternatives(each)]
            _check_all(modifiers, len(_listed(written)), len(found))
        except RuleError as error:
            raise type(error)(f"field '{field or 'keywords'}': {error}") from None
        return "|".join([field, *modifiers[:place], *modifiers[place + 1 :]]), found

    def _alternatives(self, written: Any) -> Iterator[Any]:  # noqa: ANN401 -- likewise
        if not isinstance(written, str):
            yield written
            return
        stretches = _PLACEHOLDER.split(written)
        texts = [stretch.replace(r"\%", "%") for stretch in stretches[::2]]
        self._count(texts, stretches[1::2])
        for choice in product(*(self._of(name) for name in stretches[1::2])):
            yield "".join(text for pair in zip(texts, (*choice, ""), strict=True) for text in pair)

    def _count(self, texts: Iterable[str], names: Iterable[str]) -> None:
        """Refuse a product of values that would be too large."""
        number, characters = 1, float(sum(map(len, texts)))
        for name in names:
            values = self._of(name)
            number *= len(values)
            refuse_values(self._made + number)
            characters += self._lengths.setdefault(name, sum(map(len, values))) / max(1, len(values))
        self._made += number
        self._characters += number * characters
        refuse_characters(self._characters)

    def _of(self, name: str) -> tuple[str, ...]:
        if name not in self._values:
            raise RuleError(
                f"the placeholder %{name}% has no value; write '{name}: [...]' in a file for --placeholders"
            )
        return self._values[name]


def _check_modifiers(modifiers: list[str], place: int) -> None:
    if "re" in modifiers:
        raise RuleError("a placeholder in a regular expression is open to two readings; write the values")
    if other := next((name for name in modifiers[:place] if name not in _BEFORE), None):
        raise RuleError(f"'{other}' before 'expand' changes the placeholder itself; write it behind")


def _check_all(modifiers: list[str], before: int, after: int) -> None:
    if "all" in modifiers and after > before:
        raise RuleError("'all' beside a placeholder of several values is open to two readings; split it")


def _listed(written: Any) -> list[Any]:  # noqa: ANN401 -- likewise
    return written if isinstance(written, list) else [written]


def _filtered(
    detection: Mapping[str, Any], filters: Iterable[Filter], values: Mapping[str, tuple[str, ...]]
) -> dict[str, Any]:
    """The detection with the filters' selections beside its own, and the conditions joined by AND.

    Every `x of` is written out first, so that no pattern covers a selection of another document.
    """
    names = _Names(())
    merged = names.all_of({name: body for name, body in detection.items() if name != "condition"})
    conditions = [names.condition(each) for each in _listed(detection["condition"])]
    for each in filters:
        body = each.document["filter"]
        names = _Names(merged, "filter_")
        try:
            filled = _Filler(values).detection(
                {name: part for name, part in body.items() if name not in NOT_SELECTIONS}
            )
            merged |= names.all_of(filled)
            condition = names.condition(body["condition"])
        except RuleError as error:
            raise type(error)(f"the filter {each.place}: {error}") from None
        conditions = [f"{former} and {condition}" for former in conditions]
    return merged | {"condition": conditions if len(conditions) > 1 else conditions[0]}


class _Names:
    """Names for the selections of one document, and its conditions in terms of them.

    A selection keeps its name behind `prefix`, unless a condition could not say it, or it is taken.
    """

    def __init__(self, taken: Iterable[str], prefix: str = "") -> None:
        self._taken, self._prefix = set(taken), prefix
        self._new: dict[str, str] = {}

    def all_of(self, selections: Mapping[str, Any]) -> dict[str, Any]:
        """The selections under their names."""
        for name in selections:
            self._new[name] = self._free(f"{self._prefix}{name}")
            self._taken.add(self._new[name])
        return {self._new[name]: body for name, body in selections.items()}

    def _free(self, name: str) -> str:
        plain = name if _PLAIN.fullmatch(name) and name not in _WORDS else f"{self._prefix}selection"
        numbered = (f"{plain}_{number}" for number in count(2))
        return next(each for each in chain([plain], numbered) if each not in self._taken)

    def condition(self, text: Any) -> str:  # noqa: ANN401 -- whatever YAML holds
        """A condition with every selection by its new name, in parentheses."""
        if not isinstance(text, str):
            raise RuleError(f"condition {text!r} is no text")
        return self._written(grammar.parse(text, self._new))

    def _written(self, expression: grammar.Expression) -> str:
        match expression:
            case grammar.Name(name):
                return self._new[name]
            case grammar.Negation(operand):
                return f"not {self._written(operand)}"
            case grammar.Group(quantifier, operands):
                joint = " and " if quantifier == "all" else " or "
                return f"({joint.join(self._written(operand) for operand in operands)})"
