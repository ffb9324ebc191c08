"""What a user adds, on the command line, in settings and from Python."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from own_files import FILTER, PIPELINE, RECORD, RENAMING, RULE, identity

from converter.cli import main
from converter.conversion import convert
from converter.own import OwnFiles
from converter.targets import TARGETS

if TYPE_CHECKING:
    import pytest


def test_from_python_the_same_files_count(gone: Path) -> None:
    """As on the command line: a pipeline on top, and a filter among the rules."""
    (gone / "own.yml").write_text(PIPELINE.replace("%own_accounts%", "x"))
    [plain] = convert("gone.yml", ["eql"])
    [narrowed] = convert("gone.yml", ["eql"], own=OwnFiles(pipelines=("own.yml",)))
    assert "bot" in str(narrowed.query)
    assert "bot" not in str(plain.query)
    (gone / "filter.yml").write_text(json.dumps(FILTER))
    [filtered] = convert(["gone.yml", "filter.yml"], ["eql"])
    assert ":role/deploy" in str(filtered.query)


def test_filters_among_the_rules_apply(gone: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """As a file of their own or behind a rule in its file; neither gives a query."""
    main(["convert", "gone.yml", "--bare", "-t", "splunk"])
    plain = capsys.readouterr().out
    (gone / "f.yml").write_text(json.dumps(FILTER))
    assert main(["convert", "gone.yml", "f.yml", "--bare", "-t", "splunk"]) == 0
    filtered = capsys.readouterr()
    assert (filtered.out != plain, "f.yml" in filtered.err) == (True, False)
    (gone / "gone.yml").write_text(f"{RULE}---\n{json.dumps(FILTER)}\n")
    assert main(["convert", "gone.yml", "--bare", "-t", "splunk"]) == 0
    assert capsys.readouterr() == filtered


def test_a_filter_hidden_by_an_escape_is_no_rule(gone: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Whatever is not seen as a filter is refused rather than left out."""
    (gone / "f.yml").write_text(json.dumps(FILTER).replace('"filter"', '"fil\\u0074er"'))
    assert main(["convert", "gone.yml", "f.yml"]) == 1
    assert "f.yml: a Sigma filter is no rule by itself" in capsys.readouterr().err


def test_settings_name_what_flags_would(gone: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """From the settings' folder; a flag takes the place of the setting."""
    (gone / "own").mkdir()
    (gone / "own" / "p.yml").write_text(PIPELINE)
    (gone / "own" / "f.yml").write_text(json.dumps(FILTER))
    (gone / "v.yml").write_text("x: [y]")
    flags = ["-p", "own/p.yml", "--filter", "own/f.yml", "--placeholders", "v.yml"]
    main(["convert", "gone.yml", *flags])
    wanted = capsys.readouterr()
    (gone / "sigmatrail.toml").write_text(
        'pipelines = ["own/p.yml"]\nfilters = ["own/f.yml"]\nplaceholders = ["v.yml"]\n'
    )
    main(["convert", "gone.yml"])
    assert capsys.readouterr() == wanted
    (gone / "below").mkdir()
    main(["convert", "gone.yml", "--filter", "nosuch.yml"])
    assert "nosuch.yml: there is no such file or folder" in capsys.readouterr().err


def test_of_a_file_that_does_not_exist_the_settings_are_told_that_name_it(
    gone: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The call does not name it, so the message says who does; a flag in its place makes it needless."""
    (gone / "sigmatrail.toml").write_text('pipelines = ["absent.yml"]\n')
    for command in ("convert", "lint"):
        assert main([command, "gone.yml"]) == 2
        assert capsys.readouterr().err == (
            "sigmatrail: absent.yml: does not exist; "
            "sigmatrail.toml or pyproject.toml names it under pipelines\n"
        )
    (gone / "p.yml").write_text(PIPELINE)
    assert main(["convert", "gone.yml", "-p", "p.yml"]) == 0


def test_verify_judges_the_rule_with_what_is_added(gone: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The reference reads the filter by itself, so events that it keeps out are no matches."""
    (gone / "p.yml").write_text(PIPELINE)
    (gone / "f.yml").write_text(json.dumps(FILTER))
    events = gone / "e.jsonl"
    events.write_text("".join(json.dumps(each) + "\n" for each in (RECORD, identity(arn="x:role/deploy"))))
    command = ["verify", "gone.yml", "--generated", "0", "--events", "e.jsonl", "--engine", "eql"]
    main(command)
    assert "2 matched" in capsys.readouterr().out
    assert main([*command, "--filter", "f.yml", "-p", "p.yml"]) == 0
    assert "1 matched" in capsys.readouterr().out


def test_check_judges_a_repository_with_what_its_settings_add(
    gone: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its goldens are what `convert` gives, and a filter that changes is found in them."""
    monkeypatch.delenv("CI", raising=False)
    assert main(["init", str(gone / "made")]) == 0
    monkeypatch.chdir(gone / "made")
    [rule] = Path("rules").rglob("*.yml")
    Path("own.yml").write_text(PIPELINE + RENAMING.replace("transformations:\n", ""))
    Path("f.yml").write_text(json.dumps(FILTER | {"filter": FILTER["filter"] | {"rules": "any"}}))
    settings = Path("sigmatrail.toml")
    added = settings.read_text().replace("pipelines/own.yml", "own.yml")
    settings.write_text(f'filters = ["f.yml"]\n{added}')
    main(["check", "--update", "--severity", "error"])
    capsys.readouterr()
    for target in TARGETS:
        main(["convert", str(rule), "--bare", "-t", target])
        query = capsys.readouterr().out.strip()
        [golden] = Path("tests/golden", target).glob(f"*{TARGETS[target].suffix}")
        assert golden.read_text().strip() == query
        assert ":role/deploy" in query
    Path("f.yml").write_text(Path("f.yml").read_text().replace("deploy", "build"))
    main(["check", "--format", "json"])
    found = [each["code"] for each in json.loads(capsys.readouterr().out)]
    assert found.count("CK201") == len(TARGETS)
