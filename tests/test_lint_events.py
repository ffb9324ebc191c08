"""The checks of event sources and names, against AWS's models and lists of November 2026."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from lint_rule import findings, places

from converter.lint.aws import events

if TYPE_CHECKING:
    from pathlib import Path


def detection(source: str, name: str, key: str = "eventName") -> str:
    """A rule on one event of one source."""
    return (
        "detection:\n    selection:\n"
        f"        eventSource: {source}\n        {key}: {name}\n    condition: selection\n"
    )


def test_a_source_that_nobody_logs_under_is_named_with_the_nearest(tmp_path: Path) -> None:
    """There is no elasticloadbalancingv2.amazonaws.com; both generations log under the older name."""
    rule = detection("elasticloadbalancing2.amazonaws.com", "SetSecurityGroups")
    assert findings(tmp_path, rule, "ST101") == [
        (
            "ST101",
            3,
            22,
            (
                "no AWS service logs as 'elasticloadbalancing2.amazonaws.com'; "
                "did you mean 'elasticloadbalancing.amazonaws.com'?"
            ),
        )
    ]


def test_an_event_that_no_service_has_is_named_with_the_nearest(tmp_path: Path) -> None:
    """Cache security groups have rules for traffic that comes in only."""
    rule = detection("elasticache.amazonaws.com", "AuthorizeCacheSecurityGroupEgress")
    assert findings(tmp_path, rule, "ST102") == [
        (
            "ST102",
            4,
            20,
            (
                "elasticache.amazonaws.com has no event 'AuthorizeCacheSecurityGroupEgress'; "
                "did you mean 'AuthorizeCacheSecurityGroupIngress'?"
            ),
        )
    ]


def test_an_event_of_another_source_is_given_its_source(tmp_path: Path) -> None:
    """Registered domains have a service of their own."""
    rule = detection("route53.amazonaws.com", "DisableDomainTransferLock")
    assert findings(tmp_path, rule, "ST102", "ST103") == [
        (
            "ST103",
            4,
            20,
            (
                "'DisableDomainTransferLock' is an event of route53domains.amazonaws.com, "
                "not of route53.amazonaws.com"
            ),
        )
    ]


@pytest.mark.parametrize(
    ("permission", "call"),
    [
        ("PutEncryptionConfiguration", "; did you mean 'PutBucketEncryption'?"),
        ("PutLifecycleConfiguration", "; did you mean 'PutBucketLifecycle'?"),
        ("PutReplicationConfiguration", "; did you mean 'PutBucketReplication'?"),
        ("ReplicateObject", ""),
        ("ListAllMyBuckets", "; did you mean 'ListBuckets'?"),
    ],
)
def test_a_permission_is_no_event(tmp_path: Path, permission: str, call: str) -> None:
    """IAM's permissions for S3 have other names than the calls that they permit."""
    message = f"'{permission}' is an IAM permission of s3.amazonaws.com, not an event{call}"
    assert findings(tmp_path, detection("s3.amazonaws.com", permission), "ST104", "ST102") == [
        ("ST104", 4, 20, message)
    ]


def test_other_letter_case_is_a_note_unless_it_is_compared(tmp_path: Path) -> None:
    """Sigma ignores case; with cased the same name never matches."""
    assert findings(tmp_path, detection("ec2.amazonaws.com", "runInstances"), "ST105", "ST106") == [
        ("ST105", 4, 20, "AWS writes 'RunInstances', not 'runInstances'")
    ]
    rule = detection("ec2.amazonaws.com", "runInstances", "eventName|cased")
    assert places(tmp_path, rule, "ST105", "ST106") == [("ST106", 4, 26)]


def test_lambda_s_older_events_carry_a_version(tmp_path: Path) -> None:
    """UpdateFunctionCode is logged as UpdateFunctionCode20150331v2, CreateFunctionUrlConfig as it is."""
    lambda_ = "lambda.amazonaws.com"
    assert places(tmp_path, detection(lambda_, "UpdateFunctionCode"), "ST107", "ST102") == [("ST107", 4, 20)]
    assert places(tmp_path, detection(lambda_, "UpdateFunctionCode20150331v2"), "ST107", "ST102") == []
    assert places(tmp_path, detection(lambda_, "CreateFunctionUrlConfig"), "ST107", "ST102") == []


@pytest.mark.parametrize(
    ("name", "test"),
    [
        ("UpdateFunctionCode", "eventName|startswith: UpdateFunctionCode"),
        ("createfunction", r"eventName|re: '^CreateFunction\d{8}(v\d+)?$'"),
    ],
)
def test_the_advice_for_a_version_takes_no_other_call(tmp_path: Path, name: str, test: str) -> None:
    """CreateFunctionUrlConfig begins with CreateFunction, and is another call."""
    [(_, _, _, message)] = findings(tmp_path, detection("lambda.amazonaws.com", name), "ST107")
    assert message == f"real events are called '{name}' with the API's version behind it; write {test}"
    advised = detection("lambda.amazonaws.com", test.partition(": ")[2], test.partition(": ")[0])
    assert places(tmp_path, advised, "ST102", "ST107", "ST402") == []


def test_a_name_without_a_source_that_several_services_log_is_a_note(tmp_path: Path) -> None:
    """DeleteBucket belongs to S3 and to Lightsail; ConsoleLogin to one source."""
    rule = "detection:\n    selection:\n        eventName: {}\n    condition: selection\n"
    assert places(tmp_path, rule.format("DeleteBucket"), "ST108") == [("ST108", 3, 20)]
    assert places(tmp_path, rule.format("ConsoleLogin"), "ST108", "ST102") == []


def test_s3_records_some_calls_under_other_names(tmp_path: Path) -> None:
    """The call PutBucketLifecycleConfiguration is the event PutBucketLifecycle."""
    rule = detection("s3.amazonaws.com", "PutBucketLifecycleConfiguration")
    assert findings(tmp_path, rule, "ST109") == [
        ("ST109", 4, 20, "CloudTrail records 'PutBucketLifecycleConfiguration' as 'PutBucketLifecycle'")
    ]


def test_the_beginning_of_a_name_has_to_begin_some_event(tmp_path: Path) -> None:
    """A version behind the name still counts as its beginning."""
    key, lambda_ = "eventName|startswith", "lambda.amazonaws.com"
    assert places(tmp_path, detection(lambda_, "UpdateFunktion", key), "ST102") == [("ST102", 4, 31)]
    assert places(tmp_path, detection(lambda_, "UpdateFunctionCode2015", key), "ST102") == []


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("signin.amazonaws.com", "ConsoleLogin"),
        ("signin.amazonaws.com", "GetSigninToken"),
        ("signin.amazonaws.com", "SwitchRole"),
        ("ssm.amazonaws.com", "RegisterManagedInstance"),
        ("sso-directory.amazonaws.com", "DisableExternalIdPConfigurationForDirectory"),
        ("sso.amazonaws.com", "AssociateDirectory"),
        ("organizations.amazonaws.com", "CreateAccountResult"),
        ("kms.amazonaws.com", "RotateKey"),
        ("secretsmanager.amazonaws.com", "StartSecretVersionDelete"),
        ("ec2.amazonaws.com", "SharedSnapshotVolumeCreated"),
        ("s3.amazonaws.com", "PutBucketPublicAccessBlock"),
        ("cloudfront.amazonaws.com", "CreateDistribution2020_05_31"),
        ("billingconsole.amazonaws.com", "AnythingAtAll"),
    ],
)
def test_events_of_consoles_agents_and_services_are_real(tmp_path: Path, source: str, name: str) -> None:
    """No model has them, and CloudTrail records them."""
    codes = ("ST101", "ST102", "ST103", "ST104", "ST105", "ST109")
    assert findings(tmp_path, detection(source, name), *codes) == []


def test_a_name_beside_several_sources_needs_one_of_them(tmp_path: Path) -> None:
    """Identity Center's events come from two sources."""
    rule = (
        "detection:\n    selection:\n        eventSource:\n            - sso.amazonaws.com\n"
        "            - sso-directory.amazonaws.com\n        eventName:\n            - StartSSO\n"
        "            - VerifyEmail\n            - DeleteBucket\n    condition: selection\n"
    )
    assert places(tmp_path, rule, "ST102", "ST103", "ST104") == [("ST103", 9, 15)]


def test_nearest_names_share_words_before_letters() -> None:
    """PutBucketEncryption is nearer to PutEncryptionConfiguration than any other Configuration."""
    names = ["PutBucketAccelerateConfiguration", "PutBucketEncryption", "GetBucketEncryption"]
    assert events.nearest_name("PutEncryptionConfiguration", names) == "PutBucketEncryption"
    assert events.nearest_name("Unheard", names) is None
