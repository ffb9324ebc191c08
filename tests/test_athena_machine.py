"""The state machine that Athena's stack runs: what it asks of AWS, and what it tells."""

from __future__ import annotations

import json
from typing import Any

import pytest
import yaml
from athena_files import (
    AMI,
    AMI_EVENTS,
    HOSTILE,
    MODULE,
    TEMPLATE,
    Loader,
    ami,
    ami_input,
    converted,
    definition,
    detection,
    resources,
    told,
)
from hypothesis import given
from state_machine import TOO_LONG, StateMachine

from converter.conversion import Converter
from converter.detection import Detection
from converter.load import load
from converter.targets.athena.artifact import artifacts
from converter.targets.athena.engine import AthenaEngine
from converter.verify.engine import Event


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


COLUMNS = ["src_ip", "aws_account_id", "accounts_added", "user", "dest"]


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
