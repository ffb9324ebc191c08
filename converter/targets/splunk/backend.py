"""The Splunk backend: one search, and a `where` only for what a search cannot say."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, ClassVar, Final

from sigma.backends.splunk.splunk import SplunkBackend

from converter.condition import All, Node, Not
from converter.condition import Any as AnyOf
from converter.errors import SettingsError
from converter.targets.backend import CloudTrailBackend
from converter.targets.splunk.caveats import caution
from converter.targets.splunk.fields import Fields
from converter.targets.splunk.literal import quoted
from converter.targets.splunk.search import Search
from converter.targets.splunk.term import every, laid_out, searched
from converter.targets.splunk.where import Where
from converter.unprintable import is_printable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from converter.plan import Plan
    from converter.targets.context import Context

_MACRO: Final = re.compile(r"[\w.-]+(?:\([^`]*\))?", re.ASCII)
_NAME: Final = re.compile(r"[\w.:*-]+", re.ASCII)


class SplunkCloudTrail(CloudTrailBackend, SplunkBackend):  # type: ignore[misc] # pySigma types its own differently
    """Searches over CloudTrail events as the Splunk Add-on for AWS stores them.

    pySigma's own Splunk backend writes regular expressions as `| regex` stages, which change what OR
    and NOT mean, and keeps state between rules; here every query is made from its condition alone.

    Args:
        macro: the search macro that selects CloudTrail events.
        index: the index to search instead of the macro.
        sourcetype: the source type to search instead of the macro.
    """

    name: ClassVar[str] = "Splunk SPL for CloudTrail"
    identifier: ClassVar[str] = "cloudtrail_splunk"
    target: ClassVar[str] = "splunk"
    formats: ClassVar[dict[str, str]] = CloudTrailBackend.formats

    def __init__(
        self,
        *arguments: Any,  # noqa: ANN401 - pySigma's
        macro: str = "cloudtrail",
        index: str = "",
        sourcetype: str = "",
        **options: Any,  # noqa: ANN401 - pySigma's
    ) -> None:
        super().__init__(*arguments, **options)
        self.base = base(macro, index, sourcetype)

    def render(self, node: Node, context: Context) -> str:
        """The query for one condition.

        What the search says exactly stays out of `where`; of the rest it says what misses nothing.

        Raises:
            UnsupportedError: Splunk cannot say it.
            RuleError: a regular expression is none.
        """
        fields = Fields(context)
        caution(node, fields, context)
        search, where = Search(fields), Where(fields)
        parts = possible(list(conjuncts(node, search)), search)
        said = search.all(parts)
        left = [where.say(part) for part in parts if not search.say(part).exact]
        first = searched(self.base, said.term) if said.term else self.base
        return f"{first}\n| where {laid_out(every(left, ' AND '))}" if left else first

    def frame(self) -> list[str]:
        """What selects CloudTrail events."""
        return [self.base]

    def fragments(self, node: Node, context: Context) -> list[list[str]]:
        """What the search says of each part, and what `where` says of it."""
        fields = Fields(context)
        caution(node, fields, context)
        search, where = Search(fields), Where(fields)
        parts = [(search.say(part).term, where.say(part)) for part in conjuncts(node, search)]
        return [[*([said.text] if said else []), f"| where {laid_out(exact)}"] for said, exact in parts]

    def report(self, node: Node, context: Context, plan: Plan, name: str) -> str:
        """The summary of what one condition finds, and the filter macro; raises what `render` raises."""
        from converter.targets.splunk.naming import filter_macro  # noqa: PLC0415 -- plain queries do without
        from converter.targets.splunk.report import report  # noqa: PLC0415 -- likewise

        table = report(self.render(node, context), plan.summary, context, self.field_of, self.own_names)
        return f"{table}\n| `{filter_macro(name)}`"


def conjuncts(node: Node, search: Search) -> Iterator[Node]:
    """The parts of a condition that must all hold, apart where a search can say some of them alone."""
    match node:
        case All(nodes):
            for inner in nodes:
                yield from conjuncts(inner, search)
        case Not(Not(inner)):
            yield from conjuncts(inner, search)
        case Not(AnyOf(nodes)) if not search.say(node).exact:
            for inner in nodes:
                yield from conjuncts(Not(inner), search)
        case _:
            yield node


def possible(parts: list[Node], search: Search) -> list[Node]:
    """The parts without alternatives that another of them rules out.

    The two stages fold letters beyond ASCII each in its own way: what one has excluded, the other must not
    find again.
    """
    excluded = [part.node for part in parts if isinstance(part, Not)]
    return [inner for part in parts for inner in conjuncts(_without(part, excluded), search)]


def _without(part: Node, excluded: list[Node]) -> Node:
    left = [node for node in part.nodes if node not in excluded] if isinstance(part, AnyOf) else []
    if not left:
        return part
    return AnyOf(tuple(left)) if len(left) > 1 else left[0]


def base(macro: str, index: str, sourcetype: str) -> str:
    """The terms that select CloudTrail events; raises SettingsError for a name that is none."""
    if not index and not sourcetype:
        return f"`{named('macro', macro, _MACRO)}`"
    given = {"index": index, "sourcetype": sourcetype}
    return " ".join(f"{key}={quoted(named(key, name, _NAME))}" for key, name in given.items() if name)


def named(option: str, name: str, shape: re.Pattern[str]) -> str:
    """The name, if it is one."""
    if not shape.fullmatch(name) or not is_printable(name):
        raise SettingsError(
            f"splunk {option}: {name!r} is no name of Splunk's; letters, digits and _ . - are"
        )
    return name
