"""`sigmatrail check`: what is broken is found in its file and line, and no old answer passes for new."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from gate import EVENT, GOLDEN, PLAN, RULE, STEM, found, places, replace, sarif_faults
from junitparser import JUnitXml

from converter.check.places import event_line, first_difference, toml_line
from converter.cli import main

if TYPE_CHECKING:
    from collections.abc import Callable

    Change = Callable[[Path], object]

ROOT = Path(__file__).parent.parent
PIPELINE = "pipelines/splunk/cloudtrail.yml"


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository that passes, checked once."""
    root = tmp_path_factory.mktemp("made")
    assert main(["init", str(root)]) == 0
    return root


@pytest.fixture
def repository(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of it, from which the command runs."""
    monkeypatch.delenv("CI", raising=False)
    shutil.copytree(made, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def own_pipeline(root: Path, old: str, new: str) -> None:
    """Give the repository a pipeline of its own, changed in one place."""
    path = root / PIPELINE
    path.parent.mkdir(parents=True)
    shutil.copy(ROOT / PIPELINE, path)
    replace(path, old, new)


def dangling(path: Path) -> None:
    """Put a link in the place of a file that leads nowhere."""
    path.unlink()
    path.symlink_to("nowhere")


def line_of(path: Path, text: str) -> int:
    """The line of a file that holds a text, counted by hand."""
    return next(number for number, line in enumerate(path.read_text().splitlines(), 1) if text in line)


def redone(capsys: pytest.CaptureFixture[str]) -> int:
    """How many checks a run had to do."""
    capsys.readouterr()
    main(["check"])
    return int(capsys.readouterr().err.split("; ")[1].split()[0])


def own_field(root: Path) -> None:
    """Have the rule ask for a field that no documented platform keeps."""
    entry = "      userIdentity.type: userIdentity.type\n"
    own_pipeline(root, entry, f"{entry}      myField: my_field\n")
    replace(root / RULE, "userIdentity.type: Root\n", "userIdentity.type: Root\n        myField: x\n")
    replace(root / EVENT, '  "eventVersion"', '  "myField": "x",\n  "eventVersion"')


def cut(path: Path) -> None:
    """Take the last character of a file away."""
    path.write_bytes(path.read_bytes()[:-1])


def add_record(path: Path) -> None:
    """Put a record that misses behind the one in a file, as CloudTrail writes several to S3."""
    call = '"eventSource": "iam.amazonaws.com", "eventName": "CreateAccessKey"'
    second = f'{{"eventTime": "2026-11-20T09:13:31Z", {call},\n\n"userIdentity": {{"type": "IAMUser"}}}}'
    path.write_text(f'{{"Records": [{path.read_text()},{second}]}}')


BROKEN: dict[str, tuple[Change, tuple[str, str, int]]] = {
    "golden": (
        lambda root: replace(root / GOLDEN, "Root", "Admin"),
        ("CK201", GOLDEN, 1),
    ),
    "golden further down": (
        lambda root: replace(
            root / GOLDEN.replace("splunk", "athena").replace(".spl", ".sql"), "'createaccesskey'", "'x'"
        ),
        ("CK201", f"tests/golden/athena/{STEM}.sql", 6),
    ),
    "golden with line ends of Windows": (
        lambda root: (root / GOLDEN).write_bytes((root / GOLDEN).read_bytes().replace(b"\n", b"\r\n")),
        ("CK201", GOLDEN, 1),
    ),
    "golden without the last newline": (
        lambda root: cut(root / GOLDEN.replace("splunk", "eql").replace(".spl", ".eql")),
        ("CK201", f"tests/golden/eql/{STEM}.eql", 4),
    ),
    "golden gone": (lambda root: (root / GOLDEN).unlink(), ("CK202", RULE, 1)),
    "golden of nothing": (
        lambda root: (root / "tests/golden/eql/aws_old_rule.eql").write_text("any where true\n"),
        ("CK203", "tests/golden/eql/aws_old_rule.eql", 1),
    ),
    "golden of a second condition": (
        lambda root: (root / f"tests/golden/eql/{STEM}_2.eql").write_text("any where true\n"),
        ("CK203", f"tests/golden/eql/{STEM}_2.eql", 1),
    ),
    "plan with a gap": (
        lambda root: replace(root / PLAN, 'lookback = "70m"', 'lookback = "20m"'),
        ("CK101", PLAN, 5),
    ),
    "plan with a key that no plan has": (
        lambda root: replace(root / PLAN, "impact", "impakt"),
        ("CK101", PLAN, 10),
    ),
    "plan with a table that no plan has": (
        lambda root: replace(root / PLAN, "[alert]", "[alarm]"),
        ("CK101", PLAN, line_of(ROOT / "converter/scaffold/template/plan.toml", "[alert]")),
    ),
    "plan with a wrong type in a list": (
        lambda root: replace(root / PLAN, 'type = "other"', 'type = "planet"'),
        ("CK101", PLAN, 13),
    ),
    "plan that is no TOML": (
        lambda root: replace(root / PLAN, "impact = 100", "impact = "),
        ("CK101", PLAN, 10),
    ),
    "plan cut off": (lambda root: (root / PLAN).write_text("a = 1\nb = ["), ("CK101", PLAN, 2)),
    "plan of nothing": (
        lambda root: (root / "rules/aws_old_rule.toml").write_text(""),
        ("CK205", "rules/aws_old_rule.toml", 1),
    ),
    "event": (lambda root: replace(root / EVENT, '"Root"', '"IAMUser"'), ("CK301", EVENT, 4)),
    "event without what decides": (
        lambda root: replace(root / EVENT, '    "type": "Root",\n', ""),
        ("CK301", EVENT, 3),
    ),
    "event that should miss": (
        lambda root: shutil.copy(root / EVENT, root / EVENT.replace("match-root", "miss-root")),
        ("CK301", EVENT.replace("match-root", "miss-root"), 11),
    ),
    "event that is no JSON": (lambda root: replace(root / EVENT, '"1.11",', '"1.11"'), ("CK302", EVENT, 3)),
    "event without a time": (lambda root: replace(root / EVENT, "eventTime", "time"), ("CK302", EVENT, 1)),
    "event file without an event": (lambda root: (root / EVENT).write_text(""), ("CK302", EVENT, 1)),
    "event file that leads nowhere": (lambda root: dangling(root / EVENT), ("CK302", EVENT, 1)),
    "event of neither name": (
        lambda root: (root / EVENT).rename(root / EVENT.replace("match-root", "root")),
        ("CK302", EVENT.replace("match-root", "root"), 1),
    ),
    "event file without events": (lambda root: (root / EVENT).write_text("[]\n"), ("CK302", EVENT, 1)),
    "second event of a file": (lambda root: add_record(root / EVENT), ("CK301", EVENT, 28)),
    "second event of a file without a time": (
        lambda root: (root / EVENT).write_text(f'[{(root / EVENT).read_text().strip()},\n{{"a": 1}}]'),
        ("CK302", EVENT, 26),
    ),
    "events of nothing": (
        lambda root: shutil.copytree((root / EVENT).parent, root / "tests/events/aws_old_rule"),
        ("CK205", "tests/events/aws_old_rule/match-root-makes-a-key-in-the-console.json", 1),
    ),
    "pipeline that leads away": (
        lambda root: own_pipeline(
            root, "userIdentity.type: userIdentity.type", "userIdentity.type: user_type"
        ),
        ("CK402", PIPELINE, line_of(ROOT / PIPELINE, " userIdentity.type: ")),
    ),
    "pipeline with a field that is the repository's alone": (
        own_field,
        ("CK402", PIPELINE, line_of(ROOT / PIPELINE, " userIdentity.type: ") + 1),
    ),
    "pipeline that maps to nothing": (
        lambda root: own_pipeline(root, "userIdentity.type: userIdentity.type", "userIdentity.type: []"),
        ("CK401", PIPELINE, line_of(ROOT / PIPELINE, " userIdentity.type: ")),
    ),
    "pipeline of an unknown step": (
        lambda root: own_pipeline(root, "type: field_name_mapping\n", "type: field_mapping\n"),
        ("CK401", PIPELINE, line_of(ROOT / PIPELINE, "id: fields")),
    ),
    "pipeline that is no YAML": (
        lambda root: own_pipeline(root, "      eventTime: eventTime", "     eventTime: eventTime"),
        ("CK401", PIPELINE, line_of(ROOT / PIPELINE, " eventTime: ")),
    ),
    "pipeline without the field": (
        lambda root: own_pipeline(root, "      userIdentity.type: userIdentity.type\n", ""),
        ("ST402", RULE, 17),
    ),
    "rule": (
        lambda root: replace(root / RULE, "CreateAccessKey\n        u", "CreateAccesKey\n        u"),
        ("ST102", RULE, 20),
    ),
    "rule with a modifier that no rule has": (
        lambda root: replace(root / RULE, "userIdentity.type:", "userIdentity.type|startwith:"),
        ("CK304", RULE, 21),
    ),
    "rule whose modifier no target takes": (
        lambda root: replace(root / RULE, "userIdentity.type:", "userIdentity.type|startwith:"),
        ("ST001", RULE, 21),
    ),
    "rule whose condition asks for nothing": (
        lambda root: replace(root / RULE, "condition: selection", "condition: selections"),
        ("CK304", RULE, 22),
    ),
    "rule of a name that is taken": (
        lambda root: shutil.copytree(
            root / "rules", root / "rules" / "sub", ignore=shutil.ignore_patterns("*.toml")
        ),
        ("CK204", f"rules/sub/{STEM}.yml", 1),
    ),
}


@pytest.mark.parametrize(("change", "place"), BROKEN.values(), ids=BROKEN)
def test_what_is_broken_is_found_in_its_line(
    repository: Path, change: Change, place: tuple[str, str, int], capsys: pytest.CaptureFixture[str]
) -> None:
    """Every kind of file that a repository has; the findings before the change were none."""
    assert found(capsys) == []
    change(repository)
    assert place in places(found(capsys))


def test_mending_what_was_broken_ends_the_finding(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """And breaking it again brings it back: the answer belongs to the content."""
    for _ in range(2):
        replace(repository / EVENT, '"Root"', '"IAMUser"')
        assert places(found(capsys)) == [("CK301", EVENT, 4)]
        replace(repository / EVENT, '"IAMUser"', '"Root"')
        assert found(capsys) == []


def test_a_stale_golden_shows_its_difference_and_the_command(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A unified difference, below the line that names the command."""
    replace(repository / GOLDEN, "Root", "Admin")
    assert main(["check"]) == 1
    query = '`cloudtrail` eventName="CreateAccessKey" eventSource="iam.amazonaws.com" userIdentity.type'
    assert capsys.readouterr().out.splitlines() == [
        (
            f"{GOLDEN}:1:1: CK201 {RULE} converts to something else; if the query is right: "
            "sigmatrail check --update"
        ),
        f"    --- {GOLDEN}",
        "    +++ converted now",
        "    @@ -1 +1 @@",
        f'    -{query}="Admin"',
        f'    +{query}="Root"',
        "1 error",
    ]


def test_a_golden_whose_line_ends_differ_is_told_so(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its difference would be empty, and nobody would know why."""
    (repository / GOLDEN).write_bytes((repository / GOLDEN).read_bytes().replace(b"\n", b"\r\n"))
    [finding] = found(capsys)
    assert finding["message"].startswith(f"its line ends are not those that {RULE} converts to")
    assert main(["check", "--update"]) == 0


def test_update_writes_what_is_stale_and_removes_what_is_left_over(repository: Path) -> None:
    """Afterwards the gate is open, and a golden that was right is untouched."""
    replace(repository / GOLDEN, "Root", "Admin")
    left = repository / "tests/golden/eql/aws_old_rule.eql"
    left.write_text("any where true\n")
    right = repository / f"tests/golden/athena/{STEM}.sql"
    before = right.stat().st_mtime_ns
    assert main(["check", "--update"]) == 0
    assert 'userIdentity.type="Root"' in (repository / GOLDEN).read_text()
    assert not left.exists()
    assert right.stat().st_mtime_ns == before


def test_summaries_are_held_where_a_folder_for_them_is(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """As rule and plan give them, one a target; a change of the plan shows in the summary."""
    (repository / "tests" / "reports").mkdir()
    assert [each[:2] for each in places(found(capsys))] == [("CK202", RULE)] * 3
    assert main(["check", "--update"]) == 0
    reports = {name: f"tests/reports/{name}/{STEM}" for name in ("athena", "eql", "splunk")}
    assert sorted(path.as_posix() for path in Path("tests/reports").rglob("*.*")) == [
        f"{reports['athena']}.sql",
        f"{reports['eql']}.esql",
        f"{reports['splunk']}.spl",
    ]
    assert "| stats " in Path(f"{reports['splunk']}.spl").read_text()
    assert found(capsys) == []
    plan = "[summary]\ngroup_by = [{ field = 'sourceIPAddress', name = 'origin' }]\n"
    (repository / PLAN).write_text(plan)
    stale = places(found(capsys))
    assert {(code, path) for code, path, _ in stale} == {
        ("CK201", f"{reports['athena']}.sql"),
        ("CK201", f"{reports['eql']}.esql"),
        ("CK201", f"{reports['splunk']}.spl"),
    }
    assert main(["check", "--update"]) == 0
    left = repository / "tests/reports/eql/aws_old_rule.esql"
    left.write_text("FROM x\n")
    assert places(found(capsys)) == [("CK203", "tests/reports/eql/aws_old_rule.esql", 1)]
    assert main(["check", "--update"]) == 0
    assert not left.exists()


@pytest.mark.parametrize(
    "broken",
    [(RULE, "detection:", "detection", "ST001"), (PLAN, "impact = 100", "impact = ", "CK101")],
)
def test_update_keeps_the_goldens_of_what_cannot_be_read(
    repository: Path, capsys: pytest.CaptureFixture[str], broken: tuple[str, str, str, str]
) -> None:
    """One finding at the broken line; no query is lost to a slip of the pen."""
    name, old, new, code = broken
    (repository / "tests" / "reports").mkdir()
    assert main(["check", "--update"]) == 0
    before = {path: path.read_bytes() for path in repository.glob("tests/*/*/*") if path.is_file()}
    replace(repository / name, old, new)
    assert main(["check", "--update"]) == 1
    assert {path: path.read_bytes() for path in before} == before
    assert [each[:2] for each in places(found(capsys))] == [(code, name)]


def test_a_refused_rule_keeps_its_goldens_and_blames_the_pipeline(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Athena has no such column: the entry of the repository's own pipeline is the place to mend."""
    name, golden = "pipelines/athena/cloudtrail.yml", repository / f"tests/golden/athena/{STEM}.sql"
    (repository / name).parent.mkdir(parents=True)
    shutil.copy(ROOT / name, repository / name)
    replace(repository / name, "userIdentity.type: useridentity.type", "userIdentity.type: useridentity.kind")
    line = line_of(ROOT / name, " userIdentity.type: ")
    before = golden.read_text()
    for arguments in ((), ("--update",)):
        findings = found(capsys, *arguments)
        assert ("CK402", name, line) in places(findings)
        [message] = [each["message"] for each in findings if each["code"] == "CK203"]
        assert message.startswith(f"{RULE} is refused: athena cannot test 'useridentity.kind'")
        assert golden.read_text() == before


def test_a_broken_condition_has_its_own_line(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Not the first line of the detection."""
    replace(repository / RULE, "condition: selection", "condition: selectio")
    line = line_of(repository / RULE, "condition:")
    findings = [each for each in places(found(capsys)) if each[1] == RULE]
    assert findings == [("CK304", RULE, line), ("ST001", RULE, line)]


def test_update_refuses_where_ci_runs(
    repository: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """CI would agree with whatever it finds."""
    monkeypatch.setenv("CI", "true")
    replace(repository / GOLDEN, "Root", "Admin")
    assert main(["check", "--update"]) == 2
    assert capsys.readouterr().err == (
        "sigmatrail: --update rewrites what CI is to check; run it by hand and read the difference\n"
    )
    assert "Admin" in (repository / GOLDEN).read_text()


CHANGES: dict[str, tuple[Change, int]] = {
    "nothing": (lambda _: None, 0),
    "a touched file": (lambda root: (root / RULE).touch(), 0),
    "the readme": (lambda root: (root / "README.md").write_text("x"), 0),
    "a golden": (lambda root: replace(root / GOLDEN, "Root", "Admin"), 1),
    "an event": (lambda root: replace(root / EVENT, "aws-cli", "boto3"), 1),
    "a new event": (lambda root: shutil.copy(root / EVENT, root / EVENT.replace(".json", "-2.json")), 1),
    "the plan": (lambda root: replace(root / PLAN, "confidence = 90", "confidence = 80"), 1),
    "the rule": (lambda root: replace(root / RULE, "level: high", "level: critical"), 4),
    "the settings": (lambda root: replace(root / "sigmatrail.toml", '"24h"', '"48h"'), 5),
    "a pipeline": (lambda root: own_pipeline(root, "priority: 20", "priority: 21"), 6),
}


@pytest.mark.parametrize(("change", "due"), CHANGES.values(), ids=CHANGES)
def test_only_what_changed_is_redone(
    repository: Path, change: Change, due: int, capsys: pytest.CaptureFixture[str]
) -> None:
    """A rule has lint, plan, goldens and verdicts; the repository its layout; what is shared concerns all."""
    redone(capsys)
    change(repository)
    assert redone(capsys) == due


FILTER = """\
logsource: {product: aws, service: cloudtrail}
filter:
    rules: any
    selection: {awsRegion: us-east-1}
    condition: not selection
"""
OWN_FILES = {
    "pipelines": ("own.yml", "transformations: []\n", "transformations: [] # again\n"),
    "placeholders": ("own.yml", "admins: [a]\n", "admins: [b]\n"),
    "filters": ("own/new_filter.yml", FILTER, FILTER.replace("us-east-1", "eu-west-1")),
}


@pytest.mark.parametrize(("setting", "file"), OWN_FILES.items(), ids=OWN_FILES)
def test_files_that_settings_name_count(
    repository: Path, setting: str, file: tuple[str, str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    """What a user adds changes every answer; filters are named by their folder."""
    name, before, after = file
    (repository / "own").mkdir()
    (repository / name).write_text(before)
    settings = repository / "sigmatrail.toml"
    others = settings.read_text().replace('pipelines = ["pipelines/own.yml"]\n', "")
    settings.write_text(f'{setting} = ["{name.split("/")[0]}"]\n{others}')
    assert redone(capsys) == 5
    assert redone(capsys) == 0
    (repository / name).write_text(after)
    assert redone(capsys) == 5


@pytest.mark.usefixtures("repository")
def test_another_version_of_a_package_or_of_sigmatrail_counts(
    monkeypatch: pytest.MonkeyPatch,
    tmp_path_factory: pytest.TempPathFactory,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A package is known by its folder of metadata, sigmatrail by its source."""
    redone(capsys)
    packages = tmp_path_factory.mktemp("packages")
    (packages / "pysigma-9.9.9.dist-info").mkdir()
    monkeypatch.syspath_prepend(packages)
    assert redone(capsys) == 5
    source = tmp_path_factory.mktemp("source")
    (source / "a.py").write_text("1")
    monkeypatch.setattr("converter.fingerprint._SOURCE", source)
    assert redone(capsys) == 5
    (source / "a.py").write_text("2")
    assert redone(capsys) == 5
    assert redone(capsys) == 0


@pytest.mark.parametrize(
    "content", ["", "{", "[]", '{"format": 0}', '{"format": 2, "hash": "", "results": {"lint": 1}}', "\0"]
)
def test_answers_that_cannot_be_read_are_found_anew(
    repository: Path, content: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """A cut or foreign file costs time, never an answer."""
    redone(capsys)
    (repository / ".sigmatrail" / "check.json").write_text(content)
    replace(repository / EVENT, '"Root"', '"IAMUser"')
    assert places(found(capsys)) == [("CK301", EVENT, 4)]
    assert redone(capsys) == 0


@pytest.mark.parametrize("rows", [[], [{"code": "CK301"}], "text", 1])
def test_answers_that_somebody_edited_are_found_anew(
    repository: Path, rows: object, capsys: pytest.CaptureFixture[str]
) -> None:
    """Neither is a finding lost, nor does a row that is none end in a traceback."""
    replace(repository / EVENT, '"Root"', '"IAMUser"')
    assert main(["check"]) == 1
    path = repository / ".sigmatrail" / "check.json"
    content = json.loads(path.read_text())
    content["results"][f"verdicts {RULE}"]["findings"] = rows
    path.write_text(json.dumps(content))
    assert places(found(capsys)) == [("CK301", EVENT, 4)]


def test_two_processes_at_once_both_tell_the_truth(repository: Path) -> None:
    """Whoever writes last, the file is whole and its answers belong to their keys."""
    replace(repository / EVENT, '"Root"', '"IAMUser"')
    command = [sys.executable, "-m", "converter", "check", "--format", "json"]
    with ThreadPoolExecutor() as pool:
        runs = pool.map(lambda _: subprocess.run(command, capture_output=True, check=False), range(3))  # noqa: S603 -- our own command
    answers = [json.loads(run.stdout) for run in runs]
    assert [places(answer) for answer in answers] == [[("CK301", EVENT, 4)]] * 3
    assert json.loads((repository / ".sigmatrail" / "check.json").read_text())["format"] == 2
    assert [path.name for path in (repository / ".sigmatrail").iterdir()] == ["check.json"]


def test_an_unchanged_repository_needs_neither_pysigma_nor_engines(repository: Path) -> None:
    """Importing them takes longer than everything else together."""
    code = (
        "import sys; from converter.cli import main; status = main(['check']); "
        "slow = {'sigma', 'yaml', 'duckdb', 'eql', 'msgspec', 'converter.lint.run'}; "
        "print(sorted(slow & set(sys.modules)))"
    )
    command = [sys.executable, "-c", code]
    outputs = [subprocess.check_output(command, text=True, cwd=repository) for _ in range(2)]  # noqa: S603 -- our own code
    assert outputs[1] == "nothing found\n[]\n"


@pytest.mark.usefixtures("repository")
def test_a_query_that_an_engine_judges_otherwise_is_found(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """At the event that shows it, and at the rule for events that were made from it."""
    from converter.targets.splunk.engine import SplunkEngine  # noqa: PLC0415 -- an engine is slow to import

    monkeypatch.setattr(SplunkEngine, "run", lambda *_: set())
    findings = found(capsys)
    assert ("CK303", EVENT, 11) in places(findings)
    assert ("CK303", RULE, 17) in places(findings)
    assert {each["code"] for each in findings} == {"CK303"}
    assert "splunk misses" in findings[0]["message"]


def test_a_rule_without_events_is_a_note(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It is converted and tried on events that are made from it."""
    shutil.rmtree(repository / "tests" / "events")
    assert main(["check", "--severity", "info"]) == 0
    assert f"{RULE}:1:1: CK305" in capsys.readouterr().out


def test_what_is_not_shown_is_counted(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A warning fails the run, even where only errors are shown."""
    replace(repository / RULE, "level: high\n", "")
    capsys.readouterr()
    assert main(["check", "--severity", "error"]) == 1
    out, err = capsys.readouterr()
    assert out == "nothing of severity error found\n"
    assert err.splitlines()[0] == "1 warning fails the check, too; --severity warning shows what is wrong"


def test_settings_leave_codes_out(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The same list as lint's."""
    replace(repository / EVENT, '"Root"', '"IAMUser"')
    replace(repository / "sigmatrail.toml", "ignore = []", 'ignore = ["CK3"]')
    assert found(capsys) == []


def test_targets_of_the_settings_are_the_only_ones(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A golden of another target is left over."""
    replace(repository / "sigmatrail.toml", '["splunk", "eql", "athena"]', '["splunk", "eql"]')
    assert places(found(capsys)) == [("CK203", f"tests/golden/athena/{STEM}.sql", 1)]


def test_another_folder_can_be_checked(
    repository: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Paths begin where the command runs, so that annotations find their files."""
    replace(repository / EVENT, '"Root"', '"IAMUser"')
    monkeypatch.chdir(repository.parent)
    name = repository.name
    assert places(found(capsys, name)) == [("CK301", f"{name}/{EVENT}", 4)]


def test_a_folder_without_rules_is_a_wrong_call(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The way out is named."""
    assert main(["check", str(tmp_path)]) == 2
    assert capsys.readouterr().err == (
        f"sigmatrail: {tmp_path}/rules: there is no rule here; "
        "name the folder that has rules/ in it, or make one with sigmatrail init DIR\n"
    )


def test_the_reports_are_those_of_lint(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Annotations, SARIF and JUnit name the line, hold the difference, and open where others read them."""
    replace(repository / GOLDEN, "Root", "Admin")
    reports = {}
    for form in ("github", "sarif", "junit"):
        capsys.readouterr()
        assert main(["check", "--format", form]) == 1
        reports[form] = capsys.readouterr().out
    [annotation] = reports["github"].splitlines()
    assert annotation.startswith(f"::error file={GOLDEN},line=1,endLine=1,col=1,title=CK201 stale-golden::")
    assert "%0A+++ converted now%0A" in annotation
    log = json.loads(reports["sarif"])
    assert sarif_faults(log) == []
    [outcome] = log["runs"][0]["results"]
    location = outcome["locations"][0]["physicalLocation"]
    assert (location["artifactLocation"]["uri"], location["region"]["startLine"]) == (GOLDEN, 1)
    [suite] = JUnitXml.fromstring(reports["junit"].encode())
    [case] = suite
    assert (case.classname, case.name) == (GOLDEN, "CK201 stale-golden at 1:1")
    assert "+++ converted now" in case.result[0].message


@pytest.mark.parametrize("form", ["github", "json", "sarif", "junit"])
def test_a_report_of_nothing_can_be_read(
    repository: Path, form: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """A clean run is no empty file, but for annotations."""
    assert (repository / RULE).is_file()
    capsys.readouterr()
    assert main(["check", "--format", form]) == 0
    out = capsys.readouterr().out
    if form == "github":
        assert out == ""
    elif form == "junit":
        report = JUnitXml.fromstring(out.encode())
        assert (report.tests, report.failures) == (1, 0)
    elif form == "sarif":
        assert sarif_faults(json.loads(out)) == []
        assert json.loads(out)["runs"][0]["results"] == []
    else:
        assert json.loads(out) == []


def test_the_summary_is_a_table_behind_what_is_there(repository: Path) -> None:
    """A line a query, a column an engine; kept answers are in it, too."""
    summary = repository / "summary.md"
    summary.write_text("before\n")
    for _ in range(2):
        assert main(["check", "--summary", "summary.md"]) == 0
    lines = summary.read_text().splitlines()
    assert lines[:4] == [
        "before",
        "## sigmatrail check",
        "",
        "**Nothing is wrong** in 1 condition",
    ]
    assert lines[5:7] == ["| rule | splunk | eql | eql-unicode | athena |", "| --- | --- | --- | --- | --- |"]
    assert lines[7].startswith(f"| {STEM} | ")
    assert " matched" in lines[7]
    assert lines.count("## sigmatrail check") == 2


@pytest.mark.parametrize(
    ("key", "line"),
    [
        ("type", 1),
        ("risk", 3),
        ("risk.impact", 4),
        ("risk.objects[1].name", 7),
        ("risk.threats", 3),
        ("drilldowns[0].name", 13),
        ("drilldowns[1].by", 16),
        ("summary", 1),
    ],
)
def test_keys_of_a_plan_have_lines(key: str, line: int) -> None:
    """Tables, lists of tables, members of long lists; what is not there, where it should be."""
    text = (
        'type = "TTP"\n\n[risk]\nimpact = 1\nobjects = [\n    { name = "a" },\n    { name = "b" },\n]\n'
        'message = """\nimpact = 2\n"""\n[[drilldowns]]\nname = "x"\n\n[[drilldowns]]\nby = ["a"]\n'
    )
    assert toml_line(text, key) == line


@pytest.mark.parametrize(
    ("path", "line"),
    [("a", 2), ("a.b.c", 4), ("a.b.x", 3), ("list.items.k", 9), ("list.items.other", 8), ("x", 1)],
)
def test_paths_of_an_event_have_lines(path: str, line: int) -> None:
    """Arrays are descended; a path that ends early has the line where it ends."""
    text = '{\n "a": {\n  "b": {\n   "c": 1\n  }},\n "n": null,\n "list": {\n  "items": [{\n   "k": 1}]}\n}'
    assert event_line(text, 0, path) == line


@pytest.mark.parametrize(
    ("text", "position", "line"),
    [
        ('{"Records": [\n {\n  "a": 1},\n {\n\n  "a": 2}\n]}', 1, 6),
        ('[{"a": 1},\n {"b": 2}]', 1, 2),
        ('{"a": 1}\n\n{"a": 2}\n', 1, 3),
        ('{"detail-type": "x",\n "detail": {\n  "a": 1}}', 0, 3),
        ('{"Records": []}', 0, 1),
        ("not JSON", 3, 1),
    ],
)
def test_every_event_of_a_file_has_its_own_lines(text: str, position: int, line: int) -> None:
    """Records as CloudTrail writes them, a list, JSON Lines, an envelope."""
    assert event_line(text, position, "a") == line


@pytest.mark.parametrize(
    ("one", "other", "line"),
    [("a\nb\n", "a\nc\n", 2), ("a\n", "a\nb\n", 1), ("a\nb\n", "a\n", 2), ("", "a\n", 1)],
)
def test_the_first_difference_is_a_line_of_the_first_text(one: str, other: str, line: int) -> None:
    """Also where one of them ends."""
    assert first_difference(one, other) == line
