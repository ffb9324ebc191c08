"""Elastic rules fit Kibana's schema, whatever a rule's texts are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from elastic_files import HOSTILE, ami, converted, detection, faults, rule, rules
from hypothesis import given

if TYPE_CHECKING:
    from pathlib import Path


def test_all_rules_of_the_corpus_can_be_imported(corpus: Path) -> None:
    """Every public CloudTrail rule that converts makes a rule that the schema takes."""
    made = rules(*converted(corpus / "sigmahq"))
    assert len(made) == 56
    assert [fault for each in made for fault in faults(each)] == []
    assert [each["name"] for each in made if not each["threat"]] == []


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("rule_id", "no uuid"),
        ("name", ""),
        ("immutable", True),
        ("language", "kuery"),
        ("severity", "informational"),
        ("risk_score", 101),
        ("risk_score", 79.5),
        ("from", "now"),
        ("interval", "1 hour"),
        ("max_signals", 0),
        ("version", 0),
        ("investigation_fields", {}),
        ("investigation_fields", {"field_names": []}),
        ("alert_suppression", {"group_by": ["a", "b", "c", "d"]}),
        ("alert_suppression", {"group_by": ["a"], "duration": {"value": 1, "unit": "d"}}),
        ("required_fields", [{"name": "a", "ecs": True}]),
        ("related_integrations", [{"package": "aws"}]),
        ("threat", [{"framework": "MITRE ATT&CK", "technique": []}]),
        ("tags", ["a", "a"]),
        ("unheard_of", 1),
    ],
)
def test_the_schema_refuses_what_kibana_would(key: str, value: object) -> None:
    """The schema that every rule is held to can say no."""
    assert faults(ami()) == []
    assert faults(ami() | {key: value}) != []


@pytest.mark.parametrize("key", ["rule_id", "name", "description", "risk_score", "severity", "query", "type"])
def test_the_schema_misses_what_kibana_would(key: str) -> None:
    """A rule without one of the required keys is refused."""
    assert faults({name: value for name, value in ami().items() if name != key}) != []


@given(HOSTILE, HOSTILE, HOSTILE)
def test_no_text_breaks_out_of_its_key(title: str, description: str, reference: str) -> None:
    """Whatever a rule says, the file has one line a rule, and the rule's other keys stay as they were."""
    plain = rule(detection())
    made = rule(
        detection(title=title, description=description, references=[reference], author=title, license=title)
    )
    assert faults(made) == []
    kept = ("rule_id", "query", "index", "type", "enabled", "threat", "severity", "required_fields")
    assert {key: made[key] for key in kept} == {key: plain[key] for key in kept}


@given(HOSTILE)
def test_no_text_makes_a_button_of_the_guide(text: str) -> None:
    """Only the plan's drilldowns open timelines."""
    hostile = "!{investigate{" + text + "}}"
    made = rule(detection(title=hostile, description=hostile, falsepositives=[hostile]))
    assert made["note"].count("!{") == 2
