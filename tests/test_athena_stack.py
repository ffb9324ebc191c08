"""What Athena deploys: CloudFormation and Terraform take it, and it does what the plan says."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest
import yaml
from athena_files import (
    MODULE,
    TEMPLATE,
    Loader,
    ami,
    converted,
    definition,
    detection,
    planned,
    resources,
    told,
)
from cfnlint.api import ManualArgs, lint

from converter.errors import SettingsError, UnsupportedError
from converter.plan import Schedule
from converter.targets.athena.artifact import artifacts, check
from converter.targets.athena.cloudformation import template
from converter.targets.athena.schedule import cron, flexible

if TYPE_CHECKING:
    from pathlib import Path


def complaints(text: str) -> list[str]:
    """What cfn-lint, offline, says of a template."""
    return [str(found) for found in lint(text, config=ManualArgs(regions=["eu-west-1"]))]


def test_the_files_are_a_template_and_a_module() -> None:
    """One folder holds both ways to deploy, and how to."""
    assert sorted(ami()) == [
        "sigmatrail_athena/README.md",
        "sigmatrail_athena/cloudformation.yaml",
        "sigmatrail_athena/terraform/detections.json",
        "sigmatrail_athena/terraform/main.tf",
        "sigmatrail_athena/terraform/outputs.tf",
        "sigmatrail_athena/terraform/queries/aws_ec2_ami_shared_or_made_public.sql",
        "sigmatrail_athena/terraform/state_machine.json",
        "sigmatrail_athena/terraform/variables.tf",
    ]


def test_cfn_lint_passes_for_the_corpus(corpus: Path) -> None:
    """All public CloudTrail rules that convert make one template without a complaint."""
    found = list(converted(corpus / "sigmahq"))
    files = artifacts(found)
    assert len(found) == 56
    assert complaints(files[TEMPLATE]) == []
    assert len(json.loads(files[f"{MODULE}/detections.json"])) == 56
    assert len([path for path in files if path.endswith(".sql")]) == 56


def test_cfn_lint_knows_the_state_machine() -> None:
    """The definition is held to the language of state machines, which cfn-lint reads in plain text only."""
    plain = re.sub(r"\$\{\w+\}", "aws", json.dumps(definition()))
    machine = {
        "Type": "AWS::StepFunctions::StateMachine",
        "Properties": {"RoleArn": "arn:aws:iam::111122223333:role/r", "DefinitionString": plain},
    }
    assert complaints(json.dumps({"Resources": {"Machine": machine}})) == []
    machine["Properties"]["DefinitionString"] = plain.replace('"StartAt"', '"StartsAt"')
    assert complaints(json.dumps({"Resources": {"Machine": machine}})) != []


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("0 * * * *", "cron(0 * * * ? *)"),
        ("*/15 * * * *", "cron(0,15,30,45 * * * ? *)"),
        ("5 6-10/2 * * *", "cron(5 6,8,10 * * ? *)"),
        ("0,30 4 * * *", "cron(0,30 4 * * ? *)"),
        ("* * * * *", "cron(* * * * ? *)"),
    ],
)
def test_a_cron_time_is_one_of_aws(asked: str, said: str) -> None:
    """AWS has six fields, and a question mark for the day."""
    assert cron(Schedule(asked, "2d", "10m", "auto")) == said


@pytest.mark.parametrize(
    ("lookback", "window", "minutes"),
    [("70m", "auto", 0), ("70m", "5m", 0), ("73m", "5m", 3), ("90m", "5m", 5)],
)
def test_a_run_is_late_only_where_runs_overlap(lookback: str, window: str, minutes: int) -> None:
    """A late start moves the span that a run looks at, so it may use up the overlap and no more."""
    assert flexible(Schedule("0 * * * *", lookback, "10m", window)) == minutes


@pytest.mark.parametrize(("enabled", "state"), [(True, "ENABLED"), (False, "DISABLED")])
def test_a_schedule_runs_where_the_plan_says_so(enabled: bool, state: str) -> None:  # noqa: FBT001 -- a case
    """A deployment may turn all schedules on or off; else each is what its plan says."""
    made = planned(detection(), enabled=enabled)
    properties = resources(made)["MadeSchedule"]["Properties"]
    assert properties["State"] == {"Fn::If": ["All", "ENABLED", {"Fn::If": ["None", "DISABLED", state]}]}
    assert properties["FlexibleTimeWindow"] == {"Mode": "OFF"}
    assert json.loads(artifacts([made])[f"{MODULE}/detections.json"])["made"]["enabled"] is enabled


def test_the_table_of_the_queries_is_the_default() -> None:
    """Roles may read the table that the queries were made for."""
    files = artifacts([detection()], {"table": "logs.trail", "window": "70m"})
    parameters = yaml.load(files[TEMPLATE], Loader)["Parameters"]  # noqa: S506 -- a safe one
    assert (parameters["Database"]["Default"], parameters["Table"]["Default"]) == ("logs", "trail")
    assert 'default     = "trail"' in files[f"{MODULE}/variables.tf"]


def test_a_table_s_name_is_no_way_in() -> None:
    """A name that is none is refused."""
    with pytest.raises(SettingsError, match="names no table"):
        artifacts([detection()], {"table": 'x"\n'})


def test_a_subject_is_ascii() -> None:
    """An e-mail's subject takes fewer than 100 characters of ASCII; the message has the whole headline."""
    title = "Zürich 漢 " + "x" * 200
    found = told(resources(detection(title=title))["MadeSchedule"])
    assert found["subject"].startswith("[high] Zurich ? xxx")
    assert len(found["subject"]) == 99
    assert found["title"].startswith("Zürich 漢 xxx")


def test_limits_of_a_saved_query_are_kept() -> None:
    """Long titles and descriptions are cut; several conditions keep their number."""
    made = resources(detection(number="_2", title="t" * 300, description="d" * 3000))
    [query] = [each["Properties"] for name, each in made.items() if name.endswith("Query")]
    assert len(query["Name"]) == 128
    assert query["Name"].endswith("tt... (2)")
    assert len(query["Description"]) == 1024


@pytest.mark.parametrize(
    ("query", "reason"),
    [("é" * 131_073, "athena cannot save a query of 262146 bytes"), ("\\" * 130_000, "by Step Functions")],
)
def test_a_query_too_long_to_deploy_is_refused(query: str, reason: str) -> None:
    """Athena takes 262,144 bytes, and Step Functions hands on about as much, written as JSON."""
    with pytest.raises(UnsupportedError, match=reason):
        check(detection(query=query))
    with pytest.raises(UnsupportedError, match=rf"^made\.yml: .*{reason}"):
        artifacts([detection(query=query)])


def test_a_template_too_large_is_refused() -> None:
    """CloudFormation takes 500 resources and a megabyte."""
    many = {f"d{number}": detection(f"d{number}") for number in range(249)}
    with pytest.raises(UnsupportedError, match="249 detections in one template"):
        template(many, {})
    large = {f"d{number}": detection(query="x" * 200_000) for number in range(6)}
    with pytest.raises(UnsupportedError, match="athena cannot deploy a template of"):
        template(large, {})


def test_every_detection_has_a_name_of_its_own() -> None:
    """Names with other signs, of another letter case or in other folders get a digest."""
    names = ["plain_name", "Plain Name", "../../etc", "漢", "", "a-b", "a_b", "x" * 90]
    made = resources(*(detection(name) for name in names))
    queries = [name.removesuffix("Query") for name in made if name.endswith("Query")]
    assert len(set(queries)) == 8
    assert {"PlainName", "AB"} <= set(queries)
    assert all(re.fullmatch("[A-Za-z0-9]+", name) for name in queries)


def test_the_order_of_detections_does_not_matter() -> None:
    """The same detections make the same bytes."""
    one, two = detection("one"), detection("two")
    assert artifacts([one, two]) == artifacts([two, one])
