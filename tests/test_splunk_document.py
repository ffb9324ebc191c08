"""What Splunk holds for an event."""

from __future__ import annotations

import json
from typing import Any

import pytest

from converter.targets.splunk.document import Document
from converter.targets.splunk.extraction import Limits, extract
from converter.verify.engine import EngineError


def text(record: dict[str, Any]) -> str:
    """The compact JSON of a record."""
    return json.dumps(record, separators=(",", ":"), ensure_ascii=False)


def values(name: str, **record: Any) -> list[str]:  # noqa: ANN401 - any JSON
    """The values of one field of a record."""
    return Document(text(record)).values(name)


def test_objects_become_dotted_names() -> None:
    """A leaf of nested objects is a field whose name joins the keys by dots; the object has none."""
    assert extract('{"a":{"b":{"c":"x"}}}') == {"a.b.c": ["x"]}


def test_arrays_add_braces() -> None:
    """An array adds {} to the name; its members are the values, in order."""
    assert extract('{"a":["x","y"],"b":[{"k":"1"},{"k":"2","m":"3"}]}') == {
        "a{}": ["x", "y"],
        "b{}.k": ["1", "2"],
        "b{}.m": ["3"],
    }


def test_nested_arrays_add_braces_for_each_level() -> None:
    """An array in an array adds one {} a level."""
    assert extract('{"a":[["x"],["y","z"]],"b":[{"c":["v"]}]}') == {
        "a{}{}": ["x", "y", "z"],
        "b{}.c{}": ["v"],
    }


def test_empty_objects_and_arrays_have_no_field() -> None:
    """{} and [] give no field at all, also inside an array."""
    assert extract('{"a":{},"b":[],"c":[{}]}') == {}


def test_null_has_a_field() -> None:
    """JSON null gives a field with the text null."""
    assert extract('{"a":null,"b":[null]}') == {"a": ["null"], "b{}": ["null"]}


def test_leaves_are_spelled_as_in_the_event() -> None:
    """Numbers and booleans keep the text of the event; strings lose their escapes."""
    assert extract('{"a":1.0,"b":1e5,"c":-0,"d":true,"e":"\\"\\u00e9"}') == {
        "a": ["1.0"],
        "b": ["1e5"],
        "c": ["-0"],
        "d": ["true"],
        "e": ['"é'],
    }


def test_names_are_case_sensitive() -> None:
    """Keys that differ in letter case are two fields."""
    assert extract('{"tag":"x","Tag":"y"}') == {"tag": ["x"], "Tag": ["y"]}


def test_a_key_with_a_dot_shares_the_name_of_a_path() -> None:
    """The key a.b and the key b of the object a are one field with two values."""
    assert extract('{"a.b":"x","a":{"b":"y"}}') == {"a.b": ["x", "y"]}


@pytest.mark.parametrize("broken", ["", "[]", "no json", '{"a":'])
def test_what_is_no_object_has_no_fields(broken: str) -> None:
    """Only a JSON object has fields."""
    assert extract(broken) == {}


def test_extraction_stops_at_the_cutoff() -> None:
    """Of an event beyond the limit, the values that end within it are left."""
    record = '{"a":"1","b":{"c":["x","y"],"d":"z"},"e":"2"}'
    assert extract(record, Limits(cutoff=28)) == {"a": ["1"], "b.c{}": ["x", "y"]}
    assert extract(record, Limits(cutoff=26)) == {"a": ["1"], "b.c{}": ["x"]}
    assert extract(record, Limits(cutoff=len(record))) == extract(record)


def test_extraction_stops_at_the_number_of_fields() -> None:
    """No more fields than the limit are extracted."""
    assert list(extract('{"a":1,"b":2,"c":3}', Limits(fields=2))) == ["a", "b"]


def test_a_document_knows_whether_limits_would_cut_it() -> None:
    """An event of more than 5,000 bytes or 100 fields is truncated; fields are lost only when asked for."""
    long = text({"a": "x" * 5_000, "b": "y"})
    wide = text({f"k{number}": "v" for number in range(101)})
    assert [Document(one).truncated for one in (long, wide, "{}")] == [True, True, False]
    assert Document(long).values("b") == ["y"]
    assert Document(long, limits=True).values("b") == []
    assert Document(wide, limits=True).values("k99") == ["v"]
    assert Document(wide, limits=True).values("k100") == []


def test_splunk_adds_its_own_fields() -> None:
    """_raw is the text of the event, _time its eventTime in seconds, sourcetype the add-on's."""
    document = Document('{"eventTime":"2026-11-24T08:00:00Z"}')
    assert document.values("_raw") == ['{"eventTime":"2026-11-24T08:00:00Z"}']
    assert document.values("_time") == ["1795507200"]
    assert document.values("sourcetype") == ["aws:cloudtrail"]


@pytest.mark.parametrize("time", ["yesterday", "2026-13-01T00:00:00Z", ""])
def test_a_time_that_cannot_be_read_is_none(time: str) -> None:
    """Without a readable eventTime there is no _time here."""
    assert values("_time", eventTime=time) == []


def test_an_unmodelled_field_of_the_add_on_is_an_error() -> None:
    """A field that the add-on's lookups fill is refused: to call it absent would be a lie."""
    with pytest.raises(EngineError, match="status"):
        values("status", eventName="DeleteSAMLProvider")


def test_names_lists_what_the_event_has() -> None:
    """The names of a document's fields are those with a value, aliases and calculated ones included."""
    names = Document('{"awsRegion":"eu-west-1"}').names()
    assert {"awsRegion", "region", "errorCode", "_raw"} <= set(names)
    assert "src" not in names
    assert "status" not in names
