"""The pipelines name each raw field as its platform stores it, and refuse the rest by name.

`fields.csv` is the table of expected names: one row a raw field, an empty cell where it is refused.
"""

from __future__ import annotations

import csv
import functools
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from sigma.exceptions import SigmaTransformationError
from sigma.processing.pipeline import ProcessingPipeline
from sigma.rule import SigmaRule
from sigma.types import SigmaFieldReference

ROOT = Path(__file__).resolve().parent.parent
TARGETS = ("splunk", "eql", "athena")
CLOUDTRAIL = {"product": "aws", "service": "cloudtrail"}
NAMES = list(csv.DictReader((ROOT / "tests" / "fields.csv").read_text(encoding="utf-8").splitlines()))
ROWS = [(target, row["raw"], row[target]) for target in TARGETS for row in NAMES]
NOT_CLOUDTRAIL = (
    "this pipeline is for AWS CloudTrail only: the logsource of the rule must be "
    "product aws, service cloudtrail"
)
MIXED = "the rule mixes raw CloudTrail fields with names of the platform; write raw CloudTrail paths only"
CONVERTED = {
    "splunk": 'eventSource="ec2.amazonaws.com" eventName="ModifyImageAttribute" '
    'requestParameters.launchPermission.add.items.userId="*" '
    'OR requestParameters.launchPermission.add.items.group="all" '
    'OR requestParameters.launchPermission.add.items.organizationArn="*" '
    'OR requestParameters.launchPermission.add.items.organizationalUnitArn="*"',
    "eql": 'any where (event.provider:"ec2.amazonaws.com" and event.action:"ModifyImageAttribute") and '
    '(aws.cloudtrail.flattened.request_parameters.launchPermission.add.items.userId:"*" or '
    'aws.cloudtrail.flattened.request_parameters.launchPermission.add.items.group:"all" or '
    'aws.cloudtrail.flattened.request_parameters.launchPermission.add.items.organizationArn:"*" or '
    'aws.cloudtrail.flattened.request_parameters.launchPermission.add.items.organizationalUnitArn:"*")',
}


def path_of(target: str) -> Path:
    """Where the pipeline of a target lies."""
    return ROOT / "pipelines" / target / "cloudtrail.yml"


def definition(target: str) -> dict[str, Any]:
    """The pipeline of a target as YAML says it."""
    loaded: dict[str, Any] = yaml.safe_load(path_of(target).read_text(encoding="utf-8"))
    return loaded


@functools.cache
def pipeline(target: str) -> ProcessingPipeline:
    """The pipeline of a target, read once."""
    return ProcessingPipeline.from_dict(definition(target))


def rule(selection: object, logsource: dict[str, str] = CLOUDTRAIL) -> SigmaRule:
    """A rule with one selection."""
    detection = {"selection": selection, "condition": "selection"}
    return SigmaRule.from_dict({"title": "Sample", "logsource": logsource, "detection": detection})


def applied(target: str, selection: object, logsource: dict[str, str] = CLOUDTRAIL) -> list[Any]:
    """The items of the selection after the pipeline."""
    renamed = pipeline(target).apply(rule(selection, logsource))
    assert isinstance(renamed, SigmaRule)
    return renamed.detection.detections["selection"].detection_items


@pytest.mark.parametrize(("target", "raw", "name"), [row for row in ROWS if row[2]])
def test_a_raw_field_gets_the_name_that_the_platform_stores_it_under(
    target: str, raw: str, name: str
) -> None:
    """Each raw field becomes the one name that the table gives."""
    assert [item.field for item in applied(target, {raw: "value"})] == [name]


@pytest.mark.parametrize(("target", "raw"), [row[:2] for row in ROWS if not row[2]])
def test_a_field_that_is_not_there_is_refused_by_name(target: str, raw: str) -> None:
    """What CloudTrail or the platform lacks stops the rule, and the message names the field."""
    with pytest.raises(SigmaTransformationError) as refusal:
        applied(target, {"awsRegion": "eu-west-1", raw: "value"})
    assert refusal.value.args == (f"The following fields are not mapped: {raw}",)


@pytest.mark.parametrize("target", TARGETS)
def test_every_line_of_a_pipeline_is_in_the_table(target: str) -> None:
    """A new line in a pipeline needs a row with the name that it is expected to give."""
    steps = {step["id"]: step for step in definition(target)["transformations"]}
    expected = {row["raw"] for row in NAMES if row[target]}
    assert set(steps["fields"]["mapping"]) <= expected
    for prefix in steps["nested_fields"]["mapping"]:
        assert any(raw.startswith(prefix) for raw in expected)


@pytest.mark.parametrize("target", TARGETS)
def test_the_pipelines_have_one_structure(target: str) -> None:
    """The same steps in the same order: a reader of one knows the others."""
    steps = [step["id"] for step in definition(target)["transformations"] if step["id"] != "index"]
    assert steps == ["other_log_source", "fields", "nested_fields", "unknown_fields", "platform_names"]


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize(
    "logsource",
    [
        {"product": "aws"},
        {"service": "cloudtrail"},
        {"product": "aws", "service": "s3"},
        {"product": "azure", "service": "cloudtrail"},
        {"category": "process_creation", "product": "windows"},
    ],
)
def test_another_log_source_is_refused(target: str, logsource: dict[str, str]) -> None:
    """The field names hold for CloudTrail only."""
    with pytest.raises(SigmaTransformationError) as refusal:
        applied(target, {"eventName": "CreateUser"}, logsource)
    assert refusal.value.args == (NOT_CLOUDTRAIL,)


@pytest.mark.parametrize(
    ("target", "name"),
    [("splunk", "result_id"), ("eql", "aws.cloudtrail.error_code"), ("athena", "errorcode")],
)
def test_a_name_of_the_platform_is_refused_beside_its_raw_field(target: str, name: str) -> None:
    """Such a rule would convert for one platform and for no other."""
    with pytest.raises(SigmaTransformationError) as refusal:
        applied(target, {"errorCode": "AccessDenied", name: "AccessDenied"})
    assert refusal.value.args == (MIXED,)


@pytest.mark.parametrize("target", TARGETS)
def test_keywords_pass(target: str) -> None:
    """A search for free text names no field, so there is nothing to refuse."""
    assert [item.field for item in applied(target, ["AccessDenied", "Forbidden"])] == [None]


@pytest.mark.parametrize(
    ("target", "field", "reference"),
    [
        ("splunk", "result_id", "userIdentity.arn"),
        ("eql", "aws.cloudtrail.error_code", "aws.cloudtrail.user_identity.arn"),
        ("athena", "errorcode", "useridentity.arn"),
    ],
)
def test_the_field_that_a_fieldref_names_is_renamed_too(target: str, field: str, reference: str) -> None:
    """Both sides of a comparison are fields of the platform."""
    (item,) = applied(target, {"errorCode|fieldref": "userIdentity.arn"})
    assert (item.field, item.value) == (field, [SigmaFieldReference(reference)])


def test_eql_rules_search_the_index_of_the_integration() -> None:
    """The index of pySigma's rule formats for EQL comes from the pipeline's state."""
    eql = pipeline("eql")
    eql.apply(rule({"eventName": "CreateUser"}))
    assert eql.state == {"index": "logs-aws.cloudtrail-*"}


def sigma_cli(target: str, path: Path) -> subprocess.CompletedProcess[str]:
    """What the stock command line of pySigma says about the rule."""
    command = [sys.executable, "-m", "sigma.cli.main", "convert", "-t", target]
    return subprocess.run(  # noqa: S603 -- our own interpreter on our own files
        [*command, "-p", str(path_of(target)), str(path)], capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize("target", ["splunk", "eql"])
def test_stock_sigma_cli_takes_the_pipeline(target: str) -> None:
    """`sigma convert -p` with the pipeline alone renames the fields of the rule that we ship."""
    done = sigma_cli(target, ROOT / "rules" / "aws_ec2_ami_shared_or_made_public.yml")
    assert (done.returncode, done.stdout.strip()) == (0, CONVERTED[target])


@pytest.mark.parametrize("target", ["splunk", "eql"])
def test_stock_sigma_cli_reports_a_refused_field(target: str, tmp_path: Path) -> None:
    """With the stock tool, too, the person learns which field of which file is at fault."""
    path = tmp_path / "status.yml"
    detection = {"selection": {"eventName": "CreateUser", "status": "success"}, "condition": "selection"}
    path.write_text(yaml.safe_dump({"title": "Sample", "logsource": CLOUDTRAIL, "detection": detection}))
    done = sigma_cli(target, path)
    assert done.returncode != 0
    assert f"The following fields are not mapped: status in {path}" in done.stderr
