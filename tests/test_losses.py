"""The events that a platform can still tell others from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from proof import event_of

from converter.targets.athena import losses as athena
from converter.targets.eql import losses as eql
from converter.targets.eql.java_map import java_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from converter.verify.engine import Event

    Record = dict[str, Any]

ISSUED: Record = {"sessionIssuer": {"userName": "role"}}


def left(kept: Callable[[Event], tuple[Event, ...]], record: Record) -> list[Record]:
    """The records that are left of one."""
    return [each.record for each in kept(event_of(record, "1"))]


def test_elastic_keeps_no_name_that_it_has_nothing_for() -> None:
    """A name without a value is not there, for a rule may ask whether it exists."""
    record = {"userIdentity": {"type": "IAMUser", "userName": "dev", "sessionContext": ISSUED}}
    assert left(eql.kept, record) == [{"userIdentity": {"type": "IAMUser", "userName": ["dev"]}}] * 2
    assert left(eql.kept, {"userIdentity": {"userName": None}, "eventID": "1"}) == [{"eventID": "1"}] * 2


def test_elastic_cannot_tell_an_object_from_a_text_that_prints_like_it() -> None:
    """One reading takes braces and brackets for what they look like, the other for texts as well."""
    parameters = {"a": {"b": "c"}, "d": ["e", {"f": "g"}]}
    assert java_text(parameters) == java_text({"a": "{b=c}", "d": "[e, {f=g}]"})
    plain, texts = left(eql.kept, {"requestParameters": parameters})
    assert plain == {"requestParameters": parameters}
    assert texts == {
        "requestParameters": {
            "a": [{"b": "c"}, "{b=c}"],
            "d": [["e", [{"f": "g"}, "{f=g}"]], "[e, {f=g}]"],
        }
    }


def test_athena_keeps_nothing_that_has_no_column() -> None:
    """Members of structs and names of the record that the documented table lacks; JSON columns keep all."""
    record = {
        "managementEvent": True,
        "resources": [{"ARN": "a", "ARNPrefix": "b", "type": None}],
        "requestParameters": {"a": None, "b": {"c": 1}},
    }
    parameters = {"a": None, "b": {"c": 1}}
    assert left(athena.kept, record) == [{"resources": [{"ARN": "a"}], "requestParameters": parameters}]
