"""The data that pySigma's validators would download, from tables of ours, for as long as they run.

The modules `sigma.data.mitre_attack` and the like look for an attribute, and only where there is none ask a
cache on disk or the network. So attributes are put there, and taken away again: neither the user's cache nor
any setting of theirs is touched.
"""

from __future__ import annotations

from contextlib import contextmanager
from importlib import import_module
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final

from converter.attack import tactics_by_technique

if TYPE_CHECKING:
    from collections.abc import Iterator

# Tactics of D3FEND 1.x (https://d3fend.mitre.org, November 2026). Its techniques are checked by form alone.
_D3FEND: Final = ("Model", "Harden", "Detect", "Isolate", "Deceive", "Evict", "Restore")


@contextmanager
def offline() -> Iterator[None]:
    """Give the validators their data while the block runs."""
    placed: list[tuple[Any, str]] = []
    try:
        for module, values in _data().items():
            loaded = import_module(module)
            for name, value in values.items():
                if name not in vars(loaded):
                    placed.append((loaded, name))
                    setattr(loaded, name, value)
        yield
    finally:
        for loaded, name in placed:
            delattr(loaded, name)


def _data() -> dict[str, dict[str, Any]]:
    techniques = tactics_by_technique()
    others = _others()
    here = "sigma.validators.sigmahq.data"
    return {
        "sigma.data.mitre_attack": {
            "mitre_attack_tactics": {name: name for of in techniques.values() for name in of},
            "mitre_attack_techniques": dict.fromkeys(techniques, ""),
            "mitre_attack_techniques_tactics_mapping": techniques,
            "mitre_attack_intrusion_sets": others["group"],
            "mitre_attack_software": others["software"],
            "mitre_attack_datasources": others.get("datasource", {}),
            "mitre_attack_mitigations": others["mitigation"],
        },
        "sigma.data.mitre_d3fend": {
            "mitre_d3fend_tactics": dict.fromkeys(_D3FEND, ""),
            "mitre_d3fend_techniques": {},
            "mitre_d3fend_artifacts": {},
        },
        f"{here}.data_filename": {"sigmahq_filename_pattern": {"aws_None_None": "aws"}},
        # SigmaHQ's taxonomy has no fields for CloudTrail; tools/sigmahq_taxonomy.json, November 2026.
        f"{here}.data_taxonomy": {
            "sigmahq_taxonomy_fieldsname": {},
            "sigmahq_taxonomy_redundant_fields": {},
            "sigmahq_taxonomy_logsource_definition": {},
        },
        f"{here}.data_windows_eventid": {"sigmahq_category_no_eventid": []},
        f"{here}.data_windows_provider": {"sigmahq_provider_name": {}},
    }


def _others() -> dict[str, dict[str, str]]:
    """The ids of ATT&CK's groups, software and so on (see `converter.lint.build`)."""
    lines = (files(__package__) / "attack.tsv").read_text(encoding="utf-8").splitlines()
    return {kind: dict.fromkeys(ids.split(), "") for kind, ids in (line.split("\t") for line in lines)}
