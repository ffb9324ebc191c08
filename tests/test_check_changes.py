"""`sigmatrail check` does again what changed, all of it and nothing else."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest
from gate import EVENT, GOLDEN, PLAN, RULE, found, own_pipeline, places, replace

from converter.cli import main

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Change = Callable[[Path], object]


def answers_of(cache: Path) -> Path:
    """The one file of answers about repositories in a cache."""
    [file] = (cache / "checks").iterdir()
    return file


def redone(capsys: pytest.CaptureFixture[str]) -> int:
    """How many checks a run had to do."""
    capsys.readouterr()
    main(["check"])
    return int(capsys.readouterr().err.split("; ")[1].split()[0])


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
    "content", ["", "{", "sigmatrail check 4", 'sigmatrail check 4 0\n{"lint": 1}', "\0"]
)
def test_answers_that_cannot_be_read_are_found_anew(
    repository: Path, content: str, own_cache: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A cut or foreign file costs time, never an answer."""
    redone(capsys)
    answers_of(own_cache).write_text(content)
    replace(repository / EVENT, '"Root"', '"IAMUser"')
    assert places(found(capsys)) == [("CK301", EVENT, 4)]
    assert redone(capsys) == 0


@pytest.mark.parametrize("rows", [[], [{"code": "CK301"}], "text", 1])
def test_answers_that_somebody_edited_are_found_anew(
    repository: Path, rows: object, own_cache: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Neither is a finding lost, nor does a row that is none end in a traceback."""
    replace(repository / EVENT, '"Root"', '"IAMUser"')
    assert main(["check"]) == 1
    path = answers_of(own_cache)
    head, _, body = path.read_text().partition("\n")
    content = json.loads(body)
    content[f"verdicts {RULE}"]["findings"] = rows
    path.write_text(f"{head}\n{json.dumps(content, separators=(',', ':'))}")
    assert places(found(capsys)) == [("CK301", EVENT, 4)]


def test_two_processes_at_once_both_tell_the_truth(repository: Path, own_cache: Path) -> None:
    """Whoever writes last, the file is whole and its answers belong to their keys."""
    replace(repository / EVENT, '"Root"', '"IAMUser"')
    command = [sys.executable, "-m", "converter", "check", "--format", "json"]
    with ThreadPoolExecutor() as pool:
        runs = pool.map(lambda _: subprocess.run(command, capture_output=True, check=False), range(3))  # noqa: S603 -- our own command
    answers = [json.loads(run.stdout) for run in runs]
    assert [places(answer) for answer in answers] == [[("CK301", EVENT, 4)]] * 3
    assert answers_of(own_cache).read_text().startswith("sigmatrail check 4 ")
    assert not (repository / ".sigmatrail").exists()


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
