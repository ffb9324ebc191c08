"""From a rule to its plan: the sidecar checked, and filled up where it leaves something out."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

import msgspec

from converter.errors import PlanError
from converter.files.read import MOST_OF_A_PLAN
from converter.files.toml import TomlError, read_toml
from converter.plan.checks import faults
from converter.plan.defaults import SUMMARY, defaults
from converter.plan.model import WORDS, Plan, Summary

if TYPE_CHECKING:
    from converter.load import Rule

_Kind = TypeVar("_Kind")
_PLACE: Final = re.compile(r"^(?P<reason>.*?)(?: - at `(?P<place>.*)`)?$", re.DOTALL)
_SECTIONS: Final = ("schedule", "risk", "alert", "annotations")


def plan_path(rule: Rule) -> Path | None:
    """Where a rule's plan is: beside its file, under its name; None for a rule that is in no file."""
    path = Path(rule.path)
    return path.with_name(f"{rule.name}.toml") if path.is_file() else None


def load_plan(rule: Rule) -> Plan:
    """The plan of a rule: what its sidecar says, and for the rest what suits its level.

    Raises:
        PlanError: the sidecar cannot be read, or something in it is wrong; with path and key.
    """
    path = plan_path(rule)
    written = _read(path) if path and os.path.lexists(path) else {}
    where = str(path or rule.path)
    summary = _convert(where, written.get("summary", SUMMARY), Summary, "summary.")
    plan = _convert(where, _filled(written, defaults(rule, summary.names)), Plan, "")
    for key, reason in faults(plan):
        raise PlanError(f"{where}: {key}: {reason}")
    return plan


def _read(path: Path) -> dict[str, Any]:
    try:
        return read_toml(path, MOST_OF_A_PLAN)
    except OSError as error:
        raise PlanError(f"{path}: cannot be read: {error.strerror}") from None
    except TomlError as error:
        raise PlanError(f"{path}: is no TOML: {error}") from None


def _filled(written: dict[str, Any], rest: dict[str, Any]) -> dict[str, Any]:
    """Tables are filled up key by key, but a summary is taken whole."""
    filled = rest | written
    for section in _SECTIONS:
        if isinstance(filled[section], dict):
            filled[section] = rest[section] | filled[section]
    return filled


def _convert(where: str, data: object, kind: type[_Kind], prefix: str) -> _Kind:
    try:
        return msgspec.convert(data, kind)
    except msgspec.ValidationError as error:
        raise PlanError(f"{where}: {_said(str(error), prefix)}") from None


def _said(message: str, prefix: str) -> str:
    """The message of msgspec with the key in front, as TOML writes it."""
    found = _PLACE.match(message)
    place = (found["place"] if found else None) or "$"
    reason = found["reason"] if found else message
    for pattern, words in WORDS.items():
        reason = reason.replace(f"`str` matching regex {pattern!r}", words)
    key = (prefix + place.removeprefix("$").removeprefix(".")).strip(".")
    return f"{key}: {reason[:1].lower()}{reason[1:]}" if key else f"{reason[:1].lower()}{reason[1:]}"
