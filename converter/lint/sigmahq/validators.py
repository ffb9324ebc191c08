"""SH1xx: pySigma's and SigmaHQ's validators, run without a network, their issues at lines of the file."""

from __future__ import annotations

import re
from dataclasses import fields
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Final

from converter.lint.findings import Finding, Place
from converter.lint.sigmahq.issues import BY_CLASS, EXCLUDED, OTHER, SAID, Issue
from converter.lint.sigmahq.offline import offline
from converter.lint.source import child, key_place, scalars

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from converter.lint.subject import Subject

_DETAILS: Final = ("rules", "severity", "description")
# D3FEND's techniques are written so.
_D3FEND: Final = re.compile(r"d3-[a-z0-9]+")


def installed() -> bool:
    """Whether the package pysigma-validators-sigmahq is there."""
    return find_spec("sigma.validators.sigmahq") is not None


def validate(subjects: Sequence[Subject]) -> Iterator[Finding]:
    """The issues of all rules; none where the validators are not installed."""
    if not installed() or not subjects:
        return
    from sigma.exceptions import SigmaError  # noqa: PLC0415 -- only here
    from sigma.validation import SigmaValidator  # noqa: PLC0415 -- likewise

    with offline():
        validator = SigmaValidator(_validators())
        by_rule = {}
        issues: list[Any] = []
        for subject in subjects:
            try:
                rule = _parsed(subject)
                by_rule[id(rule)] = (subject, rule)
                issues += validator.validate_rule(rule)
            except SigmaError:
                by_rule = {key: value for key, value in by_rule.items() if value[0] is not subject}
        issues += validator.finalize()
    for issue in issues:
        for rule in issue.rules:
            if id(rule) in by_rule and not _by_form(issue):
                yield _finding(by_rule[id(rule)][0], issue)


def _parsed(subject: Subject) -> Any:  # noqa: ANN401 -- pySigma's rule
    from pathlib import Path  # noqa: PLC0415 -- only here

    from sigma.exceptions import SigmaRuleLocation  # noqa: PLC0415 -- likewise
    from sigma.rule import SigmaRule  # noqa: PLC0415 -- likewise

    return SigmaRule.from_dict(subject.rule.document, source=SigmaRuleLocation(Path(subject.source.path)))


def _validators() -> list[Any]:
    found: dict[str, Any] = {}
    for package in ("sigma.validators.core", "sigma.validators.sigmahq"):
        found |= import_module(package).validators
    return [found[name] for name in sorted(found) if name not in EXCLUDED | SAID]


def _by_form(issue: Any) -> bool:  # noqa: ANN401 -- pySigma's
    """Whether it is about a technique of D3FEND, whose list is not here."""
    tag = getattr(issue, "tag", None)
    return type(issue).__name__ == "InvalidD3FENDagIssue" and bool(_D3FEND.fullmatch(tag.name if tag else ""))


def _finding(subject: Subject, issue: Any) -> Finding:  # noqa: ANN401 -- pySigma's
    known = BY_CLASS.get(type(issue).__name__, OTHER)
    details = {
        field.name: getattr(issue, field.name) for field in fields(issue) if field.name not in _DETAILS
    }
    about = known.about if known is not OTHER else " ".join(type(issue).description.split())
    words = ", ".join(text for value in details.values() if (text := _text(value)))
    return subject.finding(
        known.code, _place(subject, known, details), f"{about}: {words}" if words else about
    )


def _text(value: Any) -> str:  # noqa: ANN401 -- whatever an issue holds
    if isinstance(value, list | tuple | set):
        return " ".join(sorted(map(str, value)))
    return str(getattr(value, "field", None) or value or "")


def _place(subject: Subject, known: Issue, details: dict[str, Any]) -> Place:
    """The value that the issue names, or the key that it is about."""
    key = known.key
    if key == "condition":
        return key_place(subject.root, "detection", "condition")
    if key == "detection":
        return _test_place(subject, details)
    wanted = [text for value in details.values() for text in _wanted(value)]
    for node in scalars(child(subject.root, key)):
        if any(text in str(node.value) for text in wanted):
            return Place.of(node)
    return key_place(subject.root, key)


def _wanted(value: Any) -> list[str]:  # noqa: ANN401 -- whatever an issue holds
    return [str(each) for each in value] if isinstance(value, list) else [str(value)]


def _test_place(subject: Subject, details: dict[str, Any]) -> Place:
    item, text = details.get("detection_item"), details.get("string") or details.get("unsupported_regexp")
    field = getattr(item, "field", None) or details.get("field")
    for atom in subject.atoms:
        if text is not None and atom.text == getattr(text, "original", str(text)):
            return atom.place
        if field is not None and atom.field == field:
            return atom.key_place
    return key_place(subject.root, "detection")
