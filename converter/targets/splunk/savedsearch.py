"""The saved search of a detection, with the keys that Splunk Enterprise Security reads.

The keys are those of Splunk's own content
(https://github.com/splunk/contentctl, templates/savedsearches_detections.j2, November 2026) and of
https://docs.splunk.com/Documentation/Splunk/latest/Admin/Savedsearchesconf.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from converter.attack import attack_of
from converter.errors import UnsupportedError
from converter.plan import fill
from converter.targets.splunk import conf
from converter.targets.splunk.drilldown import drilldowns
from converter.targets.splunk.naming import filter_macro, plain, untokened

if TYPE_CHECKING:
    from converter.detection import Detection
    from converter.plan import Plan

TARGET: Final = "splunk"
TECHNOLOGIES: Final = ["Amazon Web Services - Cloudtrail"]
_PRODUCTS: Final = ["Splunk Enterprise", "Splunk Enterprise Security", "Splunk Cloud"]
# The words for a confidence of at least so much.
_CONFIDENCE: Final = ((70, "high"), (40, "medium"), (0, "low"))
_ALWAYS: Final = {
    "alert.digest_mode": "1",
    "enableSched": "1",
    "allow_skew": "100%",
    "counttype": "number of events",
    "relation": "greater than",
    "quantity": "0",
    "realtime_schedule": "0",
    "is_visible": "false",
}


def saved_search(detection: Detection, name: str) -> dict[str, str]:
    """The keys of one stanza, called `name`.

    Raises:
        UnsupportedError: the query cannot stand in a .conf file.
    """
    plan, search = detection.plan, search_text(detection)
    return {
        "description": description(detection),
        **_about(detection, name),
        **(_risk(plan) if plan.counts_risk else {}),
        **_schedule(plan),
        **_correlation(detection, name),
        **(_notable(detection, name, search) if plan.alerts else {}),
        **_suppression(plan),
        "disabled": "false" if plan.enabled else "true",
        **_ALWAYS,
        "search": search,
    }


def search_text(detection: Detection) -> str:
    """The search to deploy, which ends in the detection's filter macro.

    Raises:
        UnsupportedError: it cannot stand in a .conf file.
    """
    text, macro = detection.text(TARGET), f"`{filter_macro(detection.name)}`"
    try:
        return conf.search(text if macro in text else f"{text}\n| {macro}")
    except ValueError as error:
        raise UnsupportedError(f"splunk cannot save the search: {error}; change the value") from None


def description(detection: Detection) -> str:
    """What the rule says of itself, or its title."""
    return conf.lines(detection.field("description")) or conf.line(detection.rule.title)


def false_positives(detection: Detection) -> str:
    """The rule's false positives."""
    return conf.lines("\n".join(detection.texts("falsepositives"))) or "None are known."


def stories(detection: Detection) -> list[str]:
    """The analytic stories, as their stanzas are called."""
    return [plain(story) for story in detection.plan.annotations.analytic_stories]


def mappings(detection: Detection) -> dict[str, list[str]]:
    """The detection's place in common frameworks."""
    annotations = detection.plan.annotations
    techniques = attack_of(detection.rule.document.get("tags")).techniques
    return {
        "cis20": list(annotations.cis),
        "kill_chain_phases": list(annotations.kill_chain),
        "mitre_attack": [technique.id for technique in techniques],
        "nist": list(annotations.nist),
    }


def _about(detection: Detection, name: str) -> dict[str, str]:
    confidence = detection.plan.risk.confidence
    dates = {"creation_date": detection.created, "modification_date": detection.modified}
    return {
        "action.escu": "0",
        "action.escu.enabled": "1",
        "action.escu.mappings": conf.json_value(mappings(detection)),
        "action.escu.data_models": "[]",
        "action.escu.eli5": description(detection),
        "action.escu.how_to_implement": conf.lines(detection.plan.implementation),
        "action.escu.known_false_positives": false_positives(detection),
        **{f"action.escu.{key}": conf.line(date) for key, date in dates.items() if date},
        "action.escu.confidence": next(word for least, word in _CONFIDENCE if confidence >= least),
        "action.escu.full_search_name": name,
        "action.escu.search_type": "detection",
        "action.escu.product": conf.json_value(_PRODUCTS),
        "action.escu.providing_technologies": conf.json_value(TECHNOLOGIES),
        "action.escu.analytic_story": conf.json_value(stories(detection)),
    }


def _risk(plan: Plan) -> dict[str, str]:
    objects = [
        {"risk_object_field": each.name, "risk_object_type": each.type, "risk_score": plan.risk.score}
        for each in plan.risk.objects
    ]
    threats = [
        {"threat_object_field": each.name, "threat_object_type": each.type} for each in plan.risk.threats
    ]
    return {
        "action.risk": "1",
        "action.risk.param._risk_message": conf.line(fill(plan.risk.message, "${}$".format, untokened)),
        "action.risk.param._risk": conf.json_value([*objects, *threats]),
        # Each risk object brings its own score.
        "action.risk.param._risk_score": "0",
        "action.risk.param.verbose": "0",
    }


def _schedule(plan: Plan) -> dict[str, str]:
    schedule = plan.schedule
    return {
        "cron_schedule": schedule.cron,
        "dispatch.earliest_time": f"-{schedule.lookback}@m",
        "dispatch.latest_time": f"-{schedule.delay}@m",
        "schedule_window": schedule.window.removesuffix("m"),
    }


def _correlation(detection: Detection, name: str) -> dict[str, str]:
    actors = [conf.line(actor) for actor in detection.plan.annotations.threat_actors]
    annotations: dict[str, Any] = {
        **mappings(detection),
        "analytic_story": stories(detection),
        "data_source": ["AWS CloudTrail"],
        **({"threat_actor": actors} if actors else {}),
        "type": detection.plan.type,
    }
    return {
        "action.correlationsearch.enabled": "1",
        "action.correlationsearch.label": name,
        "action.correlationsearch.annotations": conf.json_value(annotations),
        "action.correlationsearch.metadata": conf.json_value(_metadata(detection)),
    }


def _metadata(detection: Detection) -> dict[str, Any]:
    published = _epoch(detection.modified)
    return {
        "deprecated": "0",
        **({"detection_id": conf.line(detection.rule.id)} if detection.rule.id else {}),
        "detection_version": str(detection.plan.version),
        **({"publish_time": published} if published is not None else {}),
    }


def _epoch(date: str) -> int | None:
    try:
        return int(datetime.fromisoformat(date).replace(tzinfo=UTC).timestamp())
    except (ValueError, OverflowError):
        return None


def _notable(detection: Detection, name: str, search: str) -> dict[str, str]:
    plan = detection.plan
    return {
        "action.notable": "1",
        **({"action.notable.param.nes_fields": ",".join(plan.alert.fields)} if plan.alert.fields else {}),
        "action.notable.param.rule_title": conf.line(untokened(plan.alert.title)),
        "action.notable.param.rule_description": untokened(description(detection)),
        "action.notable.param.security_domain": "threat",
        "action.notable.param.severity": plan.risk.severity,
        "action.notable.param.drilldown_searches": conf.json_value(drilldowns(plan, name, search)),
    }


def _suppression(plan: Plan) -> dict[str, str]:
    quiet = plan.alert.suppression
    if quiet is None:
        return {}
    return {
        "alert.suppress": "1",
        "alert.suppress.fields": ",".join(quiet.by),
        "alert.suppress.period": quiet.duration,
    }
