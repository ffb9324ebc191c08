"""The commands behind the first pipe: each takes its arguments and gives a function from rows to rows.

Source: docs.splunk.com, Search Reference, the page of each command, November 2026.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeAlias

from converter.targets.splunk.spl import expression, search
from converter.targets.splunk.spl.evaluation import compiled
from converter.targets.splunk.spl.rows import Row, Table
from converter.targets.splunk.spl.stats import stats
from converter.targets.splunk.spl.times import strftime
from converter.targets.splunk.spl.values import Value, gather, members, number_of, scalar, text_of, truth
from converter.targets.splunk.spl.words import field_list, option, split
from converter.verify.engine import EngineError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    Stage: TypeAlias = Callable[[list[Row]], list[Row]]

_SPLIT = re.compile(r"([A-Za-z]+)\b(.*)", re.DOTALL)
# A number in a text form of convert when the search names none.
_CTIME = "%m/%d/%Y %H:%M:%S"


def command(text: str) -> Stage:
    """One stage of a search; raises EngineError for a command or an argument that is not known here."""
    found = _SPLIT.match(text)
    name = found[1].lower() if found else text[:20]
    if not found or name not in COMMANDS:
        raise EngineError(f"SPL: unknown command {name}")
    return COMMANDS[name](found[2].strip())


def _search(arguments: str) -> Stage:
    tree = search.parse(arguments)

    def run(rows: list[Row]) -> list[Row]:
        found = search.find(tree, Table(rows))
        return [row for position, row in enumerate(rows) if position in found]

    return run


def _where(arguments: str) -> Stage:
    test = compiled(expression.parse(arguments))
    return lambda rows: [row for row in rows if truth(test(row))]


def _eval(arguments: str) -> Stage:
    """Fields are set from left to right; a later expression sees an earlier field."""
    pairs = [(name, compiled(tree)) for name, tree in expression.assignments(arguments)]

    def run(row: Row) -> Row:
        for name, value in pairs:
            row = row.with_values({name: _storable(name, value(row))})
        return row

    return lambda rows: [run(row) for row in rows]


def _storable(name: str, value: Value) -> Value:
    if any(isinstance(member, bool) for member in members(value)):
        raise EngineError(f"SPL: eval cannot store true or false in {name}")
    return value


def _rename(arguments: str) -> Stage:
    words = split(arguments)
    pairs = list(zip(words[::3], words[2::3], strict=False))
    if (
        len(words) % 3
        or any(word.upper() != "AS" for word in words[1::3])
        or any("*" in word for word in words)
    ):
        raise EngineError("SPL: rename is known for field AS field, without wildcards")

    def run(row: Row) -> Row:
        for old, new in pairs:
            row = row.with_values({new: row.get(old), old: None}) if old != new else row
        return row

    return lambda rows: [run(row) for row in rows]


def _fillnull(arguments: str) -> Stage:
    value, rest = option(arguments, "value", "0")
    names = field_list(rest)

    def run(rows: list[Row]) -> list[Row]:
        wanted = names or list(dict.fromkeys(name for row in rows for name in row.names()))
        return [row.with_values({name: value for name in wanted if row.get(name) is None}) for row in rows]

    return run


def _fields(arguments: str) -> Stage:
    removing = arguments.startswith("-")
    names = field_list(arguments.lstrip("+-"))
    if removing:
        return lambda rows: [row.with_values(dict.fromkeys(names)) for row in rows]
    return lambda rows: [row.only([*names, "_raw", "_time"]) for row in rows]


def _table(arguments: str) -> Stage:
    names = field_list(arguments)
    return lambda rows: [row.only(names) for row in rows]


def _convert(arguments: str) -> Stage:
    form, rest = option(arguments, "timeformat", _CTIME)
    calls = re.fullmatch(r"(?:\s*ctime\(\s*[^()\s]+\s*\)(?:\s+(?:AS|as)\s+\S+)?\s*,?)+", rest)
    if not calls:
        raise EngineError("SPL: convert is known for ctime(field) only")
    pairs = re.findall(r"ctime\(\s*([^()\s]+)\s*\)(?:\s+(?:AS|as)\s+([^\s,]+))?", rest)
    return lambda rows: [_converted(row, pairs, form) for row in rows]


def _converted(row: Row, pairs: Sequence[tuple[str, str]], form: str) -> Row:
    return row.with_values(
        {new or old: gather([_readable(text, form) for text in row.texts(old)]) for old, new in pairs},
    )


def _readable(text: str, form: str) -> str:
    """A time as text; what is no number stays as it is."""
    return text if number_of(text) is None else text_of(scalar(strftime(text, form), "convert") or "")


def _sort(arguments: str) -> Stage:
    """Rows by fields, `-` before one for falling; null comes last; 10,000 rows unless a number says else."""
    words = split(re.sub(r"([+-])\s+", r"\1", arguments))
    most = int(words.pop(0)) if words and words[0].isdigit() else 10_000
    orders = [(word.lstrip("+-"), word.startswith("-")) for word in words]
    if not orders or any("(" in name for name, _ in orders):
        raise EngineError("SPL: sort needs plain names of fields")

    def run(rows: list[Row]) -> list[Row]:
        for name, falling in reversed(orders):
            rows = _sorted(rows, name, falling=falling)
        return rows[:most] if most else rows

    return run


def _sorted(rows: list[Row], name: str, *, falling: bool) -> list[Row]:
    present = [row for row in rows if row.texts(name)]
    present.sort(key=lambda row: sort_key(row.texts(name)[0]), reverse=falling)
    return present + [row for row in rows if not row.texts(name)]


def sort_key(text: str) -> tuple[int, float, str]:
    """Numbers before texts, each among their own."""
    number = number_of(text)
    return (1, 0.0, text) if number is None else (0, float(number), text)


def _head(arguments: str) -> Stage:
    if arguments and not arguments.isdigit():
        raise EngineError("SPL: head is known with a number only")
    most = int(arguments or 10)
    return lambda rows: rows[:most]


def _dedup(arguments: str) -> Stage:
    """The first rows with each combination of values; rows without one of the fields go."""
    words = field_list(arguments)
    most = int(words.pop(0)) if words and words[0].isdigit() else 1
    if not words:
        raise EngineError("SPL: dedup needs a field")

    def run(rows: list[Row]) -> list[Row]:
        seen: dict[tuple[tuple[str, ...], ...], int] = {}
        kept = []
        for row in rows:
            key = tuple(tuple(row.texts(name)) for name in words)
            seen[key] = seen.get(key, 0) + 1
            if all(key) and seen[key] <= most:
                kept.append(row)
        return kept

    return run


COMMANDS: dict[str, Callable[[str], Stage]] = {
    "convert": _convert,
    "dedup": _dedup,
    "eval": _eval,
    "fields": _fields,
    "fillnull": _fillnull,
    "head": _head,
    "rename": _rename,
    "search": _search,
    "sort": _sort,
    "stats": stats,
    "table": _table,
    "where": _where,
}
