"""ST20x: the paths of fields against CloudTrail's record and AWS's API models."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from converter.lint.aws import paths
from converter.lint.aws.events import real_name
from converter.lint.aws.known import OWN_NAMES
from converter.lint.pins import Calls, reached
from converter.shapes import HALVES, shape_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from converter.lint.findings import Finding, Place
    from converter.lint.subject import Atom, Subject


def check(subject: Subject) -> Iterator[Finding]:
    """Every path of the rule, those of parameters beside the calls that are left for them."""
    seen: set[tuple[str, Place, Calls]] = set()
    for atom, calls in reached(subject):
        for path in _paths(atom):
            if (path, atom.key_place, calls) in seen:
                continue
            seen.add((path, atom.key_place, calls))
            yield from _path(subject, atom, path, calls)


def _paths(atom: Atom) -> Iterator[str]:
    """The field, and the field that the value names."""
    if atom.field:
        yield atom.field
    if "fieldref" in atom.modifiers and atom.text:
        yield atom.text


def _path(subject: Subject, atom: Atom, path: str, calls: Calls) -> Iterator[Finding]:
    place = atom.key_place if path == atom.field else atom.place
    if path.split(".", maxsplit=1)[0] in HALVES:
        yield from _parameter(subject, place, path, calls)
    else:
        yield from _field(subject, place, path)
    yield from _array(subject, place, path, calls)
    if path == atom.field:
        yield from _object(subject, atom, calls)


def _field(subject: Subject, place: Place, path: str) -> Iterator[Finding]:
    step = paths.stray_in_record(path)
    if step is None:
        return
    names = path.split(".")
    lowered = {name.lower(): name for name in sorted(step.known)}
    found = get_close_matches(names[step.index].lower(), lowered, 1, 0.7)
    before, behind = names[: step.index], names[step.index + 1 :]
    nearest = ".".join((*before, lowered[found[0]], *behind)) if found else None
    hint = f"; did you mean '{nearest}'?" if nearest else ""
    yield subject.finding("ST201", place, f"CloudTrail's record has no field '{path}'{hint}")


def _parameter(subject: Subject, place: Place, path: str, calls: Calls) -> Iterator[Finding]:
    """A parameter beside every call that the rule names; without names nothing is sure."""
    pairs = [
        (source, real)
        for source in sorted(calls.sources)
        for name in sorted(calls.names)
        if (real := real_name(source, name))
    ]
    lacking = [lack for source, name in pairs if (lack := paths.lacks(path, source, name)) is not None]
    if not lacking:
        return
    deepest = max(lacking, key=lambda lack: lack.step.index)
    if len(lacking) == len(pairs):
        yield _unknown(subject, place, deepest)
    else:
        missing = ", ".join(lack.call for lack in lacking)
        have = "have" if len(lacking) > 1 else "has"
        yield subject.finding(
            "ST203", place, f"{missing} {have} no '{path}', so the rule never matches there"
        )


def _unknown(subject: Subject, place: Place, lack: paths.Lack) -> Finding:
    if lack.same_letters:
        return subject.finding("ST209", place, f"{lack.call} has '{lack.nearest}', not '{lack.path}'")
    hint = f"; did you mean '{lack.nearest}'?" if lack.nearest else ""
    return subject.finding("ST202", place, f"{lack.call} has no '{lack.path}'{hint}")


def _array(subject: Subject, place: Place, path: str, calls: Calls) -> Iterator[Finding]:
    shape = shape_of(path, calls.sources, calls.names)
    arrays = [segment.name for segment in shape.segments if segment.depths and 0 not in segment.depths]
    if arrays:
        names = ", ".join(f"'{name}'" for name in arrays)
        many = "are arrays" if len(arrays) > 1 else "is an array"
        yield subject.finding("ST204", place, f"{names} of '{path}' {many}: one member that fits is enough")


def _object(subject: Subject, atom: Atom, calls: Calls) -> Iterator[Finding]:
    """A text compared with an object: only contains and regexes read an object's JSON."""
    if atom.pattern in (None, ("any",)) or "contains" in atom.modifiers or atom.pattern == ():
        return
    pattern = atom.pattern or ()
    if pattern[0] == pattern[-1] == "any":
        return
    if shape_of(atom.field, calls.sources, calls.names).end == "object" and _sure(atom, calls):
        yield subject.finding(
            "ST205",
            atom.key_place,
            f"'{atom.field}' is an object, which equals no text; name a field inside it",
        )


def _sure(atom: Atom, calls: Calls) -> bool:
    """Objects that are so in every call, or in the record itself."""
    if "." not in atom.field or atom.field.split(".")[0] not in HALVES:
        return True
    return bool(calls.names) and not calls.sources & OWN_NAMES
