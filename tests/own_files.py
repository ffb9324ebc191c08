"""A rule, and files that add to it what is a user's own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from converter.own import Own, OwnFiles
from converter.own.read import read_own

if TYPE_CHECKING:
    from pathlib import Path

RULE = """
title: A trail is gone
id: 5f0b0f33-6a44-4c55-9b8e-0a6a3a1f2c11
name: gone
logsource:
    product: aws
    service: cloudtrail
detection:
    selection:
        eventName: DeleteTrail
    other:
        eventName: StopLogging
    condition: 1 of them
"""
FILTER: dict[str, Any] = {
    "title": "Our deployment",
    "logsource": {"product": "aws", "service": "cloudtrail"},
    "filter": {
        "rules": ["gone"],
        "selection": {"userIdentity.arn|endswith": ":role/deploy"},
        "condition": "not selection",
    },
}
RECORD = {
    "eventSource": "cloudtrail.amazonaws.com",
    "eventName": "DeleteTrail",
    "eventTime": "2026-11-24T07:00:00Z",
    "awsRegion": "us-east-1",
    "userIdentity": {"type": "IAMUser", "accountId": "111111111111", "arn": "arn:aws:iam::1:user/a"},
}
PIPELINE = """
name: ours
priority: 50
vars:
  own_accounts: ['111111111111', '222222222222']
transformations:
  - id: accounts
    type: value_placeholders
  - id: region
    type: add_condition
    conditions:
      awsRegion: [us-east-1, eu-*]
    rule_conditions:
      - type: logsource
        product: aws
        service: cloudtrail
  - id: robots
    type: add_condition
    conditions:
      userAgent|contains: bot
    negated: true
"""
RENAMING = """
transformations:
  - type: field_name_mapping
    mapping:
      event.action: cloud.call
      "@timestamp": time
      eventName: call
      result_id: code
      eventname: call
      useridentity: who
      resources: things
      requestparameters: parameters
"""


def own_of(folder: Path, **texts: str) -> Own:
    """What files with these texts add: `pipelines`, `placeholders`, `filters`."""
    for kind, text in texts.items():
        (folder / f"{kind}.yml").write_text(text)
    return read_own(OwnFiles(**{kind: (str(folder / f"{kind}.yml"),) for kind in texts}))


def identity(**members: str) -> dict[str, Any]:
    """The record, made by somebody else."""
    return RECORD | {"userIdentity": {**RECORD["userIdentity"], **members}}  # type: ignore[dict-item]
