"""Elastic rules: Kibana takes them, and they say what the rule and its plan say."""

from __future__ import annotations

import json
from contextlib import suppress
from functools import cache
from importlib.resources import files
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from converter.conversion import Converter
from converter.detection import Detection
from converter.errors import UnsupportedError
from converter.load import Rule, load
from converter.paths import find
from converter.plan import Suppression, load_plan
from converter.targets.eql.artifact import artifacts, check
from converter.targets.eql.required_fields import required_fields
from converter.targets.eql.threat import threat

if TYPE_CHECKING:
    from collections.abc import Iterator

    from converter.plan import Plan

ROOT = Path(__file__).parents[1]
AMI = ROOT / "rules" / "aws_ec2_ami_shared_or_made_public.yml"
QUERY = 'any where event.dataset == "aws.cloudtrail" and event.action : "x"'
ID = "0a5f3c1e-2b7d-4e0f-9a63-5d4c8b7e6f10"
HOSTILE = st.text(
    st.sampled_from("ab\"'\\\n\r\t ${}%[]=#!`*_|<>\x00\x85\u2028é漢") | st.characters(), max_size=120
)


@cache
def schema() -> Draft202012Validator:
    """The schema that the target carries."""
    text = (files("converter.targets.eql") / "rule.schema.json").read_text(encoding="utf-8")
    return Draft202012Validator(json.loads(text))


def faults(rule: dict[str, Any]) -> list[str]:
    """What the schema finds wrong with a rule."""
    return [f"{error.json_path}: {error.message}" for error in schema().iter_errors(rule)]


def detection(name: str = "made", number: str = "", query: str = QUERY, **document: Any) -> Detection:  # noqa: ANN401 -- a rule's values
    """A detection that no file has, without a plan."""
    rule = Rule(f"{name}.yml", name, {"title": "T", "level": "high", **document})
    plan = load_plan(rule)
    return Detection(rule, plan, {"eql": query}, {}, f"{name}{number}", fields_of(plan))


def fields_of(plan: Plan) -> dict[str, str]:
    """Elastic's field for each path of a plan that it has one for."""
    converter, fields = Converter(["eql"]), {}
    for path in chain.from_iterable(plan.summary.paths.values()):
        with suppress(UnsupportedError):
            fields[path] = converter.field_of(path, "eql")
    return fields


def planned(**changes: Any) -> Detection:  # noqa: ANN401 -- parts of a plan
    """A detection whose plan differs from the usual one."""
    import msgspec  # noqa: PLC0415 -- only a few tests change plans

    usual = detection()
    plan = msgspec.structs.replace(usual.plan, **changes)
    return Detection(usual.rule, plan, usual.queries, fields=fields_of(plan))


def converted(*paths: Path) -> Iterator[Detection]:
    """The detections of rule files, as the command makes them."""
    converter = Converter(["eql"])
    for path in find(paths):
        for rule in load(path):
            if isinstance(rule, Rule):
                plan = load_plan(rule)
                yield from (
                    Detection(rule, plan, {"eql": each.query}, {}, each.name, fields_of(plan))
                    for each in converter.convert(rule)
                    if each.query
                )


def rules(*detections: Detection) -> list[dict[str, Any]]:
    """The rules in the file, line by line."""
    [text] = artifacts(detections).values()
    assert text.endswith("\n")
    return [json.loads(line) for line in text.removesuffix("\n").split("\n")]


def rule(made: Detection) -> dict[str, Any]:
    """The one rule of a detection."""
    [only] = rules(made)
    return only


@cache
def ami() -> dict[str, Any]:
    """The rule that is made of the AMI rule and its plan."""
    return rule(next(converted(AMI)))


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
    with pytest.raises(UnsupportedError, match=rf"b\.yml: eql cannot tell it from a\.yml: .* id {ID}"):
        artifacts([detection("a", id=ID), detection("b", id=ID)])


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
