"""Tables: of a summary query on an engine, and as the plan means them."""

from __future__ import annotations

import json
import os
from collections import defaultdict
from pathlib import Path
from typing import Any

from converter.conversion import Converter
from converter.load import Rule, load
from converter.plan import Plan, load_plan
from converter.targets.athena import losses as athena_losses
from converter.targets.athena import trino
from converter.targets.athena.engine import AthenaEngine
from converter.targets.splunk import losses as splunk_losses
from converter.targets.splunk.engine import SplunkEngine
from converter.verify.engine import Event
from converter.verify.generate import generate
from converter.verify.reference import compile_rule

ROOT = Path(__file__).parent.parent
AMI = ROOT / "rules" / "aws_ec2_ami_shared_or_made_public.yml"
AMI_EVENTS = Path(__file__).parent / "events" / AMI.stem
Table = list[dict[str, Any]]


def rule_of(path: Path) -> Rule:
    """The one rule of a file."""
    [rule] = load(path)
    assert isinstance(rule, Rule)
    return rule


def report_of(rule: Rule, target: str) -> str:
    """The rule's summary query, over all of time."""
    options = {"athena": {"window": "30000d"}} if target == "athena" else {}
    [conversion] = Converter([target], options, format="report").convert(rule)
    assert conversion.query is not None, conversion.error
    return conversion.query


def event(record: dict[str, Any]) -> Event:
    """A record as engines take it."""
    return Event(
        str(record.get("eventID")), record, json.dumps(record, ensure_ascii=False, separators=(",", ":"))
    )


def made(rule: Rule, count: int) -> list[Event]:
    """Events generated from the rule."""
    return [event(each.event) for each in generate(rule.document, count)]


def texts(value: Any, path: list[str]) -> list[str]:  # noqa: ANN401 -- any JSON
    """The texts at a path of a raw record, through arrays; null and objects have none."""
    if isinstance(value, list):
        return [text for member in value for text in texts(member, path)]
    if path:
        return texts(value[path[0]], path[1:]) if isinstance(value, dict) and path[0] in value else []
    if value is None or isinstance(value, dict):
        return []
    return [value if isinstance(value, str) else json.dumps(value)]


def at(record: dict[str, Any], path: str, fallback: str | None = None) -> list[str]:
    """The texts of a column."""
    return texts(record, path.split(".")) or (texts(record, fallback.split(".")) if fallback else [])


def expected(rule: Rule, plan: Plan, events: list[Event]) -> Table:
    """The table as the plan's documentation describes it, computed event by event."""
    [reference] = compile_rule(rule.document)
    summary = plan.summary
    groups: dict[tuple[str, ...], list[dict[str, Any]]] = defaultdict(list)
    for each in events:
        if reference.matches(each.record):
            found = [at(each.record, column.field, column.fallback) for column in summary.group_by]
            groups[tuple(", ".join(sorted(set(one))) if one else "unknown" for one in found)].append(
                each.record
            )
    return [row(plan, key, groups[key]) for key in sorted(groups)]


def row(plan: Plan, key: tuple[str, ...], records: list[dict[str, Any]]) -> dict[str, Any]:
    """One row of the table."""
    summary = plan.summary
    times = sorted(record["eventTime"].removesuffix("Z") for record in records)
    cells: dict[str, Any] = dict(zip([column.name for column in summary.group_by], key, strict=True))
    cells |= {summary.count: len(records), summary.first: times[0], summary.last: times[-1]}
    for column in summary.values:
        cells[column.name] = {
            text for record in records for text in at(record, column.field, column.fallback)
        }
    for derived in summary.derived:
        wanted = {value.lower() for value in derived.when.values}
        holds = [any(text.lower() in wanted for text in at(record, derived.when.field)) for record in records]
        cells[derived.name] = {derived.then if each else derived.otherwise for each in holds}
    return {
        name: ", ".join(sorted(cell)) or None if isinstance(cell, set) else cell
        for name, cell in cells.items()
    }


def on_splunk(query: str, events: list[Event], names: tuple[str, ...]) -> Table:
    """The table as Splunk shows it: a value list is a cell of several lines."""
    engine = SplunkEngine()
    engine.load(events)
    rows = engine.rows(query)
    assert all(list(found) == [name for name in names if name in found] for found in rows)
    return [{name: _cell(found.get(name)) for name in names} for found in rows]


def _cell(value: Any) -> Any:  # noqa: ANN401 -- any cell
    return ", ".join(map(str, value)) if isinstance(value, list) else value


def on_athena(query: str, events: list[Event], names: tuple[str, ...]) -> Table:
    """The table as Athena answers it, by DuckDB."""
    engine = AthenaEngine()
    engine.load(events)
    rows = engine.rows(query)
    engine.close()
    assert all(tuple(found) == names for found in rows)
    return rows


def on_trino(query: str, events: list[Event], names: tuple[str, ...]) -> Table:
    """The table as a real Trino answers it."""
    engine = trino.TrinoEngine()
    engine.load(events)
    rows = engine.rows(query)
    engine.close()
    assert all(tuple(found) == names for found in rows)
    return rows


def check(rule: Rule, events: list[Event]) -> Table:
    """Every engine that runs here makes the table that Python computes; the table."""
    plan = load_plan(rule)
    table, names = expected(rule, plan, events), plan.summary.names
    assert on_splunk(report_of(rule, "splunk"), events, names) == table
    assert on_athena(report_of(rule, "athena"), events, names) == table
    if os.environ.get(trino.VARIABLE):
        assert on_trino(report_of(rule, "athena"), events, names) == table
    return table


def kept(events: list[Event]) -> list[Event]:
    """The events as both platforms can still tell them apart: null and the text null are one."""
    left = [inner for each in events for inner in splunk_losses.kept(each)]
    return [event(inner.record) for each in left for inner in athena_losses.kept(each)]


GAPS = (
    ("sourceIPAddress", None),
    ("userAgent", ...),
    ("userIdentity.arn", ...),
    ("userIdentity.accountId", None),
    ("userIdentity.principalId", ...),
    ("userIdentity.principalId", None),
    ("userIdentity", ...),
    ("awsRegion", None),
    ("userIdentity.userName", ...),
)


def varied(events: list[Event]) -> list[Event]:
    """Each event twice at different times, some without a BY field, some with several items in one call."""
    found = []
    for number, each in enumerate(events * 2):
        record = json.loads(each.text)
        path, value = GAPS[number % len(GAPS)]
        if number % 2:
            put(record, path.split("."), value)
        if number % 3 == 0:
            more(record, [{"userId": f"{number % 4:012}"}, {"group": "ALL"}, {"userId": 7}, {"group": None}])
        record["eventTime"] = f"2026-03-{number % 28 + 1:02}T05:{number % 60:02}:07Z"
        found.append(event(record))
    return found


def put(record: dict[str, Any], keys: list[str], value: Any) -> None:  # noqa: ANN401 -- any JSON, or ... for nothing
    """Set what stands at a path, or take it away."""
    *way, last = keys
    for key in way:
        record = record.get(key) or {}
    if value is ...:
        record.pop(last, None)
    else:
        record[last] = value


def more(record: dict[str, Any], items: list[dict[str, Any]]) -> None:
    """Put further items into a call that adds launch permissions."""
    found: Any = record
    for key in ("requestParameters", "launchPermission", "add"):
        found = found.get(key) if isinstance(found, dict) else None
    if isinstance(found, dict) and isinstance(found.get("items"), list):
        found["items"] += items


def ami_record(time: str, items: Any, **identity: Any) -> dict[str, Any]:  # noqa: ANN401 -- any JSON
    """A call that shares an image with these items."""
    return {
        "eventTime": time,
        "eventSource": "ec2.amazonaws.com",
        "eventName": "ModifyImageAttribute",
        "awsRegion": "eu-west-1",
        "sourceIPAddress": "198.51.100.7",
        "userAgent": "aws-cli",
        "recipientAccountId": "444455556666",
        "userIdentity": identity,
        "requestParameters": {"launchPermission": {"add": {"items": items}}},
    }


REFUSED = ("aws_delete_saml_provider",)
ODD_PLAN = r"""
[summary]
count = "by"
first = "Where"
last = "last.Time"
group_by = [
    { field = "requestParameters.launchPermission.add.items.userId", name = "in" },
    { field = "awsRegion", name = "eventName" },
    { field = "eventName", name = "awsRegionOf" },
    { field = "resources.ARN", name = "arns", fallback = "userIdentity.arn" },
]
values = [
    { field = "userIdentity.arn", name = "userIdentity", fallback = "resources.ARN" },
    { field = "requestParameters.imageId", name = "order" },
    { field = "eventID", name = "x", fallback = "requestParameters.launchPermission.add.items.group" },
]

[[summary.derived]]
name = "a.b"
when = { field = "requestParameters.launchPermission.add.items.userId", values = ['''It's "1"''', "2*"] }
then = '''it's \ "then"'''
otherwise = "100% $else$"

[risk]
objects = [{ name = "in", type = "other" }]
message = "found"

[alert]
fields = []
"""


def odd_rule(folder: Path, plan: str = ODD_PLAN) -> Rule:
    """The AMI rule with another plan."""
    path = folder / "odd.yml"
    path.write_text(AMI.read_text(encoding="utf-8"), encoding="utf-8")
    path.with_suffix(".toml").write_text(plan, encoding="utf-8")
    return rule_of(path)
