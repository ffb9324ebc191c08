"""Elastic rules: Kibana takes them, and they say what the rule and its plan say."""

from __future__ import annotations

from typing import Any

import pytest
from elastic_files import ID, ami, detection, planned, rule, rules

from converter.errors import UnsupportedError
from converter.plan import Suppression
from converter.targets.eql.artifact import artifacts, check, clashes
from converter.targets.eql.required_fields import required_fields
from converter.targets.eql.threat import threat


def test_the_file_is_one() -> None:
    """Kibana imports a file of lines, each of them a rule."""
    assert list(artifacts([detection()])) == ["sigmatrail_cloudtrail.ndjson"]


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("rule_id", "d99a9e1c-a5e0-4f41-9fd1-467e297e29b0"),
        ("name", "AWS EC2 AMI Shared Or Made Public"),
        ("type", "eql"),
        ("language", "eql"),
        ("index", ["logs-aws.cloudtrail-*"]),
        ("interval", "60m"),
        ("from", "now-70m"),
        ("to", "now"),
        ("timestamp_override", "event.ingested"),
        ("risk_score", 80),
        ("severity", "high"),
        ("version", 1),
        ("enabled", False),
        ("immutable", False),
        ("exceptions_list", []),
        ("author", ["The sigmatrail authors"]),
        (
            "related_integrations",
            [{"package": "aws", "integration": "cloudtrail", "version": ">=2.0.0"}],
        ),
        (
            "threat",
            [
                {
                    "framework": "MITRE ATT&CK",
                    "tactic": {
                        "id": "TA0010",
                        "name": "Exfiltration",
                        "reference": "https://attack.mitre.org/tactics/TA0010/",
                    },
                    "technique": [
                        {
                            "id": "T1537",
                            "name": "Transfer Data to Cloud Account",
                            "reference": "https://attack.mitre.org/techniques/T1537/",
                            "subtechnique": [],
                        }
                    ],
                }
            ],
        ),
        (
            "investigation_fields",
            {
                "field_names": [
                    "user.name",
                    "event.provider",
                    "cloud.account.id",
                    "aws.cloudtrail.recipient_account_id",
                    "source.address",
                ]
            },
        ),
    ],
)
def test_the_ami_rule_says_what_its_plan_says(key: str, value: object) -> None:
    """Schedule, weight, ATT&CK and fields come from rule and plan, in Kibana's words."""
    assert ami()[key] == value


def test_annotations_are_tags() -> None:
    """What Kibana has no key for can be searched as a tag."""
    assert ami()["tags"] == [
        "Domain: Cloud",
        "Data Source: AWS",
        "Data Source: AWS CloudTrail",
        "Use Case: Threat Detection",
        "Tactic: Exfiltration",
        "Kill Chain: Actions on Objectives",
        "NIST: DE.CM",
        "CIS 10",
        "Story: Suspicious Cloud Instance Activities",
        "Story: Data Exfiltration",
        "Threat Actor: INC Ransom",
        "Threat Actor: RedCurl",
        "Type: TTP",
    ]


@pytest.mark.parametrize(
    "said",
    [
        "AWS AMI from account `cloud.account.id` or `aws.cloudtrail.recipient_account_id` is shared",
        "- src\\_ip: `source.address`",
        "request_parameters.launchPermission.add.items.group` is all, else Not Public",
        "\n\n!{investigate{",
        '"label": "Detection results for account cloud.account.id"',
        '"value": "{{cloud.account.id}}"',
        "### False positives\n\n- Images that are shared on purpose",
    ],
)
def test_the_guide_tells_message_columns_and_searches(said: str) -> None:
    """An analyst finds message, columns, drilldowns and false positives beside the alert."""
    assert said in ami()["note"]


def test_setup_is_the_plan_s_implementation() -> None:
    """What has to be in place stands under the heading that Kibana looks for."""
    assert ami()["setup"].startswith("## Setup\n\nCloudTrail has to record the management events")


def test_a_query_stays_what_it_is() -> None:
    """Quotes, backslashes, line breaks and letters of any script arrive unchanged."""
    query = 'any where event.action : "é\\\\漢\\"\U0001f600"\n  and user.name : "\u2028"'
    assert rule(detection(query=query))["query"] == query


def test_an_id_is_the_rule_s_own() -> None:
    """An upgrade finds the rule again by the id of the Sigma rule."""
    assert rule(detection(id=ID))["rule_id"] == ID


def test_several_conditions_have_ids_of_their_own() -> None:
    """Two rules of one Sigma rule are told apart, by the same ids each time."""
    made = rules(detection(number="_1", id=ID), detection(number="_2", id=ID))
    assert [each["rule_id"] for each in made] == [
        "80106958-8880-5963-bc9d-6e67738b348d",
        "ee7f9095-c126-5070-8524-d18e6caead31",
    ]
    assert [each["name"] for each in made] == ["T (1)", "T (2)"]


def test_a_rule_without_id_gets_one_from_its_name() -> None:
    """The same file makes the same id wherever it lies."""
    assert rule(detection("one"))["rule_id"] == "c088f0f1-9de4-55e1-a317-f2167aa055b8"
    assert rule(detection("two"))["rule_id"] != "c088f0f1-9de4-55e1-a317-f2167aa055b8"


def test_two_rules_of_one_id_are_refused() -> None:
    """Kibana would keep one of them only."""
    with pytest.raises(UnsupportedError, match=rf"a\.yml: eql cannot tell it from b\.yml: .* id {ID}"):
        artifacts([detection("a", id=ID), detection("b", id=ID)])


def test_each_of_three_rules_of_one_id_is_named() -> None:
    """With one of the others; a rule of its own id is not."""
    found = list(
        clashes([detection("c", id=ID), detection("own"), detection("a", id=ID), detection("b", id=ID)])
    )
    assert [made.name for made, _ in found] == ["a", "b", "c"]
    assert [reason.partition(": both ")[0] for _, reason in found] == [
        "a.yml: eql cannot tell it from b.yml",
        "b.yml: eql cannot tell it from a.yml",
        "c.yml: eql cannot tell it from a.yml",
    ]


def test_the_order_of_detections_does_not_matter() -> None:
    """The same detections make the same bytes."""
    one, two = detection("one"), detection("two")
    assert artifacts([one, two]) == artifacts([two, one])


@pytest.mark.parametrize(
    ("level", "severity", "score"),
    [
        ("informational", "low", 20),
        ("low", "low", 40),
        ("medium", "medium", 60),
        ("high", "high", 80),
        ("critical", "critical", 100),
    ],
)
def test_levels_are_kibana_s_four_severities(level: str, severity: str, score: int) -> None:
    """Kibana knows no informational rules."""
    made = rule(detection(level=level))
    assert (made["severity"], made["risk_score"]) == (severity, score)


def test_a_hunting_rule_shows_nobody_its_alerts() -> None:
    """What only reports is a building block; what counts risk or alerts is not."""
    assert rule(detection(level="informational"))["building_block_type"] == "default"
    assert "building_block_type" not in rule(detection(level="low"))


@pytest.mark.parametrize(
    ("by", "duration", "group_by", "length"),
    [
        (("src_ip",), "90m", ["source.address"], {"value": 90, "unit": "m"}),
        (("src_ip", "region"), "4h", ["source.address", "cloud.region"], {"value": 4, "unit": "h"}),
        (("firstTime",), "7d", ["@timestamp"], {"value": 168, "unit": "h"}),
    ],
)
def test_suppression_is_kibana_s(
    by: tuple[str, ...], duration: str, group_by: list[str], length: dict[str, Any]
) -> None:
    """Columns are fields, days are hours, and an absent value is a value like any other."""
    alert = detection().plan.alert
    quiet = type(alert)(alert.title, alert.fields, Suppression(by, duration))
    assert rule(planned(alert=quiet))["alert_suppression"] == {
        "group_by": group_by,
        "duration": length,
        "missing_fields_strategy": "suppress",
    }


@pytest.mark.parametrize("by", [("count",), ("src_ip", "region", "eventName", "userAgent")])
def test_suppression_that_kibana_cannot_do_is_refused(by: tuple[str, ...]) -> None:
    """Kibana suppresses by one to three fields; a count is none."""
    alert = detection().plan.alert
    quiet = type(alert)(alert.title, alert.fields, Suppression(by, "1h"))
    with pytest.raises(UnsupportedError, match="eql cannot suppress alerts by"):
        check(planned(alert=quiet))


def test_a_column_that_elastic_does_not_keep_is_refused() -> None:
    """A plan's path without a field stops the rule with the path's name."""
    from converter.plan import Column, Summary  # noqa: PLC0415 -- only this test makes columns

    summary = Summary(group_by=(Column("userIdentity.shoeSize", "src_ip"),))
    with pytest.raises(UnsupportedError, match=r"eql has no field for 'userIdentity\.shoeSize'"):
        check(planned(summary=summary))


def test_sub_techniques_stand_under_their_technique() -> None:
    """A rule that names a sub-technique only has its technique all the same, with its own name and link."""
    [persistence] = threat(["attack.persistence", "attack.t1098.001", "attack.t1098.003"])
    [technique] = persistence["technique"]
    assert (technique["id"], technique["name"]) == ("T1098", "Account Manipulation")
    assert technique["reference"] == "https://attack.mitre.org/techniques/T1098/"
    assert [(each["id"], each["reference"]) for each in technique["subtechnique"]] == [
        ("T1098.001", "https://attack.mitre.org/techniques/T1098/001/"),
        ("T1098.003", "https://attack.mitre.org/techniques/T1098/003/"),
    ]


def test_each_tactic_has_the_techniques_that_serve_it() -> None:
    """A technique of two tactics stands under both; one of neither is not put there."""
    found = threat(["attack.persistence", "attack.exfiltration", "attack.t1098", "attack.t1537"])
    assert [(each["tactic"]["id"], [one["id"] for one in each["technique"]]) for each in found] == [
        ("TA0003", ["T1098"]),
        ("TA0010", ["T1537"]),
    ]


@pytest.mark.parametrize(
    ("query", "fields"),
    [
        (
            'any where event.dataset == "aws.cloudtrail" and not event.action : ("a", "b")',
            [("event.action", "keyword", True), ("event.dataset", "keyword", True)],
        ),
        ("any where aws.cloudtrail.read_only == false", [("aws.cloudtrail.read_only", "boolean", False)]),
        (
            'any where cidrMatch(source.ip, "10.0.0.0/8") and `@timestamp` > "2026"',
            [("@timestamp", "date", True), ("source.ip", "ip", True)],
        ),
        (
            r'any where user.name regex~ "a\"and fake.field" or user.id like~ """x" and y.z"""',
            [("user.id", "keyword", True), ("user.name", "keyword", True)],
        ),
        (
            'any where stringContains~(user.name, "or") and length(user.id) > 1e3',
            [("user.id", "keyword", True), ("user.name", "keyword", True)],
        ),
    ],
)
def test_required_fields_are_those_of_the_query(query: str, fields: list[tuple[str, str, bool]]) -> None:
    """Texts, functions, numbers and words of EQL are no fields."""
    assert [(each["name"], each["type"], each["ecs"]) for each in required_fields(query, {})] == fields
