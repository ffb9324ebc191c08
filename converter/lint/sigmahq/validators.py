"""SH1xx: pySigma's and SigmaHQ's validators, run without a network, their issues at lines of the file."""

from __future__ import annotations

import re
from dataclasses import fields
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Final

from converter.errors import one_line
from converter.lint.sigmahq.issues import BY_CLASS, EXCLUDED, OTHER, SAID
from converter.lint.sigmahq.offline import offline
from converter.lint.sigmahq.places import Places
from converter.lint.source import key_place
from converter.rule.time_limit import TooSlowError, limit_time

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from converter.lint.findings import Finding
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
        by_rule: dict[int, tuple[Places, Any]] = {}
        issues: list[Any] = []
        for subject in subjects:
            try:
                with limit_time():
                    rule = _parsed(subject)
                    found = validator.validate_rule(rule)
            except TooSlowError as error:
                yield _unchecked(subject, f"running SigmaHQ's validators {error}")
            except SigmaError:
                continue  # Conversion says why.
            except Exception as error:  # noqa: BLE001 -- pySigma meets malformed rules with whatever Python raises
                yield _unchecked(subject, f"SigmaHQ's validators cannot read it: {one_line(error)}")
            else:
                by_rule[id(rule)] = Places(subject), rule
                issues += found
        issues += validator.finalize()
    for issue in issues:
        for rule in issue.rules:
            if id(rule) in by_rule and not _by_form(issue):
                yield _finding(by_rule[id(rule)][0], issue)


def _unchecked(subject: Subject, reason: str) -> Finding:
    return subject.finding("ST001", key_place(subject.root, "detection"), reason)


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


def _finding(places: Places, issue: Any) -> Finding:  # noqa: ANN401 -- pySigma's
    known = BY_CLASS.get(type(issue).__name__, OTHER)
    details = {
        field.name: getattr(issue, field.name) for field in fields(issue) if field.name not in _DETAILS
    }
    about = known.about if known is not OTHER else " ".join(type(issue).description.split())
    words = ", ".join(text for value in details.values() if (text := _text(value)))
    message = f"{about}: {words}" if words else about
    return places.subject.finding(known.code, places.of(known.key, details), message)


def _text(value: Any) -> str:  # noqa: ANN401 -- whatever an issue holds
    if isinstance(value, list | tuple | set):
        return " ".join(sorted(map(str, value)))
    return str(getattr(value, "field", None) or value or "")
