"""The checks of paths and values, against CloudTrail's record and AWS's models of November 2026."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from lint_rule import findings, places

if TYPE_CHECKING:
    from pathlib import Path

CODES = ("ST201", "ST202", "ST203", "ST205", "ST206", "ST207", "ST208", "ST209")


def detection(test: str, name: str = "UpdateLoginProfile", source: str = "iam.amazonaws.com") -> str:
    """A rule with one more test, on line 5, beside an event."""
    return (
        f"detection:\n    selection:\n        eventSource: {source}\n"
        f"        eventName: {name}\n        {test}\n    condition: selection\n"
    )


def test_a_field_that_the_record_lacks_is_named_with_the_nearest(tmp_path: Path) -> None:
    """There is no status in CloudTrail's record, and names count with their letter case."""
    assert findings(tmp_path, detection("status: success"), *CODES) == [
        ("ST201", 5, 9, "CloudTrail's record has no field 'status'")
    ]
    assert findings(tmp_path, detection("useridentity.type: Root"), *CODES) == [
        (
            "ST201",
            5,
            9,
            "CloudTrail's record has no field 'useridentity.type'; did you mean 'userIdentity.type'?",
        )
    ]


def test_a_parameter_that_the_call_lacks_is_named_with_the_nearest(tmp_path: Path) -> None:
    """UpdateLoginProfile has a parameter userName."""
    assert findings(tmp_path, detection("requestParameters.usersName: root"), *CODES) == [
        (
            "ST202",
            5,
            9,
            (
                "UpdateLoginProfile has no 'requestParameters.usersName'; "
                "did you mean 'requestParameters.userName'?"
            ),
        )
    ]


def test_a_field_that_a_value_refers_to_is_checked_too(tmp_path: Path) -> None:
    """The value of a fieldref is a path; its place is the value's."""
    rule = detection("userIdentity.arn|fieldref: requestParameters.user")
    assert places(tmp_path, rule, *CODES) == [("ST202", 5, 36)]


def test_a_misspelt_parameter_of_ec2_is_found_and_its_own_names_are_not(tmp_path: Path) -> None:
    """EC2's records hold names that its model does not have, such as instancesSet."""
    source = "ec2.amazonaws.com"
    misspelt = detection(
        "requestParameters.launchPermision.add.items.group: all", "ModifyImageAttribute", source
    )
    assert places(tmp_path, misspelt, *CODES) == [("ST202", 5, 9)]
    own = detection("requestParameters.instancesSet.items.instanceId: i-0", "TerminateInstances", source)
    assert places(tmp_path, own, *CODES) == []


def test_a_parameter_in_other_letter_case_is_a_note(tmp_path: Path) -> None:
    """A few services log names as the API has them, so this is not sure."""
    assert findings(tmp_path, detection("requestParameters.UserName: root"), *CODES) == [
        (
            "ST209",
            5,
            9,
            "UpdateLoginProfile has 'requestParameters.userName', not 'requestParameters.UserName'",
        )
    ]


def test_a_call_that_lacks_the_parameter_of_another_is_named(tmp_path: Path) -> None:
    """RunTask has no containerDefinitions; RegisterTaskDefinition has."""
    rule = (
        "detection:\n    selection:\n        eventSource: ecs.amazonaws.com\n        eventName:\n"
        "            - RegisterTaskDefinition\n            - RunTask\n"
        "        requestParameters.containerDefinitions.command|contains: curl\n    condition: selection\n"
    )
    assert findings(tmp_path, rule, *CODES) == [
        (
            "ST203",
            7,
            9,
            (
                "RunTask has no 'requestParameters.containerDefinitions.command', "
                "so the rule never matches there"
            ),
        )
    ]
    assert findings(tmp_path, rule, "ST204") == [
        (
            "ST204",
            7,
            9,
            (
                "'containerDefinitions', 'command' of 'requestParameters.containerDefinitions.command' "
                "are arrays: one member that fits is enough"
            ),
        )
    ]


def test_an_object_equals_no_text(tmp_path: Path) -> None:
    """Only contains and regexes read an object's JSON; a lone asterisk asks for a value."""
    assert places(tmp_path, detection("requestParameters: root"), *CODES) == [("ST205", 5, 9)]
    assert places(tmp_path, detection("userIdentity.sessionContext|startswith: x"), *CODES) == [
        ("ST205", 5, 9)
    ]
    for sound in ("requestParameters|contains: root", "requestParameters: '*'", "responseElements: null"):
        assert places(tmp_path, detection(sound), *CODES) == []


@pytest.mark.parametrize(
    ("test", "column"),
    [
        ("errorCode: Success", 20),
        ("errorMessage: 'None'", 23),
        ("eventType: AwsApiCal", 20),
        ("userIdentity.type: User", 28),
        ("readOnly: 'no such'", 19),
        ("additionalEventData.MFAUsed: 'false'", 38),
    ],
)
def test_a_value_that_a_field_never_has_is_found(tmp_path: Path, test: str, column: int) -> None:
    """CloudTrail documents what these fields hold."""
    assert places(tmp_path, detection(test), *CODES) == [("ST206", 5, column)]


@pytest.mark.parametrize(
    "test",
    [
        "errorCode: AccessDenied",
        "errorCode: null",
        "additionalEventData.MFAUsed: 'NO'",
        "readOnly: true",
        "readOnly: 'FALSE'",
        "userIdentity.type|contains: user",
        "userIdentity.sessionContext.attributes.mfaAuthenticated: 'false'",
        "userIdentity.inScopeOf.sourceArn|contains: instance",
        "additionalEventData.anything: here",
        "requestParameters.passwordResetRequired: false",
        "insightDetails.state: Start",
    ],
)
def test_values_and_fields_that_do_occur_are_left_alone(tmp_path: Path, test: str) -> None:
    """Letter case does not count, and booleans may be written as texts."""
    assert findings(tmp_path, detection(test), *CODES) == []


def test_a_value_that_reads_like_a_field_wants_fieldref(tmp_path: Path) -> None:
    """Without fieldref the name of the field is looked for as text."""
    test = "userIdentity.arn|contains: responseElements.loginProfile.userName"
    assert findings(tmp_path, detection(test), *CODES) == [
        (
            "ST207",
            5,
            36,
            "'responseElements.loginProfile.userName' is read as text, not as that field; use fieldref",
        )
    ]
    assert places(tmp_path, detection("userAgent: requestParameters, and more"), *CODES) == []


def test_an_arn_never_equals_a_bare_name(tmp_path: Path) -> None:
    """An ARN may end with the name, and names equal names."""
    assert places(tmp_path, detection("userIdentity.arn|fieldref: requestParameters.userName"), "ST210") == [
        ("ST210", 5, 36)
    ]
    for sound in (
        "userIdentity.userName|fieldref: requestParameters.userName",
        "userIdentity.arn|fieldref|endswith: requestParameters.userName",
    ):
        assert places(tmp_path, detection(sound), "ST210") == []


def test_quotes_around_a_word_of_a_policy_are_found(tmp_path: Path) -> None:
    """PutUserPolicy carries its policy as text, whose quotes the parameters' JSON escapes."""
    test = "requestParameters|contains: '\"Allow\"'"
    assert places(tmp_path, detection(test, "PutUserPolicy"), *CODES) == [("ST208", 5, 37)]
    assert places(tmp_path, detection(test, "UpdateLoginProfile"), *CODES) == []
    named = "requestParameters.policyDocument|contains: '\"Allow\"'"
    assert places(tmp_path, detection(named, "PutUserPolicy"), *CODES) == []


def test_answers_and_policies_may_hold_more_than_the_models(tmp_path: Path) -> None:
    """A call that has no answer in its model may have one in a record, and a policy may be an object."""
    source = "kms.amazonaws.com"
    for test in ("responseElements.keyId: x", "requestParameters.policy.Statement.Effect: Allow"):
        assert places(tmp_path, detection(test, "PutKeyPolicy", source), *CODES) == []
