"""What Athena deploys: CloudFormation and Terraform take it, and it does what the plan says."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import hcl2
import msgspec
import pytest
import yaml
from cfnlint.api import ManualArgs, lint
from hypothesis import given
from hypothesis import strategies as st
from state_machine import TOO_LONG, StateMachine

from converter.conversion import Converter
from converter.detection import Detection
from converter.errors import SettingsError, UnsupportedError
from converter.load import Rule, load
from converter.paths import find
from converter.plan import Schedule, load_plan
from converter.targets.athena.artifact import artifacts, check
from converter.targets.athena.cloudformation import template
from converter.targets.athena.engine import AthenaEngine
from converter.targets.athena.schedule import cron, flexible
from converter.targets.athena.yaml_text import block
from converter.verify.engine import Event

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[1]
AMI = ROOT / "rules" / "aws_ec2_ami_shared_or_made_public.yml"
AMI_EVENTS = ROOT / "tests" / "events" / AMI.stem
TEMPLATE = "sigmatrail_athena/cloudformation.yaml"
MODULE = "sigmatrail_athena/terraform"
HOSTILE = st.text(
    st.sampled_from("ab\"'\\\n\r\t ${}%[]=#!&*:|<>-?\x00\x85\u2028\ufeffé漢\U0001f600")
    | st.characters(exclude_categories=["Cs"]),
    max_size=120,
)


class Loader(yaml.SafeLoader):
    """YAML with CloudFormation's short forms, each read as its long form."""


def _long_form(loader: Loader, tag: str, node: yaml.Node) -> dict[str, Any]:
    if isinstance(node, yaml.SequenceNode):
        return {tag: loader.construct_sequence(node, deep=True)}
    return {tag: loader.construct_scalar(node)}  # type: ignore[arg-type]  # nothing else is left


Loader.add_multi_constructor("!", _long_form)


def detection(name: str = "made", query: str = "SELECT 1", number: str = "", **document: Any) -> Detection:  # noqa: ANN401 -- a rule's values
    """A detection that no file has, without a plan."""
    rule = Rule(f"{name}.yml", name, {"title": "T", "level": "high", **document})
    return Detection(rule, load_plan(rule), {"athena": query}, {}, f"{name}{number}")


def planned(usual: Detection, **changes: Any) -> Detection:  # noqa: ANN401 -- parts of a plan
    """A detection with another plan."""
    return Detection(usual.rule, msgspec.structs.replace(usual.plan, **changes), usual.queries)


def converted(*paths: Path) -> Iterator[Detection]:
    """The detections of rule files, as the command makes them."""
    converter = Converter(["athena"])
    for path in find(paths):
        for rule in load(path):
            if isinstance(rule, Rule):
                yield from (
                    Detection(rule, load_plan(rule), {"athena": each.query}, {}, each.name)
                    for each in converter.convert(rule)
                    if each.query
                )


@cache
def ami() -> dict[str, str]:
    """The files that are made of the AMI rule and its plan."""
    return artifacts(list(converted(AMI)))


def resources(*detections: Detection) -> dict[str, Any]:
    """The resources of a template."""
    found: dict[str, Any] = yaml.load(artifacts(detections)[TEMPLATE], Loader)["Resources"]  # noqa: S506 -- a safe one
    return found


def told(schedule: dict[str, Any]) -> dict[str, Any]:
    """What a schedule tells the state machine, with an id in the place of the query's."""
    separator, parts = schedule["Properties"]["Target"]["Input"]["Fn::Join"]
    found: dict[str, Any] = json.loads(
        separator.join(part if isinstance(part, str) else "ID" for part in parts)
    )
    return found


def complaints(text: str) -> list[str]:
    """What cfn-lint, offline, says of a template."""
    return [str(found) for found in lint(text, config=ManualArgs(regions=["eu-west-1"]))]


def definition() -> dict[str, Any]:
    """The state machine."""
    found: dict[str, Any] = json.loads(ami()[f"{MODULE}/state_machine.json"])
    return found


def answered(names: list[str], *rows: list[str | None], more: bool = False) -> dict[str, Any]:
    """Athena's answer to GetQueryResults: the first row is the columns' names, a null has no value."""
    cells = [[{"VarCharValue": name} for name in names]]
    cells += [[{} if value is None else {"VarCharValue": value} for value in row] for row in rows]
    found: dict[str, Any] = {
        "ResultSet": {
            "ResultSetMetadata": {"ColumnInfo": [{"Name": name, "Type": "varchar"} for name in names]},
            "Rows": [{"Data": row} for row in cells],
        }
    }
    return found | ({"NextToken": "x"} if more else {})


def calls(
    input_: dict[str, Any], results: dict[str, Any] | str, query: str = "SELECT 1"
) -> list[tuple[str, dict[str, Any]]]:
    """What the state machine asks of AWS when a query has these results."""
    saved = {"QueryString": query, "Database": "logs", "WorkGroup": "primary"}
    run = {"QueryExecutionId": "1-2", "ResultConfiguration": {"OutputLocation": "s3://r/1-2.csv"}}
    answers = {
        "aws-sdk:athena:getNamedQuery": {"NamedQuery": saved},
        "athena:startQueryExecution.sync": {"QueryExecution": run},
        "athena:getQueryResults": results,
        "sns:publish": {},
    }
    machine = StateMachine(definition(), answers)
    machine.run(input_)
    return machine.calls


def published(input_: dict[str, Any], results: dict[str, Any] | str) -> list[dict[str, Any]]:
    """What is published when a query has these results."""
    return [arguments for call, arguments in calls(input_, results) if call == "sns:publish"]


def run_query(query: str, **input_: Any) -> str:  # noqa: ANN401 -- JSON
    """The query that Athena is asked for a saved one."""
    [found] = [
        arguments["QueryString"]
        for call, arguments in calls(ami_input() | input_, answered(COLUMNS), query)
        if call == "athena:startQueryExecution.sync"
    ]
    return str(found)


def ami_input() -> dict[str, Any]:
    """What the AMI rule's schedule tells the state machine."""
    found = yaml.load(ami()[TEMPLATE], Loader)["Resources"]  # noqa: S506 -- a safe one
    return told(found["AwsEc2AmiSharedOrMadePublicSchedule"])


COLUMNS = ["src_ip", "aws_account_id", "accounts_added", "user", "dest"]


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


def test_the_query_is_saved_as_it_is() -> None:
    """The query runs in the database, and by the workgroup, of the parameters."""
    [query] = [each.queries["athena"] for each in converted(AMI)]
    found = yaml.load(ami()[TEMPLATE], Loader)["Resources"]["AwsEc2AmiSharedOrMadePublicQuery"]  # noqa: S506 -- a safe one
    assert found["Type"] == "AWS::Athena::NamedQuery"
    assert found["Properties"]["QueryString"] == query
    assert found["Properties"]["Name"] == "AWS EC2 AMI Shared Or Made Public"
    assert found["Properties"]["Database"] == {"Ref": "Database"}
    assert found["Properties"]["WorkGroup"] == {"Ref": "WorkGroup"}


def test_the_summary_is_saved_where_there_is_one() -> None:
    """What runs on schedule is the query that reports."""
    plain = detection()
    made = Detection(plain.rule, plain.plan, plain.queries, {"athena": "SELECT 2"})
    assert resources(made)["MadeQuery"]["Properties"]["QueryString"] == "SELECT 2"
    assert artifacts([made])[f"{MODULE}/queries/made.sql"] == "SELECT 2"


def test_a_late_run_looks_at_the_span_before_its_planned_time() -> None:
    """Two runs leave no gap and share no event, whenever they really start."""
    options = {"athena": {"window": "70m", "delay": "10m"}}
    [rule] = load(AMI)
    [conversion] = Converter(["athena"], options, format="report").convert(rule)
    assert conversion.query is not None
    record = json.loads((AMI_EVENTS / "match-one-account.json").read_text(encoding="utf-8"))
    times = ["10:49:59", "10:50:00", "11:49:59", "11:50:00"]
    records = [record | {"eventTime": f"2026-11-24T{time}Z", "eventID": time} for time in times]
    engine = AthenaEngine()
    engine.load([Event(each["eventID"], each, json.dumps(each)) for each in records])
    for planned_for, first, last, count in (
        ("2026-11-24T12:00:00Z", "2026-11-24T10:50:00", "2026-11-24T11:49:59", 2),
        ("2026-11-24T11:00:00Z", "2026-11-24T10:49:59", "2026-11-24T10:49:59", 1),
        ("2026-11-24T13:00:00Z", "2026-11-24T11:50:00", "2026-11-24T11:50:00", 1),
    ):
        [found] = engine.rows(run_query(conversion.query, time=planned_for))
        assert (found["firstTime"], found["lastTime"], found["count"]) == (first, last, count)
    engine.close()


@pytest.mark.parametrize(
    ("query", "time"),
    [
        ("SELECT current_timestamp - INTERVAL '7' DAY", None),
        ("SELECT current_timestamp - INTERVAL '7' DAY", "<aws.scheduler.scheduled-time>"),
        ("SELECT current_timestamp - INTERVAL '7' DAY", "2026-11-24T12:00:00Z') OR ('1' = '1"),
        ("SELECT 'current_timestamp - INTERVAL ''7'' DAY'", "2026-11-24T12:00:00Z"),
        ("SELECT 'current_timestamp - INTERVAL '", "2026-11-24T12:00:00Z"),
    ],
)
def test_a_query_without_a_planned_time_runs_as_it_is(query: str, time: str | None) -> None:
    """Started by hand it looks back from now, and a literal of a rule is never touched."""
    assert run_query(query, time=time) == query


def test_a_run_without_any_time_is_a_run() -> None:
    """Whoever starts the state machine by hand need not name one."""
    told_ = {key: value for key, value in ami_input().items() if key != "time"}
    query = "SELECT current_timestamp - INTERVAL '7' DAY"
    assert calls(told_, answered(COLUMNS), query)[1][1]["QueryString"] == query


def test_rows_are_told_in_the_plan_s_words() -> None:
    """Each row makes a line of the plan's message, below the headline and above what the rule is."""
    rows = answered(
        COLUMNS,
        ["192.0.2.7", "111122223333", "444455556666", "ann", "ec2.amazonaws.com"],
        ["192.0.2.8", "111122223333", None, None, "ec2.amazonaws.com"],
    )
    [arguments] = published(ami_input(), rows)
    assert arguments["Subject"] == "[high] AWS EC2 AMI Shared Or Made Public"
    assert arguments["TopicArn"] == "${Topic}"
    assert arguments["MessageAttributes"]["score"] == {"DataType": "Number", "StringValue": "80"}
    assert arguments["Message"].startswith(
        "AWS EC2 AMI Shared Or Made Public\n\n"
        "AWS AMI from account 111122223333 is shared externally with 444455556666 from 192.0.2.7 "
        "or AMI is made public\n  user: ann\n  dest: ec2.amazonaws.com\n"
        "AWS AMI from account 111122223333 is shared externally with - from 192.0.2.8 "
        "or AMI is made public\n  user: -\n  dest: ec2.amazonaws.com\n\n"
        "Detects the addition of a launch permission"
    )
    assert arguments["Message"].endswith("\nResults: s3://r/1-2.csv")


def test_no_rows_are_no_message() -> None:
    """A first row with nothing but names is no finding."""
    assert published(ami_input(), answered(COLUMNS)) == []


def test_one_row_of_one_column_is_a_message() -> None:
    """JSONata makes no difference between one value and a list of it; the machine does."""
    [arguments] = published(ami_input() | {"fields": []}, answered(["SRC_IP"], ["192.0.2.7"]))
    assert " from 192.0.2.7 or AMI" in arguments["Message"]


def test_more_rows_than_shown_are_mentioned() -> None:
    """A page of results that is not the last says so."""
    [arguments] = published(ami_input(), answered(["src_ip"], ["192.0.2.7"], more=True))
    assert "\n\nThere are more rows than these.\n\n" in arguments["Message"]


def test_rows_too_long_for_a_state_are_told_all_the_same() -> None:
    """A finding is not lost because its rows do not fit."""
    [arguments] = published(ami_input(), TOO_LONG)
    assert "The rows are too long to be shown here." in arguments["Message"]


def test_a_hunting_rule_tells_nobody() -> None:
    """What only reports leaves its rows with the results."""
    hunting = told(resources(detection(level="informational"))["MadeSchedule"])
    assert published(hunting, answered(["src_ip"], ["192.0.2.7"])) == []
    assert len(published(hunting | {"publish": True}, answered(["src_ip"], ["192.0.2.7"]))) == 1


@given(HOSTILE, HOSTILE)
def test_no_text_is_an_expression_of_the_machine(title: str, value: str) -> None:
    """What a rule or an event says is told as it is, never worked out."""
    hostile = told(resources(detection(title="{% 1 + 1 %}" + title))["MadeSchedule"])
    [arguments] = published(hostile, answered(["src_ip"], ["{% 2 + 2 %}" + value]))
    assert arguments["Message"].startswith("{% 1 + 1 %}")
    assert "from {% 2 + 2 %}" + value in arguments["Message"]


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


@pytest.mark.parametrize("text", ["${AWS::StackName}", "<aws.scheduler.execution-id>", "{{resolve:ssm:x}}"])
def test_nobody_fills_in_a_rule_s_text(text: str) -> None:
    """CloudFormation substitutes in Fn::Sub, Scheduler in what it sends: neither sees a rule's text."""
    files = artifacts([detection(title=text, query=f"SELECT '{text}'")])
    schedule = resources(detection(title=text))["MadeSchedule"]["Properties"]["Target"]["Input"]
    assert list(schedule) == ["Fn::Join"]
    assert re.findall("<[^>]*>", json.dumps(schedule)) == ["<aws.scheduler.scheduled-time>"]
    assert told(resources(detection(title=text))["MadeSchedule"])["title"] == text
    assert files[f"{MODULE}/main.tf"] == artifacts([detection()])[f"{MODULE}/main.tf"]


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
