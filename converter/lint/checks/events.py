"""ST1xx: event sources and names against what AWS logs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from converter.lint.aws import events
from converter.lint.pattern import MANY
from converter.lint.pins import reached

if TYPE_CHECKING:
    from collections.abc import Iterator

    from converter.lint.findings import Finding
    from converter.lint.subject import Atom, Subject

# The nearest of all names takes milliseconds to find, so it is told of the first wrong ones.
_MOST_HINTS: Final = 200
# Beside more sources than any rule has, nothing is said of a name.
_MOST_SOURCES: Final = 100


def check(subject: Subject) -> Iterator[Finding]:
    """Every source, and every name beside the sources that are left for it."""
    hints = iter(range(_MOST_HINTS))
    for atom in subject.atoms:
        if atom.field == "eventSource" and atom.literal is not None and not events.known_source(atom.literal):
            yield _unknown_source(subject, atom, hints)
    sources: dict[Atom, set[str]] = {}
    for atom, calls in reached(subject):
        if atom.field == "eventName" and atom.pattern is not None and len(calls.sources) <= _MOST_SOURCES:
            sources.setdefault(atom, set()).update(calls.sources or {""})
    for atom, found in sources.items():
        yield from _name(subject, atom, sorted(found), hints)


def _unknown_source(subject: Subject, atom: Atom, hints: Iterator[int]) -> Finding:
    nearest = next((events.nearest_source(atom.text) for _ in hints), None)
    hint = f"; did you mean '{nearest}'?" if nearest else ""
    return subject.finding("ST101", atom.place, f"no AWS service logs as '{atom.text}'{hint}")


def _name(subject: Subject, atom: Atom, sources: list[str], hints: Iterator[int]) -> Iterator[Finding]:
    """What is wrong with a name beside all of these sources, an empty one for any."""
    if any(source and (events.without_list(source)) for source in sources):
        return
    if atom.literal is None:
        yield from _prefix(subject, atom, sources)
        return
    candidates = sources if all(sources) else list(events.sources_with(atom.text))
    real = [found for source in candidates if (found := events.real_name(source, atom.text))]
    if not real:
        yield _unknown_name(subject, atom, sources, hints)
        return
    if atom.text not in real:
        yield _other_case(subject, atom, real[0])
    recorded = {events.recorded_as(source, atom.text) for source in sources}
    if None not in recorded:
        yield _renamed(subject, atom, " or ".join(sorted(filter(None, recorded))))
    if not all(sources) and len(real) > 1:
        yield subject.finding(
            "ST108",
            atom.place,
            f"{_listed(tuple(candidates))} have an event '{atom.text}'; eventSource would tell them apart",
        )
    dated = [source for source in sources if source and events.dated(source, atom.text)]
    if all(sources) and dated:
        yield _undated(subject, atom, events.dated_test(dated[0], real[0]))


def _other_case(subject: Subject, atom: Atom, real: str) -> Finding:
    if "cased" in atom.modifiers:
        return subject.finding(
            "ST106", atom.place, f"AWS writes '{real}', so '{atom.text}' with cased never matches"
        )
    return subject.finding("ST105", atom.place, f"AWS writes '{real}', not '{atom.text}'")


def _renamed(subject: Subject, atom: Atom, recorded: str) -> Finding:
    return subject.finding("ST109", atom.place, f"CloudTrail records '{atom.text}' as '{recorded}'")


def _undated(subject: Subject, atom: Atom, test: tuple[str, str]) -> Finding:
    return subject.finding(
        "ST107",
        atom.place,
        f"real events are called '{atom.text}' with the API's version behind it; write {': '.join(test)}",
    )


def _unknown_name(subject: Subject, atom: Atom, sources: list[str], hints: Iterator[int]) -> Finding:
    """The most telling reason why no event has this name."""
    name, known = atom.text, [source for source in sources if source]
    others = events.sources_with(name)
    nearest = next((_nearest(name, known) for _ in hints), None)
    hint = f"; did you mean '{nearest}'?" if nearest else ""
    where = " or ".join(known)
    if any(events.is_permission(source, name) for source in known):
        return subject.finding(
            "ST104", atom.place, f"'{name}' is an IAM permission of {where}, not an event{hint}"
        )
    if others:
        return subject.finding(
            "ST103", atom.place, f"'{name}' is an event of {_listed(others)}, not of {where}"
        )
    return subject.finding("ST102", atom.place, f"{where or 'AWS'} has no event '{name}'{hint}")


def _nearest(name: str, sources: list[str]) -> str | None:
    """The event of these sources that is most like a wrong one, as CloudTrail records it."""
    names = sorted({each for source in sources for each in events.names_of(source)})
    nearest = events.nearest_name(name, names)
    if nearest is None:
        return None
    return next(filter(None, (events.recorded_as(source, nearest) for source in sources)), nearest)


def _listed(sources: tuple[str, ...]) -> str:
    shown = ", ".join(sources[:3])
    return shown + (f" and {len(sources) - 3} more" if len(sources) > 3 else "")  # noqa: PLR2004 -- a line's worth


def _prefix(subject: Subject, atom: Atom, sources: list[str]) -> Iterator[Finding]:
    """A beginning of names that no event of the sources has."""
    pattern = atom.pattern or ()
    if not all(sources) or pattern[-1:] != (MANY,) or MANY in pattern[:-1] or "one" in pattern:
        return
    begin = "".join(pattern[:-1])
    names = [name for source in sources for name in events.names_of(source)]
    if names and not any(name.lower().startswith(begin) or _older(begin, name) for name in names):
        yield subject.finding(
            "ST102", atom.place, f"no event of {' or '.join(sources)} begins with '{atom.text}'"
        )


def _older(begin: str, name: str) -> bool:
    """Whether the beginning holds a whole name and the first digits of a version."""
    rest = begin.removeprefix(name.lower())
    return rest != begin and rest[:1].isdigit()
