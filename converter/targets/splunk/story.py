"""Analytic stories: how Splunk Enterprise Security groups and explains detections."""

from __future__ import annotations

from typing import TYPE_CHECKING

from converter.targets.splunk import conf
from converter.targets.splunk.savedsearch import (
    TECHNOLOGIES,
    description,
    false_positives,
    mappings,
    stories,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from converter.detection import Detection

    Named = tuple[str, Detection]


def analytic_stories(detections: Sequence[Detection], names: Sequence[str]) -> dict[str, dict[str, str]]:
    """The stanzas of analyticstories.conf: one for each search, one for each story."""
    named = list(zip(names, detections, strict=True))
    stanzas = {f"savedsearch://{name}": _search(detection) for name, detection in named}
    for story in sorted({story for detection in detections for story in stories(detection)}):
        stanzas[f"analytic_story://{story}"] = _story(story, named)
    return stanzas


def _search(detection: Detection) -> dict[str, str]:
    return {
        "type": "detection",
        "asset_type": "AWS Account",
        "confidence": "medium",
        "explanation": description(detection),
        "how_to_implement": conf.lines(detection.plan.implementation),
        "annotations": conf.json_value(mappings(detection)),
        "known_false_positives": false_positives(detection),
        "providing_technologies": conf.json_value(TECHNOLOGIES),
    }


def _story(story: str, named: list[Named]) -> dict[str, str]:
    members = [(name, detection) for name, detection in named if story in stories(detection)]
    authors = sorted({conf.line(detection.field("author")) for _, detection in members} - {""})
    references = {conf.line(link): None for _, detection in members for link in detection.texts("references")}
    changed = max(detection.modified for _, detection in members)
    about = [f"{conf.line(detection.rule.title)}: {description(detection)}" for _, detection in members]
    return {
        "category": conf.json_value(["Cloud Security"]),
        **({"last_updated": conf.line(changed)} if changed else {}),
        "version": str(max(detection.plan.version for _, detection in members)),
        "references": conf.json_value(list(references)),
        "maintainers": conf.json_value([{"company": "", "email": "", "name": name} for name in authors]),
        "spec_version": "3",
        "searches": conf.json_value([name for name, _ in members]),
        "description": conf.line(f"{story}: detections for AWS CloudTrail."),
        "narrative": conf.lines("\n".join(about)),
    }
