"""A repository of rules for somebody hostile to change, and the command run over it in its own process."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pathlib import Path

SECONDS: Final = 30
BYTES: Final = 1_000_000_000
SECRET: Final = "correct-horse-battery-staple"  # noqa: S105 -- what must not come out
STEM: Final = "rule"
RULE: Final = """\
title: A rule
id: 0b1c6a52-2f5e-4b7c-9f5d-1e2d3c4b5a69
status: experimental
description: Detects the end of logging.
references: [https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_StopLogging.html]
author: Nobody
date: 2026-11-24
tags: [attack.defense-impairment, attack.t1685.002]
logsource: {product: aws, service: cloudtrail}
detection:
    selection: {eventSource: cloudtrail.amazonaws.com, eventName: StopLogging}
    condition: selection
falsepositives: [Unknown]
level: medium
"""
EVENT: Final = (
    '{"eventVersion": "1.11", "eventTime": "2026-11-20T09:13:31Z", "eventSource": "cloudtrail.amazonaws.com",'
    ' "eventName": "%s", "awsRegion": "us-east-1", "recipientAccountId": "111122223333"}\n'
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a command ended: its exit status, what it printed, and its peak of memory in bytes."""

    status: int
    out: str
    err: str
    peak: int = 0

    @property
    def text(self) -> str:
        """Everything that it printed."""
        return self.out + self.err


def make_repository(root: Path) -> Path:
    """Write a small repository of rules that is a git checkout; returns its folder."""
    for name, text in {
        ".git/HEAD": "ref: refs/heads/main\n",
        f"rules/{STEM}.yml": RULE,
        f"tests/events/{STEM}/match-one.json": EVENT % "StopLogging",
        f"tests/events/{STEM}/miss-one.json": EVENT % "StartLogging",
        "sigmatrail.toml": 'targets = ["splunk", "eql", "athena"]\n[lint]\nignore = ["SH"]\n',
    }.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    return root


def run(root: Path, *arguments: str, **variables: str) -> Outcome:
    """Run the command in a folder; a run that does not end in time fails the test."""
    environment = {name: value for name, value in os.environ.items() if name not in {"CI", "GITHUB_ACTIONS"}}
    process = subprocess.Popen(  # noqa: S603 -- our own command
        [sys.executable, "-m", "converter", *arguments],
        cwd=root,
        env=environment | {"PYTHONPATH": os.pathsep.join(sys.path), "SECRET": SECRET} | variables,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        errors="surrogateescape",
    )
    try:
        out, err = process.communicate(timeout=SECONDS)
    finally:
        process.kill()
    return Outcome(process.returncode, out, err)


def peak_of(root: Path, *arguments: str) -> Outcome:
    """Run the command, and tell the most memory that it held."""
    program = (
        "import resource, subprocess, sys; "
        f"done = subprocess.run([sys.executable, '-m', 'converter', *sys.argv[1:]], timeout={SECONDS}); "
        "peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss; "
        "sys.stderr.write(f'\\npeak {peak * 1024}'); sys.exit(done.returncode)"
    )
    done = subprocess.run(  # noqa: S603 -- our own program
        [sys.executable, "-c", program, *arguments],
        cwd=root,
        env=dict(os.environ) | {"PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        encoding="utf-8",
        errors="surrogateescape",
        check=False,
        timeout=SECONDS + 5,
    )
    err, _, peak = done.stderr.rpartition("\npeak ")
    return Outcome(done.returncode, done.stdout, err, int(peak))


def raw_characters(text: str) -> list[str]:
    """The characters in a text that could drive a terminal or hide what stands there."""
    return sorted({ascii(char) for char in text if not char.isprintable() and char != "\n"})


def commands_of_ci(text: str) -> list[str]:
    """The lines that a runner of CI would take for commands."""
    return [line for line in text.splitlines() if line.lstrip().startswith("::") or "##[" in line]
