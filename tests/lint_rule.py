"""A rule that has nothing wrong with it, and what the checks find when a part of it is replaced."""

from __future__ import annotations

from typing import TYPE_CHECKING

from converter.lint import lint

if TYPE_CHECKING:
    from pathlib import Path

HEAD = """\
title: Role Trust Changed
id: 2b1e8a52-6c0f-4d0c-9c9f-4a7f0d6f2a11
status: experimental
description: Detects a change of who may assume a role.
references:
    - https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateAssumeRolePolicy.html
author: Nobody
date: 2026-11-24
tags:
    - attack.persistence
    - attack.privilege-escalation
    - attack.t1098
logsource:
    product: aws
    service: cloudtrail
"""
TAIL = """\
falsepositives:
    - Administrators
level: low
"""
DETECTION = """\
detection:
    selection:
        eventSource: iam.amazonaws.com
        eventName: UpdateAssumeRolePolicy
    condition: selection
"""
# The line on which a detection begins.
FIRST = 16


def write(folder: Path, detection: str = DETECTION, *, head: str = HEAD, tail: str = TAIL) -> Path:
    """The rule in a file with a name that SigmaHQ takes."""
    path = folder / "aws_iam_role_trust_changed.yml"
    path.write_text(head + detection + tail, encoding="utf-8")
    return path


def findings(folder: Path, detection: str = DETECTION, *codes: str) -> list[tuple[str, int, int, str]]:
    """Code, line within the detection (its first is 1), column and message, of these codes alone."""
    found = lint([write(folder, detection)])
    return [
        (each.code, each.place.line - FIRST + 1, each.place.column, each.message)
        for each in found
        if each.code in codes
    ]


def places(folder: Path, detection: str, *codes: str) -> list[tuple[str, int, int]]:
    """Code, line and column."""
    return [found[:3] for found in findings(folder, detection, *codes)]


def all_codes(folder: Path, detection: str = DETECTION, *, head: str = HEAD, tail: str = TAIL) -> set[str]:
    """The codes of everything that is found."""
    return {each.code for each in lint([write(folder, detection, head=head, tail=tail)])}
