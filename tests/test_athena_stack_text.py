"""No text of a rule breaks out of what Athena deploys, and the tools that take it can read it."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from typing import TYPE_CHECKING

import hcl2
import pytest
import yaml
from athena_files import (
    HOSTILE,
    MODULE,
    TEMPLATE,
    Loader,
    ami,
    detection,
    resources,
    told,
)
from hypothesis import given

from converter.errors import UnsupportedError
from converter.targets.athena.artifact import artifacts
from converter.targets.athena.yaml_text import block

if TYPE_CHECKING:
    from pathlib import Path


@given(HOSTILE, HOSTILE, HOSTILE)
def test_no_text_breaks_out_of_the_template(title: str, description: str, query: str) -> None:
    """Whatever a rule says, the template has the same resources, and the query is what it was."""
    made = resources(detection(query=query, title=title, description=description))
    plain = resources(detection())
    assert list(made) == list(plain)
    assert made["MadeQuery"]["Properties"]["QueryString"] == query
    assert made["RunnerRole"] == plain["RunnerRole"]
    assert made["StateMachine"] == plain["StateMachine"]
    assert len(made["MadeQuery"]["Properties"]["Name"]) <= 128
    assert len(made["MadeQuery"]["Properties"]["Description"]) <= 1024
    assert told(made["MadeSchedule"])["query"] == "ID"


@pytest.mark.parametrize("text", ["${AWS::StackName}", "<aws.scheduler.execution-id>"])
def test_nobody_fills_in_a_rule_s_text(text: str) -> None:
    """CloudFormation substitutes in Fn::Sub, Scheduler in what it sends: neither sees a rule's text."""
    files = artifacts([detection(title=text, query=f"SELECT '{text}'")])
    schedule = resources(detection(title=text))["MadeSchedule"]["Properties"]["Target"]["Input"]
    assert list(schedule) == ["Fn::Join"]
    assert re.findall("<[^>]*>", json.dumps(schedule)) == ["<aws.scheduler.scheduled-time>"]
    assert told(resources(detection(title=text))["MadeSchedule"])["title"] == text
    assert files[f"{MODULE}/main.tf"] == artifacts([detection()])[f"{MODULE}/main.tf"]


def test_a_reference_that_cloudformation_resolves_is_taken_apart_or_refused() -> None:
    """It resolves one wherever a template has it: texts are taken apart, a query that has one is refused.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references.html (November 2026)
    """
    text = "{{resolve:ssm:x}}"
    made = resources(detection(title=text, description=text))
    assert text not in json.dumps(made)
    assert told(made["MadeSchedule"])["title"] == text
    with pytest.raises(UnsupportedError, match="where CloudFormation would resolve it"):
        artifacts([detection(query=f"SELECT '{text}'")])


@given(HOSTILE, HOSTILE)
def test_yaml_keeps_any_text(one: str, other: str) -> None:
    """Texts in maps and lists are read as they were written."""
    values = {"A": one, "B": {"C": [other, {"D": one}], "E": True, "F": 1}, "G": f"{one}\n{other}"}
    assert yaml.safe_load(block(values)) == values


@pytest.mark.parametrize(
    "text", ["a\n b", " a\nb", "a\n", "\na", "a\nb ", "a\n\n\nb", "# a\n---\n...", "a\n\tb"]
)
def test_yaml_keeps_the_edges_of_several_lines(text: str) -> None:
    """Blanks and breaks at the ends of lines and texts are kept."""
    assert yaml.safe_load(block({"A": text, "B": 1})) == {"A": text, "B": 1}


@given(HOSTILE, HOSTILE)
def test_no_text_is_part_of_terraform_s_language(title: str, query: str) -> None:
    """Terraform reads a rule's texts from JSON and from files; its own files stay the same."""
    plain, made = artifacts([detection()]), artifacts([detection(title=title, query=query)])
    changed = {path.removeprefix(f"{MODULE}/") for path in made if made[path] != plain[path]}
    assert changed <= {TEMPLATE, "detections.json", "queries/made.sql"}
    assert made[f"{MODULE}/queries/made.sql"] == query
    assert list(json.loads(made[f"{MODULE}/detections.json"])) == ["made"]


@pytest.mark.parametrize("name", ["main.tf", "outputs.tf", "variables.tf"])
def test_terraform_s_files_are_hcl(name: str) -> None:
    """The module's files parse, and declare what the template declares."""
    parsed = hcl2.loads(ami()[f"{MODULE}/{name}"])
    kinds = [kind.strip('"') for each in parsed.get("resource", []) for kind in each]
    wanted = [
        "aws_athena_named_query",
        "aws_sfn_state_machine",
        "aws_scheduler_schedule_group",
        "aws_scheduler_schedule",
        "aws_iam_role",
        "aws_iam_role_policy",
        "aws_iam_role",
        "aws_iam_role_policy",
    ]
    assert kinds == (wanted if name == "main.tf" else [])


def test_template_and_module_ask_for_the_same() -> None:
    """Each parameter of the template is a variable of the module, and each action of a role is in both."""
    found = yaml.load(ami()[TEMPLATE], Loader)  # noqa: S506 -- a safe one
    variables = re.findall(r'variable "(\w+)"', ami()[f"{MODULE}/variables.tf"])
    assert sorted(each.replace("_", "") for each in variables if each != "name") == sorted(
        each.lower() for each in found["Parameters"]
    )
    actions = re.compile(r"\b(?:athena|glue|s3|sns|kms|states):[A-Z]\w+")
    assert set(actions.findall(ami()[f"{MODULE}/main.tf"])) == set(actions.findall(ami()[TEMPLATE]))


def test_roles_name_what_they_may_touch() -> None:
    """No role may do everything of a service, or anything to everything; only objects end in a star."""
    found = resources(detection())
    statements = [
        each
        for role in ("SchedulerRole", "RunnerRole")
        for policy in found[role]["Properties"]["Policies"]
        for each in policy["PolicyDocument"]["Statement"]
    ]
    assert len(statements) == 10
    assert "*" not in json.dumps([each.get("Action") for each in statements])
    assert [each["Sid"] for each in statements if "*" in json.dumps(each.get("Resource"))] == [
        "ReadLogs",
        "Results",
    ]


@pytest.mark.skipif(not shutil.which("terraform"), reason="not run: there is no terraform here")
def test_terraform_itself_reads_the_module(tmp_path: Path) -> None:
    """Terraform finds its files formatted, and tells the machine of a hostile rule what the template does."""
    terraform = str(shutil.which("terraform"))
    text = '${path.module} %{if true} "q" \\ é\U0001f600 $${x} <aws.scheduler.execution-id>\\'
    module = {
        path.removeprefix(f"{MODULE}/"): content
        for path, content in artifacts([detection(title=text)]).items()
        if path.startswith(MODULE)
    }
    for path in ("main.tf", "outputs.tf", "variables.tf"):
        (tmp_path / path).write_text(module[path], encoding="utf-8")
    run = [terraform, f"-chdir={tmp_path}"]
    assert subprocess.run([*run, "fmt", "-check"], check=False, capture_output=True).returncode == 0  # noqa: S603 -- the program that was found
    inner = tmp_path / "inner"
    inner.mkdir()
    for path in ("detections.json", "state_machine.json"):
        (inner / path).write_text(module[path], encoding="utf-8")
    [told_] = re.findall(r"^    input = (.*?^    \]\))", module["main.tf"], re.DOTALL | re.MULTILINE)
    told_ = told_.replace("aws_athena_named_query.detection[each.key].id", "local.id")
    (inner / "main.tf").write_text(
        'locals {\n  id = "ID"\n  made = jsondecode(file("${path.module}/detections.json")).made\n'
        '  machine = templatefile("${path.module}/state_machine.json",'
        ' { OutputLocation = "s3://r/", Partition = "aws", Topic = "T" })\n'
        f"  told = {told_.replace('each.value', 'local.made')}\n}}\n"
    )
    asked = "jsonencode([local.told, jsondecode(local.machine).States.Publish.Arguments.TopicArn])"
    answer = subprocess.run(  # noqa: S603 -- likewise
        [terraform, f"-chdir={inner}", "console"], input=asked, text=True, check=True, capture_output=True
    )
    sent, topic = json.loads(json.loads(answer.stdout.strip().splitlines()[-1]))
    assert (topic, sent.count("<")) == ("T", 1)
    assert json.loads(sent) == told(resources(detection(title=text))["MadeSchedule"])
