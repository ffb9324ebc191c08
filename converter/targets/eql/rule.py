"""A detection as one rule of Elastic Security, ready for Kibana's import.

The keys are those of Kibana's detections API
(https://www.elastic.co/docs/api/doc/kibana/operation/operation-importrules, November 2026); what each may
hold is written down in `rule.schema.json`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from uuid import NAMESPACE_DNS, UUID, uuid5

from converter.attack import attack_of
from converter.errors import UnsupportedError
from converter.plan.times import interval, minutes
from converter.targets.eql.columns import fields_of
from converter.targets.eql.guide import note, setup
from converter.targets.eql.required_fields import required_fields
from converter.targets.eql.threat import threat
from converter.wording import line, lines

if TYPE_CHECKING:
    from collections.abc import Iterator

    from converter.detection import Detection
    from converter.plan import Plan
    from converter.plan.model import Suppression

TARGET: Final = "eql"
INDEX: Final = "logs-aws.cloudtrail-*"
_OURS: Final = uuid5(NAMESPACE_DNS, "sigmatrail")
# Kibana knows no severity below low.
_SEVERITIES: Final = {"informational": "low"}
# The most that Kibana's own default lets a run make; it drops what is above
# (xpack.alerting.rules.run.alerts.max).
_MOST_ALERTS: Final = 1_000
_MOST_GROUPS: Final = 3
_HOUR: Final = 60
_ALWAYS: Final[dict[str, Any]] = {
    "type": "eql",
    "language": "eql",
    "index": [INDEX],
    "to": "now",
    "timestamp_override": "event.ingested",
    "max_signals": _MOST_ALERTS,
    "immutable": False,
    "related_integrations": [{"package": "aws", "integration": "cloudtrail", "version": ">=2.0.0"}],
    "actions": [],
    "exceptions_list": [],
    "risk_score_mapping": [],
    "severity_mapping": [],
}
_TAGS: Final = (
    "Domain: Cloud",
    "Data Source: AWS",
    "Data Source: AWS CloudTrail",
    "Use Case: Threat Detection",
)


def rule(detection: Detection) -> dict[str, Any]:
    """The rule, key by key.

    Raises:
        UnsupportedError: Elastic cannot keep what the plan says, with the reason.
    """
    plan = detection.plan
    return {
        "rule_id": rule_id(detection),
        "name": _name(detection),
        "description": lines(detection.field("description")) or _name(detection),
        "version": plan.version,
        "enabled": plan.enabled,
        "query": detection.queries[TARGET],
        **_schedule(plan),
        **_weight(plan),
        **_about(detection),
        "threat": threat(detection.rule.document.get("tags")),
        "required_fields": required_fields(detection.queries[TARGET], detection.own_names),
        "investigation_fields": {"field_names": _highlighted(detection)},
        **_suppression(plan.alert.suppression, detection),
        "note": note(detection),
        "setup": setup(plan),
        **_time(detection),
        **_ALWAYS,
    }


def _time(detection: Detection) -> dict[str, str]:
    """The field by which EQL puts events in order, which it takes for @timestamp unless it is told."""
    own = detection.own_names.get("@timestamp")
    return {"timestamp_field": own} if own else {}


def rule_id(detection: Detection) -> str:
    """What tells the rule in every Kibana: the Sigma rule's id, or one made from id, name and number."""
    number = detection.name.removeprefix(detection.rule.name)
    given = _uuid(detection.rule.id)
    if given and not number:
        return given
    return str(uuid5(_OURS, f"{given or detection.rule.name}{number}"))


def _uuid(text: str | None) -> str | None:
    try:
        return str(UUID(text)) if text else None
    except ValueError:
        return None


def _name(detection: Detection) -> str:
    number = detection.name.removeprefix(detection.rule.name).strip("_")
    title = line(detection.plan.alert.title)
    return f"{title} ({line(number)})" if number else title


def _schedule(plan: Plan) -> dict[str, str]:
    """Runs by the time of arrival, so that what comes late is not missed, and `delay` is not needed."""
    return {
        "interval": f"{interval(plan.schedule.cron)}m",
        "from": f"now-{minutes(plan.schedule.lookback)}m",
    }


def _weight(plan: Plan) -> dict[str, Any]:
    severity = plan.risk.severity
    weight = {"risk_score": plan.risk.score, "severity": _SEVERITIES.get(severity, severity)}
    # Such alerts are kept for other rules and timelines, and shown to nobody who does not ask.
    return weight if plan.counts_risk else weight | {"building_block_type": "default"}


def _authors(text: str) -> list[str]:
    """The authors in a text with commas between them: `A, B (X, Y)` are `A` and `B (X, Y)`."""
    pieces: list[str] = []
    end, inside = len(text), False
    for at in range(len(text) - 1, -1, -1):
        if text[at] in "()":
            inside = text[at] == ")"
        elif text[at] == "," and not inside:
            pieces.append(text[at + 1 : end])
            end = at
    return [text[:end], *reversed(pieces)]


def _about(detection: Detection) -> dict[str, Any]:
    authors = map(line, _authors(detection.field("author")))
    license_ = line(detection.field("license"))
    return {
        "author": list(filter(None, authors)),
        **({"license": license_} if license_ else {}),
        "tags": list(dict.fromkeys(_tags(detection))),
        "references": [line(link) for link in detection.texts("references")],
        "false_positives": [line(text) for text in detection.texts("falsepositives")],
    }


def _tags(detection: Detection) -> Iterator[str]:
    annotations = detection.plan.annotations
    yield from _TAGS
    yield from (f"Tactic: {each.name}" for each in attack_of(detection.rule.document.get("tags")).tactics)
    yield from (f"Kill Chain: {phase}" for phase in annotations.kill_chain)
    yield from (f"NIST: {category}" for category in annotations.nist)
    yield from annotations.cis
    yield from (f"Story: {line(story)}" for story in annotations.analytic_stories)
    yield from (f"Threat Actor: {line(actor)}" for actor in annotations.threat_actors)
    yield f"Type: {detection.plan.type}"


def _highlighted(detection: Detection) -> list[str]:
    plan = detection.plan
    objects = [each.name for each in plan.risk.objects]
    threats = [each.name for each in plan.risk.threats]
    grouped = [column.name for column in plan.summary.group_by]
    return fields_of(detection, [*plan.alert.fields, *objects, *threats]) or fields_of(detection, grouped)


def _suppression(suppression: Suppression | None, detection: Detection) -> dict[str, Any]:
    if suppression is None:
        return {}
    fields = fields_of(detection, suppression.by)
    if not 1 <= len(fields) <= _MOST_GROUPS:
        raise UnsupportedError(
            f"eql cannot suppress alerts by {len(fields)} fields: Kibana takes one to {_MOST_GROUPS}; "
            "name other columns in alert.suppression.by"
        )
    length = minutes(suppression.duration)
    unit = "m" if length % _HOUR else "h"
    return {
        "alert_suppression": {
            "group_by": fields,
            "duration": {"value": length if unit == "m" else length // _HOUR, "unit": unit},
            # In a plan an absent value is a value, too.
            "missing_fields_strategy": "suppress",
        }
    }
