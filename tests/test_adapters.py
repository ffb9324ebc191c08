"""The gate where it is built in: pre-commit blocks a commit, the GitHub action annotates and sums up.

Both run for real: pre-commit on a copy of this checkout, the action's steps in the shell that a runner uses.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import venv
from pathlib import Path

import pytest
import yaml
from gate import EVENT, GOLDEN, RULE, STEM, replace

from converter.cli import main

ROOT = Path(__file__).parent.parent
# How a runner starts a step with `shell: bash`:
# https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax (November 2026)
BASH = ("bash", "--noprofile", "--norc", "-eo", "pipefail")
AUTHOR = {
    "GIT_AUTHOR_NAME": "Nobody",
    "GIT_AUTHOR_EMAIL": "nobody@example.com",
    "GIT_COMMITTER_NAME": "Nobody",
    "GIT_COMMITTER_EMAIL": "nobody@example.com",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
}


def environment(**more: str) -> dict[str, str]:
    """What a process sees: as here, but neither a CI nor this checkout on Python's path."""
    inherited = {name: value for name, value in os.environ.items() if name not in {"CI", "PYTHONPATH"}}
    return inherited | AUTHOR | more


def run(*command: str | Path, cwd: Path, **more: str) -> subprocess.CompletedProcess[str]:
    """Run a program and keep what it says."""
    return subprocess.run(  # noqa: S603 -- programs of this test
        command,
        cwd=cwd,
        env=environment(**more),
        capture_output=True,
        text=True,
        check=False,
        encoding="utf-8",
    )


def git(folder: Path, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    """Run git in a folder."""
    return run("git", *arguments, cwd=folder, **more)


def commit_all(folder: Path, **more: str) -> subprocess.CompletedProcess[str]:
    """Commit everything that lies in a folder."""
    git(folder, "add", "--all")
    return git(folder, "commit", "--message", "change", **more)


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a user of this repository gets, as it stands now: a git repository with one commit."""
    if shutil.which("git") is None:
        pytest.skip("not run: git is not installed")
    folder = tmp_path_factory.mktemp("sigmatrail")
    for name in ("pyproject.toml", "README.md", "LICENSE", "action.yml", ".pre-commit-hooks.yaml"):
        shutil.copy(ROOT / name, folder)
    for name in ("converter", "sigma", "pipelines"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    git(folder, "init", "--quiet")
    assert commit_all(folder).returncode == 0
    return folder


@pytest.fixture
def detections(tmp_path: Path) -> Path:
    """A new repository of rules."""
    folder = tmp_path / "detections"
    assert main(["init", str(folder)]) == 0
    return folder


def hooks(checkout: Path, *names: str) -> str:
    """A configuration of pre-commit that takes hooks from a repository by its path."""
    revision = git(checkout, "rev-parse", "HEAD").stdout.strip()
    used = [{"id": name} for name in names]
    return yaml.safe_dump({"repos": [{"repo": str(checkout), "rev": revision, "hooks": used}]})


@pytest.fixture(scope="module")
def pre_commit(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The program, and where it keeps what it installs."""
    program = Path(sys.executable).with_name("pre-commit")
    if not program.exists():
        pytest.skip("not run: pre-commit is not installed; pip install 'sigmatrail[test]'")
    return program, str(tmp_path_factory.mktemp("home"))


def test_pre_commit_blocks_a_commit_that_the_gate_does_not_pass(
    checkout: Path, detections: Path, pre_commit: tuple[Path, str]
) -> None:
    """A whole repository is committed; with an event broken, the commit fails and names its line."""
    program, home = pre_commit
    (detections / ".pre-commit-config.yaml").write_text(
        hooks(checkout, "sigmatrail-lint", "sigmatrail-check")
    )
    git(detections, "init", "--quiet")
    run(program, "install", cwd=detections, PRE_COMMIT_HOME=home)
    done = commit_all(detections, PRE_COMMIT_HOME=home)
    assert done.returncode == 0, done.stdout + done.stderr
    first = git(detections, "rev-parse", "HEAD").stdout
    replace(detections / EVENT, '"Root"', '"IAMUser"')
    done = commit_all(detections, PRE_COMMIT_HOME=home)
    assert done.returncode == 1
    assert f"{EVENT}:4:1: CK301 {RULE} does not match this event" in done.stdout + done.stderr
    assert git(detections, "rev-parse", "HEAD").stdout == first


def test_the_lint_hook_looks_at_the_rules_that_change(
    checkout: Path, detections: Path, pre_commit: tuple[Path, str]
) -> None:
    """It is given file names, of rules only."""
    program, home = pre_commit
    (detections / ".pre-commit-config.yaml").write_text(hooks(checkout, "sigmatrail-lint"))
    git(detections, "init", "--quiet")
    git(detections, "add", "--all")
    arguments = ("run", "sigmatrail-lint", "--files")
    done = run(program, *arguments, "README.md", cwd=detections, PRE_COMMIT_HOME=home)
    assert "(no files to check)Skipped" in done.stdout
    replace(detections / RULE, "eventName: CreateAccessKey", "eventName: CreateAccesKey")
    done = run(program, *arguments, RULE, cwd=detections, PRE_COMMIT_HOME=home)
    assert done.returncode == 1
    assert f"{RULE}:20:20: ST102" in done.stdout


def test_the_hook_that_init_writes_runs(checkout: Path, tmp_path: Path, pre_commit: tuple[Path, str]) -> None:
    """It installs what the requirement says; here this checkout, as no version is published for a test."""
    program, home = pre_commit
    folder = tmp_path / "made"
    assert main(["init", str(folder), "--requirement", f"sigmatrail[verify,lint] @ file://{checkout}"]) == 0
    git(folder, "init", "--quiet")
    git(folder, "add", "--all")
    done = run(program, "run", "--all-files", cwd=folder, PRE_COMMIT_HOME=home)
    assert done.returncode == 0, done.stdout + done.stderr
    replace(folder / GOLDEN, "Root", "Admin")
    git(folder, "add", "--all")
    done = run(program, "run", "--all-files", cwd=folder, PRE_COMMIT_HOME=home)
    assert done.returncode == 1
    assert f"{GOLDEN}:1:1: CK201" in done.stdout


def steps() -> list[dict[str, str]]:
    """The action's own steps, in order."""
    action = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
    return [step for step in action["runs"]["steps"] if "run" in step]


@pytest.fixture(scope="module")
def runner(checkout: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A PATH with a fresh Python in front, into which the action's first step has installed sigmatrail."""
    if shutil.which("bash") is None:
        pytest.skip("not run: bash is not installed")
    folder = tmp_path_factory.mktemp("runner")
    venv.create(folder / "python", with_pip=True)
    path = f"{folder / 'python' / 'bin'}{os.pathsep}{os.environ['PATH']}"
    done = run(*BASH, "-c", steps()[0]["run"], cwd=folder, PATH=path, GITHUB_ACTION_PATH=str(checkout))
    assert done.returncode == 0, done.stderr
    return path


def check_step(
    runner: str, folder: Path, summary: Path, path: str = "detections"
) -> subprocess.CompletedProcess[str]:
    """The step that checks, as a runner gives it its inputs."""
    step = steps()[1]
    inputs = {"${{ inputs.path }}": path, "${{ inputs.severity }}": "warning"}
    variables = {name: inputs[value] for name, value in step["env"].items()}
    script = folder / "step.sh"
    script.write_text(step["run"])
    return run(
        *BASH, script, cwd=folder, PATH=runner, GITHUB_STEP_SUMMARY=str(summary), CI="true", **variables
    )


def test_the_action_annotates_the_line_and_sums_up(runner: str, detections: Path, tmp_path: Path) -> None:
    """Paths are those of the checked out repository; the table has every engine."""
    summary = tmp_path / "summary.md"
    done = check_step(runner, tmp_path, summary)
    assert (done.returncode, done.stdout) == (0, "")
    replace(detections / EVENT, '"Root"', '"IAMUser"')
    done = check_step(runner, tmp_path, summary)
    assert done.returncode == 1
    assert done.stdout.startswith(
        f"::error file=detections/{EVENT},line=4,endLine=4,col=1,title=CK301 event-misjudged::"
    )
    lines = summary.read_text().splitlines()
    assert "**Nothing is wrong** in 1 condition" in lines
    assert "**1 error** in 1 condition" in lines
    assert lines.count("| rule | splunk | eql | eql-unicode | athena |") == 2
    assert sum(line.startswith(f"| {STEM} | ") for line in lines) == 2


@pytest.mark.usefixtures("detections")
def test_an_input_of_the_action_is_no_command(runner: str, tmp_path: Path) -> None:
    """Whatever somebody writes as path stays a path."""
    done = check_step(runner, tmp_path, tmp_path / "summary.md", "$(touch made); touch made; --update")
    assert done.returncode == 2
    assert not (tmp_path / "made").exists()


def test_no_step_of_the_action_writes_an_input_into_its_script() -> None:
    """GitHub would put the text in before the shell reads it."""
    assert [step["run"] for step in steps() if "${{" in step["run"]] == []


def test_the_action_runs_no_python_of_the_checkout(runner: str, detections: Path, tmp_path: Path) -> None:
    """Modules in the checkout that are called like pip, sigmatrail or what it imports stay unread."""
    trap = f"import pathlib; pathlib.Path({str(tmp_path / 'made')!r}).touch()\n"
    for folder in (tmp_path, detections):
        for name in (
            "converter/__init__.py",
            "converter/__main__.py",
            "pip/__main__.py",
            "yaml.py",
            "json.py",
        ):
            (folder / name).parent.mkdir(exist_ok=True)
            (folder / name).write_text(trap)
    done = check_step(runner, tmp_path, tmp_path / "summary.md")
    assert (done.returncode, done.stdout) == (0, "")
    run(*BASH, "-c", steps()[0]["run"], cwd=tmp_path, PATH=runner, GITHUB_ACTION_PATH=str(tmp_path / "none"))
    assert not (tmp_path / "made").exists()


def test_hooks_and_workflow_run_no_python_of_the_checkout(detections: Path) -> None:
    """Each command isolates Python from the folder that it runs in; actions are named by commit."""
    offered = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())
    written = yaml.safe_load((detections / ".pre-commit-config.yaml").read_text())
    entries = [hook["entry"] for hook in (*offered, *written["repos"][0]["hooks"])]
    workflow = yaml.safe_load((detections / ".github/workflows/detections.yml").read_text())
    job = workflow["jobs"]["check"]
    commands = [step["run"] for step in job["steps"] if "run" in step]
    assert len(entries) + len(commands) == 5
    assert all(each.startswith("python -I -m ") for each in (*entries, *commands))
    assert (workflow["permissions"], job["timeout-minutes"]) == ({"contents": "read"}, 15)
    action = yaml.safe_load((ROOT / "action.yml").read_text())
    used = [step["uses"] for step in (*job["steps"], *action["runs"]["steps"]) if "uses" in step]
    assert len(used) == 3
    assert all(re.fullmatch(r"actions/[\w-]+@[0-9a-f]{40}", each) for each in used)


def test_a_file_s_name_is_no_flag_of_the_lint_hook(
    checkout: Path, detections: Path, pre_commit: tuple[Path, str]
) -> None:
    """A rule may be called like one."""
    program, home = pre_commit
    (detections / ".pre-commit-config.yaml").write_text(hooks(checkout, "sigmatrail-lint"))
    git(detections, "init", "--quiet")
    (detections / "--ignore=" / "rules").mkdir(parents=True)
    (detections / RULE).rename(detections / "--ignore=" / "rules" / "ST.yml")
    replace(
        detections / "--ignore=" / "rules" / "ST.yml",
        "eventName: CreateAccessKey",
        "eventName: CreateAccesKey",
    )
    git(detections, "add", "--all")
    done = run(program, "run", "sigmatrail-lint", "--all-files", cwd=detections, PRE_COMMIT_HOME=home)
    assert done.returncode == 1
    assert "--ignore=/rules/ST.yml:20:20: ST102" in done.stdout
