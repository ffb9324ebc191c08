"""A repository of rules as `sigmatrail init` makes it, and the command run in it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from converter.cli import main

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

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
