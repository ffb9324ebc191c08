"""The summary of a detection in SQL: columns in an inner query, one GROUP BY over it.

Columns are grouped and ordered by their place, as a struct's member has to be written alike in SELECT
and GROUP BY otherwise. Lists are arrays in the inner query where a path may hold several values.
"""

from __future__ import annotations

from textwrap import indent
from typing import TYPE_CHECKING, Final, TypeAlias, cast

from converter.errors import UnsupportedError
from converter.summary import ABSENT, SEPARATOR, test_of
from converter.targets.athena.columns import place
from converter.targets.athena.json_path import JsonPath
from converter.targets.athena.layout import call, parenthesised
from converter.targets.athena.literal import literal
from converter.targets.athena.place import Items, JsonText, Scalar, Struct
from converter.targets.athena.where import conjuncts

if TYPE_CHECKING:
    from collections.abc import Callable

    from converter.own.renames import OwnNames
    from converter.plan import Column, Derived, Summary
    from converter.targets.context import Context

    FieldOf = Callable[[str], str]

    Texts: TypeAlias = Scalar | JsonPath | Items

_SECONDS: Final = 19
"""The length of 2026-11-24T07:00:00."""


def report(found: str, summary: Summary, context: Context, field_of: FieldOf, own: OwnNames) -> str:
    """The query that makes the summary's table.

    Args:
        found: `FROM ... WHERE ...` of the query that finds the events.
        summary: what the plan asks for.
        context: what is known of the events; it gets warnings.
        field_of: the column that holds a raw CloudTrail path.
        own: the names that columns of the table have on the user's platform.

    Raises:
        UnsupportedError: the table does not keep what a column needs.
    """
    columns = _inner(summary, context, field_of)
    inner = ",\n".join(f"{own.summary(sql)} AS {_name(name)}" for name, sql in columns)
    outer = ",\n".join(_outer(summary, field_of))
    places = ", ".join(str(at) for at, _ in enumerate(summary.group_by, 1))
    events = f"WITH found AS (\n  SELECT\n{indent(inner, '    ')}\n{indent(own.summary(found), '  ')}\n)"
    return f"{events}\nSELECT\n{indent(outer, '  ')}\nFROM found\nGROUP BY {places}\nORDER BY {places}"


def _inner(summary: Summary, context: Context, field_of: FieldOf) -> list[tuple[str, str]]:
    """The columns of an event: what each is called, and its SQL."""
    return [
        *((column.name, _key(column, field_of)) for column in summary.group_by),
        (summary.first, "eventtime"),
        *((column.name, _value(column, field_of)) for column in summary.values),
        *((each.name, _derived(each, context, field_of)) for each in summary.derived),
    ]


def _outer(summary: Summary, field_of: FieldOf) -> list[str]:
    """The columns of a row."""
    several = {column.name for column in summary.values if _is_several(column, field_of)}
    time = _name(summary.first)
    return [
        *(_name(column.name) for column in summary.group_by),
        f"count(*) AS {_name(summary.count)}",
        f"substr(min({time}), 1, {_SECONDS}) AS {time}",
        f"substr(max({time}), 1, {_SECONDS}) AS {_name(summary.last)}",
        *(f"{_listed(_name(name), several=name in several)} AS {_name(name)}" for name in summary.listed),
    ]


def _name(column: str) -> str:
    return f'"{column}"'


def _listed(name: str, *, several: bool) -> str:
    """The distinct values of a group as one text."""
    present = f"FILTER (WHERE {name} IS NOT NULL)"
    if several:
        return _joined(f"array_distinct(flatten(array_agg({name}) {present}))")
    return _joined(f"array_agg(DISTINCT {name}) {present}")


def _joined(array: str) -> str:
    return f"array_join(array_sort({array}), {literal(SEPARATOR)})"


def _key(column: Column, field_of: FieldOf) -> str:
    """One text for each event: its values, or the word for none."""
    absent = literal(ABSENT)
    if _is_several(column, field_of):
        return call("coalesce", _joined(f"array_distinct({_value(column, field_of)})"), absent)
    return call("coalesce", *map(_text, _places(column, field_of)), absent)


def _value(column: Column, field_of: FieldOf) -> str:
    """A text or, of a column of several values, an array; NULL where there is none."""
    say = _array if _is_several(column, field_of) else _text
    values = [say(each) for each in _places(column, field_of)]
    return values[0] if len(values) == 1 else call("coalesce", *values)


def _derived(derived: Derived, context: Context, field_of: FieldOf) -> str:
    test = test_of(derived.when, field_of(derived.when.field))
    conditions = [parenthesised(one.sql) if one.loose else one.sql for one in conjuncts(test, context)]
    chosen = f"THEN {literal(derived.then)} ELSE {literal(derived.otherwise)} END"
    return f"CASE WHEN {' AND '.join(conditions)} {chosen}"


def _is_several(column: Column, field_of: FieldOf) -> bool:
    return any(each.many for each in _places(column, field_of))


def _places(column: Column, field_of: FieldOf) -> list[Texts]:
    return [_place(path, field_of) for path in (column.field, column.fallback) if path]


def _place(path: str, field_of: FieldOf) -> Texts:
    match place(field_of(path)):
        case JsonPath() as found:
            return found
        case Items(_, member) as found if member:
            return found
        case Scalar() as found if not isinstance(found, JsonText | Struct):
            return found
    raise UnsupportedError(f"athena cannot list {path}: an object has no text; name a key below it")


def _text(where: Texts) -> str:
    """SQL of the text that stands at a place of one value at most."""
    return cast("Scalar", where).sql


def _array(where: Texts) -> str:
    """SQL of all texts at a place, as an array; NULL where there is none."""
    match where:
        case JsonPath():
            texts = call("transform", where.items, "v -> json_extract_scalar(v, '$')")
        case Items(items, member):
            texts = call("transform", items, f"v -> v.{member}")
        case Scalar(sql):
            return f"CASE WHEN {sql} IS NOT NULL THEN ARRAY[{sql}] END"
    return call("nullif", call("filter", texts, "v -> v IS NOT NULL"), "ARRAY[]")
