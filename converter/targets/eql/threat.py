"""ATT&CK as Kibana writes it: each tactic with the techniques that serve it, sub-techniques under theirs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from converter.attack import attack_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from converter.attack import Tactic, Technique


def threat(tags: object) -> list[dict[str, Any]]:
    """The `threat` of a rule with these tags."""
    attack = attack_of(tags)
    return [_tactic(tactic, attack.under(tactic)) for tactic in attack.tactics]


def _tactic(tactic: Tactic, techniques: Iterable[Technique]) -> dict[str, Any]:
    whole: dict[str, dict[str, Any]] = {}
    for technique in techniques:
        if technique.parent is None:
            whole.setdefault(technique.id, _named(technique) | {"subtechnique": []})
        else:
            [parent] = attack_of([f"attack.{technique.parent}"]).techniques
            entry = whole.setdefault(parent.id, _named(parent) | {"subtechnique": []})
            entry["subtechnique"].append(_named(technique))
    return {"framework": "MITRE ATT&CK", "tactic": _named(tactic), "technique": list(whole.values())}


def _named(thing: Tactic | Technique) -> dict[str, Any]:
    return {"id": thing.id, "name": thing.name, "reference": thing.link}
