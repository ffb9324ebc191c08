"""Names of fields that are a user's own, in summaries and in what is deployed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from converter.cli import main
from converter.conversion import Converter
from converter.load import Rule, load
from converter.own import Own
from converter.own.renames import usual_names
from converter.paths import find
from converter.targets import TARGETS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from converter.converted import Conversion

ROOT = Path(__file__).parent.parent
AMI = ROOT / "rules" / "aws_ec2_ami_shared_or_made_public.yml"
NAMES = {
    "splunk": {"eventName": "call", "sourceIPAddress": "src_ip", "eventSource": "service"},
    "eql": {
        "event.action": "cloud.metadata.call",
        "@timestamp": "seen.at",
        "aws.cloudtrail.request_parameters": "aws.asked",
        "user.name": "actor",
    },
    "athena": {"eventname": "call", "useridentity": "who", "requestparameters": "in", "eventtime": "at"},
}
# Of the summary of the AMI rule: what has to be there, and what must not be left of the usual names.
SUMMARY = {
    "splunk": (
        [
            'call="ModifyImageAttribute" service="ec2.amazonaws.com"',
            '| eval src_ip=coalesce(nullif(\'src_ip\', "null"), "unknown"),',
            'eventName=coalesce(nullif(\'call\', "null"), "unknown"),',
            "dest=nullif('service', \"null\"),",
            "by src_ip region eventName userAgent",
        ],
        ["'eventName'", "'sourceIPAddress'", "eventSource"],
    ),
    "eql": (
        [
            'AND TO_LOWER(cloud.`metadata`.call) == "modifyimageattribute"',
            "parameter_1 = SUBSTRING(aws.asked, 2, LENGTH(aws.asked) - 2)",
            'eventName = COALESCE(cloud.`metadata`.call, "unknown"),',
            "user = actor,",
            "firstTime = MIN(seen.at), lastTime = MAX(seen.at),",
            "ami_status = CASE(TO_LOWER(aws.asked) RLIKE",
        ],
        ["event.action", "@timestamp", "request_parameters", "user.name"],
    ),
    "athena": (
        [
            'coalesce("call", \'unknown\') AS "eventName"',
            'coalesce("who"."accountid", recipientaccountid, \'unknown\') AS "aws_account_id"',
            '"at" AS "firstTime"',
            "json_query(\"in\", 'lax $.launchPermission[*].add[*].items[*].group[*][*][*]'",
            "AND lower(\"call\") = 'modifyimageattribute'",
            'CASE WHEN any_match(\n      CAST(json_parse(json_query("in",',
        ],
        ["eventname", "useridentity", "requestparameters", "eventtime"],
    ),
}
DETECTION = {"selection": {"eventName": "DeleteTrail"}, "condition": "selection"}
PLAN = """
[summary]
group_by = [{columns}]
[risk]
objects = [{ name = "{object}", type = "other" }]
message = "found"
[alert]
fields = []
"""


def summaries(target: str, names: dict[str, str], *paths: Path) -> Iterator[Conversion]:
    """What summarises each rule of some files, with some names."""
    converter = Converter([target], None, "report", Own(renames={target: names}))
    yield from (found for path in find(paths) for rule in load(path) for found in converter.convert(rule))


@pytest.mark.parametrize("target", TARGETS)
def test_a_summary_reads_new_names_and_keeps_its_columns(target: str) -> None:
    """Where it finds events and where it takes columns from them, not where it calls a column something."""
    [found] = summaries(target, NAMES[target], AMI)
    there, gone = SUMMARY[target]
    assert [text for text in there if text not in str(found.query)] == []
    assert [text for text in gone if text in str(found.query)] == []


@pytest.mark.parametrize("target", TARGETS)
def test_new_names_change_nothing_else_in_a_summary(target: str) -> None:
    """Every name that can be exchanged is; put back, they give the same bytes."""
    names = {old: f"zz{number}zz" for number, old in enumerate(sorted(usual_names(target)))}
    folders = [ROOT / "rules", ROOT / "tests" / "cases"]
    pairs = list(zip(summaries(target, {}, *folders), summaries(target, names, *folders), strict=True))
    for before, after in pairs:
        query = after.query
        for old, new in names.items():
            query = query and query.replace(f'"{new}"' if target == "athena" else new, old)
        assert (query, after.warnings, after.error) == (before.query, before.warnings, before.error)
    assert len([before for before, after in pairs if before.query != after.query]) > len(pairs) // 2


def planned(folder: Path, *columns: tuple[str, str]) -> Path:
    """A rule with a plan of these columns: path and name."""
    (folder / "x.yml").write_text(
        json.dumps(
            {
                "title": "x",
                "logsource": {"product": "aws", "service": "cloudtrail"},
                "detection": DETECTION,
                "level": "high",
            }
        )
    )
    rows = ", ".join(f'{{ field = "{path}", name = "{name}" }}' for path, name in columns)
    (folder / "x.toml").write_text(PLAN.replace("{columns}", rows).replace("{object}", columns[0][1]))
    return folder / "x.yml"


@pytest.mark.parametrize(
    ("target", "names", "last"),
    [
        ("splunk", {"eventName": "call"}, 'call=coalesce(nullif(\'awsRegion\', "null"), "unknown")\n'),
        ("eql", {"event.action": "call"}, 'call = COALESCE(cloud.region, "unknown")\n'),
    ],
)
def test_a_column_called_like_a_field_is_written_when_the_field_was_read(
    tmp_path: Path, target: str, names: dict[str, str], last: str
) -> None:
    """Order decides where a column takes the place of a field: by the field's new name."""
    [found] = summaries(target, names, planned(tmp_path, ("awsRegion", "call"), ("eventName", "what")))
    assert last in str(found.query)
    [found] = summaries(target, {}, planned(tmp_path, ("awsRegion", "call"), ("eventName", "what")))
    assert last not in str(found.query)


def test_columns_that_take_each_others_names_are_refused(tmp_path: Path) -> None:
    """No order will do."""
    path = planned(tmp_path, ("awsRegion", "call"), ("eventName", "place"))
    [found] = summaries("splunk", {"eventName": "call", "awsRegion": "place"}, path)
    assert str(found.error).endswith(
        "splunk cannot compute call, place: each reads what another overwrites; rename one"
    )


def test_no_column_of_es_ql_hides_the_time(tmp_path: Path) -> None:
    """STATS reads it when the columns have been written."""
    [found] = summaries("eql", {"@timestamp": "time"}, planned(tmp_path, ("awsRegion", "time")))
    assert str(found.error).endswith("eql cannot call a column 'time', as the time of events; rename it")


def test_a_column_that_takes_the_name_of_a_type_waits_for_its_reader(tmp_path: Path) -> None:
    """Whose name user.name is, the type of the identity tells: a test of the one reads the other."""
    path = planned(tmp_path, ("awsRegion", "user_type"))
    derived = """
[[summary.derived]]
name = "who"
when = { field = "userIdentity.userName", values = ["bob"] }
then = "Bob"
otherwise = "another"
[risk]"""
    plan = (tmp_path / "x.toml").read_text().replace("[risk]", derived.lstrip(), 1)
    (tmp_path / "x.toml").write_text(plan)
    [found] = summaries("eql", {"aws.cloudtrail.user_identity.type": "user_type"}, path)
    query = str(found.query)
    assert query.index("who = CASE(") < query.index('user_type = COALESCE(cloud.region, "unknown")')


@pytest.fixture
def deployed(tmp_path: Path) -> dict[str, Any]:
    """Elastic's rule of the AMI rule, under our own names."""
    mapping = json.dumps(NAMES["eql"])
    (tmp_path / "own.yml").write_text(f"transformations: [{{type: field_name_mapping, mapping: {mapping}}}]")
    output = tmp_path / "out"
    arguments = ["-f", "app", "-t", "eql", "-o", str(output), "-p", str(tmp_path / "own.yml")]
    assert main(["convert", str(AMI), *arguments]) == 0
    rule: dict[str, Any] = json.loads((output / "eql" / "sigmatrail_cloudtrail.ndjson").read_text())
    return rule


def test_elastic_is_told_of_the_fields_that_there_are(deployed: dict[str, Any]) -> None:
    """With the type of the usual field; the Elastic Common Schema knows no name of our own."""
    assert deployed["required_fields"] == [
        {"name": "aws.asked", "type": "keyword", "ecs": False},
        {"name": "cloud.metadata.call", "type": "keyword", "ecs": False},
        {"name": "event.dataset", "type": "keyword", "ecs": True},
        {"name": "event.provider", "type": "keyword", "ecs": True},
    ]
    assert deployed["investigation_fields"]["field_names"][:2] == ["actor", "event.provider"]
    assert "- eventName: `cloud.metadata.call`" in deployed["note"]
    assert deployed["timestamp_field"] == "seen.at"
    assert 'cloud.metadata.call : "ModifyImageAttribute"' in deployed["query"]


def test_elastic_is_told_of_the_fields_of_a_pipeline_in_the_place_of_ours(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An alert shows the fields that the query reads, whichever pipeline named them."""
    pipeline = (ROOT / "pipelines" / "eql" / "cloudtrail.yml").read_text(encoding="utf-8")
    assert "eventSource: event.provider\n" in pipeline
    own = pipeline.replace("eventSource: event.provider\n", "eventSource: cloud.service.name\n")
    (tmp_path / "own.yml").write_text(own, encoding="utf-8")
    (tmp_path / "sigmatrail.toml").write_text('[eql]\npipeline = "own.yml"\n')
    monkeypatch.chdir(tmp_path)
    assert main(["convert", str(AMI), "-f", "app", "-t", "eql", "-o", "out"]) == 0
    rule = json.loads((tmp_path / "out" / "eql" / "sigmatrail_cloudtrail.ndjson").read_text())
    assert "cloud.service.name" in rule["query"]
    assert rule["investigation_fields"]["field_names"][:2] == ["user.name", "cloud.service.name"]


@pytest.mark.parametrize("target", TARGETS)
def test_a_rule_without_own_names_is_as_it_was(target: str) -> None:
    """Names for another target change nothing."""
    [plain] = summaries(target, {}, AMI)
    other = next(name for name in TARGETS if name != target)
    converter = Converter([target], None, "report", Own(renames={other: NAMES[other]}))
    [rule] = load(AMI)
    assert isinstance(rule, Rule)
    assert [plain] == list(converter.convert(rule))
