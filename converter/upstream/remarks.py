"""What a reviewer at SigmaHQ will ask about a rule."""

from __future__ import annotations

import ipaddress
import re
from typing import TYPE_CHECKING, Final

import yaml

from converter.errors import RuleError
from converter.lint import lint
from converter.paths import read_file
from converter.safe_yaml import compose, construct
from converter.upstream.regression import FOLDER

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from converter.load import Rule
    from converter.verify.engine import Event

_ACCOUNT: Final = re.compile(r"(?<!\d)\d{12}(?!\d)")
_ADDRESS: Final = re.compile(r"(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?![\d.])")
# Accounts as AWS's documentation writes them.
_INVENTED: Final = re.compile(r"123456789012|(\d)\1{3}(\d)\2{3}(\d)\3{3}")
# What `sigmatrail new` and `init` leave to be written.
_PLACEHOLDERS: Final = {
    "author": "The authors of this repository",
    "description": "Say here who makes such a call",
    "references": "/userguide/cloudtrail-event-reference.html",
    "falsepositives": "Administrators who do this on purpose",
}
_MADE_UP: Final = "EXAMPLEEXAMPLE"


def remarks(rule: Rule, written: Path, root: Path, events: list[Event]) -> Iterator[str]:
    """One line for each: findings, then what only a whole repository and its events can tell."""
    findings = lint([written])
    yield from (f"{each.code} {each.message}" for each in findings if each.severity != "info")
    if any(each.code == "ST204" for each in findings):
        yield "a path leads through an array, as SigmaHQ's json_checker may not: try the regression data"
    yield from _about_rule(rule)
    yield from _about_neighbours(rule, written, root)
    yield from _about_events(events)


def _about_rule(rule: Rule) -> Iterator[str]:
    document = rule.document
    if not document.get("references"):
        yield "there are no references; SigmaHQ wants the source of the idea, GitHub links as permalinks"
    if not any(str(tag).startswith("attack.t") for tag in document.get("tags") or ()):
        yield "there is no technique of ATT&CK in the tags"
    for key, text in _PLACEHOLDERS.items():
        if text in str(document.get(key)):
            yield f"{key}: still what sigmatrail wrote; write your own"
    if document.get("status") != "experimental":
        yield f"the status is {document.get('status')}; new rules are experimental"
    if not document.get("falsepositives"):
        yield "there are no false positives; 'Unknown' will do if nobody has seen any"


def _about_neighbours(rule: Rule, written: Path, root: Path) -> Iterator[str]:
    """Rules of the same id, title or event names that SigmaHQ has already."""
    names = set(_names(rule.document.get("detection")))
    others = sorted(path for path in (root / FOLDER).glob("*.yml") if path != written)
    if not others:
        yield f"{root} has none of SigmaHQ's rules, which may find the same; export into a checkout of theirs"
    for path in others:
        try:
            other = construct(compose(read_file(path)))
        except (RuleError, yaml.YAMLError, ValueError, TypeError):
            continue
        if not isinstance(other, dict):
            continue
        for key in ("id", "title"):
            if str(other.get(key)).lower() == str(rule.document.get(key)).lower():
                yield f"{path.name} has the same {key}"
        if shared := sorted(names & set(_names(other.get("detection")))):
            yield f"{path.name} looks for {', '.join(shared)}, too: what does this rule add?"


def _names(node: object) -> Iterator[str]:
    """The event names that a detection asks for."""
    if isinstance(node, dict):
        for key, value in node.items():
            if str(key) == "eventName":
                yield from map(str, value if isinstance(value, list) else [value])
            else:
                yield from _names(value)
    elif isinstance(node, list):
        for each in node:
            yield from _names(each)


def _about_events(events: list[Event]) -> Iterator[str]:
    if not events:
        yield "there is no match-*.json, so no regression data; a rule needs them to leave experimental"
    text = "\n".join(event.text for event in events)
    if _MADE_UP in text:
        yield "the events are sigmatrail's own, made up; take recorded ones, without names that are yours"
    accounts = sorted({each for each in _ACCOUNT.findall(text) if not _INVENTED.fullmatch(each)})
    addresses = sorted({each for each in _ADDRESS.findall(text) if _real(each)})
    for what, found in (("accounts", accounts), ("addresses", addresses)):
        if found:
            yield f"the events hold {what} that may be real: {', '.join(found)}"


def _real(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_global
    except ValueError:
        return False
