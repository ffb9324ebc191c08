"""Events of a repository as SigmaHQ's regression data: one file of events, and info.yml beside it.

Layout and keys: https://github.com/SigmaHQ/sigma/blob/master/regression_data/README.md (November 2026).
"""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import yaml

from converter.errors import RuleError
from converter.extras import need_verify
from converter.files.boundary import refuse_outer_link

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from converter.load import Rule
    from converter.verify.engine import Event
    from converter.verify.reference import Reference

FOLDER: Final = "rules/cloud/aws/cloudtrail"
_NAMESPACE: Final = uuid.UUID("6f1d2a70-3c0b-5c8e-8a55-0d9b4e6f7c21")
_ISO_DATE: Final = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_INFO: Final = """\
id: {id}
description: CloudTrail events that the rule matches
date: {date}
author: {author}
rule_metadata:
    - id: {rule_id}
      title: {title}
regression_tests_info:
    - name: Positive Detection Test
      type: {kind}
      match_count: {count}
      path: {path}
"""


@dataclass(frozen=True, slots=True)
class Regression:
    """Files by their path in SigmaHQ's repository; `info` is what the rule points to."""

    info: str
    files: dict[str, str]


def matching_events(rule: Rule, folder: Path) -> list[Event]:
    """The events of `match-*` files in a folder.

    Raises:
        RuleError: one cannot be read, or the rule does not match it.
        SettingsError: what reads events is not installed.
    """
    need_verify("export reads events")
    from converter.verify.event_file import MOST_OF_A_RULE, OF_A_REPOSITORY  # noqa: PLC0415 -- needs the extra
    from converter.verify.events import read_events  # noqa: PLC0415 -- likewise
    from converter.verify.reference import compile_rule  # noqa: PLC0415 -- likewise

    problems: list[str] = []
    references = compile_rule(rule.document)
    found: list[Event] = []
    size = 0
    for path in sorted(folder.glob("match-*")):
        _check_link(path)
        for event in read_events([path], problems.append, limits=OF_A_REPOSITORY):
            _check_match(path, references, event)
            found.append(event)
            size += len(event.text)
        if size > MOST_OF_A_RULE:
            raise RuleError(
                f"{path}: the events hold more than {MOST_OF_A_RULE:,} characters; leave some out"
            )
    if problems:
        raise RuleError(problems[0])
    return found


def _check_link(path: Path) -> None:
    try:
        refuse_outer_link(path)
    except OSError as error:
        raise RuleError(f"{path}: {error.strerror}") from None


def _check_match(path: Path, references: Sequence[Reference], event: Event) -> None:
    from converter.verify.budget import UndecidedError  # noqa: PLC0415 -- likewise

    try:
        matches = any(reference.matches(event.record) for reference in references)
    except UndecidedError as error:
        raise RuleError(f"{path}: whether the rule matches is undecided: {error}") from None
    if not matches:
        raise RuleError(f"{path}: the rule does not match this event; sigmatrail check says why")


def regression_of(rule: Rule, events: list[Event]) -> Regression:
    """The regression data of a rule; a single event is type json, several are jsonl."""
    kind = "json" if len(events) == 1 else "jsonl"
    folder = f"regression_data/{FOLDER}/{rule.name}"
    data = f"{folder}/{rule.id}.{kind}"
    document = rule.document
    text = _INFO.format(
        id=uuid.uuid5(_NAMESPACE, str(rule.id)),
        date=_date(document.get("modified") or document.get("date")),
        author=_scalar(document.get("author")),
        rule_id=rule.id,
        title=_scalar(rule.title),
        kind=kind,
        count=len(events),
        path=_scalar(data),
    )
    return Regression(f"{folder}/info.yml", {f"{folder}/info.yml": text, data: _lines(events)})


def _date(value: object) -> str:
    """A date as SigmaHQ writes it, without quotes; anything else is a text, so that it adds no key."""
    return str(value) if _ISO_DATE.fullmatch(str(value)) else _scalar(value)


def _scalar(value: object) -> str:
    """A text in one line of YAML."""
    dumped = yaml.safe_dump(str(value), width=1_000_000, allow_unicode=True, default_style=None)
    return dumped.removesuffix("...\n").strip()


def _lines(events: list[Event]) -> str:
    return "".join(f"{event.text}\n" for event in events)
