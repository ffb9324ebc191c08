"""What Elastic stores of an event.

Texts of Java maps and numbers were recorded from Java 17.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any

import pytest

from converter.targets.eql.document import Document
from converter.targets.eql.java_map import hash_map_order, java_double, java_hash, java_text
from converter.targets.eql.stored import type_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def values(name: str, **record: Any) -> list[Any]:  # noqa: ANN401 - any JSON
    """The values of one field of a record's document."""
    return list(Document(record).values(name))


def test_java_text_has_no_quotes_and_no_escapes() -> None:
    """A map prints as {key=value, ...}, a list as [a, b], whatever the texts hold."""
    assert java_text({"f": False, "😀": "x, y=z", "b": [1, [True, 'say "}"']]}) == (
        '{b=[1, [true, say "}"]], f=false, 😀=x, y=z}'
    )


def test_java_text_drops_empty_values_first() -> None:
    """Null, "", "-", "none" and what is left empty by that are gone before the text is made."""
    assert (
        java_text({"b": [1, None, "", [], {"x": "-"}, "none"], "a": {"c": None, "d": {"e": ""}}}) == "{b=[1]}"
    )
    assert java_text({"a": [None], "b": {}}) is None


def test_java_text_keeps_falsehood_and_zero() -> None:
    """False and 0 are values."""
    assert java_text({"a": False, "b": 0}) == "{a=false, b=0}"


def test_keys_come_in_the_order_of_a_hash_map() -> None:
    """The order is that of a table of 16 buckets; keys of one hash keep their order."""
    keys = ["imageId", "attributeType", "launchPermission", "userGroup"]
    assert hash_map_order(keys) == ["imageId", "attributeType", "launchPermission", "userGroup"]
    assert hash_map_order(["Aa", "BB", "C#"]) == ["Aa", "BB", "C#"]
    assert hash_map_order(["BB", "Aa"]) == ["BB", "Aa"]


def test_dropped_keys_still_widen_the_table() -> None:
    """A map that had 13 keys is ordered by 32 buckets, though nine were dropped afterwards."""
    kept = {"imageId": "0", "attributeType": "1", "launchPermission": "2", "userGroup": "3"}
    dropped = dict.fromkeys(["a1", "a2", "a3", "a4", "a5", "a6", "a7", "a8", "a9"])
    assert java_text(kept) == "{imageId=0, attributeType=1, launchPermission=2, userGroup=3}"
    assert java_text({**kept, **dropped}) == ("{imageId=0, launchPermission=2, attributeType=1, userGroup=3}")


def test_hash_codes_are_javas() -> None:
    """String.hashCode works on UTF-16 units and wraps at 32 bits."""
    assert java_hash("") == 0
    assert java_hash("Aa") == java_hash("BB") == 2112
    assert java_hash("launchPermission") == 3135898082
    assert java_hash("😀") == 1772899


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (1e10, "1.0E10"),
        (0.001, "0.001"),
        (0.0001, "1.0E-4"),
        (1.5, "1.5"),
        (100.0, "100.0"),
        (1e7, "1.0E7"),
        (9999999.5, "9999999.5"),
        (-0.0, "-0.0"),
        (123456789.125, "1.23456789125E8"),
        (-2.5e21, "-2.5E21"),
        (12345678.0, "1.2345678E7"),
        (float("inf"), "Infinity"),
    ],
)
def test_doubles_print_as_java_prints_them(number: float, text: str) -> None:
    """From a thousandth to ten million plainly, else with E."""
    assert java_double(number) == text


def test_plain_fields_are_copied() -> None:
    """Top-level fields and those of the identity go to their ECS or aws.cloudtrail names as text."""
    record = {
        "eventName": "RunInstances",
        "eventSource": "ec2.amazonaws.com",
        "managementEvent": True,
        "userIdentity": {
            "arn": "arn:aws:iam::111122223333:user/ana",
            "sessionContext": {"assumedRoot": "true"},
        },
    }
    document = Document(record)
    assert document.values("event.action") == ("RunInstances",)
    assert document.values("event.provider") == ("ec2.amazonaws.com",)
    assert document.values("aws.cloudtrail.management_event") == ("true",)
    assert document.values("aws.cloudtrail.user_identity.arn") == ("arn:aws:iam::111122223333:user/ana",)
    assert document.values("aws.cloudtrail.user_identity.session_context.assumed_root") == ("true",)


@pytest.mark.parametrize("dropped", [None, "", "-", "none", [], {}, [None, ""]])
def test_dropped_values_are_absent(dropped: object) -> None:
    """What the pipeline drops leaves no field behind."""
    assert values("aws.cloudtrail.error_code", errorCode=dropped) == []
    assert values("event.outcome", errorCode=dropped) == ["success"]


def test_parameters_are_one_text() -> None:
    """What requestParameters holds is stored as the text of a Java map."""
    add = {"launchPermission": {"add": {"items": [{"userId": "444455556666"}, {"group": "all"}]}}}
    assert values("aws.cloudtrail.request_parameters", requestParameters=add) == [
        "{launchPermission={add={items=[{userId=444455556666}, {group=all}]}}}"
    ]
    assert values("aws.cloudtrail.response_elements", responseElements=None) == []


def test_long_texts_look_absent() -> None:
    """Fleet indexes keywords up to 1,024 UTF-16 units, parameters up to 8,191."""
    assert len(values("user_agent.original", userAgent="a" * 1024)) == 1
    assert values("user_agent.original", userAgent="a" * 1025) == []
    assert values("user_agent.original", userAgent="😀" * 513) == []
    assert len(values("aws.cloudtrail.request_parameters", requestParameters={"k": "a" * 8187})) == 1
    assert values("aws.cloudtrail.request_parameters", requestParameters={"k": "a" * 8188}) == []
    assert values("aws.cloudtrail.additional_eventdata", additionalEventData={"k": "a" * 1021}) == []


def test_flattened_fields_hold_leaves_without_positions() -> None:
    """A flattened field holds each leaf as text; a path skips arrays."""
    parameters = {"ipPermissions": {"items": [{"fromPort": 22}, {"fromPort": 80.0, "open": True}]}}
    name = "aws.cloudtrail.flattened.request_parameters.ipPermissions.items"
    assert values(f"{name}.fromPort", requestParameters=parameters) == ["22", "80.0"]
    assert values(name, requestParameters=parameters) == ["22", "80.0", "true"]
    assert values(f"{name}.absent", requestParameters=parameters) == []


def test_flattened_fields_of_huge_parts_are_left_out() -> None:
    """From 32,766 characters on, a part is not stored as flattened."""
    name = "aws.cloudtrail.flattened.request_parameters.k"
    assert len(values(name, requestParameters={"k": "a" * 900, "l": "b" * 31000})) == 1
    assert values(name, requestParameters={"k": "a" * 900, "l": "b" * 32000}) == []


def test_twins_of_parameters() -> None:
    """Some parameters have fields of their own, for any service."""
    record = {"requestParameters": {"userName": "ana", "newUserName": "eva", "groupName": "admins"}}
    assert values("user.target.name", **record) == ["ana"]
    assert values("user.changes.name", **record) == ["eva"]
    assert values("group.name", **record) == ["admins"]
    assert values("related.user", **record) == ["ana", "eva"]


def test_source_ip_is_there_for_addresses_only() -> None:
    """source.address is always kept, source.ip only if it is an address."""
    assert values("source.address", sourceIPAddress="AWS Internal") == ["AWS Internal"]
    assert values("source.ip", sourceIPAddress="AWS Internal") == []
    assert values("source.ip", sourceIPAddress="203.0.113.7") == [ip_address("203.0.113.7")]
    assert values("source.ip", sourceIPAddress="::ffff:203.0.113.7") == [ip_address("203.0.113.7")]
    assert values("source.ip", sourceIPAddress="fe80::1%eth0") == []
    assert values("related.ip", sourceIPAddress="2001:db8::1") == [ip_address("2001:db8::1")]


@pytest.mark.parametrize(
    ("record", "outcome"),
    [
        ({}, "success"),
        ({"errorCode": "AccessDenied"}, "failure"),
        ({"errorMessage": "No"}, "failure"),
        ({"eventName": "ConsoleLogin", "responseElements": {"ConsoleLogin": "Failure"}}, "failure"),
        (
            {"eventName": "ConsoleLogin", "errorCode": "x", "responseElements": {"ConsoleLogin": "Success"}},
            "success",
        ),
        ({"eventName": "Other", "responseElements": {"ConsoleLogin": "Failure"}}, "success"),
    ],
)
def test_outcome(record: dict[str, Any], outcome: str) -> None:
    """An error is a failure; a console login says itself how it ended, in lower case."""
    assert values("event.outcome", **record) == [outcome]


_ISSUER = {"sessionIssuer": {"userName": "Deploy", "arn": "arn:aws:iam::111122223333:role/Deploy"}}
_LINKED = {"sessionIssuer": {"userName": "R", "arn": "arn:aws:iam::111122223333:role/aws-service-role/x/R"}}


@pytest.mark.parametrize(
    ("identity", "name"),
    [
        ({"type": "IAMUser", "userName": "ana"}, ["ana"]),
        ({"type": "AssumedRole", "userName": "ana", "sessionContext": _ISSUER}, ["Deploy"]),
        ({"type": "FederatedUser", "userName": "ana", "sessionContext": _ISSUER}, ["Deploy"]),
        ({"type": "IAMUser", "userName": "ana", "sessionContext": _ISSUER}, ["ana"]),
        ({"type": "WebIdentityUser", "sessionContext": _ISSUER}, ["Deploy"]),
        ({"type": "AssumedRole", "sessionContext": _LINKED}, []),
        ({"type": "AWSService", "userName": "ana"}, []),
    ],
)
def test_user_name(identity: dict[str, Any], name: list[str]) -> None:
    """A role's name goes before the user's own; services and their roles have none."""
    assert values("user.name", userIdentity=identity) == name


def test_mail_addresses_are_kept_as_names() -> None:
    """A name with an @ is the user's e-mail, too."""
    assert values("user.email", userIdentity={"userName": "ana@example.com"}) == ["ana@example.com"]
    assert values("user.email", userIdentity={"userName": "ana"}) == []


def test_account_falls_back_to_the_recipient() -> None:
    """cloud.account.id is the actor's account, or the recipient's where the actor has none."""
    own = {"accountId": "111122223333"}
    assert values("cloud.account.id", userIdentity=own, recipientAccountId="444455556666") == ["111122223333"]
    assert values("cloud.account.id", recipientAccountId="444455556666") == ["444455556666"]


def test_resources_alike_are_kept_once() -> None:
    """Resources are multi-valued; those with the same ARN, account and type count once."""
    member = {"ARN": "arn:aws:s3:::b", "accountId": "111122223333", "type": "AWS::S3::Bucket"}
    other = {"ARN": "arn:aws:s3:::c"}
    assert values("aws.cloudtrail.resources.arn", resources=[member, other, dict(member)]) == [
        "arn:aws:s3:::b",
        "arn:aws:s3:::c",
    ]


@pytest.mark.parametrize(
    ("data", "used"),
    [({"MFAUsed": "Yes"}, [True]), ({"MFAUsed": "No"}, [False]), ({"MFAUsed": "no"}, [True]), ({}, [])],
)
def test_mfa_is_true_for_anything_but_no(data: dict[str, str], used: list[bool]) -> None:
    """Console logins have the use of MFA as a boolean, which only the text No makes false."""
    name = "aws.cloudtrail.console_login.additional_eventdata.mfa_used"
    assert values(name, eventName="ConsoleLogin", additionalEventData=data) == used
    assert values(name, eventName="SwitchRole", additionalEventData=data) == []


def test_read_only_is_a_boolean() -> None:
    """The flag readOnly is a boolean, also when it is written as text."""
    assert values("aws.cloudtrail.read_only", readOnly=False) == [False]
    assert values("aws.cloudtrail.read_only", readOnly="true") == [True]


def test_tls_version_is_taken_apart() -> None:
    """TLSv1.3 is the version 1.3 of the protocol tls."""
    assert values("tls.version", tlsDetails={"tlsVersion": "TLSv1.3"}) == ["1.3"]
    assert values("tls.version_protocol", tlsDetails={"tlsVersion": "TLSv1.3"}) == ["tls"]


def test_related_hosts_are_instances() -> None:
    """Instance names in the request are collected, wherever AWS puts them."""
    parameters = {"instancesSet": {"items": [{"instanceId": "i-1"}]}, "instanceId": "i-2", "target": "other"}
    assert values("related.hosts", requestParameters=parameters) == ["i-2", "i-1"]


def test_constants_are_in_every_document() -> None:
    """Every event of the data stream carries the same dataset."""
    assert values("event.dataset") == ["aws.cloudtrail"]
    assert values("event.kind") == ["event"]


def test_types() -> None:
    """The mapping knows keywords, booleans, addresses, dates, text and flattened fields, and no others."""
    assert type_of("event.action") == "keyword"
    assert type_of("aws.cloudtrail.read_only") == "boolean"
    assert type_of("source.ip") == "ip"
    assert type_of("@timestamp") == "date"
    assert type_of("event.dataset") == "constant_keyword"
    assert type_of("aws.cloudtrail.request_parameters.text") == "text"
    assert type_of("aws.cloudtrail.flattened.response_elements.a.b") == "flattened"
    assert type_of("process.name") is None


# Newer versions of the integration than those that made these pairs keep the whole name.
_SPLIT_NAMES = {"test-modify-db-cluster-snapshot-attribute-json.log", "test-put-bucket-versioning-json.log"}
# What depends on the time of ingestion, on tags, or on a table of event names that grows with each version.
_NOT_MODELLED = {"event.created", "tags", "event.category", "event.type", "user.domain"}


def leaves(value: object, path: str = "") -> Iterator[tuple[str, object]]:
    """The leaves of a document with their dotted names."""
    if isinstance(value, dict):
        for key, member in value.items():
            yield from leaves(member, f"{path}.{key}" if path else key)
    elif isinstance(value, list):
        for member in value:
            yield from leaves(member, path)
    else:
        yield path, value


def shown(name: str, value: object) -> str:
    """A value as the recorded document spells it."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")
    return str(value).lower() if isinstance(value, bool) or "flattened" in name else str(value)


def test_real_documents(corpus: Path) -> None:
    """Elastic's own pairs of record and document agree field by field, but for names split at the @."""
    compared = 0
    for line in (corpus / "elastic_pairs.jsonl").read_text(encoding="utf-8").splitlines():
        pair = json.loads(line)
        document = Document(pair["raw"])
        expected: dict[str, list[str]] = {}
        for name, value in leaves(pair["ecs_min"]):
            expected.setdefault(name, []).append(shown(name, value))
        for name, texts in expected.items():
            if name in _NOT_MODELLED or ".entity." in name:
                continue
            if name == "user.name" and pair["test"] in _SPLIT_NAMES:
                assert [f"{text}@elastic.co" for text in texts] == list(document.values(name))
                continue
            found = [shown(name, value) for value in document.values(name)]
            assert sorted(found) == sorted(texts), (pair["test"], name)
            compared += 1
    assert compared == 347
