"""Trino's functions in Python, under the names that the rewritten query calls them by.

None of them ever sees NULL: the engine answers NULL for it, as Trino does. A ValueError inside a
function is an error of the query, as in Trino; inside try(...) it is NULL.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from converter.targets.athena.duck import casts, joni, json_path, json_scalar, json_text, times, truth

if TYPE_CHECKING:
    from collections.abc import Callable

    from converter.targets.athena.duck.json_text import Value


class Function(NamedTuple):
    """A Python function with DuckDB's names for its argument types and its result type."""

    call: Callable[..., Any]
    takes: tuple[str, ...]
    gives: str


def _tried(call: Callable[..., Any]) -> Callable[..., Any]:
    """The same, but NULL where it fails: what TRY_CAST does with its own failure and no other."""

    def tried(*arguments: Any) -> Any:  # noqa: ANN401 - whatever the cast takes and gives
        try:
            return call(*arguments)
        except ValueError:
            return None

    return tried


def _regexp_like(text: str, pattern: str) -> bool:
    return joni.compiled(pattern).search(text) is not None


def _regexp_extract(text: str, pattern: str) -> str | None:
    found = joni.compiled(pattern).search(text)
    return found.group() if found else None


def _regexp_extract_all(text: str, pattern: str) -> list[str]:
    return [found.group() for found in joni.compiled(pattern).every(text)]


def _reverse(text: str) -> str:
    return text[::-1]


def _items(text: str, path: str) -> list[Value] | None:
    """What a path finds; None for input that is no JSON and for what a method refuses."""
    step = json_path.compiled(path)
    try:
        return step([json_text.lenient(text)])
    except ValueError:
        return None


def _json_exists(text: str, path: str) -> bool:
    """FALSE ON ERROR, the default."""
    return bool(_items(text, path))


def _json_query(text: str, path: str, wrapper: str) -> str | None:
    """NULL ON EMPTY, NULL ON ERROR; several items without a wrapper are an error."""
    items = _items(text, path)
    if not items:
        return None
    if wrapper == "always" or (
        wrapper == "needed" and not (len(items) == 1 and isinstance(items[0], (dict, list)))
    ):
        return json_text.write(items)
    return json_text.write(items[0]) if len(items) == 1 else None


def _json_value(text: str, path: str) -> str | None:
    """NULL ON EMPTY, NULL ON ERROR, RETURNING varchar: one scalar, numbers in SQL's form."""
    items = _items(text, path)
    if not items or len(items) > 1 or isinstance(items[0], (dict, list)):
        return None
    value = items[0]
    if isinstance(value, int) and not isinstance(value, bool) and not -(2**63) <= value < 2**63:
        return None
    return casts.text_of_json(json_text.write(value))


def _json_parse(text: str) -> str:
    return json_text.write(json_text.ordered(json_text.strict(text)))


def _json_unordered(text: str) -> str:
    """CAST(json_parse(text) AS ...) reads the text itself: the keys keep their order."""
    return json_text.write(json_text.strict(text))


def _substr(text: str, start: int, length: int) -> str:
    """Counted from 1, or from the end; nothing at 0 and outside."""
    begin = start - 1 if start > 0 else len(text) + start
    return text[begin : begin + max(length, 0)] if start and begin >= 0 else ""


def _array_join(items: list[str | None], separator: str) -> str:
    return separator.join(item for item in items if item is not None)


def _array_distinct(items: list[str | None]) -> list[str | None]:
    """NULL counts as a value."""
    return list(dict.fromkeys(items))


def _split_part(text: str, separator: str, index: int) -> str | None:
    parts = text.split(separator)
    return parts[index - 1] if index <= len(parts) else None


def _part(part: Callable[..., int], text: str) -> int:
    return part(times.read(text))


_TEXT: Final = "VARCHAR"
_CASTS: Final = {
    "to_double": Function(casts.to_double, (_TEXT,), "DOUBLE"),
    "to_bigint": Function(casts.to_bigint, (_TEXT,), "BIGINT"),
    "to_decimal": Function(casts.to_decimal, (_TEXT, "BIGINT", "BIGINT"), _TEXT),
    "to_boolean": Function(casts.to_boolean, (_TEXT,), "BOOLEAN"),
    "to_address": Function(casts.to_address, (_TEXT,), _TEXT),
    "array_of_json": Function(casts.array_of_json, (_TEXT,), "VARCHAR[]"),
    "array_of_text": Function(casts.array_of_text, (_TEXT,), "VARCHAR[]"),
    "map_of_json": Function(casts.map_of_json, (_TEXT,), "MAP(VARCHAR, VARCHAR)"),
    "text_of_json": Function(casts.text_of_json, (_TEXT,), _TEXT),
}
SEARCHES: Final[dict[str, Function]] = {
    "trino_regexp_like": Function(_regexp_like, (_TEXT, _TEXT), "BOOLEAN"),
    "trino_regexp_extract": Function(_regexp_extract, (_TEXT, _TEXT), _TEXT),
    "trino_regexp_extract_all": Function(_regexp_extract_all, (_TEXT, _TEXT), "VARCHAR[]"),
}
"""The functions that search for a pattern, and may give up: they raise UndecidedError."""
FUNCTIONS: Final[dict[str, Function]] = {
    **{f"trino_{name}": function for name, function in _CASTS.items()},
    **{
        f"trino_try_{name}": function._replace(call=_tried(function.call))
        for name, function in _CASTS.items()
    },
    **{
        f"trino_{name}": Function(partial(_part, part), (_TEXT,), "BIGINT")
        for name, part in times.PARTS.items()
    },
    "trino_any": Function(truth.some, ("BOOLEAN[]",), "BOOLEAN"),
    "trino_every": Function(truth.every, ("BOOLEAN[]",), "BOOLEAN"),
    "trino_reverse": Function(_reverse, (_TEXT,), _TEXT),
    "trino_json_exists": Function(_json_exists, (_TEXT, _TEXT), "BOOLEAN"),
    "trino_json_query": Function(_json_query, (_TEXT, _TEXT, _TEXT), _TEXT),
    "trino_json_value": Function(_json_value, (_TEXT, _TEXT), _TEXT),
    "trino_json_extract_scalar": Function(json_scalar.scalar, (_TEXT, _TEXT), _TEXT),
    "trino_json_extract": Function(json_scalar.extract, (_TEXT, _TEXT), _TEXT),
    "trino_json_parse": Function(_json_parse, (_TEXT,), _TEXT),
    "trino_json_unordered": Function(_json_unordered, (_TEXT,), _TEXT),
    "trino_json_quote": Function(json_text.write, (_TEXT,), _TEXT),
    "trino_in_block": Function(casts.in_block, (_TEXT, _TEXT), "BOOLEAN"),
    "trino_substr": Function(_substr, (_TEXT, "BIGINT", "BIGINT"), _TEXT),
    "trino_replace": Function(str.replace, (_TEXT, _TEXT, _TEXT), _TEXT),
    "trino_split": Function(str.split, (_TEXT, _TEXT), "VARCHAR[]"),
    "trino_split_part": Function(_split_part, (_TEXT, _TEXT, "BIGINT"), _TEXT),
    "trino_array_distinct": Function(_array_distinct, ("VARCHAR[]",), "VARCHAR[]"),
    "trino_array_join": Function(_array_join, ("VARCHAR[]", _TEXT), _TEXT),
    "trino_float": Function(json_text.sql_float, ("DOUBLE",), _TEXT),
    "trino_iso_time": Function(times.parse, (_TEXT,), _TEXT),
    "trino_instant": Function(times.instant, (_TEXT,), "BIGINT"),
    "trino_shifted": Function(times.shifted, (_TEXT, "BIGINT", "BIGINT", _TEXT), _TEXT),
    "trino_utc": Function(times.in_utc, (_TEXT,), _TEXT),
    "trino_date_format": Function(times.formatted, (_TEXT, _TEXT), _TEXT),
}
"""Every other function, by the name that the rewritten query calls it by."""


def traced_name(name: str) -> str:
    """The name of a search that is told for which events it is."""
    return f"{name}_for"
