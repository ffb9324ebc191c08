"""MITRE ATT&CK for the tags of a rule: tactics and techniques with their ids, names and links.

The table beside this module is ATT&CK v19.1 (https://attack.mitre.org, Enterprise, November 2026),
printed by `converter.attack.build`. Nothing here asks the network.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

_TECHNIQUE: Final = re.compile(r"t\d{4}(\.\d{3})?")
_LINK: Final = "https://attack.mitre.org"
# Groups and software, which name no technique.
_ACTOR: Final = re.compile(r"[gs]\d{4}")
# Version 19 made two tactics of one (https://attack.mitre.org/resources/updates/, November 2026); the first
# kept its id.
_OLD_TACTICS: Final = {"defense-evasion": ("stealth", "defense-impairment")}


@dataclass(frozen=True, slots=True)
class Tactic:
    """What an adversary is after: `TA0010`, `Exfiltration`, `exfiltration`."""

    id: str
    name: str
    shortname: str

    @property
    def link(self) -> str:
        """Its page."""
        return f"{_LINK}/tactics/{self.id}/"


@dataclass(frozen=True, slots=True)
class Technique:
    """How it is done: `T1537`, `Transfer Data to Cloud Account`, and the tactics that it serves."""

    id: str
    name: str
    tactics: tuple[str, ...]

    @property
    def link(self) -> str:
        """Its page."""
        return f"{_LINK}/techniques/{self.id.replace('.', '/')}/"

    @property
    def parent(self) -> str | None:
        """The id of the technique that this is a part of."""
        whole, dot, _ = self.id.partition(".")
        return whole if dot else None


@dataclass(frozen=True, slots=True)
class Attack:
    """What a rule's tags say: tactics in ATT&CK's order, techniques by id, and tags that say nothing."""

    tactics: tuple[Tactic, ...] = ()
    techniques: tuple[Technique, ...] = ()
    unknown: tuple[str, ...] = ()

    def under(self, tactic: Tactic) -> tuple[Technique, ...]:
        """The techniques that serve a tactic."""
        return tuple(each for each in self.techniques if tactic.shortname in each.tactics)


@dataclass(frozen=True, slots=True)
class _Table:
    tactics: dict[str, Tactic]
    techniques: dict[str, Technique]
    successors: dict[str, str]

    def technique(self, id_: str) -> Technique | None:
        return self.techniques.get(self.successors.get(id_, id_))


@cache
def _table() -> _Table:
    table = _Table({}, {}, {})
    for line in (files(__package__) / "enterprise.tsv").read_text(encoding="utf-8").splitlines():
        kind, id_, *rest = line.split("\t")
        if kind == "tactic":
            table.tactics[rest[1]] = Tactic(id_, *rest)
        elif kind == "technique":
            table.techniques[id_] = Technique(id_, rest[0], tuple(rest[1].split(",")))
        else:
            table.successors[id_] = rest[0]
    return table


def attack_of(tags: object) -> Attack:
    """What the `tags` of a rule say of ATT&CK; tags of other families are passed over.

    A technique brings its own tactics only where the rule names none that it serves. An id that ATT&CK
    has given up stands for its successor.
    """
    words = _words(tags)
    found = {word: _table().technique(word.upper()) for word in words if _TECHNIQUE.fullmatch(word)}
    techniques = sorted({each for each in found.values() if each}, key=lambda each: each.id)
    tactics = _tactics(words, techniques)
    for technique in techniques:
        if not tactics & set(technique.tactics):
            tactics |= set(technique.tactics)
    ordered = tuple(each for name, each in _table().tactics.items() if name in tactics)
    return Attack(ordered, tuple(techniques), tuple(_unknown(words, found)))


def _words(tags: object) -> list[str]:
    texts = [str(tag).strip().lower() for tag in tags] if isinstance(tags, list) else []
    return [text.removeprefix("attack.") for text in dict.fromkeys(texts) if text.startswith("attack.")]


def _tactics(words: list[str], techniques: list[Technique]) -> set[str]:
    named = {word.replace("_", "-") for word in words}
    tactics = named & _table().tactics.keys()
    served = {tactic for technique in techniques for tactic in technique.tactics}
    for old, new in _OLD_TACTICS.items():
        if old in named:
            tactics |= (served & set(new)) or {new[0]}
    return tactics


def _unknown(words: list[str], found: dict[str, Technique | None]) -> Iterator[str]:
    tactics = _table().tactics.keys() | _OLD_TACTICS.keys()
    for word in words:
        other = word.replace("_", "-") in tactics or _ACTOR.fullmatch(word)
        if not other and not found.get(word):
            yield f"attack.{word}"


def tactics_by_technique() -> dict[str, list[str]]:
    """For each technique's id the short names of the tactics that it serves."""
    return {id_: list(technique.tactics) for id_, technique in _table().techniques.items()}
