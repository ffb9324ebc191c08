"""What AWS's models say of CloudTrail's paths."""

from __future__ import annotations

import zipfile
from typing import Any

import pytest

from converter.shapes import operations, shape_of
from converter.shapes.build import Model, sources_of, write
from converter.shapes.models import ARCHIVE

EC2, ECS, LAMBDA, RDS, S3 = ([f"{name}.amazonaws.com"] for name in ("ec2", "ecs", "lambda", "rds", "s3"))


def depths(
    path: str, sources: list[str] | None = None, names: list[str] | None = None
) -> list[tuple[int, ...]]:
    """How deep arrays lie at each name of a path."""
    return [segment.depths for segment in shape_of(path, sources or [], names or []).segments]


def test_ec2_wraps_each_list_in_items() -> None:
    """The AMI event's launch permissions are `add.items[]`, and a user id is one text."""
    shape = shape_of("requestParameters.launchPermission.add.items.userId", EC2, ["modifyimageattribute"])
    assert [segment.depths for segment in shape.segments] == [(0,), (0,), (0,), (1,), (0,)]
    assert shape.end == "scalar"


def test_ec2s_older_names_follow_its_habit() -> None:
    """`instancesSet` and `filterSet` are in no request's model, and their `items` are arrays all the same."""
    path = "requestParameters.instancesSet.items.instanceId"
    assert depths(path, EC2, ["DescribeInstances"])[:3] == [(0,), (0,), (1,)]


def test_ec2_responses_have_their_names_on_the_wire() -> None:
    """The model calls them Instances; the record has `instancesSet.items[]`."""
    path = "responseElements.instancesSet.items.instanceId"
    assert depths(path, EC2, ["RunInstances"]) == [(0,), (0,), (1,), (0,)]


def test_json_services_have_plain_arrays() -> None:
    """A command is an array of texts in an array of container definitions."""
    path = "requestParameters.containerDefinitions.command"
    assert depths(path, ECS, ["registertaskdefinition"]) == [(0,), (1,), (1,)]


def test_a_call_may_carry_the_version_of_its_api() -> None:
    """Lambda's event names end in a date."""
    path = "requestParameters.layers"
    assert depths(path, LAMBDA, ["UpdateFunctionConfiguration20150331v2"]) == [(0,), (1,)]


def test_without_a_name_every_call_of_the_source_speaks() -> None:
    """Where all calls that have the path agree, the answer is sure."""
    assert depths("requestParameters.layers", LAMBDA) == [(0,), (1,)]


def test_without_a_source_every_service_with_the_call_speaks() -> None:
    """RunInstances alone finds EC2's model."""
    assert depths("responseElements.instancesSet.items", names=["runinstances"]) == [(0,), (0,), (1,)]


def test_a_lone_result_of_the_query_protocol_stands_without_its_wrapper() -> None:
    """RDS returns DBInstance; the record has its members directly."""
    path = "responseElements.pendingModifiedValues.masterUserPassword"
    assert depths(path, RDS, ["ModifyDBInstance"]) == [(0,), (0,), (0,)]


def test_s3_may_write_text_or_array() -> None:
    """S3's parameters come from the query string, and its XML drops one-element lists; a bucket is text."""
    assert depths("requestParameters.acl", S3, ["PutBucketAcl"]) == [(0,), (0, 1)]
    assert depths("requestParameters.bucketName", S3, ["PutBucketAcl"]) == [(0,), (0,)]


def test_calls_that_differ_give_both() -> None:
    """A status to list container instances by is a text; for deployments of daemons it is an array."""
    assert depths("requestParameters.status", ECS, ["ListContainerInstances"]) == [(0,), (0,)]
    assert depths("requestParameters.status", ECS, ["ListDaemonDeployments"]) == [(0,), (1,)]
    assert depths("requestParameters.status", ECS) == [(0,), (0, 1)]


@pytest.mark.parametrize(
    ("path", "expected", "end"),
    [
        ("eventName", [(0,)], "scalar"),
        ("resources.ARN", [(1,), (0,)], "scalar"),
        ("resources", [(1,)], "object"),
        ("requestParameters", [(0,)], "object"),
        ("userIdentity.sessionContext.sessionIssuer.arn", [(0,)] * 4, "scalar"),
        ("additionalEventData.MFAUsed", [(0,), (0,)], "scalar"),
        ("requestParameters.nosuch", [(0,), (0, 1)], "unknown"),
    ],
)
def test_the_record_itself(path: str, expected: list[tuple[int, ...]], end: str) -> None:
    """The fields that every record has, whatever the call."""
    shape = shape_of(path)
    assert ([segment.depths for segment in shape.segments], shape.end) == (expected, end)


def test_the_consoles_calls_are_known() -> None:
    """ConsoleLogin is in no model of AWS's."""
    shape = shape_of("responseElements.ConsoleLogin", names=["consolelogin"])
    assert (shape.plain, shape.end) == (True, "scalar")


def test_too_many_ways_are_cut_by_what_names_are_elsewhere() -> None:
    """Of 16 ways to put arrays on an unknown path the names leave two, and say that they are a guess."""
    shape = shape_of("requestParameters.launchPermission.add.items.userId")
    assert (shape.forms, shape.guessed) == (2, True)


@pytest.mark.parametrize(
    ("source", "call"),
    [
        ("monitoring.amazonaws.com", "PutMetricAlarm"),
        ("elasticloadbalancing.amazonaws.com", "CreateTargetGroup"),
        ("elasticloadbalancing.amazonaws.com", "RegisterInstancesWithLoadBalancer"),
        ("ses.amazonaws.com", "DeleteIdentity"),
        ("bedrock.amazonaws.com", "InvokeModel"),
        ("ecr.amazonaws.com", "PutImage"),
        ("signin.amazonaws.com", "ConsoleLogin"),
    ],
)
def test_operations_stand_under_the_source_of_the_record(source: str, call: str) -> None:
    """CloudTrail names a source by the endpoint or by the signer, and two APIs may share one."""
    assert call in operations(source)


def test_an_unknown_source_has_no_operations() -> None:
    """Nothing is invented for a source that no model has."""
    assert operations("example.amazonaws.com") == frozenset()
    assert "DisableDomainTransferLock" not in operations("route53.amazonaws.com")


SERVICE: dict[str, Any] = {
    "metadata": {"endpointPrefix": "api.tiny", "signingName": "tiny", "protocol": "ec2"},
    "operations": {"DoIt": {"input": {"shape": "In"}}, "Stop": {}},
    "shapes": {
        "In": {
            "type": "structure",
            "members": {"Ids": {"shape": "Ids", "locationName": "IdSet"}, "Self": {"shape": "In"}},
        },
        "Ids": {"type": "list", "member": {"shape": "Id"}},
        "Id": {"type": "string"},
    },
}


def test_a_model_becomes_a_graph_that_may_hold_itself() -> None:
    """Lists of EC2 get their wrapper, members both of their names, and recursion ends."""
    assert Model(SERVICE).encoded().split("\n") == [
        '{"operations":{"DoIt":[2,5],"Stop":[5,5]},"protocol":"ec2"}',
        "0",
        "null",
        '{"ids":3,"idSet":3,"self":2}',
        '{"items":4}',
        "[0]",
        '{"_return":0,"requestId":0}',
    ]


def test_a_service_is_known_by_endpoint_and_signer() -> None:
    """Both names are possible sources of a record."""
    assert sources_of("tiny", SERVICE["metadata"]) == {"api.tiny.amazonaws.com", "tiny.amazonaws.com"}


def test_the_archive_is_the_same_for_the_same_models(tmp_path: Any) -> None:  # noqa: ANN401 - pytest's
    """No time and no order of hashing gets into the archive."""
    for name in ("one.zip", "two.zip"):
        write(tmp_path / name, [("tiny", SERVICE)])
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()


def test_the_archive_stays_small() -> None:
    """The table is carried by every installation: under 3 MB."""
    assert ARCHIVE.stat().st_size < 3_000_000
    with zipfile.ZipFile(ARCHIVE) as packed:
        assert {"sources.json", "calls.txt", "names.json", "ec2.jsonl"} <= set(packed.namelist())
