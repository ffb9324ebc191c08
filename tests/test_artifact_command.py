"""`sigmatrail convert -f report`, `-f app` and `-f ddl` as a person meets them."""

from __future__ import annotations

import io
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from addonfactory_splunk_conf_parser_lib import TABConfigParser
from cfnlint.api import ManualArgs, lint
from trino_query_parser import parse_statement

from converter.targets.athena.ddl import ddl

ROOT = Path(__file__).parent.parent
AMI = ROOT / "rules" / "aws_ec2_ami_shared_or_made_public.yml"
RULE = """
title: Trail deleted
id: {id}
logsource:
    product: aws
    service: cloudtrail
detection:
    selection:
        {field}: DeleteTrail
    condition: selection
level: high
"""
ID = "5f0b0f33-6a44-4c55-9b8e-0a6a3a1f2c11"
OTHER_ID = "0a5f3c1e-2b7d-4e0f-9a63-5d4c8b7e6f10"
SPLUNK = "splunk/sigmatrail_cloudtrail"
ATHENA = "athena/sigmatrail_athena"
SPLUNK_FILES = [
    f"{SPLUNK}/README.md",
    *(f"{SPLUNK}/default/{name}.conf" for name in ("analyticstories", "app", "macros", "savedsearches")),
    f"{SPLUNK}/metadata/default.meta",
]
ELASTIC_FILES = ["eql/sigmatrail_cloudtrail.ndjson"]


def athena_files(*rules: str) -> list[str]:
    """What is made for Athena of some rules."""
    return [
        f"{ATHENA}/README.md",
        f"{ATHENA}/cloudformation.yaml",
        *(f"{ATHENA}/terraform/{name}" for name in ("detections.json", "main.tf", "outputs.tf")),
        *(f"{ATHENA}/terraform/queries/{name}.sql" for name in rules),
        *(f"{ATHENA}/terraform/{name}" for name in ("state_machine.json", "variables.tf")),
    ]


def run(folder: Path, *arguments: str) -> tuple[int, str, list[str]]:
    """Run `sigmatrail convert` in a folder; its exit status, what it printed, and the lines that it said."""
    done = subprocess.run(  # noqa: S603 -- our own command
        [sys.executable, "-m", "converter", "convert", *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        encoding="utf-8",
    )
    assert "Traceback" not in done.stderr
    return done.returncode, done.stdout, done.stderr.splitlines()


def files(folder: Path) -> list[str]:
    """The files below a folder."""
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def unwarned(said: list[str]) -> list[str]:
    """What was said but for the warnings."""
    return [line for line in said if ": warning: " not in line]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with one rule, which has no plan."""
    add(tmp_path, "trail")
    return tmp_path


def add(folder: Path, name: str, plan: str | None = None, field: str = "eventName", id_: str = ID) -> None:
    """Put a rule, and its plan if it has one, into a folder."""
    (folder / f"{name}.yml").write_text(RULE.format(field=field, id=id_))
    if plan is not None:
        (folder / f"{name}.toml").write_text(plan)


def test_a_rule_without_a_plan_has_every_deployable_file(folder: Path) -> None:
    """Each target has a folder of its own, and the files are counted."""
    status, printed, said = run(folder, "-f", "app", "-o", "out", ".")
    assert (status, printed, said[-1]) == (0, "", "wrote 15 files to out")
    assert files(folder / "out") == sorted([*SPLUNK_FILES, *ELASTIC_FILES, *athena_files("trail")])


@pytest.mark.parametrize(("target", "made"), [("splunk", SPLUNK_FILES), ("eql", ELASTIC_FILES)])
def test_one_target_has_its_own_files_only(folder: Path, target: str, made: list[str]) -> None:
    """`-t` picks what is made."""
    assert run(folder, "-f", "app", "-o", "out", "-t", target, ".")[0] == 0
    assert files(folder / "out") == made


def test_a_second_run_writes_the_same_bytes(folder: Path) -> None:
    """An upgrade finds the same ids in the same order."""
    run(folder, "-f", "app", "-o", "one", ".")
    run(folder, "-f", "app", "-o", "two", ".")
    assert {name: (folder / "one" / name).read_bytes() for name in files(folder / "one")} == {
        name: (folder / "two" / name).read_bytes() for name in files(folder / "two")
    }


def test_summaries_land_under_the_suffix_of_their_language(folder: Path) -> None:
    """Elastic's is ES|QL, which is no EQL."""
    status, printed, said = run(folder, "-f", "report", "-o", "out", ".")
    assert (status, printed, said[-1]) == (0, "", "wrote 3 queries to out")
    assert files(folder / "out") == ["athena/trail.sql", "eql/trail.esql", "splunk/trail.spl"]


def test_summaries_are_printed_under_their_language(folder: Path) -> None:
    """Likewise on the terminal."""
    status, printed, _ = run(folder, "-f", "report", ".")
    assert status == 0
    assert [line for line in printed.splitlines() if line.startswith("---")] == [
        "--- trail · Splunk SPL",
        "--- trail · Elastic ES|QL",
        "--- trail · Amazon Athena SQL",
    ]


def test_the_table_is_printed_without_any_rule(folder: Path) -> None:
    """No path is needed, and nothing but the statement is printed."""
    assert run(folder, "-f", "ddl") == (0, ddl(), [])


def test_the_table_lands_in_a_file(folder: Path) -> None:
    """With -o it stands where Athena's other files are."""
    assert run(folder, "-f", "ddl", "-o", "out") == (0, "", ["wrote 1 file to out"])
    assert files(folder / "out") == ["athena/create_table.sql"]
    assert (folder / "out" / "athena" / "create_table.sql").read_text() == ddl()


def test_the_table_is_the_one_of_the_settings(folder: Path) -> None:
    """Settings that concern queries alone, such as delay and pipeline, do not matter to it."""
    settings = 'table = "logs.trail"\nlayout = "manual"\nwindow = "7d"\ndelay = "10m"\npipeline = "own.yml"\n'
    (folder / "sigmatrail.toml").write_text(f"[athena]\n{settings}")
    assert run(folder, "-f", "ddl") == (0, ddl({"table": "logs.trail", "layout": "manual"}), [])


BROKEN = "broken.toml: object contains unknown field `nonsense`"


def test_a_broken_plan_costs_no_other_rule_its_files(folder: Path) -> None:
    """One line names the plan, and the app has the other rule."""
    add(folder, "broken", "nonsense = 1\n")
    status, _, said = run(folder, "-f", "app", "-o", "out", ".")
    assert (status, unwarned(said)) == (1, [BROKEN, "wrote 15 files to out; 1 not converted, see above"])
    assert files(folder / "out") == sorted([*SPLUNK_FILES, *ELASTIC_FILES, *athena_files("trail")])


def test_a_broken_plan_costs_no_other_rule_its_summary(folder: Path) -> None:
    """Likewise, under the name of its rule."""
    add(folder, "broken", "nonsense = 1\n")
    status, _, said = run(folder, "-f", "report", "-o", "out", ".")
    assert (status, said[0]) == (1, f"broken.yml: {BROKEN}")
    assert said[-1] == "wrote 3 queries to out; 1 not converted, see above"


@pytest.mark.parametrize("form", ["app", "report"])
def test_a_refused_rule_costs_no_other_its_result(folder: Path, form: str) -> None:
    """Each target says why, in one line that names rule and field."""
    add(folder, "refused", field="nosuch.field")
    status, _, said = run(folder, "-f", form, "-o", "out", ".")
    assert status == 1
    assert [line.partition(";")[0] for line in said[:3]] == [
        "refused.yml: splunk has no field for 'nosuch.field'",
        "refused.yml: eql has no field for 'nosuch.field'",
        "refused.yml: athena has no column for 'nosuch.field'",
    ]
    assert sum(line.startswith("refused.yml: ") for line in said) == 3
    assert not [name for name in files(folder / "out") if "refused" in name]


def test_a_plan_that_asks_for_what_a_target_has_not_is_no_detection_there(folder: Path) -> None:
    """A search without the summary of its plan would be silent about what it found."""
    plan = '[summary]\ngroup_by = [{ field = "userIdentity.shoeSize", name = "size" }]\n'
    add(folder, "odd", plan, id_=OTHER_ID)
    status, _, said = run(folder, "-f", "app", "-o", "out", ".")
    wrong = "'userIdentity.shoeSize', which the plan names; change the column's field"
    assert (status, sorted(unwarned(said)[:3])) == (
        1,
        [
            f"odd.yml: athena has no column for {wrong}",
            f"odd.yml: eql has no field for {wrong}",
            f"odd.yml: splunk has no field for {wrong}",
        ],
    )
    assert not [name for name in files(folder / "out") if "odd" in (folder / "out" / name).read_text()]


def test_warnings_of_a_summary_are_told_once(folder: Path) -> None:
    """What only the columns of the plan give rise to is said with the rest."""
    plan = """
[summary]
group_by = [{ field = "eventName", name = "eventName" }]
values = [{ field = "requestParameters.name", name = "trail" }]
"""
    add(folder, "trail", plan)
    status, _, said = run(folder, "-f", "app", "-o", "out", "-t", "splunk", ".")
    assert status == 0
    assert [line.partition(" ")[0] for line in said] == ["splunk:", "splunk:", "wrote"]
    assert said[0].startswith("splunk: warning: Splunk extracts fields from the first 5,000 bytes")


def test_two_rules_of_one_id_cost_elastic_these_rules_alone(folder: Path) -> None:
    """Kibana would keep one of them; the other platforms tell them apart, and a third rule is deployed."""
    add(folder, "trail_again")
    add(folder, "other", id_=OTHER_ID)
    status, _, said = run(folder, "-f", "app", "-o", "out", ".")
    why = f"both rules have the id {ID}; give one another id"
    assert (status, unwarned(said)) == (
        1,
        [
            f"trail.yml: eql cannot tell it from trail_again.yml: {why}",
            f"trail_again.yml: eql cannot tell it from trail.yml: {why}",
            "wrote 17 files to out; 2 not converted, see above",
        ],
    )
    assert files(folder / "out") == sorted(
        [*SPLUNK_FILES, *ELASTIC_FILES, *athena_files("other", "trail", "trail_again")]
    )
    [rule] = (folder / "out" / ELASTIC_FILES[0]).read_text().splitlines()
    assert json.loads(rule)["rule_id"] == OTHER_ID


def test_what_an_earlier_run_deployed_for_a_target_without_files_is_named(folder: Path) -> None:
    """Each target's files lie at one place, which stays as it is."""
    run(folder, "-f", "app", "-o", "out", "trail.yml")
    before = files(folder / "out")
    add(folder, "trail", field="nosuch.field")
    status, _, said = run(folder, "-f", "app", "-o", "out", "trail.yml")
    assert (status, said[3:]) == (
        1,
        [
            *(f"out/{place} is of an earlier run; remove it" for place in (SPLUNK, *ELASTIC_FILES, ATHENA)),
            "wrote 0 files to out; 1 not converted, see above",
        ],
    )
    assert files(folder / "out") == before


def test_a_file_in_the_way_costs_no_other_target_its_files(folder: Path) -> None:
    """Each file that cannot be written is one line."""
    (folder / "out").mkdir()
    (folder / "out" / "splunk").write_text("mine")
    status, _, said = run(folder, "-f", "app", "-o", "out", ".")
    assert (status, said[-1]) == (1, "wrote 9 files to out")
    assert said[0] == f"out/{SPLUNK}/README.md: cannot be written: Not a directory"
    assert len(unwarned(said)) == len(SPLUNK_FILES) + 1
    assert (folder / "out" / "splunk").read_text() == "mine"


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["-f", "app", "."], "-f app writes files; name a folder for them with -o"),
        (["-f", "app", "-o", "trail.yml", "."], "trail.yml: cannot be written to: File exists"),
        (["-f", "app", "-o", "trail.yml/out", "."], "trail.yml/out: cannot be written to: Not a directory"),
        (["-f", "report", "-o", "trail.yml", "."], "trail.yml: cannot be written to: File exists"),
        (["-f", "ddl", "-o", "trail.yml"], "trail.yml: cannot be written to: File exists"),
        (["-f", "app", "-o", "out", "--json", "."], "-f app has no queries to print; leave out --json"),
        (["-f", "ddl", "--bare"], "-f ddl has no queries to print; leave out --bare"),
        (
            ["-f", "ddl", "-t", "splunk"],
            "-f ddl defines Athena's table; no other target has one; leave out -t splunk",
        ),
        (["-f", "ddl", "--athena-table", "a'b"], 'athena: table "a\'b" cannot stand in a statement'),
        (["-f", "app", "-o", "out"], "the following arguments are required: PATH"),
        (["-f", "report", "absent.yml"], "absent.yml: there is no such file or folder"),
    ],
)
def test_a_wrong_call_exits_with_2_and_writes_nothing(
    folder: Path, arguments: list[str], reason: str
) -> None:
    """One line says what is wrong and what to do."""
    before = files(folder)
    status, printed, said = run(folder, *arguments)
    assert (status, printed, len(said)) == (2, "", 1)
    assert said[0].startswith(f"sigmatrail: {reason}")
    assert [name for name in files(folder) if not name.startswith("out/")] == before
    assert not files(folder / "out")


def test_a_detection_of_athena_looks_at_what_its_schedule_leaves_to_one_run(tmp_path: Path) -> None:
    """Lookback and delay of the plan are the query's window, unless the call has another."""
    for path in (AMI, AMI.with_suffix(".toml")):
        shutil.copy(path, tmp_path)
    query = f"{ATHENA}/terraform/queries/{AMI.stem}.sql"
    run(tmp_path, "-f", "app", "-o", "planned", "-t", "athena", ".")
    run(tmp_path, "-f", "app", "-o", "asked", "-t", "athena", "--athena-window", "3h", ".")
    planned, asked = ((tmp_path / name / query).read_text() for name in ("planned", "asked"))
    assert "eventtime >= date_format((current_timestamp - INTERVAL '70' MINUTE)" in planned
    assert "eventtime < date_format((current_timestamp - INTERVAL '10' MINUTE)" in planned
    assert asked == planned.replace("'70' MINUTE", "'3' HOUR")


def test_a_window_within_the_delay_of_a_plan_is_refused_where_it_counts(folder: Path) -> None:
    """Athena's query would find nothing; Splunk's app has no such window."""
    short = ("-f", "app", "-o", "out", "--athena-window", "5m", ".")
    wrong = "sigmatrail: athena: delay 10m is not shorter than window 5m; look back further or wait less"
    assert run(folder, *short, "-t", "athena") == (2, "", [wrong])
    assert run(folder, *short, "-t", "splunk")[0] == 0


def test_each_summary_of_the_ami_rule_is_the_one_that_is_deployed(tmp_path: Path) -> None:
    """The app's search and the report are one text, less the blanks that a .conf file cannot keep."""
    for path in (AMI, AMI.with_suffix(".toml")):
        shutil.copy(path, tmp_path)
    run(tmp_path, "-f", "report", "-o", "out", ".")
    run(tmp_path, "-f", "app", "-o", "out", ".")
    report = (tmp_path / "out" / "splunk" / f"{AMI.stem}.spl").read_text()
    conf = (tmp_path / "out" / SPLUNK / "default" / "savedsearches.conf").read_text()
    search = conf.partition("\nsearch = ")[2].replace(" \\\n", "\n")
    assert search.split() == report.split()
    [rule] = (tmp_path / "out" / ELASTIC_FILES[0]).read_text().splitlines()
    assert json.loads(rule)["query"].startswith('any where event.dataset == "aws.cloudtrail"')


def test_the_public_rules_are_deployed_with_their_summaries(corpus: Path, tmp_path: Path) -> None:
    """All 56 that convert, without a plan: Splunk's own reader, SQL's grammar and cfn-lint take the files."""
    status, _, said = run(tmp_path, "-f", "app", "-o", "out", str(corpus / "sigmahq"))
    assert (status, said[-1]) == (1, "wrote 70 files to out; 1 not converted, see above")
    assert {Path(line.partition(":")[0]).stem for line in unwarned(said)[:-1]} == {"aws_delete_saml_provider"}
    out = tmp_path / "out"
    parser = TABConfigParser()
    parser.read_file(io.StringIO((out / SPLUNK / "default" / "savedsearches.conf").read_text(), newline=None))
    searches = [keys["search"] for name, keys in parser.item_dict().items() if name != "default"]
    assert [len(searches), sum("| stats count" in search for search in searches)] == [56, 56]
    queries = [path.read_text() for path in (out / ATHENA / "terraform" / "queries").iterdir()]
    assert [len(queries), sum(query.startswith("WITH found AS") for query in queries)] == [56, 56]
    for query in queries:
        parse_statement(query)
    assert len((out / ELASTIC_FILES[0]).read_text().splitlines()) == 56
    template = (out / ATHENA / "cloudformation.yaml").read_text()
    assert [str(found) for found in lint(template, config=ManualArgs(regions=["eu-west-1"]))] == []
