"""Fields that the Splunk Add-on for AWS adds to a CloudTrail event.

Source: the stanza [aws:cloudtrail] of the add-on's props.conf, version 7.0.0 (November 2026:
https://github.com/annieaswini/AK_Splunk_TA_aws at c76807f). Aliases come first; all calculated
fields then see the extracted and aliased values, never one another. Later versions fill `user` for
more events; what comes from the add-on's lookups (action, status, change_type) is not here.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Fields: TypeAlias = Mapping[str, list[str]]
    Values: TypeAlias = list[str] | None

_USER = "userIdentity.userName"
_ISSUER = "userIdentity.sessionContext.sessionIssuer.userName"
_ACCOUNT = "userIdentity.accountId"
_ROLE = "requestParameters.roleArn"
_ASSUMED = "responseElements.assumedRoleUser.arn"
_LOGIN = "additionalEventData.LoginTo"
_REQUESTED_INSTANCES = "requestParameters.instancesSet.items{}.instanceId"
_STARTED_INSTANCES = "responseElements.instancesSet.items{}.instanceId"
_NAMED_RESOURCE = re.compile(r".*resource\s*:\s*(?:user\s*)?(.*)")

ALIASES: Mapping[str, str] = {
    "app": "eventType",
    "command": "eventName",
    "desc": "requestParameters",
    "dvc": "eventSource",
    "image_id": "requestParameters.instancesSet.items{}.imageId",
    "instance_type": "requestParameters.instanceType",
    "reason": "errorMessage",
    "region": "awsRegion",
    "result": "errorMessage",
    "result_id": "errorCode",
    "signature": "eventName",
    "src": "sourceIPAddress",
    "src_ip": "sourceIPAddress",
    "start_time": "eventTime",
    "temp_access_key": "responseElements.credentials.accessKeyId",
    "user_access_key": "userIdentity.accessKeyId",
    "user_group_id": _ACCOUNT,
    "vendor_region": "awsRegion",
}

# The fields whose first present one is `user`, by event name.
_USER_BY_NAME: Mapping[str, tuple[str, ...]] = {
    "CreateLoadBalancerListeners": (_ISSUER,),
    "CreateLoadBalancerPolicy": (_ISSUER,),
    "CreateLogGroup": (_ISSUER,),
    "CreateLogStream": (_ISSUER,),
    "CreateLoginProfile": ("responseElements.loginProfile.userName",),
    "CreateNetworkInterface": (_ISSUER,),
    "CreateUser": ("responseElements.user.userName",),
    "CreateVirtualMFADevice": (_USER,),
    "DeleteLoginProfile": ("requestParameters.userName",),
    "DeleteNetworkInterface": (_ISSUER,),
    "DeleteUser": ("requestParameters.userName",),
    "GetBucketEncryption": (_ISSUER,),
    "ListAliases": (_USER, _ISSUER),
    "ListRoles": (_USER, _ISSUER),
    "PutBucketAcl": (_USER,),
    "UpdateUser": ("requestParameters.newUserName",),
}
_USER_FROM_ERROR = {
    "GetAccountSummary",
    "GetUser",
    "ListAccessKeys",
    "ListAccountAliases",
    "ListSigningCertificates",
}
_ASSUME = {"AssumeRole", "AssumeRoleWithSAML", "AssumeRoleWithWebIdentity"}

# Likewise `dest`.
_DEST_BY_NAME: Mapping[str, tuple[str, ...]] = {
    "AssumeRole": (_LOGIN, "eventSource"),
    "AssumeRoleWithSAML": (_LOGIN, "eventSource"),
    "AssumeRoleWithWebIdentity": (_LOGIN, "eventSource"),
    "CheckMfa": (_LOGIN, "eventSource"),
    "ConsoleLogin": (_LOGIN, "eventSource"),
    "DeleteLoginProfile": ("requestParameters.userName",),
    "GetBucketEncryption": ("requestParameters.host{}",),
    "ListAliases": (_LOGIN, "eventSource"),
    "PutBucketAcl": ("requestParameters.Host",),
    "RebootInstances": (_REQUESTED_INSTANCES,),
    "RunInstances": (_STARTED_INSTANCES, "eventSource"),
    "StartInstances": (_REQUESTED_INSTANCES, "eventSource"),
    "StopInstances": (_REQUESTED_INSTANCES,),
    "TerminateInstances": (_REQUESTED_INSTANCES,),
}


def _first(fields: Fields, *names: str) -> Values:
    """The values of the first of these fields that the event has."""
    return next((fields[name] for name in names if name in fields), None)


def _one(fields: Fields, name: str) -> str | None:
    """The value of a field that has exactly one."""
    values = fields.get(name, [])
    return values[0] if len(values) == 1 else None


def _tail(values: Values, separator: str) -> Values:
    """What follows the last separator of a single value."""
    return [values[0].rpartition(separator)[2]] if values else None


def _error_code(fields: Fields) -> Values:
    """The error code; failed console logins that name none count as failure, all else as success."""
    failed = _one(fields, "responseElements.ConsoleLogin") == "Failure"
    return fields.get("errorCode") or ["failure" if failed else "success"]


def _account(fields: Fields) -> Values:
    foreign = _one(fields, "userIdentity.type") in ("AWSAccount", "AWSService")
    return fields.get("recipientAccountId" if foreign else _ACCOUNT)


def _user_name(fields: Fields) -> Values:
    named = _first(fields, _USER, "requestParameters.sourceIdentity", _ISSUER)
    return named or _tail(_tail(_first(fields, "userIdentity.arn", _ROLE), ":"), "/")


def _user(fields: Fields) -> Values:
    name = _one(fields, "eventName") or ""
    if name in _USER_BY_NAME:
        return _first(fields, *_USER_BY_NAME[name])
    if name in _USER_FROM_ERROR or name == "CreateAccessKey":
        return _user_of_key(fields, name)
    if name in _ASSUME:
        by_role = name == "AssumeRole" and _one(fields, "userIdentity.type") == "AssumedRole"
        return _tail(fields.get(_ROLE if by_role else _ASSUMED), "/")
    if _one(fields, "eventType") == "AwsConsoleSignIn":
        return _console_user(fields, name)
    by_pattern = name.endswith(("Instances", "Volume", "Bucket")) or name.startswith("Put")
    return _first(fields, _USER, _ISSUER) if by_pattern else fields.get(_USER)


def _user_of_key(fields: Fields, name: str) -> Values:
    created = fields.get("responseElements.accessKey.userName") if name == "CreateAccessKey" else None
    message = _one(fields, "errorMessage")
    return created or ([_NAMED_RESOURCE.sub(r"\1", message)] if message is not None else None)


def _console_user(fields: Fields, name: str) -> Values:
    assumed = _one(fields, "userIdentity.type") == "AssumedRole"
    if name == "ConsoleLogin" and assumed and _LOGIN in fields:
        session = (_one(fields, "userIdentity.principalId") or "").split(":")[1:2]
        return session or fields.get(_USER)
    return _first(fields, _USER, _ISSUER)


def _dest(fields: Fields) -> Values:
    name = _one(fields, "eventName") or ""
    if name in _DEST_BY_NAME:
        return _first(fields, *_DEST_BY_NAME[name])
    if name.endswith("Volume"):
        return _first(fields, "requestParameters.instanceId", "eventSource")
    if name.endswith("Bucket"):
        return fields.get("requestParameters.host{}")
    if name.startswith("Put"):
        return _first(fields, "requestParameters.host{}", "requestParameters.Host")
    return fields.get("eventSource")


CALCULATED: Mapping[str, Callable[[Fields], Values]] = {
    "aws_account_id": _account,
    "dest": _dest,
    "errorCode": _error_code,
    "msg": lambda fields: fields.get("errorCode", ["success"]),
    "rule_action": lambda fields: _first(
        fields,
        "responseElements.networkAcl.entrySet.items{}.ruleAction",
        "requestParameters.ruleAction",
    ),
    "user": _user,
    "userName": _user_name,
    "user_agent": lambda fields: _first(fields, "userAgent", "userAgent{}"),
    "user_arn": lambda fields: _first(fields, "userIdentity.arn", _ROLE),
    "vendor_account": lambda fields: _first(fields, _ACCOUNT, "recipientAccountId"),
    "vendor_product": lambda _: ["AWS CloudTrail"],
}
# Calculated by the add-on, or looked up, but unknown here: using one must be an error, not a null.
UNKNOWN = frozenset(
    (
        "action",
        "authentication_method",
        "change_type",
        "dest_ip_range",
        "dest_port_range",
        "direction",
        "eventtype",
        "object",
        "object_attrs",
        "object_category",
        "object_id",
        "product",
        "protocol",
        "protocol_code",
        "src_ip_range",
        "src_port_range",
        "src_user",
        "src_user_id",
        "src_user_name",
        "src_user_role",
        "src_user_type",
        "status",
        "tag",
        "user_id",
        "user_name",
        "user_role",
        "user_type",
        "vendor",
    )
)
