"""The command as a person meets it: what it prints, what it leaves behind, how it exits."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from converter.targets import TARGETS

ROOT = Path(__file__).parent.parent
GOOD = """
title: {title}
id: 5f0b0f33-6a44-4c55-9b8e-0a6a3a1f2c11
logsource:
    product: aws
    service: cloudtrail
detection:
    selection:
        eventName: DeleteTrail
    condition: selection
"""
BAD = GOOD.replace("eventName", "nosuch.field")


def run(*arguments: str, cwd: Path | None = None, text: str = "") -> subprocess.CompletedProcess[str]:
    """Run the command in a process of its own."""
    return subprocess.run(  # noqa: S603 -- our own command
        [sys.executable, "-m", "converter", *arguments],
        cwd=cwd,
        input=text,
        capture_output=True,
        text=True,
        check=False,
        encoding="utf-8",
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with two good rules around a bad one."""
    for name, text in (("a_good", GOOD), ("b_bad", BAD), ("c_good", GOOD)):
        (tmp_path / f"{name}.yml").write_text(text.format(title=name))
    return tmp_path


def files(folder: Path) -> list[str]:
    """The files below a folder."""
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def test_each_query_stands_under_its_rule_and_target(tmp_path: Path) -> None:
    """Title, path and target come before the query."""
    (tmp_path / "x.yml").write_text(GOOD.format(title="My rule"))
    done = run("convert", "x.yml", "-t", "splunk", cwd=tmp_path)
    assert done.stdout == 'My rule\nx.yml\n\n--- x · Splunk SPL\n`cloudtrail` eventName="DeleteTrail"\n\n'
    assert (done.returncode, done.stderr) == (0, "")


def test_bare_prints_queries_alone(tmp_path: Path) -> None:
    """A query can be piped on."""
    (tmp_path / "x.yml").write_text(GOOD.format(title="My rule"))
    done = run("convert", "x.yml", "-t", "splunk", "--bare", cwd=tmp_path)
    assert done.stdout == '`cloudtrail` eventName="DeleteTrail"\n\n'


def test_a_bad_rule_costs_no_other_its_result(folder: Path) -> None:
    """It is named once for each target that refuses it; the rest is written; the status says so."""
    named = ("-t", "splunk", "-t", "eql", "-t", "athena")
    done = run("convert", ".", "-o", "out", *named, cwd=folder)
    assert done.returncode == 1
    assert files(folder / "out") == [
        "athena/a_good.sql",
        "athena/c_good.sql",
        "eql/a_good.eql",
        "eql/c_good.eql",
        "splunk/a_good.spl",
        "splunk/c_good.spl",
    ]
    refusal = (
        "b_bad.yml: {0} has no {1} for 'nosuch.field'; "
        "if your data has it, add it to pipelines/{0}/cloudtrail.yml"
    )
    assert done.stderr.splitlines() == [
        refusal.format("splunk", "field"),
        refusal.format("eql", "field"),
        refusal.format("athena", "column"),
        "wrote 6 queries to out; 1 not converted, see above",
    ]


def test_json_gives_queries_warnings_and_errors(folder: Path) -> None:
    """One object for each query or failure, in the order of rules and targets."""
    done = run("convert", "a_good.yml", "b_bad.yml", "-t", "splunk", "--json", cwd=folder)
    good, bad = json.loads(done.stdout)
    assert good == {
        "path": "a_good.yml",
        "rule_id": "5f0b0f33-6a44-4c55-9b8e-0a6a3a1f2c11",
        "title": "a_good",
        "name": "a_good",
        "target": "splunk",
        "query": '`cloudtrail` eventName="DeleteTrail"',
        "warnings": [],
        "errors": [],
    }
    assert bad["query"] is None
    assert bad["errors"][0].startswith("b_bad.yml: splunk has no field for 'nosuch.field'")


def test_a_rule_comes_from_standard_input() -> None:
    """`-` reads the rule there."""
    done = run("convert", "-", "-t", "splunk", "--bare", text=GOOD.format(title="x"))
    assert done.stdout == '`cloudtrail` eventName="DeleteTrail"\n\n'


def test_two_rules_of_one_name_never_share_a_file(tmp_path: Path) -> None:
    """The second one is refused by name; the first one keeps its file."""
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "x.yml").write_text(GOOD.format(title=name))
    done = run("convert", "one", "two", "-t", "splunk", "-o", "out", cwd=tmp_path)
    assert done.returncode == 1
    assert done.stderr.splitlines() == [
        "two/x.yml: out/splunk/x.spl is taken by one/x.yml; rename one of the two rules",
        "wrote 1 query to out; 1 not converted, see above",
    ]


@pytest.mark.parametrize("broken", [BAD, "title: ["])
def test_what_an_earlier_run_wrote_of_a_refused_rule_is_named(folder: Path, broken: str) -> None:
    """It is the user's file and stays; a file that the run writes for another rule is none of it."""
    good = GOOD.format(title="x")
    (folder / "b_bad.yml").write_text(good)
    (folder / "c_good.yml").write_text(good.replace("n: selection", "n: [selection, not selection]"))
    run("convert", ".", "-o", "out", "-t", "splunk", cwd=folder)
    for name in ("b_bad", "c_good"):
        (folder / f"{name}.yml").write_text(broken.format(title="x"))
    (folder / "b_bad_1.yml").write_text(good)
    done = run("convert", ".", "-o", "out", "-t", "splunk", cwd=folder)
    assert (done.returncode, [line for line in done.stderr.splitlines() if "earlier" in line]) == (
        1,
        [
            f"out/splunk/{name}.spl is of an earlier run; remove it"
            for name in ("b_bad", "c_good_1", "c_good_2")
        ],
    )
    assert len(files(folder / "out")) == 5


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["convert", "absent.yml"], "absent.yml: there is no such file or folder"),
        (["convert", "empty"], "empty: there is no rule in this folder"),
        (["convert", "a_good.yml", "-o", "a_good.yml/out"], "cannot be written to"),
        (["convert", "a_good.yml", "-t", "nosuch"], "invalid choice: 'nosuch'"),
        (["convert", "a_good.yml", "--athena-window", "soon"], "is no length of time"),
        (
            ["convert", "a_good.yml", "--athena-delay", "48h"],
            "sigmatrail: athena: delay 48h is not shorter than window 24h; look back further or wait less\n",
        ),
        (["convert", "a_good.yml", "--athena-table", "x; DROP TABLE y"], "names no table"),
        (["convert", "a_good.yml", "--splunk-macro", "x` | delete"], "splunk macro"),
        (["convert"], "the following arguments are required: PATH"),
        ([], "the following arguments are required: COMMAND"),
    ],
)
def test_a_wrong_call_exits_with_2(folder: Path, arguments: list[str], reason: str) -> None:
    """One line says what is wrong, no traceback, nothing written."""
    (folder / "empty").mkdir()
    before = files(folder)
    done = run(*arguments, cwd=folder)
    assert done.returncode == 2
    assert reason in done.stderr
    assert "Traceback" not in done.stderr
    assert files(folder) == before


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="not run: root may write anywhere")
def test_an_unwritable_folder_is_one_line(folder: Path) -> None:
    """A folder without the right to write is told before anything is converted."""
    (folder / "out").mkdir(mode=stat.S_IRUSR | stat.S_IXUSR)
    done = run("convert", "a_good.yml", "-o", "out", cwd=folder)
    assert (done.returncode, "cannot be written to" in done.stderr) == (2, True)


def test_settings_come_from_toml_and_flags_overrule_them(folder: Path) -> None:
    """`sigmatrail.toml` holds for the folders of the repository below it."""
    (folder / ".git").mkdir()
    (folder / "sigmatrail.toml").write_text('targets = ["splunk"]\n[splunk]\nindex = "aws"\n')
    (folder / "below").mkdir()
    done = run("convert", "../a_good.yml", "--bare", cwd=folder / "below")
    assert done.stdout == 'index="aws" eventName="DeleteTrail"\n\n'
    done = run("convert", "../a_good.yml", "--bare", "--splunk-index", "other", cwd=folder / "below")
    assert done.stdout == 'index="other" eventName="DeleteTrail"\n\n'


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("nosuch = 1", "'nosuch' is no setting"),
        ("[splunk]\nnosuch = 'x'", "[splunk] has no option 'nosuch'"),
        ("[splunk]\nindex = 1", "[splunk] index is a text"),
        ("targets = 'splunk'", "targets is a list"),
        ("= broken", "cannot be read as TOML"),
        ("[lint]\nignore = ['']", "[lint] ignore '': no check has a code that begins so"),
        ("[lint]\nignore = ['ST1', 'ZZ999']", "[lint] ignore 'ZZ999': no check has a code that begins so"),
    ],
)
def test_wrong_settings_exit_with_2(folder: Path, text: str, reason: str) -> None:
    """The file and the key are named."""
    (folder / "sigmatrail.toml").write_text(text)
    done = run("convert", "a_good.yml", cwd=folder)
    assert done.returncode == 2
    assert "sigmatrail.toml: " in done.stderr
    assert reason in done.stderr


def test_the_order_of_files_does_not_depend_on_the_file_system(folder: Path) -> None:
    """Folders give their rules by name."""
    done = run("convert", ".", "-t", "splunk", cwd=folder)
    assert [line for line in done.stdout.splitlines() if line.endswith("_good")] == ["a_good", "c_good"]


def test_a_title_cannot_drive_the_terminal(tmp_path: Path) -> None:
    """Control characters of a title are spelled out."""
    (tmp_path / "x.yml").write_text(GOOD.format(title='"\\e[31mred\\a"'))
    done = run("convert", "x.yml", "-t", "splunk", cwd=tmp_path)
    assert "\x1b" not in done.stdout
    assert done.stdout.startswith("\\x1b[31mred\\x07\n")


def test_many_rules_convert_as_few_do(tmp_path: Path) -> None:
    """Sharing the work between two processes changes neither order nor text."""
    for number in range(410):
        text = BAD if number % 100 == 7 else GOOD
        (tmp_path / f"r{number:03}.yml").write_text(text.format(title=f"rule {number}"))
    done = run("convert", ".", "--json", cwd=tmp_path)
    rows = json.loads(done.stdout)
    names = [row["path"] for row in rows]
    assert names == [f"r{number:03}.yml" for number in range(410) for _ in TARGETS]
    assert [row["target"] for row in rows[: len(TARGETS)]] == list(TARGETS)
    assert sum(row["query"] is None for row in rows) == 5 * len(TARGETS)


def test_targets_are_listed_with_their_options() -> None:
    """Each target has a line, and each of its options one below."""
    done = run("targets")
    assert [line.split()[0] for line in done.stdout.splitlines() if not line.startswith(" ")] == list(TARGETS)
    assert "--athena-layout" in done.stdout


def test_python_offers_the_same() -> None:
    """`from converter import convert` gives the queries as objects."""
    from converter import convert, convert_text  # noqa: PLC0415 -- the import is what is tested

    [conversion] = convert(ROOT / "rules", targets=["splunk"])
    assert conversion.name == "aws_ec2_ami_shared_or_made_public"
    assert conversion.query is not None
    [conversion] = convert_text(GOOD.format(title="x"), ["splunk"])
    assert conversion.query == '`cloudtrail` eventName="DeleteTrail"'


def test_a_pipeline_of_a_repository_may_name_fields_under_conditions(folder: Path) -> None:
    """A step counts for the rules that its conditions are about."""
    (folder / "own.yml").write_text(
        """
name: Own
priority: 30
transformations:
  - id: named
    type: field_name_mapping
    mapping: {eventName: action}
    rule_conditions:
      - {type: logsource, product: aws}
      - {type: contains_field, field: eventName}
    rule_cond_op: and
""",
        encoding="utf-8",
    )
    (folder / "sigmatrail.toml").write_text('[splunk]\npipeline = "own.yml"\n', encoding="utf-8")
    result = run("convert", "a_good.yml", "-t", "splunk", "--bare", cwd=folder)
    assert result.stderr == ""
    assert result.stdout == '`cloudtrail` action="DeleteTrail"\n\n'
