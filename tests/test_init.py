"""`sigmatrail init` and `sigmatrail new`: what they write passes the checks that they are made for."""

from __future__ import annotations

import json
import shutil
import subprocess
import tomllib
from typing import TYPE_CHECKING

import pytest
import yaml
from gate import PLAN, RULE, STEM, found, places, replace

from converter import __version__
from converter.cli import main
from converter.lint import lint

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every call runs in a folder of its own."""
    monkeypatch.chdir(tmp_path)


def files(folder: Path) -> list[str]:
    """The files below a folder."""
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def test_init_writes_a_whole_repository(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Rule, plan, events, goldens, pipeline, settings, hook, workflow, and nothing else; each is named."""
    assert main(["init", "made"]) == 0
    named = capsys.readouterr().out.splitlines()
    assert sorted(named) == [f"made/{name}" for name in files(tmp_path / "made")]
    assert files(tmp_path / "made") == [
        ".gitattributes",
        ".github/workflows/detections.yml",
        ".gitignore",
        ".pre-commit-config.yaml",
        "README.md",
        "pipelines/own.yml",
        PLAN,
        RULE,
        "sigmatrail.toml",
        f"tests/events/{STEM}/match-root-makes-a-key-in-the-console.json",
        f"tests/events/{STEM}/match-root-makes-a-key.json",
        f"tests/events/{STEM}/miss-root-lists-keys.json",
        f"tests/events/{STEM}/miss-user-makes-a-key.json",
        f"tests/golden/athena/{STEM}.sql",
        f"tests/golden/eql/{STEM}.eql",
        f"tests/golden/splunk/{STEM}.spl",
    ]


def test_a_wrong_entry_of_the_own_pipeline_is_told_with_its_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nobody would know what it was to do, so the gate says nothing else."""
    main(["init", "made"])
    own = tmp_path / "made" / "pipelines" / "own.yml"
    own.write_text(own.read_text(encoding="utf-8").replace("type: value_", "type: values_"), encoding="utf-8")
    capsys.readouterr()
    assert main(["check", "made"]) == 2
    assert capsys.readouterr().err.startswith("sigmatrail: made/pipelines/own.yml:8: ")


def test_what_init_makes_passes_its_own_gate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And lint has not even a warning, SigmaHQ's validators included."""
    main(["init", "made"])
    monkeypatch.chdir(tmp_path / "made")
    assert main(["check"]) == 0
    assert [each for each in lint(["rules"]) if each.severity != "info"] == []


def test_a_golden_is_the_plain_query(tmp_path: Path) -> None:
    """What a person reviews is what they paste into Splunk, and a newline."""
    main(["init", "made"])
    assert (tmp_path / "made" / "tests" / "golden" / "splunk" / f"{STEM}.spl").read_bytes() == (
        b'`cloudtrail` eventName="CreateAccessKey" eventSource="iam.amazonaws.com" userIdentity.type="Root"\n'
    )


def test_init_writes_pipelines_to_be_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """With a new repository or later; unchanged they pass, and a changed name shows in its line."""
    assert main(["init", "made", "--pipeline", "splunk"]) == 0
    monkeypatch.chdir(tmp_path / "made")
    capsys.readouterr()
    assert main(["init", ".", "--pipeline", "eql", "--pipeline", "athena"]) == 0
    assert capsys.readouterr() == (
        "pipelines/eql/cloudtrail.yml\npipelines/athena/cloudtrail.yml\n",
        "next: sigmatrail check\n",
    )
    assert main(["init", ".", "--pipeline", "eql"]) == 2
    assert main(["check"]) == 0
    for name, own in (("splunk", "userIdentity"), ("eql", "aws.cloudtrail.user_identity")):
        path = tmp_path / "made" / "pipelines" / name / "cloudtrail.yml"
        replace(path, f"userIdentity.type: {own}.type\n", "userIdentity.type: kind\n")
        line = path.read_text().splitlines().index("      userIdentity.type: kind") + 1
        assert ("CK402", f"pipelines/{name}/cloudtrail.yml", line) in places(found(capsys))


@pytest.mark.skipif(shutil.which("git") is None, reason="not run: git is not installed")
def test_no_checkout_changes_line_ends(tmp_path: Path) -> None:
    """Git on Windows would, and no golden would be what it was."""
    main(["init", "made"])
    for command in (["init", "-q"], ["add", "-A"], ["checkout-index", "-afq", "--prefix=../out/"]):
        subprocess.run(["git", "-c", "core.autocrlf=true", *command], cwd=tmp_path / "made", check=True)  # noqa: S603, S607 -- git, as its users call it
    assert files(tmp_path / "out") == [
        name for name in files(tmp_path / "made") if not name.startswith(".git/")
    ]
    for name in files(tmp_path / "out"):
        assert (tmp_path / "out" / name).read_bytes() == (tmp_path / "made" / name).read_bytes()


def test_hook_and_workflow_install_the_version_that_made_them(tmp_path: Path) -> None:
    """Both run `sigmatrail check`, and both files are YAML."""
    main(["init", "made"])
    requirement = f"sigmatrail[verify,lint]=={__version__}"
    [hooks] = yaml.safe_load((tmp_path / "made" / ".pre-commit-config.yaml").read_text())["repos"]
    [hook] = hooks["hooks"]
    assert (hook["entry"], hook["additional_dependencies"]) == ("python -I -m converter check", [requirement])
    workflow = yaml.safe_load((tmp_path / "made" / ".github" / "workflows" / "detections.yml").read_text())
    commands = [step["run"] for step in workflow["jobs"]["check"]["steps"] if "run" in step]
    assert commands == [
        f"python -I -m pip install '{requirement}'",
        'python -I -m converter check --format github --summary "$GITHUB_STEP_SUMMARY" -- .',
    ]


@pytest.mark.parametrize("name", ["sigmatrail.toml", RULE, ".gitignore"])
def test_init_overwrites_nothing(tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    """One file in the way, and none is written."""
    path = tmp_path / "made" / name
    path.parent.mkdir(parents=True)
    path.write_text("mine")
    assert main(["init", "made"]) == 2
    assert capsys.readouterr().err == f"sigmatrail: made/{name} exists already; nothing was written\n"
    assert files(tmp_path / "made") == [name]
    assert path.read_text() == "mine"


@pytest.mark.parametrize("requirement", ["x'; rm -rf ~ #", "a\nb", ""])
def test_a_requirement_cannot_become_a_command(requirement: str, tmp_path: Path) -> None:
    """It stands between single quotes in a shell's line and in YAML."""
    assert main(["init", "made", "--requirement", requirement]) == 2
    assert not (tmp_path / "made").exists()


def new(*arguments: str) -> int:
    """The exit status of `sigmatrail new`."""
    return main(["new", *arguments])


def test_new_writes_rule_plan_and_events(tmp_path: Path) -> None:
    """All four under the name of service and call."""
    assert new("ModifySnapshotAttribute") == 0
    assert files(tmp_path) == [
        "rules/aws_ec2_modify_snapshot_attribute.toml",
        "rules/aws_ec2_modify_snapshot_attribute.yml",
        "tests/events/aws_ec2_modify_snapshot_attribute/match-the-call.json",
        "tests/events/aws_ec2_modify_snapshot_attribute/miss-another-call.json",
    ]


def test_new_knows_the_parameters_of_the_call(tmp_path: Path) -> None:
    """The rule offers them, the plan lists them, the event has them, arrays and all."""
    new("ModifySnapshotAttribute")
    text = (tmp_path / "rules" / "aws_ec2_modify_snapshot_attribute.yml").read_text()
    assert "        # requestParameters.createVolumePermission.add.items.userId: '*'\n" in text
    plan = tomllib.loads((tmp_path / "rules" / "aws_ec2_modify_snapshot_attribute.toml").read_text())
    assert "requestParameters.createVolumePermission.add.items.group" in [
        column["field"] for column in plan["summary"]["values"]
    ]
    folder = tmp_path / "tests" / "events" / "aws_ec2_modify_snapshot_attribute"
    event = json.loads((folder / "match-the-call.json").read_text())
    assert event["requestParameters"]["createVolumePermission"]["add"] == {
        "items": [{"userId": "example-1", "group": "example-1"}]
    }


@pytest.mark.parametrize(
    "arguments",
    [
        ("ModifySnapshotAttribute",),
        ("modifyimageattribute",),
        ("CreateFunction", "--source", "lambda"),
        ("PutBucketPolicy", "--source", "s3.amazonaws.com"),
        ("ConsoleLogin",),
        ("StopLogging",),
        ("AssumeRole", "--source", "sts"),
        ("RequestSpotInstances",),
    ],
    ids=lambda arguments: arguments[0],
)
def test_what_new_makes_passes_lint_and_check(
    arguments: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Once its goldens are written; dated names, other names of S3 and console events included."""
    monkeypatch.delenv("CI", raising=False)
    assert new(*arguments) == 0
    assert main(["lint", "rules"]) == 0
    assert main(["check", "--update"]) == 0


@pytest.mark.parametrize(
    ("name", "key", "value"),
    [
        ("PublishVersion", "eventName|startswith", "PublishVersion"),
        ("CreateFunction", "eventName|re", r"^CreateFunction\d{8}(v\d+)?$"),
    ],
)
def test_a_call_with_a_dated_name_is_found_without_another(
    name: str, key: str, value: str, tmp_path: Path
) -> None:
    """Lambda writes CreateFunction20150331, and CreateFunctionUrlConfig is another call."""
    new(name, "--source", "lambda")
    [path] = (tmp_path / "rules").glob("*.yml")
    assert yaml.safe_load(path.read_text())["detection"]["selection"][key] == value


def test_a_sign_in_is_no_call_of_an_api(tmp_path: Path) -> None:
    """AWS's page on sign-in events shows type and answer (November 2026)."""
    assert new("ConsoleLogin") == 0
    path = tmp_path / "tests/events/aws_signin_console_login/match-the-call.json"
    event = json.loads(path.read_text())
    assert (event["eventType"], event["responseElements"]) == (
        "AwsConsoleSignIn",
        {"ConsoleLogin": "Success"},
    )


def test_every_new_rule_has_an_id_of_its_own(tmp_path: Path) -> None:
    """Two rules of one id would overwrite each other wherever they are deployed."""
    ids = []
    for folder in ("one", "two"):
        new("StopLogging", "--into", folder)
        ids.append(
            yaml.safe_load((tmp_path / folder / "rules" / "aws_cloudtrail_stop_logging.yml").read_text())[
                "id"
            ]
        )
    assert ids[0] != ids[1]


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (("StopLoging",), "no event is called 'StopLoging'; did you mean 'StopLogging'?"),
        (("Xyzzy",), "no event is called 'Xyzzy'"),
        (
            ("ModifyImageAtribute", "--source", "ec2"),
            "ec2.amazonaws.com has no event 'ModifyImageAtribute'; did you mean 'ModifyImageAttribute'?",
        ),
        (
            ("DescribeStacks", "--source", "opsworks"),
            (
                "sigmatrail has no list of what opsworks.amazonaws.com logs; "
                "write the rule by hand, from a real event"
            ),
        ),
        (
            ("ReplicateObject",),
            (
                "'ReplicateObject' is an IAM permission of s3.amazonaws.com, s3-outposts.amazonaws.com, "
                "and no event"
            ),
        ),
        (
            ("PutEncryptionConfiguration", "--source", "s3"),
            (
                "'PutEncryptionConfiguration' is an IAM permission of s3.amazonaws.com, and no event; "
                "did you mean 'PutBucketEncryption'?"
            ),
        ),
        (
            ("StopLogging", "--source", "cloudtrial"),
            "no AWS service logs as 'cloudtrial.amazonaws.com'; did you mean 'cloudtrail.amazonaws.com'?",
        ),
        (
            ("PutPublicAccessBlock", "--source", "s3"),
            (
                "CloudTrail records PutPublicAccessBlock as PutBucketPublicAccessBlock; "
                "write sigmatrail new PutBucketPublicAccessBlock"
            ),
        ),
    ],
)
def test_a_wrong_name_gets_the_nearest_real_one(
    arguments: tuple[str, ...], reason: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The call is wrong, and nothing is written."""
    assert new(*arguments) == 2
    assert capsys.readouterr().err == f"sigmatrail: {reason}\n"
    assert files(tmp_path) == []


def test_a_name_of_several_services_needs_its_source(capsys: pytest.CaptureFixture[str]) -> None:
    """All of them are named."""
    assert new("PutBucketPolicy") == 2
    assert capsys.readouterr().err == (
        "sigmatrail: s3-control.amazonaws.com, s3.amazonaws.com have an event 'PutBucketPolicy'; "
        "pick one with --source\n"
    )


def test_new_overwrites_nothing(tmp_path: Path) -> None:
    """A second call changes nothing."""
    new("StopLogging")
    before = (tmp_path / "rules" / "aws_cloudtrail_stop_logging.yml").read_text()
    assert new("StopLogging") == 2
    assert (tmp_path / "rules" / "aws_cloudtrail_stop_logging.yml").read_text() == before
