"""Print the table of ATT&CK from MITRE's STIX bundle.

    python -m converter.attack.build enterprise-attack.json

The table in the repository was made from the bundle of ATT&CK v19.1 that the PyPI package sigmalint-cli
0.1.7 carries (sigmalint/data/vendored/enterprise-attack.json, November 2026); MITRE publishes the same
at https://github.com/mitre-attack/attack-stix-data.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    Things = list[dict[str, Any]]

TABLE: Final = Path(__file__).with_name("enterprise.tsv")
# ATT&CK's own order, as its matrix has the columns.
_ORDER: Final = (
    "reconnaissance",
    "resource-development",
    "initial-access",
    "execution",
    "persistence",
    "privilege-escalation",
    "stealth",
    "defense-impairment",
    "credential-access",
    "discovery",
    "lateral-movement",
    "collection",
    "command-and-control",
    "exfiltration",
    "impact",
)


def table(bundle: dict[str, Any]) -> str:
    """The lines `tactic id name shortname`, `technique id name tactics` and `revoked id successor`."""
    things = bundle["objects"]
    lines = [*_tactics(things), *_techniques(things), *_revoked(things)]
    return "".join("\t".join(line) + "\n" for line in lines)


def _id(thing: dict[str, Any]) -> str:
    return next(str(each["external_id"]) for each in thing["external_references"] if "external_id" in each)


def _of(things: Things, kind: str) -> Things:
    return [thing for thing in things if thing["type"] == kind]


def _alive(thing: dict[str, Any]) -> bool:
    return not (thing.get("revoked") or thing.get("x_mitre_deprecated"))


def _tactics(things: Things) -> Iterator[tuple[str, ...]]:
    found = {thing["x_mitre_shortname"]: thing for thing in _of(things, "x-mitre-tactic") if _alive(thing)}
    for name in sorted(found, key=_ORDER.index):
        yield "tactic", _id(found[name]), found[name]["name"], name


def _techniques(things: Things) -> Iterator[tuple[str, ...]]:
    for thing in sorted(filter(_alive, _of(things, "attack-pattern")), key=_id):
        tactics = {phase["phase_name"] for phase in thing["kill_chain_phases"]}
        yield "technique", _id(thing), thing["name"], ",".join(sorted(tactics, key=_ORDER.index))


def _revoked(things: Things) -> Iterator[tuple[str, ...]]:
    patterns = {thing["id"]: thing for thing in _of(things, "attack-pattern")}
    links = [each for each in _of(things, "relationship") if each["relationship_type"] == "revoked-by"]
    heirs = {link["source_ref"]: link["target_ref"] for link in links if link["source_ref"] in patterns}
    for old in sorted(heirs, key=lambda old: _id(patterns[old])):
        new = heirs[old]
        while new in heirs:
            new = heirs[new]
        if new in patterns and _alive(patterns[new]) and _id(patterns[old]) != _id(patterns[new]):
            yield "revoked", _id(patterns[old]), _id(patterns[new])


def main(arguments: Sequence[str]) -> None:
    """Write the table beside this module."""
    bundle = json.loads(Path(arguments[0]).read_text(encoding="utf-8"))
    TABLE.write_text(table(bundle), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main(sys.argv[1:])
