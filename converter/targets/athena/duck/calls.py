"""Trino's functions with the types they take and give, and how DuckDB is asked for the same.

A function or a combination of types that is not in these tables is refused, as Trino refuses it or
as this engine does not know it. The functions are those of https://trino.io/docs/476/functions.html;
plain DuckDB stands only where the two were compared in November 2026.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from converter.targets.athena.duck import casts, joni, json_scalar, times
from converter.targets.athena.duck.functions import SEARCHES, traced_name
from converter.targets.athena.duck.scope import Typed
from converter.targets.athena.kinds import (
    BIGINT,
    BOOLEAN,
    DOUBLE,
    INSTANT,
    IPADDRESS,
    JSON,
    UNKNOWN,
    VARCHAR,
    Kind,
    array,
    mapping,
)
from converter.verify.engine import EngineError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


class Overload(NamedTuple):
    """One way to call a function: the types it takes, the type it gives, and DuckDB's text of it."""

    takes: tuple[Kind, ...]
    gives: Kind
    sql: str


_PARTS: Final = {name: (Overload((INSTANT,), BIGINT, f"trino_{name}({{0}})"),) for name in times.PARTS}
SCALARS: Final[dict[str, tuple[Overload, ...]]] = {
    "lower": (Overload((VARCHAR,), VARCHAR, "lower({0})"),),
    "length": (Overload((VARCHAR,), BIGINT, "length({0})"),),
    "strpos": (Overload((VARCHAR, VARCHAR), BIGINT, "strpos({0}, {1})"),),
    "starts_with": (Overload((VARCHAR, VARCHAR), BOOLEAN, "starts_with({0}, {1})"),),
    "replace": (
        Overload((VARCHAR, VARCHAR), VARCHAR, "trino_replace({0}, {1}, '')"),
        Overload((VARCHAR, VARCHAR, VARCHAR), VARCHAR, "trino_replace({0}, {1}, {2})"),
    ),
    "substr": (
        Overload((VARCHAR, BIGINT), VARCHAR, "trino_substr({0}, {1}, 9223372036854775807)"),
        Overload((VARCHAR, BIGINT, BIGINT), VARCHAR, "trino_substr({0}, {1}, {2})"),
    ),
    "chr": (Overload((BIGINT,), VARCHAR, "chr(CAST({0} AS INTEGER))"),),
    "split": (Overload((VARCHAR, VARCHAR), array(VARCHAR), "trino_split({0}, {1})"),),
    "split_part": (Overload((VARCHAR, VARCHAR, BIGINT), VARCHAR, "trino_split_part({0}, {1}, {2})"),),
    "regexp_like": (Overload((VARCHAR, VARCHAR), BOOLEAN, "trino_regexp_like({0}, {1})"),),
    "regexp_extract": (Overload((VARCHAR, VARCHAR), VARCHAR, "trino_regexp_extract({0}, {1})"),),
    "regexp_extract_all": (
        Overload((VARCHAR, VARCHAR), array(VARCHAR), "trino_regexp_extract_all({0}, {1})"),
    ),
    "reverse": (Overload((VARCHAR,), VARCHAR, "trino_reverse({0})"),),
    "flatten": (Overload((array(array(VARCHAR)),), array(VARCHAR), "flatten({0})"),),
    "json_extract_scalar": (
        Overload((VARCHAR, VARCHAR), VARCHAR, "trino_json_extract_scalar({0}, {1})"),
        Overload((JSON, VARCHAR), VARCHAR, "trino_json_extract_scalar({0}, {1})"),
    ),
    "json_extract": (
        Overload((VARCHAR, VARCHAR), JSON, "trino_json_extract({0}, {1})"),
        Overload((JSON, VARCHAR), JSON, "trino_json_extract({0}, {1})"),
    ),
    "json_parse": (Overload((VARCHAR,), JSON, "trino_json_parse({0})"),),
    "json_format": (Overload((JSON,), VARCHAR, "{0}"),),
    "contains": (Overload((VARCHAR, IPADDRESS), BOOLEAN, "trino_in_block({0}, {1})"),),
    "element_at": (
        Overload((array(VARCHAR), BIGINT), VARCHAR, "list_extract({0}, {1})"),
        Overload((array(JSON), BIGINT), JSON, "list_extract({0}, {1})"),
        Overload((mapping(VARCHAR, VARCHAR), VARCHAR), VARCHAR, "{0}[{1}]"),
    ),
    "map_keys": (Overload((mapping(VARCHAR, VARCHAR),), array(VARCHAR), "map_keys({0})"),),
    "map_values": (
        Overload((mapping(VARCHAR, VARCHAR),), array(VARCHAR), "map_values({0})"),
        Overload((mapping(VARCHAR, JSON),), array(JSON), "map_values({0})"),
    ),
    "array_join": (Overload((array(VARCHAR), VARCHAR), VARCHAR, "trino_array_join({0}, {1})"),),
    "array_sort": (Overload((array(VARCHAR),), array(VARCHAR), "list_sort({0}, 'ASC', 'NULLS LAST')"),),
    "array_distinct": (Overload((array(VARCHAR),), array(VARCHAR), "trino_array_distinct({0})"),),
    "now": (Overload((), INSTANT, "{now}"),),
    "date_format": (Overload((INSTANT, VARCHAR), VARCHAR, "trino_date_format({0}, {1})"),),
    "to_iso8601": (Overload((INSTANT,), VARCHAR, "{0}"),),
    "from_iso8601_timestamp": (Overload((VARCHAR,), INSTANT, "trino_iso_time({0})"),),
    **_PARTS,
}
"""Functions of plain values, by name."""

AGGREGATES: Final[dict[str, str]] = {
    "count": "count",
    "array_agg": "array_agg",
    "min": "min",
    "max": "max",
    "arbitrary": "any_value",
    "any_value": "any_value",
    "approx_distinct": "approx_count_distinct",
}
"""DuckDB's name of each function over a group."""

_CONSTANT: Final[dict[str, tuple[int, Callable[[str], object]]]] = {
    "regexp_like": (1, joni.compiled),
    "regexp_extract": (1, joni.compiled),
    "regexp_extract_all": (1, joni.compiled),
    "json_extract_scalar": (1, json_scalar.path_of),
    "json_extract": (1, json_scalar.path_of),
    "date_format": (1, lambda pattern: times.formatted("1970-01-01T00:00:00.000Z", pattern)),
}
"""Which argument must be a constant, and what refuses a wrong one: Trino would only when a row reaches it."""


def call(name: str, arguments: Sequence[Typed], now: str) -> Typed:
    """A call of a plain function; raises EngineError where Trino, or this engine, does not know it."""
    for overload in SCALARS.get(name, ()):
        if _fits(overload.takes, arguments):
            _check_constant(name, arguments)
            sql = overload.sql.format(*(argument.sql for argument in arguments), now=now)
            return Typed(sql, overload.gives, arguments[0].constant if name == "lower" else None)
    kinds = ", ".join(str(argument.kind) for argument in arguments)
    raise EngineError(f"athena: this engine does not know {name}({kinds})")


def traced(found: Typed, ids: str) -> Typed:
    """The same call, told for which events it is, if it searches for a pattern."""
    name, _, arguments = found.sql.partition("(")
    if name not in SEARCHES:
        return found
    return found._replace(sql=f"{traced_name(name)}({ids}, {arguments}")


def _fits(takes: tuple[Kind, ...], arguments: Sequence[Typed]) -> bool:
    return len(takes) == len(arguments) and all(
        argument.kind in {kind, UNKNOWN} for kind, argument in zip(takes, arguments, strict=True)
    )


def _check_constant(name: str, arguments: Sequence[Typed]) -> None:
    if name == "contains":
        _check_block(arguments[0].constant)
    if name not in _CONSTANT:
        return
    place, check = _CONSTANT[name]
    constant = arguments[place].constant
    if constant is None:
        raise EngineError(f"athena: this engine knows {name} with a constant as argument {place + 1} only")
    check(constant)


def _check_block(block: str | None) -> None:
    try:
        casts.in_block(block or "", "::")
    except ValueError as error:
        raise EngineError(f"athena: contains() with {block!r} fails on the first row: {error}") from None


CASTS: Final[dict[tuple[Kind, str], tuple[str, Kind]]] = {
    (VARCHAR, "double"): ("to_double", DOUBLE),
    (VARCHAR, "bigint"): ("to_bigint", BIGINT),
    (VARCHAR, "boolean"): ("to_boolean", BOOLEAN),
    (VARCHAR, "ipaddress"): ("to_address", IPADDRESS),
    (JSON, "array(json)"): ("array_of_json", array(JSON)),
    (JSON, "array(varchar)"): ("array_of_text", array(VARCHAR)),
    (JSON, "map(varchar,json)"): ("map_of_json", mapping(VARCHAR, JSON)),
    (JSON, "varchar"): ("text_of_json", VARCHAR),
}
"""Casts that may fail, by the type they start from and the one they go to."""

SURE_CASTS: Final[dict[tuple[Kind, str], tuple[str, Kind]]] = {
    (VARCHAR, "varchar"): ("{0}", VARCHAR),
    (VARCHAR, "json"): ("trino_json_quote({0})", JSON),
    (BIGINT, "varchar"): ("CAST({0} AS VARCHAR)", VARCHAR),
    (BIGINT, "bigint"): ("{0}", BIGINT),
    (BIGINT, "double"): ("CAST({0} AS DOUBLE)", DOUBLE),
    (BOOLEAN, "varchar"): ("CAST({0} AS VARCHAR)", VARCHAR),
    (DOUBLE, "varchar"): ("trino_float({0})", VARCHAR),
    (DOUBLE, "double"): ("{0}", DOUBLE),
    (JSON, "json"): ("{0}", JSON),
    (INSTANT, "varchar"): ("replace(replace({0}, 'T', ' '), 'Z', ' UTC')", VARCHAR),
}
"""Casts that cannot fail."""

NULL_CASTS: Final[dict[str, tuple[str, Kind]]] = {
    "varchar": ("VARCHAR", VARCHAR),
    "json": ("VARCHAR", JSON),
    "double": ("DOUBLE", DOUBLE),
    "bigint": ("BIGINT", BIGINT),
    "boolean": ("BOOLEAN", BOOLEAN),
    "ipaddress": ("VARCHAR", IPADDRESS),
    "array(varchar)": ("VARCHAR[]", array(VARCHAR)),
    "array(json)": ("VARCHAR[]", array(JSON)),
    "array(boolean)": ("BOOLEAN[]", array(BOOLEAN)),
}
"""What a bare NULL, or an array of nothing, can be cast to, and DuckDB's name for it."""
