"""CloudTrail records to begin with: an everyday call by a user, or by root, with given parameters.

https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
and, for what the console signs in to,
https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-aws-console-sign-in-events.html
(November 2026)
"""

from __future__ import annotations

import json
import uuid
from typing import Any, Final

_NAMESPACE: Final = uuid.UUID("0b2f6a3e-8f4d-5c61-9d0e-5a7c3e1f4b82")
_ACCOUNT: Final = "111122223333"
_USER: Final = {
    "type": "IAMUser",
    "principalId": "AIDAEXAMPLEEXAMPLE111",
    "arn": f"arn:aws:iam::{_ACCOUNT}:user/build",
    "accountId": _ACCOUNT,
    "accessKeyId": "AKIAEXAMPLEEXAMPLE11",
    "userName": "build",
}
_ROOT: Final = {
    "type": "Root",
    "principalId": _ACCOUNT,
    "arn": f"arn:aws:iam::{_ACCOUNT}:root",
    "accountId": _ACCOUNT,
    "accessKeyId": "ASIAEXAMPLEEXAMPLE22",
}
_SIGN_IN: Final = "signin.amazonaws.com"
_READING: Final = ("Get", "List", "Describe", "Head", "Search", "BatchGet")


def record(source: str, name: str, parameters: dict[str, Any], *, root: bool = False) -> dict[str, Any]:
    """A record of one call; the same arguments give the same record."""
    seed = json.dumps([source, name, parameters, root])
    signs_in = source == _SIGN_IN
    return {
        "eventVersion": "1.11",
        "userIdentity": _ROOT if root else _USER,
        "eventTime": "2026-11-20T09:13:31Z",
        "eventSource": source,
        "eventName": name,
        "awsRegion": "us-east-1",
        "sourceIPAddress": "198.51.100.23",
        "userAgent": "aws-cli/2.31.4",
        "requestParameters": parameters or None,
        "responseElements": {name: "Success"} if signs_in else None,
        "requestID": str(uuid.uuid5(_NAMESPACE, f"request {seed}")),
        "eventID": str(uuid.uuid5(_NAMESPACE, seed)),
        "readOnly": name.startswith(_READING),
        "eventType": "AwsConsoleSignIn" if signs_in else "AwsApiCall",
        "managementEvent": True,
        "recipientAccountId": _ACCOUNT,
        "eventCategory": "Management",
    }


def json_text(event: dict[str, Any]) -> str:
    """A record as its file has it."""
    return json.dumps(event, indent=2, ensure_ascii=False) + "\n"
