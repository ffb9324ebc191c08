"""ST206 to ST208 and ST210: values that a field never has, or that say something else than they seem to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from converter.lint.aws.known import NEVER, VALUES
from converter.lint.pattern import disjoint, pattern_of
from converter.lint.pins import reached
from converter.shapes import HALVES, fitting
from converter.shapes.record import RECORD, USER_IDENTITY

if TYPE_CHECKING:
    from collections.abc import Iterator

    from converter.lint.findings import Finding
    from converter.lint.pins import Calls
    from converter.lint.subject import Atom, Subject

_FIRST_NAMES: Final = frozenset((*RECORD, *HALVES))
# Fields that hold no colon, which every ARN does.
# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html (November 2026)
_BARE: Final = frozenset(("username", "rolename", "groupname", "accountid", "accesskeyid"))
# Parameters that hold a policy as JSON text.
_POLICY: Final = ("policydocument", "policy", "assumerolepolicydocument", "trustpolicy")


def check(subject: Subject) -> Iterator[Finding]:
    """Every value of the rule."""
    for atom in subject.atoms:
        yield from _impossible(subject, atom)
        yield from _field_name(subject, atom)
        yield from _unlike_fields(subject, atom)
    quoted = {atom: calls for atom, calls in reached(subject) if '"' in atom.text}
    for atom, calls in quoted.items():
        yield from _quote(subject, atom, calls)


def _impossible(subject: Subject, atom: Atom) -> Iterator[Finding]:
    if atom.literal is not None and atom.literal in NEVER.get(atom.field, ()):
        yield subject.finding(
            "ST206",
            atom.place,
            f"'{atom.field}' is never '{atom.text}': it is missing where a call succeeds; write null",
        )
    values = VALUES.get(atom.field)
    if not values or atom.pattern is None or not atom.pattern:
        return
    known = [pattern_of(value, value, ()) or () for value in values]
    if all(disjoint(atom.pattern, each) for each in known):
        listed = ", ".join(values)
        yield subject.finding(
            "ST206", atom.place, f"'{atom.field}' is never '{atom.text}'; it is one of {listed}"
        )


def _field_name(subject: Subject, atom: Atom) -> Iterator[Finding]:
    """A value such as `requestParameters.userName` where no fieldref makes a field of it."""
    first, dot, rest = atom.text.partition(".")
    if (
        "fieldref" in atom.modifiers
        or not dot
        or first not in _FIRST_NAMES
        or not rest.replace(".", "").isalnum()
    ):
        return
    if first in HALVES or rest.split(".")[0] in USER_IDENTITY:
        yield subject.finding(
            "ST207", atom.place, f"'{atom.text}' is read as text, not as that field; use fieldref"
        )


def _unlike_fields(subject: Subject, atom: Atom) -> Iterator[Finding]:
    """An ARN compared with a bare name: neither is ever the other, though the one may end with the other."""
    if atom.modifiers != ("fieldref",):
        return
    ends = {path.rpartition(".")[2].lower() for path in (atom.field, atom.text)}
    if "arn" in ends and ends & _BARE:
        yield subject.finding(
            "ST210",
            atom.place,
            f"'{atom.field}' never equals '{atom.text}': an ARN is no bare name; compare fields of one kind",
        )


def _quote(subject: Subject, atom: Atom, calls: Calls) -> Iterator[Finding]:
    """A quote in a pattern on the JSON of parameters that hold a policy as text."""
    if atom.field not in HALVES or "contains" not in atom.modifiers or "re" in atom.modifiers:
        return
    if '\\"' not in atom.text and _policies(atom.field, calls):
        yield subject.finding(
            "ST208",
            atom.place,
            f"the policy stands in '{atom.field}' as text, its quotes written \\\"; "
            "leave the quotes out or name the parameter",
        )


def _policies(half: str, calls: Calls) -> bool:
    """Whether every call that is left holds a policy."""
    found = [
        (model, call) for name in sorted(calls.names) for model, call in fitting(sorted(calls.sources), name)
    ]
    return bool(found) and all(
        any(member.lower() in _POLICY for member in model.half(call, HALVES[half])) for model, call in found
    )
