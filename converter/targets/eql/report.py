"""The summary of a detection in ES|QL: columns by EVAL, one STATS, sorted lists, readable times.

A BY column of null makes a group of its own in ES|QL, but is filled like on the other platforms; VALUES
lists in no certain order
(https://www.elastic.co/docs/reference/query-languages/esql/functions-operators/aggregation-functions,
November 2026).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from converter.errors import UnsupportedError
from converter.shapes import shape_of
from converter.summary import ABSENT, SEPARATOR, Assignment, in_order, test_of
from converter.targets.eql.esql import conditions, named, quoted
from converter.targets.eql.parameters import DEEPEST, Parameters
from converter.targets.eql.traits import (
    BOOLEANS,
    DATES,
    FLATTENED,
    FLATTENED_ONLY,
    IDENTITY_TYPE,
    MULTIVALUED,
    NOTES,
    STRING_LIMITS,
    TRAIL,
    TWINS,
    USER_NAME,
    is_optional,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from converter.condition import Node
    from converter.own.renames import OwnNames
    from converter.plan import Column, Derived, Summary
    from converter.targets.context import Context

_FROM: Final = 'FROM logs-aws.cloudtrail-*\n| WHERE event.dataset == "aws.cloudtrail"'
_TIME: Final = "@timestamp"
_SHOWN: Final = quoted("yyyy-MM-dd'T'HH:mm:ss")
_TEXTS: Final = {
    **dict.fromkeys(BOOLEANS, "TO_STRING({})"),
    **dict.fromkeys(DATES, f"""DATE_FORMAT({quoted("yyyy-MM-dd'T'HH:mm:ss'Z'")}, {{}})"""),
    "tls.version": 'CONCAT("TLSv", {})',
}
"""How the text of the event comes back from a field of another form."""


def report(
    node: Node, summary: Summary, context: Context, field_of: Callable[[str], str], own: OwnNames
) -> str:
    """The query that makes the summary's table.

    Args:
        node: the condition that finds the events.
        summary: what the plan asks for.
        context: what is known of the events; it gets warnings.
        field_of: the field that holds a raw CloudTrail path.
        own: the names that fields have on the user's platform.

    Raises:
        UnsupportedError: Elastic does not keep what a column needs, or ES|QL cannot say the condition.
    """
    found = conditions(node, context)
    columns = _Columns(context, field_of)
    computed = in_order([each.under(own) for each in columns.all(summary)], "eql")
    time = own.field(_TIME)
    if time in summary.names:
        raise UnsupportedError(f"eql cannot call a column {time!r}, as the time of events; rename it")
    stages = [
        "\n    AND ".join([_FROM, *map(own.summary, found)]),
        *map(own.summary, columns.stages),
        "EVAL " + ",\n    ".join(f"{named(each.name)} = {each.text}" for each in computed),
        *_table(summary, named(time)),
    ]
    return "\n| ".join(stages)


def _table(summary: Summary, time: str) -> list[str]:
    """One row for each combination, its lists in order and its times as text."""
    by = ", ".join(named(column.name) for column in summary.group_by)
    first, last, lists = named(summary.first), named(summary.last), [named(name) for name in summary.listed]
    aggregates = [
        f"{named(summary.count)} = COUNT(*), {first} = MIN({time}), {last} = MAX({time})",
        *(f"{name} = VALUES({name})" for name in lists),
    ]
    written = [
        *(f"{each} = DATE_FORMAT({_SHOWN}, {each})" for each in (first, last)),
        *(f"{name} = MV_SORT({name})" for name in lists),
    ]
    return [
        "STATS " + ",\n    ".join(aggregates) + f"\n    BY {by}",
        "EVAL " + ",\n    ".join(written),
        f"KEEP {', '.join(map(named, summary.names))}",
        f"SORT {by}",
    ]


class _Columns:
    """Writes the columns of one summary."""

    def __init__(self, context: Context, field_of: Callable[[str], str]) -> None:
        self._context = context
        self._field_of = field_of
        self._parameters = Parameters()
        self._several = set(MULTIVALUED)

    @property
    def stages(self) -> list[str]:
        """What takes the parameters out of their strings, before the columns are computed."""
        return self._parameters.stages

    def all(self, summary: Summary) -> list[Assignment]:
        """Every column that is taken from the event."""
        return [
            *map(self.key, summary.group_by),
            *map(self.listed, summary.values),
            *map(self.derived, summary.derived),
        ]

    def key(self, column: Column) -> Assignment:
        """One text for each event: its values, or the word for none."""
        fields = self.fields(column)
        values = list(map(_text, fields))
        if not self._several.isdisjoint(fields):
            values = [f"MV_CONCAT(MV_SORT(MV_DEDUPE({_first(values)})), {quoted(SEPARATOR)})"]
        return Assignment(column.name, _first([*values, quoted(ABSENT)]), frozenset(fields))

    def listed(self, column: Column) -> Assignment:
        """All values of an event."""
        fields = self.fields(column)
        return Assignment(column.name, _first(list(map(_text, fields))), frozenset(fields))

    def derived(self, derived: Derived) -> Assignment:
        """One of two texts; CASE takes null for false."""
        field = self._field_of(derived.when.field)
        test = " AND ".join(conditions(test_of(derived.when, field), self._context))
        # Whose name user.name is, the type of the identity tells.
        reads = {TWINS.get(field, field), _root(field), *({IDENTITY_TYPE} if field == USER_NAME else ())}
        text = f"CASE({test}, {quoted(derived.then)}, {quoted(derived.otherwise)})"
        return Assignment(derived.name, text, frozenset(reads))

    def fields(self, column: Column) -> list[str]:
        """The field of a column, and the one to fall back to; one field for both counts once."""
        paths = [path for path in (column.field, column.fallback) if path]
        return list(dict.fromkeys(self.field(path) for path in paths))

    def field(self, path: str) -> str:
        """The field, or the column made from a string, that holds the values of a raw path."""
        name = self._field_of(path)
        field = TWINS.get(name, name)
        if field.startswith(FLATTENED_ONLY) or field in STRING_LIMITS:
            raise UnsupportedError(f"eql cannot list {path}: Elastic keeps no text of its own for it")
        if field in NOTES:
            self._context.warn(NOTES[field])
        if is_optional(field):
            self._context.warn(f"ES|QL fails where no index maps {field}")
        return self._parameter(field, path) if field.startswith(FLATTENED) else field

    def _parameter(self, field: str, path: str) -> str:
        root = _root(field)
        self._context.warn(
            f"{root} is one string: listed values that hold brackets, line breaks or ', name=' are misread,"
            f" and so are lists in lists and what lies beside objects of more than {DEEPEST} levels"
        )
        shape = shape_of(path, self._context.sources, self._context.names)
        column = self._parameters.column(root, shape.segments[1:])
        self._several.add(column)
        return column


def _root(field: str) -> str:
    """The string that a parameter lies in."""
    return TRAIL + field.removeprefix(FLATTENED).partition(".")[0] if field.startswith(FLATTENED) else field


def _text(field: str) -> str:
    return _TEXTS.get(field, "{}").format(named(field))


def _first(values: Sequence[str]) -> str:
    return values[0] if len(values) == 1 else f"COALESCE({', '.join(values)})"
