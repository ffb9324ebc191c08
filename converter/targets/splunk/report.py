"""The summary of a detection in SPL: columns by `eval`, one `stats`, readable times.

`stats` drops what has no value in a BY field, and automatic extraction gives JSON null the text null;
so every BY column is filled, and null is taken for nothing
(https://docs.splunk.com/Documentation/Splunk/latest/SearchReference/Stats, November 2026).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from converter.condition import Leaf, Null
from converter.errors import UnsupportedError
from converter.summary import ABSENT, SEPARATOR, Assignment, in_order, test_of
from converter.targets.splunk.caveats import caution
from converter.targets.splunk.fields import Fields, is_single
from converter.targets.splunk.literal import eval_name, is_unspeakable, quoted
from converter.targets.splunk.where import Where

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from converter.own.renames import OwnNames
    from converter.plan import Column, Derived, Summary
    from converter.targets.context import Context
    from converter.targets.splunk.fields import Field

_TAKEN: Final = frozenset({"and", "as", "by", "in", "like", "not", "or", "where", "xor"})


def report(
    search: str, summary: Summary, context: Context, field_of: Callable[[str], str], own: OwnNames
) -> str:
    """The search with everything behind it that makes the summary's table.

    Args:
        search: the search that finds the events.
        summary: what the plan asks for.
        context: what is known of the events; it gets warnings.
        field_of: the name of the field that holds a raw CloudTrail path.
        own: the names that fields have on the user's platform.

    Raises:
        UnsupportedError: a column cannot be had, or be called as the plan calls it.
    """
    for column in summary.names:
        _check(column)
    columns = in_order([each.under(own) for each in _Columns(context, field_of).all(summary)], "splunk")
    stages = [
        own.summary(search),
        "eval " + ",\n    ".join(f"{_eval_target(each.name)}={each.text}" for each in columns),
        _stats(summary),
        *(f"`security_content_ctime({time})`" for time in (summary.first, summary.last)),
    ]
    return "\n| ".join(stages)


class _Columns:
    """Writes the columns of one summary as eval expressions."""

    def __init__(self, context: Context, field_of: Callable[[str], str]) -> None:
        self._context = context
        self._field_of = field_of
        self._fields = Fields(context)

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
        values = [_value(field) for field in fields]
        if not all(field.single for field in fields):
            values = [f"mvjoin(mvsort(mvdedup({_first(values)})), {quoted(SEPARATOR)})"]
        return Assignment(column.name, _first([*values, quoted(ABSENT)]), _read(fields))

    def listed(self, column: Column) -> Assignment:
        """All values of an event."""
        fields = self.fields(column)
        return Assignment(column.name, _first([_value(field) for field in fields]), _read(fields))

    def derived(self, derived: Derived) -> Assignment:
        """One of two texts."""
        test = test_of(derived.when, self._field_of(derived.when.field))
        caution(test, self._fields, self._context)
        condition = Where(self._fields).say(test).text
        text = f"if({condition}, {_text(derived.then)}, {_text(derived.otherwise)})"
        return Assignment(derived.name, text, _read([self.field(derived.when.field)]))

    def fields(self, column: Column) -> list[Field]:
        """The field of a column, and the one to fall back to."""
        return [self.field(path) for path in (column.field, column.fallback) if path]

    def field(self, path: str) -> Field:
        """The field of a raw path; warns of what Splunk does to it."""
        leaf = Leaf(self._field_of(path), Null(), path)
        caution(leaf, self._fields, self._context)
        field = self._fields.of(leaf)
        if field.end == "object":
            raise UnsupportedError(f"splunk cannot list {path}: an object has no field; name a key below it")
        return field


def _first(values: Sequence[str]) -> str:
    return values[0] if len(values) == 1 else f"coalesce({', '.join(values)})"


def _value(field: Field) -> str:
    """All values but null, wherever arrays lie."""
    values = [
        f'nullif({eval_name(name)}, "null")' if is_single(name) else f'mvfilter({eval_name(name)}!="null")'
        for name in field.names
    ]
    return values[0] if len(values) == 1 else f"mvappend({', '.join(values)})"


def _read(fields: Sequence[Field]) -> frozenset[str]:
    return frozenset(name for field in fields for name in field.names)


def _text(text: str) -> str:
    if is_unspeakable(text):
        raise UnsupportedError(
            f"splunk cannot say {text!r} in a search: a backtick calls a macro, and a text has no escape "
            "for what does not print; change the text"
        )
    return quoted(text)


def _stats(summary: Summary) -> str:
    count = "count" if summary.count == "count" else f"count as {_name(summary.count)}"
    times = f"min(_time) as {_name(summary.first)} max(_time) as {_name(summary.last)}"
    lists = [f"values({name}) as {name}" for name in map(_name, summary.listed)]
    by = " ".join(_name(column.name) for column in summary.group_by)
    return "\n    ".join([f"stats {count} {times}", *lists, f"by {by}"])


def _check(name: str) -> None:
    """Splunk hides a column whose name begins with `_`, and keeps time and text of the event in such."""
    if name.startswith("_"):
        raise UnsupportedError(
            f"splunk cannot show a column called {name!r}: it hides names with _; rename it"
        )


def _name(name: str) -> str:
    return quoted(name) if name.lower() in _TAKEN else name


def _eval_target(name: str) -> str:
    """Left of the sign, eval takes odd names between quotation marks; only on its right between quotes."""
    return quoted(name) if "." in name or name.lower() in _TAKEN else name
