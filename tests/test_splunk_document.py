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


@pytest.mark.parametrize(
    ("alias", "record"),
    [
        ("src", {"sourceIPAddress": "v"}),
        ("src_ip", {"sourceIPAddress": "v"}),
        ("region", {"awsRegion": "v"}),
        ("vendor_region", {"awsRegion": "v"}),
        ("signature", {"eventName": "v"}),
        ("command", {"eventName": "v"}),
        ("dvc", {"eventSource": "v"}),
        ("reason", {"errorMessage": "v"}),
        ("result_id", {"errorCode": "v"}),
        ("user_access_key", {"userIdentity": {"accessKeyId": "v"}}),
        ("image_id", {"requestParameters": {"instancesSet": {"items": [{"imageId": "v"}]}}}),
    ],
)
def test_the_add_on_has_aliases(alias: str, record: dict[str, Any]) -> None:
    """An alias holds the raw value, and nothing when there is none."""
    assert values(alias, **record) == ["v"]
    assert values(alias, other="v") == []


def test_error_code_is_always_there() -> None:
    """ErrorCode is the raw value, else failure for a failed console login, else success."""
    assert values("errorCode", errorCode="AccessDenied") == ["AccessDenied"]
    assert values("errorCode", responseElements={"ConsoleLogin": "Failure"}) == ["failure"]
    assert values("errorCode", responseElements={"ConsoleLogin": "Success"}) == ["success"]
    assert values("errorCode") == ["success"]


def test_result_id_is_there_on_errors_alone() -> None:
    """The alias sees the raw errorCode, not the calculated one."""
    assert values("result_id", eventName="GetUser") == []


@pytest.mark.parametrize(
    ("kind", "account"),
    [("IAMUser", "111122223333"), ("AWSAccount", "444455556666"), ("AWSService", "444455556666")],
)
def test_account_depends_on_the_kind_of_caller(kind: str, account: str) -> None:
    """aws_account_id is the receiving account for foreign accounts and services, else the caller's."""
    identity = {"type": kind, "accountId": "111122223333"}
    assert values("aws_account_id", userIdentity=identity, recipientAccountId="444455556666") == [account]


def test_vendor_account_prefers_the_caller() -> None:
    """vendor_account is the caller's account, else the receiving one."""
    assert values("vendor_account", userIdentity={"accountId": "1"}, recipientAccountId="2") == ["1"]
    assert values("vendor_account", recipientAccountId="2") == ["2"]


def test_user_arn_falls_back_on_the_role() -> None:
    """user_arn is the caller's ARN, else the role that the call names."""
    role = {"roleArn": "arn:aws:iam::111122223333:role/r"}
    assert values("user_arn", requestParameters=role) == ["arn:aws:iam::111122223333:role/r"]
    assert values("user_arn", userIdentity={"arn": "a"}, requestParameters=role) == ["a"]


def test_user_agent_reads_arrays_too() -> None:
    """user_agent is userAgent, else the members of it."""
    assert values("user_agent", userAgent="x") == ["x"]
    assert values("user_agent", userAgent=["x", "y"]) == ["x", "y"]


@pytest.mark.parametrize(
    ("user", "record"),
    [
        (["ann"], {"eventName": "ModifyImageAttribute", "userIdentity": {"userName": "ann"}}),
        ([], {"eventName": "ModifyImageAttribute"}),
        (["new"], {"eventName": "CreateUser", "responseElements": {"user": {"userName": "new"}}}),
        (["old"], {"eventName": "DeleteUser", "requestParameters": {"userName": "old"}}),
        (
            ["session"],
            {
                "eventName": "AssumeRole",
                "userIdentity": {"type": "IAMUser", "userName": "ann"},
                "responseElements": {
                    "assumedRoleUser": {"arn": "arn:aws:sts::111122223333:assumed-role/r/session"}
                },
            },
        ),
        (
            ["r"],
            {
                "eventName": "AssumeRole",
                "userIdentity": {"type": "AssumedRole"},
                "requestParameters": {"roleArn": "arn:aws:iam::111122223333:role/r"},
            },
        ),
        (
            ["ann"],
            {
                "eventName": "GetUser",
                "errorMessage": "not authorized to perform: iam:GetUser on resource: user ann",
            },
        ),
        (
            ["role"],
            {
                "eventName": "RunInstances",
                "userIdentity": {"sessionContext": {"sessionIssuer": {"userName": "role"}}},
            },
        ),
        (
            ["me"],
            {
                "eventName": "ConsoleLogin",
                "eventType": "AwsConsoleSignIn",
                "userIdentity": {"type": "AssumedRole", "principalId": "AROAEXAMPLE:me"},
                "additionalEventData": {"LoginTo": "https://console.aws.amazon.com"},
            },
        ),
    ],
)
def test_user_depends_on_the_event_name(user: list[str], record: dict[str, Any]) -> None:
    """The user is the one acted on, or who signed in, where the event name says so; else userName."""
    assert values("user", **record) == user


def test_user_name_falls_back_on_the_end_of_the_arn() -> None:
    """The field userName is the caller's name, the role's, or what ends the ARN."""
    arn = "arn:aws:sts::111122223333:assumed-role/r/session"
    assert values("userName", userIdentity={"arn": arn}) == ["session"]
    assert values("userName", userIdentity={"arn": "arn:aws:iam::111122223333:root"}) == ["root"]
    assert values("userName", userIdentity={"arn": arn, "userName": "ann"}) == ["ann"]


@pytest.mark.parametrize(
    ("dest", "record"),
    [
        (["ec2.amazonaws.com"], {"eventName": "ModifyImageAttribute", "eventSource": "ec2.amazonaws.com"}),
        (
            ["i-1", "i-2"],
            {
                "eventName": "StopInstances",
                "requestParameters": {
                    "instancesSet": {"items": [{"instanceId": "i-1"}, {"instanceId": "i-2"}]}
                },
            },
        ),
        (
            ["b.s3.amazonaws.com"],
            {"eventName": "CreateBucket", "requestParameters": {"host": ["b.s3.amazonaws.com"]}},
        ),
        (["signin"], {"eventName": "ConsoleLogin", "eventSource": "signin"}),
    ],
)
def test_dest_depends_on_the_event_name(dest: list[str], record: dict[str, Any]) -> None:
    """Dest is the instances, the bucket's host or the service."""
    assert values("dest", **record) == dest


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
