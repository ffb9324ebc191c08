"""A rule as a target is to see it: with a user's values in its placeholders and a user's filters applied."""

from __future__ import annotations

import re
from itertools import chain, count, product
from typing import TYPE_CHECKING, Any, Final

from converter import grammar
from converter.errors import RuleError
from converter.own.filters import NOT_SELECTIONS, concerns

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
    merged = _filled(detection, own.placeholders)
    return rule | {"detection": _filtered(merged, filters, own.placeholders) if filters else merged}


def filters_for(rule: dict[str, Any], own: Own) -> list[Filter]:
    """The filters that concern a rule."""
    return [each for each in own.filters if concerns(each.document, rule)]


def _expands(body: Any) -> bool:  # noqa: ANN401 -- whatever YAML holds
    """Whether `expand` may be a modifier in it; asked of every rule."""
    if isinstance(body, dict):
        return any(_EXPAND in str(key) or _expands(value) for key, value in body.items())
    return isinstance(body, list) and any(isinstance(each, dict | list) and _expands(each) for each in body)


def _filled(detection: Mapping[str, Any], values: Mapping[str, tuple[str, ...]]) -> dict[str, Any]:
    filled = {}
    for name, body in detection.items():
        try:
            filled[name] = _body(body, values)
        except RuleError as error:
            raise RuleError(f"detection '{name}', {error}") from None
    return filled


def _body(body: Any, values: Mapping[str, tuple[str, ...]]) -> Any:  # noqa: ANN401 -- whatever YAML holds
    if isinstance(body, dict):
        filled = dict(_item(key, value, values) for key, value in body.items())
        if len(filled) < len(body):
            raise RuleError("which has a field with and without 'expand': give one a selection of its own")
        return filled
    if isinstance(body, list):
        return [_body(each, values) for each in body]
    return body


def _item(key: Any, written: Any, values: Mapping[str, tuple[str, ...]]) -> tuple[Any, Any]:  # noqa: ANN401 -- likewise
    field, *modifiers = str(key).split("|")
    if _EXPAND not in modifiers:
        return key, written
    place = modifiers.index(_EXPAND)
    try:
        _check_modifiers(modifiers, place)
        found = [text for each in _listed(written) for text in _alternatives(each, values)]
        _check_all(modifiers, len(_listed(written)), len(found))
    except RuleError as error:
        raise RuleError(f"field '{field or 'keywords'}': {error}") from None
    return "|".join([field, *modifiers[:place], *modifiers[place + 1 :]]), found


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


def _alternatives(written: Any, values: Mapping[str, tuple[str, ...]]) -> Iterator[Any]:  # noqa: ANN401 -- likewise
    if not isinstance(written, str):
        yield written
        return
    stretches = _PLACEHOLDER.split(written)
    texts = [stretch.replace(r"\%", "%") for stretch in stretches[::2]]
    for choice in product(*(_values(name, values) for name in stretches[1::2])):
        yield "".join(text for pair in zip(texts, (*choice, ""), strict=True) for text in pair)


def _values(name: str, values: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    if name not in values:
        raise RuleError(
            f"the placeholder %{name}% has no value; write '{name}: [...]' in a file for --placeholders"
        )
    return values[name]


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
            filled = _filled(
                {name: part for name, part in body.items() if name not in NOT_SELECTIONS}, values
            )
            merged |= names.all_of(filled)
            condition = names.condition(body["condition"])
        except RuleError as error:
            raise RuleError(f"the filter {each.place}: {error}") from None
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
