"""ATT&CK from the tags of a rule."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from converter.attack import Tactic, Technique, attack_of
from converter.attack.build import table
from converter.load import Rule, load
from converter.paths import find

if TYPE_CHECKING:
    from pathlib import Path


def test_a_technique_and_its_tactic() -> None:
    """Tags become ids, names and links."""
    attack = attack_of(["attack.exfiltration", "attack.t1537"])
    assert attack.tactics == (Tactic("TA0010", "Exfiltration", "exfiltration"),)
    assert attack.techniques == (Technique("T1537", "Transfer Data to Cloud Account", ("exfiltration",)),)
    assert attack.tactics[0].link == "https://attack.mitre.org/tactics/TA0010/"
    assert attack.techniques[0].link == "https://attack.mitre.org/techniques/T1537/"
    assert attack.unknown == ()


def test_a_part_of_a_technique_knows_the_whole() -> None:
    """A sub-technique has its parent's id, and a page below the parent's."""
    [cloud_accounts] = attack_of(["attack.t1078.004"]).techniques
    assert (cloud_accounts.name, cloud_accounts.parent) == ("Cloud Accounts", "T1078")
    assert cloud_accounts.link == "https://attack.mitre.org/techniques/T1078/004/"
    assert attack_of(["attack.t1078"]).techniques[0].parent is None


@pytest.mark.parametrize(
    ("tags", "tactics"),
    [
        (["attack.t1537"], ["exfiltration"]),
        (["attack.impact", "attack.t1537"], ["exfiltration", "impact"]),
        (
            ["attack.t1078"],
            ["initial-access", "persistence", "privilege-escalation", "stealth"],
        ),
        (["attack.persistence", "attack.t1078"], ["persistence"]),
        (["attack.command_and_control"], ["command-and-control"]),
        (["attack.impact", "attack.initial-access"], ["initial-access", "impact"]),
    ],
)
def test_tactics(tags: list[str], tactics: list[str]) -> None:
    """A technique adds its own tactics where no tag names one of them; they come in ATT&CK's order."""
    assert [tactic.shortname for tactic in attack_of(tags).tactics] == tactics


@pytest.mark.parametrize(
    ("tags", "tactics"),
    [
        (["attack.defense-evasion"], ["stealth"]),
        (["attack.defense_evasion", "attack.t1685"], ["defense-impairment"]),
        (["attack.defense-evasion", "attack.t1078"], ["stealth"]),
        (["attack.defense-evasion", "attack.t1562.008"], ["defense-impairment"]),
    ],
)
def test_the_old_tactic_is_one_of_the_two_that_it_became(tags: list[str], tactics: list[str]) -> None:
    """Defense Evasion became Stealth and Defense Impairment in version 19; the technique tells which."""
    assert [tactic.shortname for tactic in attack_of(tags).tactics] == tactics


def test_a_revoked_technique_is_its_successor() -> None:
    """T1562.008, Disable or Modify Cloud Logs, is T1685.002 since version 19."""
    attack = attack_of(["attack.t1562.008"])
    assert [technique.id for technique in attack.techniques] == ["T1685.002"]


@pytest.mark.parametrize(
    "tags", [None, "attack.t1537", 7, [], [None, 7, {}], ["car.2013-05-004", "cve.2024-1"]]
)
def test_other_tags_say_nothing(tags: object) -> None:
    """What is no list of ATT&CK tags has neither tactic nor technique."""
    attack = attack_of(tags)
    assert (attack.tactics, attack.techniques, attack.unknown) == ((), (), ())


def test_unknown_tags_are_kept() -> None:
    """Misspelt tactics and ids that never were can be told; groups and software are no such."""
    tags = ["attack.exfil", "attack.t9999", "attack.g0016", "attack.s0002", "Attack.T1537"]
    assert attack_of(tags).unknown == ("attack.exfil", "attack.t9999")


def test_techniques_under_a_tactic() -> None:
    """Each tactic has the techniques that serve it."""
    attack = attack_of(["attack.impact", "attack.persistence", "attack.t1485", "attack.t1078.004"])
    under = {tactic.shortname: [each.id for each in attack.under(tactic)] for tactic in attack.tactics}
    assert under == {"persistence": ["T1078.004"], "impact": ["T1485"]}


def test_every_tag_of_sigmahq_is_known(corpus: Path) -> None:
    """SigmaHQ's rules for CloudTrail name only tactics and techniques that the table has."""
    rules = [rule for path in find([corpus / "sigmahq"]) for rule in load(path) if isinstance(rule, Rule)]
    found = [attack_of(rule.document.get("tags")) for rule in rules]
    assert len(found) == 57
    assert all(attack.tactics for attack in found)
    assert [attack.unknown for attack in found if attack.unknown] == []


def test_the_table_is_printed_from_a_bundle() -> None:
    """Names and tactics come from the living; the dead stand under the last of their successors."""

    def pattern(number: int, *, revoked: bool = False) -> dict[str, object]:
        return {
            "type": "attack-pattern",
            "id": f"attack-pattern--{number}",
            "name": f"Technique {number}",
            "revoked": revoked,
            "external_references": [{"source_name": "mitre-attack", "external_id": f"T000{number}"}],
            "kill_chain_phases": [{"phase_name": "impact"}, {"phase_name": "execution"}],
        }

    def heir(old: int, new: int) -> dict[str, object]:
        return {
            "type": "relationship",
            "relationship_type": "revoked-by",
            "source_ref": f"attack-pattern--{old}",
            "target_ref": f"attack-pattern--{new}",
        }

    tactic = {
        "type": "x-mitre-tactic",
        "name": "Impact",
        "x_mitre_shortname": "impact",
        "external_references": [{"external_id": "TA0040"}],
    }
    things = [pattern(3), pattern(1, revoked=True), pattern(2, revoked=True), heir(1, 2), heir(2, 3), tactic]
    assert table({"objects": things}) == (
        "tactic\tTA0040\tImpact\timpact\n"
        "technique\tT0003\tTechnique 3\texecution,impact\n"
        "revoked\tT0001\tT0003\n"
        "revoked\tT0002\tT0003\n"
    )
