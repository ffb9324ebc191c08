"""What is known of an event's name: who logs it, and which real name is nearest to a wrong one."""

from __future__ import annotations

import re
from collections import defaultdict
from difflib import SequenceMatcher, get_close_matches
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final

from converter.lint.aws.known import DATED, EVENTS, RENAMED, SOURCES
from converter.shapes.models import API_VERSION, calls, models_of, sources

if TYPE_CHECKING:
    from collections.abc import Iterable

_WORD: Final = re.compile(r"[A-Z]+(?![a-z])|[A-Z][a-z0-9]*|[a-z0-9]+")
# How much of their words two names share to be near, and the words that say little.
_NEAR: Final = 0.5
_FEW_LETTERS: Final = 3
_LIGHT: Final = {"bucket": 0.2, "configuration": 0.2}


def known_source(source: str) -> bool:
    """Whether some AWS service logs under this event source."""
    named = source.lower()
    return named in sources() or named in EVENTS or named in SOURCES


def nearest_source(source: str) -> str | None:
    """The real event source that is spelled most like this one."""
    everything = sorted({*sources(), *EVENTS, *SOURCES})
    return next(iter(get_close_matches(source.lower(), everything, 1, 0.8)), None)


def without_list(source: str) -> bool:
    """Whether a source is known, but not what it logs."""
    named = source.lower()
    return named not in sources() and not EVENTS.get(named)


@cache
def names_of(source: str) -> frozenset[str]:
    """Every event name of a source as AWS writes it, without version suffixes."""
    named = source.lower()
    calls = (name for model in models_of(named) for name in model.operations)
    return frozenset(calls) | EVENTS.get(named, frozenset())


@cache
def _lowered(source: str) -> dict[str, str]:
    return {name.lower(): name for name in names_of(source)}


def real_name(source: str, name: str) -> str | None:
    """The event of a source as AWS writes it, whatever the letter case; None if there is none."""
    lowered = _lowered(source.lower())
    bare = API_VERSION.sub("", name)
    found = lowered.get(name.lower()) or lowered.get(bare.lower())
    if found and bare != name and found.lower() == bare.lower():
        return found + name[len(bare) :]
    return found


@cache
def sources_with(name: str) -> tuple[str, ...]:
    """The event sources that log an event of this name, in order."""
    models, events = _callers()
    named = name.lower()
    found = {source for key in (named, API_VERSION.sub("", named)) for source in models.get(key, ())}
    return tuple(sorted(found.union(events.get(named, ()))))


@cache
def _callers() -> tuple[dict[str, set[str]], dict[str, set[str]]]:
    """For each name in lower case the sources that log it: by the models' calls, and by our own lists."""
    of_model: dict[str, set[str]] = defaultdict(set)
    for source, names in sources().items():
        for name in names:
            of_model[name].add(source)
    models: dict[str, set[str]] = {}
    for line in calls().splitlines():
        call, _, having = line.partition("\t")
        models[call] = {source for name in having.split() for source in of_model[name]}
    events: dict[str, set[str]] = defaultdict(set)
    for source, known in EVENTS.items():
        for name in known:
            events[name.lower()].add(source)
    return models, events


def recorded_as(source: str, name: str) -> str | None:
    """The name under which CloudTrail records a call, where it is not the API's."""
    names = {call.lower(): event for call, event in RENAMED.get(source.lower(), {}).items()}
    return names.get(name.lower())


def nearest_name(wrong: str, names: Iterable[str]) -> str | None:
    """The name that shares most of its words with a wrong one, or else most of its spelling."""
    words = _words(wrong)
    shared = {name: share for name in sorted(names) if (share := _shared(words, name)) >= _NEAR}
    if not shared:
        return _spelt_alike(wrong, names)
    most = max(shared.values())
    alike = [name for name, share in shared.items() if share == most]
    return max(alike, key=lambda name: _alike(wrong, name))


def _spelt_alike(wrong: str, names: Iterable[str]) -> str | None:
    close = [name for name in sorted(names) if abs(len(name) - len(wrong)) <= _FEW_LETTERS]
    return next(iter(get_close_matches(wrong, close, 1, 0.85)), None)


@cache
def _words(name: str) -> frozenset[str]:
    return frozenset(word.lower() for word in _WORD.findall(name))


def _shared(words: frozenset[str], name: str) -> float:
    others = _words(name)
    return _weight(words & others) / (_weight(words | others) or 1)


def _weight(words: frozenset[str]) -> float:
    return sum(_LIGHT.get(word, 1) for word in sorted(words))


def _alike(one: str, other: str) -> float:
    return SequenceMatcher(None, one.lower(), other.lower()).ratio()


def is_permission(source: str, name: str) -> bool:
    """Whether IAM has a permission of this name for the source's service that is no call of its API."""
    service = source.lower().removesuffix(".amazonaws.com")
    return name.lower() in permissions().get(service, frozenset())


@cache
def permissions() -> dict[str, frozenset[str]]:
    """For each service its permissions that are no calls, in lower case (see `converter.lint.build`)."""
    text = (files(__package__) / "permissions.tsv").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in text.splitlines())
    return {service: frozenset(names.lower().split()) for service, names in rows}


def dated(source: str, name: str) -> bool:
    """Whether real events of this call carry the API's version behind the name."""
    return name.lower() in {each.lower() for each in DATED.get(source.lower(), ())}


def dated_test(source: str, name: str) -> tuple[str, str]:
    """The key and the value that find a call whose version stands behind its name, and no other call.

    Beside CreateFunction there is CreateFunctionUrlConfig, so a beginning alone will not do for it.
    """
    begin = name.lower()
    if any(other.lower().startswith(begin) and other.lower() != begin for other in names_of(source)):
        return "eventName|re", rf"'^{name}\d{{8}}(v\d+)?$'"
    return "eventName|startswith", name
