"""What the Splunk Add-on for AWS adds to an event."""

from __future__ import annotations

import json
from typing import Any

import pytest

from converter.targets.splunk.document import Document


def values(name: str, **record: Any) -> list[str]:  # noqa: ANN401 - any JSON
    """The values of one field of a record."""
    return Document(json.dumps(record, separators=(",", ":"), ensure_ascii=False)).values(name)


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
        (["ann"], {"eventType": "AwsConsoleSignIn", "userIdentity": {"userName": "ann"}}),
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
        (["i-1"], {"eventName": "AttachVolume", "requestParameters": {"instanceId": "i-1"}}),
        (["ec2"], {"eventName": "CreateVolume", "eventSource": "ec2"}),
        (
            ["b.s3.amazonaws.com"],
            {"eventName": "PutObject", "requestParameters": {"Host": "b.s3.amazonaws.com"}},
        ),
    ],
)
def test_dest_depends_on_the_event_name(dest: list[str], record: dict[str, Any]) -> None:
    """Dest is the instances, the bucket's host or the service."""
    assert values("dest", **record) == dest
