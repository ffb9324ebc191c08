"""A path into one of the columns that hold JSON text.

Lists may stand anywhere. In lax mode every step enters one list by itself; `[*]` before it enters one
more, since AWS has lists in lists (`filterGroups` of CodeBuild, `ec2TagSet.ec2TagSetList` of CodeDeploy),
and on what is no list it changes nothing. https://trino.io/docs/current/functions/json.html (November 2026)
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from converter.targets.athena.layout import call, function_of
from converter.targets.athena.literal import literal
from converter.targets.athena.place import JSON, Place, Predicate

if TYPE_CHECKING:
    from converter.targets.athena.place import Test

_PLAIN_KEY: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_INTO_LISTS: Final = "[*][*][*]"  # AWS nests texts no deeper
_NOT_NULL: Final = '?(@.type() != "null")'
_ONLY_NULLS: Final = r"'^[\[\],]*null[\[\],nul]*\z'"


@dataclass(frozen=True, slots=True)
class JsonPath(Place):
    """What stands at a dotted path in a column of JSON text; malformed text holds nothing."""

    column: str
    path: str
    cost: int = JSON

    @property
    def items(self) -> str:
        """SQL of everything that stands here, as an array of JSON; NULL or empty where nothing does."""
        found = f"json_query({self.column}, {self._lax(_INTO_LISTS)} WITH UNCONDITIONAL ARRAY WRAPPER)"
        return f"CAST(json_parse({found}) AS ARRAY(JSON))"

    def some(self, test: Test, variable: str = "v") -> str:
        """SQL: some value passes; objects have none."""
        return self._any_match(test(f"json_extract_scalar({variable}, '$')"), variable)

    def some_text(self, test: Test, *, null_too: bool) -> str:
        """SQL: some value or some object's compact text passes."""
        text = "nullif(json_format(v), 'null')" if null_too else "json_format(v)"
        return self._any_match(test(f"coalesce(json_extract_scalar(v, '$'), {text})"), "v")

    def has_value(self) -> Predicate:
        """Some value or object is not null."""
        return Predicate(f"json_exists({self.column}, {self._lax(_INTO_LISTS + _NOT_NULL)})", self.cost)

    def is_null(self) -> Predicate:
        """Nothing is there, or only nulls; an empty list is something else."""
        found = f"json_query({self.column}, {self._lax()} WITH UNCONDITIONAL ARRAY WRAPPER)"
        sql = f"coalesce(regexp_like({found}, {_ONLY_NULLS}), TRUE)"
        return Predicate(sql, self.cost, certain=True, opposite=f"NOT {sql}")

    def is_present(self) -> Predicate:
        """Something is there, null included."""
        return Predicate(f"json_exists({self.column}, {self._lax()})", self.cost)

    @property
    def many(self) -> bool:
        """Lists may stand anywhere."""
        return True

    @property
    def hides_null(self) -> bool:
        """JSON tells null from nothing."""
        return False

    def _any_match(self, condition: str, variable: str) -> str:
        return call("any_match", self.items, function_of(variable, condition))

    def _lax(self, behind: str = "") -> str:
        keys = "[*].".join(_key(key) for key in self.path.split("."))
        return literal(f"lax $.{keys}{behind}")


def _key(key: str) -> str:
    return key if _PLAIN_KEY.fullmatch(key) else '"' + key.replace('"', '""') + '"'
