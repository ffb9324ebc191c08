"""ST4xx: what the rule costs a target, or loses there."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from converter.lint.pattern import ANY
from converter.lint.pins import Calls
from converter.lint.source import key_place

if TYPE_CHECKING:
    from collections.abc import Iterator

    from converter.conversion import Converter
    from converter.converted import Conversion
    from converter.lint.findings import Finding, Place
    from converter.lint.subject import Atom, Subject

_PREFIX: Final = 3


def check(subject: Subject) -> Iterator[Finding]:
    """Patterns and conditions that make a search read more than it has to."""
    seen: set[Place] = set()
    for atom in subject.atoms:
        if atom.key_place not in seen and _leading(atom):
            seen.add(atom.key_place)
            yield subject.finding(
                "ST403",
                atom.place,
                f"a pattern that begins with a wildcard reads every value of '{atom.field or 'the event'}'",
            )
    for condition in subject.conditions:
        calls = Calls().narrowed(subject.tree(condition.expression))
        if not calls.sources and not calls.names and not _begins(subject):
            yield subject.finding(
                "ST404", condition.place, "no eventSource and no eventName limit what a search has to read"
            )


def _leading(atom: Atom) -> bool:
    pattern = atom.pattern
    if pattern is None:
        return "re" in atom.modifiers and atom.text.startswith((".*", ".+"))
    return len(pattern) > 1 and pattern[0] in ANY


def _begins(subject: Subject) -> bool:
    """Whether the rule names events by the beginning of their names."""
    patterns = [atom.pattern for atom in subject.atoms if atom.field in {"eventName", "eventSource"}]
    return any(pattern and ANY.isdisjoint(pattern[:_PREFIX]) for pattern in patterns)


def check_targets(subject: Subject, converter: Converter) -> Iterator[Finding]:
    """What conversion to each target warns of; a rule that no target takes is unreadable."""
    place = key_place(subject.root, "detection")
    conversions = list(converter.convert(subject.rule))
    errors = {each.target: _reason(each) for each in conversions if each.error}
    if len(errors) == len(converter.targets) > len(set(errors.values())) == 1:
        reason = next(iter(errors.values()))
        yield subject.finding("ST001", _blamed(subject, reason) or place, reason)
        return
    yield from (subject.finding("ST402", place, text) for text in _refusals(errors))
    for text in dict.fromkeys((each.target, text) for each in conversions for text in each.warnings):
        yield subject.finding("ST401", place, _named(*text))


def _blamed(subject: Subject, reason: str) -> Place | None:
    """The condition, or the key with the modifier that pySigma does not know and names alone."""
    if reason.startswith("condition"):
        return key_place(subject.root, "detection", "condition")
    unknown = re.search(r"Unknown modifier '(.*)'$", reason)
    keys = (atom.key_place for atom in subject.atoms if unknown and unknown[1] in atom.modifiers)
    return next(keys, None)


def _refusals(errors: dict[str, str]) -> list[str]:
    """What the targets say, once where all of them lack the same paths."""
    lacking = {_lacking(target, error) for target, error in errors.items()}
    if len(errors) > 1 and len(lacking) == 1 and (names := next(iter(lacking))):
        return [f"{', '.join(errors)} know no {names}; if your data has it, add it to their pipelines"]
    return [_named(target, error) for target, error in errors.items()]


def _lacking(target: str, error: str) -> str:
    """The paths that a target says it does not know, in quotes."""
    match = re.match(rf"{target} has no \w+ for ('[^;]*');", error)
    return match[1] if match else ""


def _named(target: str, text: str) -> str:
    return text if text.startswith(f"{target} ") else f"{target}: {text}"


def _reason(conversion: Conversion) -> str:
    """A conversion's error without the path before it."""
    return (conversion.error or "").removeprefix(f"{conversion.path}: ")
