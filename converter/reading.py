"""A rule as pySigma reads it: once for all targets whose pipelines only give names to its fields."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from sigma.exceptions import SigmaError
from sigma.rule import SigmaRule

from converter.errors import RuleError, one_line
from converter.mend import mend
from converter.own.document import document_of, filters_for
from converter.read import RawFields, read
from converter.targets.context import context_of

if TYPE_CHECKING:
    from _collections_abc import dict_items
    from collections.abc import Iterator

    from converter.condition import Node
    from converter.load import Rule
    from converter.own import Own
    from converter.targets.context import Context


class Reading:
    """A rule with all that is its user's; every part of it is read when it is first asked for.

    Each of them raises RuleError where the rule cannot be read.
    """

    def __init__(self, rule: Rule, own: Own) -> None:
        self._rule, self._own = rule, own

    def parse(self) -> SigmaRule:
        """A rule of pySigma's, new each time, as pipelines change what they get."""
        try:
            return SigmaRule.from_dict(SlimDocument(self.document))
        except SigmaError as error:
            from converter.fault import place_of  # noqa: PLC0415 -- only where a rule is refused

            raise RuleError(f"{place_of(self.document)}{one_line(error)}") from error

    @cached_property
    def paths(self) -> list[str]:
        """Every raw path that the rule names, sorted."""
        _, raw = self._mended
        return raw.all()

    @cached_property
    def conditions(self) -> list[tuple[Node, Context]]:
        """The rule's conditions over raw paths, in their order, and what each tells about its parts."""
        rule, raw = self._mended
        return [(node, context_of(node)) for node in read(rule, raw)]

    @cached_property
    def document(self) -> dict[str, Any]:
        """The rule's document with all that is its user's."""
        return document_of(self._rule.document, self._own)

    def alone(self) -> Iterator[tuple[str, Reading]]:
        """Readings without any filter, then with each that concerns the rule by itself, after its place."""
        filters = filters_for(self._rule.document, self._own)
        if filters:
            yield "", Reading(self._rule, replace(self._own, filters=()))
            yield from (
                (each.place, Reading(self._rule, replace(self._own, filters=(each,)))) for each in filters
            )

    @cached_property
    def _mended(self) -> tuple[SigmaRule, RawFields]:
        rule = self.parse()
        mend(rule)
        return rule, RawFields(rule)


class SlimDocument(dict[str, Any]):
    """A rule's document, whose items are only those that pySigma has no field for.

    pySigma 1.5.1 looks through them for custom attributes, and gathers the names of its fields anew for
    each: a twentieth of the time that a conversion takes (November 2026).
    """

    def items(self) -> dict_items[str, Any]:
        """What becomes a custom attribute."""
        return {name: value for name, value in super().items() if name not in _FIELDS}.items()


_FIELDS = frozenset(SigmaRule.__dataclass_fields__) - {"errors", "source", "applied_processing_items"}
