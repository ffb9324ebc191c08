"""The events that a platform can still tell others from."""

from __future__ import annotations

from typing import Any

from proof import event_of

from converter.targets.athena import losses as athena
from converter.targets.eql import losses as eql

ISSUED: dict[str, Any] = {"sessionIssuer": {"userName": "role"}}


def test_elastic_keeps_no_name_that_it_has_nothing_for() -> None:
    """A name without a value is not there, for a rule may ask whether it exists."""
    record = {"userIdentity": {"type": "IAMUser", "userName": "dev", "sessionContext": ISSUED}}
    assert eql.kept(event_of(record, "1")).record == {
        "userIdentity": {"type": "IAMUser", "userName": ["dev"]}
    }
    assert eql.kept(event_of({"userIdentity": {"userName": None}, "eventID": "1"}, "1")).record == {
        "eventID": "1"
    }


def test_athena_keeps_nothing_that_has_no_column() -> None:
    """Members of structs and names of the record that the documented table lacks; JSON columns keep all."""
    record = {
        "managementEvent": True,
        "resources": [{"ARN": "a", "ARNPrefix": "b", "type": None}],
        "requestParameters": {"a": None, "b": {"c": 1}},
    }
    assert athena.kept(event_of(record, "1")).record == {
        "resources": [{"ARN": "a"}],
        "requestParameters": {"a": None, "b": {"c": 1}},
    }
