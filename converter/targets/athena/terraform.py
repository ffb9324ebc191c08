"""A Terraform module that deploys the same as the template.

No text of a rule is in its language: Terraform reads them from JSON and from the files of the queries.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from converter.targets.athena.card import card
from converter.targets.athena.named_query import description, name
from converter.targets.athena.schedule import cron, flexible
from converter.targets.athena.stack import part

if TYPE_CHECKING:
    from collections.abc import Mapping

    from converter.detection import Detection

_PARTS: Final = ("main.tf", "outputs.tf", "state_machine.json", "variables.tf")


def module(detections: Mapping[str, Detection], table: Mapping[str, str]) -> dict[str, str]:
    """The files of the module for some detections by their keys; `table` has `database` and `table`."""
    told = {key: _detection(key, detection) for key, detection in detections.items()}
    queries = {f"queries/{key}.sql": detection.text("athena") for key, detection in detections.items()}
    parts = {path: part(path, table) for path in _PARTS}
    return {**parts, "detections.json": json.dumps(told, indent=2) + "\n", **queries}


def _detection(key: str, detection: Detection) -> dict[str, Any]:
    return {
        "name": name(detection),
        "description": description(detection),
        "schedule": key,
        "cron": cron(detection.plan.schedule),
        "window": flexible(detection.plan.schedule),
        "enabled": detection.plan.enabled,
        "input": card(detection),
    }
