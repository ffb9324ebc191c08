"""Values without a field: looked for in every value of the event that has a column."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from converter.condition import Number, Text, Wildcard
from converter.targets.athena.columns import ATTRIBUTES, JSON_TEXTS, RESOURCE_MEMBERS, RESOURCES, SCALARS
from converter.targets.athena.layout import call, function_of, joined, listed, parenthesised
from converter.targets.athena.place import JSON, Predicate
from converter.targets.athena.value import value_test

if TYPE_CHECKING:
    from collections.abc import Sequence

    from converter.condition import Keyword, Regex
    from converter.targets.context import Context

WARNING: Final = (
    "keywords are looked for in the columns of the documented table only: what an event holds beside "
    "them, such as managementEvent, is not searched"
)

# A JSON text falls into its keys (with their colon), its strings, and its bare values.
_TOKENS: Final = r"""'"(?:[^"\\]|\\.)*+":?|[^\[\]{},:"\s]+'"""
_NONE: Final = "CAST(ARRAY[] AS ARRAY(VARCHAR))"


def keywords(found: Sequence[Keyword], context: Context) -> Predicate:
    """Some value of the event contains one of these texts, or matches one of these patterns."""
    context.warn(WARNING)
    tests = [value_test(_inside(keyword.test)) for keyword in found]
    in_columns = joined("OR", [test("v") for test in tests])
    in_json = joined("OR", [test("json_extract_scalar(t, '$')") for test in tests])
    values = "t NOT LIKE '%:' AND " + (parenthesised(in_json) if len(tests) > 1 else in_json)
    sql = joined(
        "OR",
        [
            call("any_match", _column_texts(), function_of("v", in_columns)),
            call("any_match", _json_tokens(), function_of("t", values)),
        ],
    )
    return Predicate(sql, JSON, loose=True)


def _column_texts() -> str:
    item = f"ARRAY[{', '.join(f'r.{member}' for member in RESOURCE_MEMBERS)}]"
    return call(
        "concat",
        listed("ARRAY[", SCALARS, "]"),
        f"coalesce(flatten(transform({RESOURCES}, r -> {item})), {_NONE})",
        f"coalesce(map_values({ATTRIBUTES}), {_NONE})",
    )


def _json_tokens() -> str:
    tokens = f"coalesce(regexp_extract_all(j, {_TOKENS}), {_NONE})"
    texts = listed("ARRAY[", JSON_TEXTS, "]")
    return call("flatten", call("transform", texts, function_of("j", tokens)))


def _inside(test: Text | Number | Regex) -> Text | Regex:
    if isinstance(test, Number):
        test = Text((str(test.value),))
    if not isinstance(test, Text):
        return test
    before = () if test.parts[:1] == (Wildcard.ANY,) else (Wildcard.ANY,)
    behind = () if test.parts[-1:] in {(), (Wildcard.ANY,)} else (Wildcard.ANY,)
    return Text((*before, *test.parts, *behind), test.cased)
