"""A CloudFormation template: one state machine, and for each detection a saved query and its schedule.

Limits: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
(November 2026).
"""

from __future__ import annotations

import json
from textwrap import indent
from typing import TYPE_CHECKING, Any, Final

from converter.errors import UnsupportedError
from converter.targets.athena.card import card
from converter.targets.athena.keys import logical_id
from converter.targets.athena.named_query import description, name
from converter.targets.athena.schedule import SCHEDULED, cron, flexible
from converter.targets.athena.stack import part
from converter.targets.athena.yaml_text import block

if TYPE_CHECKING:
    from collections.abc import Mapping

    from converter.detection import Detection

_MOST_BYTES: Final = 1_000_000
_MOST_RESOURCES: Final = 500
_OF_ALL: Final = 4
# cfn-lint takes ${..} in any text for a forgotten Fn::Sub; in a rule's own it is meant as it stands.
_LITERAL: Final = {"cfn-lint": {"config": {"ignore_checks": ["E1029"]}}}
# What CloudFormation replaces by a secret or a parameter of the account that deploys:
# https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references.html (November 2026)
_REFERENCE: Final = "{{resolve:"
_SPLIT: Final = "; convert the rules in smaller groups"


def template(detections: Mapping[str, Detection], table: Mapping[str, str]) -> str:
    """The template for some detections by their keys; `table` has the names of `database` and `table`.

    Raises:
        UnsupportedError: CloudFormation takes no template so large.
    """
    resources: dict[str, Any] = {}
    for key, detection in detections.items():
        resources |= _resources(logical_id(key), detection)
    if len(resources) + _OF_ALL > _MOST_RESOURCES:
        raise UnsupportedError(f"athena cannot put {len(detections)} detections in one template{_SPLIT}")
    machine = indent(part("state_machine.json").rstrip(), " " * 12)
    text = part("template.yaml", {**table, "machine": machine}) + indent(block(resources), "  ")
    if _REFERENCE in text:
        raise UnsupportedError(
            f"athena cannot put '{_REFERENCE}' in a template, where CloudFormation would resolve it; "
            "a rule's query or a setting has it"
        )
    if (size := len(text.encode())) > _MOST_BYTES:
        raise UnsupportedError(f"athena cannot deploy a template of {size} bytes{_SPLIT}")
    return text


def _resources(id_: str, detection: Detection) -> dict[str, Any]:
    return {
        f"{id_}Query": _resource("AWS::Athena::NamedQuery", _query(detection)),
        f"{id_}Schedule": _resource("AWS::Scheduler::Schedule", _schedule(detection, f"{id_}Query")),
    }


def _resource(type_: str, properties: dict[str, Any]) -> dict[str, Any]:
    made = {"Type": type_, "Properties": properties}
    return {**made, "Metadata": _LITERAL} if "${" in json.dumps(properties) else made


def _query(detection: Detection) -> dict[str, Any]:
    return {
        "Name": _inert(name(detection)),
        "Description": _inert(description(detection)),
        "Database": {"Ref": "Database"},
        "WorkGroup": {"Ref": "WorkGroup"},
        "QueryString": detection.text("athena"),
    }


def _schedule(detection: Detection, query: str) -> dict[str, Any]:
    planned = "ENABLED" if detection.plan.enabled else "DISABLED"
    return {
        "Description": _inert(name(detection)),
        "GroupName": {"Ref": "ScheduleGroup"},
        "ScheduleExpression": cron(detection.plan.schedule),
        "ScheduleExpressionTimezone": "UTC",
        "FlexibleTimeWindow": _window(flexible(detection.plan.schedule)),
        "State": {"Fn::If": ["All", "ENABLED", {"Fn::If": ["None", "DISABLED", planned]}]},
        "Target": {
            "Arn": {"Ref": "StateMachine"},
            "RoleArn": {"Fn::GetAtt": ["SchedulerRole", "Arn"]},
            "Input": _input(detection, query),
        },
    }


def _inert(text: str) -> str:
    """A free text in which CloudFormation finds nothing to resolve."""
    return text.replace(_REFERENCE, "{ {resolve:")


def _window(minutes: int) -> dict[str, Any]:
    return {"Mode": "FLEXIBLE", "MaximumWindowInMinutes": minutes} if minutes else {"Mode": "OFF"}


def _input(detection: Detection, query: str) -> dict[str, Any]:
    """Joined and not substituted: Fn::Sub would look into the rule's own texts."""
    # Scheduler puts values of its own where a text says <aws.scheduler...>; one of them is wanted.
    told = json.dumps(card(detection)).replace("<", "\\u003c").replace("{{", "\\u007b\\u007b")
    before = f'{{"time": "{SCHEDULED}", "query": "'
    return {"Fn::Join": ["", [before, {"Fn::GetAtt": [query, "NamedQueryId"]}, f'", {told[1:]}']]}
