"""What Elastic deploys: one file of rules, an object a line, as Kibana's import takes it.

Stack Management or Security > Rules > Import rules
(https://www.elastic.co/docs/solutions/security/detect-and-alert/manage-detection-rules, November 2026).
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from converter.errors import UnsupportedError
from converter.targets.eql.rule import rule

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from converter.detection import Detection

FILE: Final = "sigmatrail_cloudtrail.ndjson"


def artifacts(detections: Sequence[Detection], options: Mapping[str, str] | None = None) -> dict[str, str]:
    """The file of rules, by its path: the same detections in any order make the same file.

    Raises:
        UnsupportedError: a detection cannot be a rule (`check` tells which), or two have one id.
    """
    del options  # the queries say it all
    ordered = sorted(detections, key=lambda each: (each.name, each.rule.path))
    owners: dict[str, Detection] = {}
    rules = [_own(detection, owners) for detection in ordered]
    # ASCII only: some readers of lines also break at U+2028 and its like.
    return {FILE: "".join(json.dumps(each) + "\n" for each in rules)}


def check(detection: Detection) -> None:
    """Raise UnsupportedError where a detection cannot be a rule."""
    rule(detection)


def _own(detection: Detection, owners: dict[str, Detection]) -> dict[str, Any]:
    path = detection.rule.path
    try:
        made = rule(detection)
    except UnsupportedError as error:
        raise UnsupportedError(f"{path}: {error}") from None
    other = owners.setdefault(made["rule_id"], detection)
    if other is not detection:
        raise UnsupportedError(
            f"{path}: eql cannot tell it from {other.rule.path}: both rules have the id {made['rule_id']}; "
            "give one another id"
        )
    return made
