"""docs/convert.md: its files are what they are said to be, and its commands run."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import pytest

from converter.cache.store import MOST_BYTES, MOST_FILES
from converter.cli import main

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs" / "convert.md").read_text(encoding="utf-8")
SHELL = [
    line
    for block in re.findall(r"^```sh\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)
    for line in block.splitlines()
]
FILES = dict(re.findall(r"^In `([^`]+)`:\n\n```\w+\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the project's rules and the files of the page, but for the settings."""
    shutil.copytree(ROOT / "rules", tmp_path / "rules")
    for name, text in FILES.items():
        if name != "sigmatrail.toml":
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_text(text)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_page_has_files_and_commands() -> None:
    """The tests below have something to run."""
    assert list(FILES) == [
        "sigmatrail.toml",
        "own/accounts.yml",
        "own/filters/mf_deployment.yml",
        "own/pipeline.yml",
    ]
    assert len(SHELL) == 10


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("line", SHELL)
def test_every_command_runs(line: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing is refused, and nothing that is named is idle."""
    program, *arguments = shlex.split(line)
    assert program == "sigmatrail"
    assert main(arguments) == 0
    assert "is for none of these rules" not in capsys.readouterr().err


def test_the_settings_do_what_the_flags_do(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """And the filter of the page, filled with a placeholder, is in the queries."""
    flags = "-p own/pipeline.yml --placeholders own/accounts.yml --filter own/filters"
    targets = "-t splunk -t eql --splunk-index aws --splunk-sourcetype aws:cloudtrail"
    assert main(["convert", "rules", *flags.split(), *targets.split()]) == 0
    wanted = capsys.readouterr()
    (folder / "sigmatrail.toml").write_text(FILES["sigmatrail.toml"])
    assert (main(["convert", "rules"]), capsys.readouterr()) == (0, wanted)
    for part in ("role/deploy", "203.0.113.9", "cloud.api.call", 'index="aws"'):
        assert part in wanted.out


@pytest.mark.usefixtures("folder")
def test_the_rule_with_a_placeholder_converts(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The part of a rule that the page shows, with a title and a log source."""
    [shown] = re.findall(r"^```yaml\n(detection:.*?)^```", PAGE, re.DOTALL | re.MULTILINE)
    (tmp_path / "own.yml").write_text(f"title: x\nlogsource: {{product: aws, service: cloudtrail}}\n{shown}")
    assert main(["convert", "own.yml", "--placeholders", "own/accounts.yml"]) == 0
    assert capsys.readouterr().out.count("222222222222") >= 3


def test_the_bounds_of_the_cache_are_those_of_the_page() -> None:
    """In the page's words."""
    assert f"At most {MOST_FILES} runs or {MOST_BYTES // 1_000_000} MB are kept" in PAGE
