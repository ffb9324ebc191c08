"""The rules are ones that SigmaHQ would take, as far as that can be told without a network.

Conventions: https://github.com/SigmaHQ/sigma-specification (2.1.0, appendix and rule conventions) and
the validators of pySigma-validators-sigmahq 0.21.0, read in November 2026.
"""

from __future__ import annotations

import datetime as dt
import re
import subprocess
import sys
import uuid
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parent.parent
RULES = sorted((ROOT / "rules").glob("*.yml"))
KEYS = [
    "title",
    "id",
    "related",
    "status",
    "description",
    "references",
    "author",
    "date",
    "modified",
    "tags",
    "logsource",
    "detection",
    "falsepositives",
    "level",
]
OPTIONAL = {"related", "modified"}
SMALL_WORDS = {
    "a",
    "an",
    "and",
    "as",
    "at",
    "by",
    "for",
    "from",
    "in",
    "of",
    "on",
    "or",
    "the",
    "to",
    "via",
    "with",
}

each_rule = pytest.mark.parametrize("path", RULES, ids=lambda path: path.stem)


def content(path: Path) -> dict[str, Any]:
    """The rule as YAML says it."""
    rule: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return rule


def test_there_are_rules() -> None:
    """The tests below have something to look at."""
    assert "aws_ec2_ami_shared_or_made_public" in [path.stem for path in RULES]


@each_rule
def test_the_file_name_is_one_of_sigmahq_s(path: Path) -> None:
    """Lower case, 10 to 90 characters, with the prefix of the log source."""
    assert re.fullmatch(r"aws_[a-z0-9_]{6,86}\.yml", path.name)


@each_rule
def test_the_keys_stand_in_order(path: Path) -> None:
    """All of the keys that a new rule has, in the order that SigmaHQ keeps, and no other key."""
    keys = list(content(path))
    assert keys == [key for key in KEYS if key in keys or key not in OPTIONAL]


@each_rule
def test_the_id_is_a_random_uuid(path: Path) -> None:
    """Version 4, written in lower case with hyphens."""
    text = content(path)["id"]
    assert uuid.UUID(text).version == 4
    assert str(uuid.UUID(text)) == text


def test_no_two_rules_share_an_id_or_a_title() -> None:
    """Both identify a rule wherever it is deployed."""
    rules = [content(path) for path in RULES]
    assert len({rule["id"] for rule in rules}) == len(rules)
    assert len({rule["title"] for rule in rules}) == len(rules)


@each_rule
def test_the_title_is_in_title_case(path: Path) -> None:
    """At most 120 characters, capitals, no full stop, and not the word Detect in front."""
    title = content(path)["title"]
    assert len(title) <= 120
    assert not title.startswith("Detect")
    assert not title.endswith(".")
    assert [word for word in title.split() if word[0].islower() and word not in SMALL_WORDS] == []


@each_rule
def test_the_description_says_what_is_detected(path: Path) -> None:
    """It starts with Detects, is more than a phrase, and leaves links to the references."""
    description = content(path)["description"]
    assert description.startswith("Detects ")
    assert len(description) > 50
    assert "://" not in description


@each_rule
def test_references_are_lasting_links(path: Path) -> None:
    """Over https; ATT&CK belongs in the tags, and a link to GitHub names a commit."""
    references = content(path)["references"]
    assert references
    for link in references:
        assert link.startswith("https://")
        assert not link.startswith("https://attack.mitre.org/")
        assert not link.startswith("https://github.com/") or re.search(r"/[0-9a-f]{40}/", link)


@each_rule
def test_a_new_rule_is_experimental_and_dated(path: Path) -> None:
    """YAML reads an ISO date as a date, so any other form fails here."""
    rule = content(path)
    assert rule["status"] == "experimental"
    assert type(rule["date"]) is dt.date
    assert rule["level"] in {"informational", "low", "medium", "high", "critical"}


@each_rule
def test_tags_hold_a_tactic_and_a_technique(path: Path) -> None:
    """A technique without its tactic is turned down."""
    tags = content(path)["tags"]
    assert all(re.fullmatch(r"attack\.(t\d{4}(\.\d{3})?|[a-z][a-z-]+)", tag) for tag in tags)
    assert any(re.match(r"attack\.t\d", tag) for tag in tags)
    assert any(not re.match(r"attack\.t\d", tag) for tag in tags)


@each_rule
def test_the_log_source_is_cloudtrail(path: Path) -> None:
    """The pipelines take no other."""
    assert content(path)["logsource"] == {"product": "aws", "service": "cloudtrail"}


@each_rule
def test_false_positives_are_sentences(path: Path) -> None:
    """They start with a capital, and none of them is the word None."""
    entries = content(path)["falsepositives"]
    assert entries
    assert all(entry[0].isupper() and entry.lower() not in {"none", "pentest"} for entry in entries)


def lists_in(value: object) -> list[list[object]]:
    """Every list inside a YAML value."""
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else []
    found = [each for item in inner for each in lists_in(item)]
    return [value, *found] if isinstance(value, list) else found


@each_rule
def test_no_list_in_the_detection_has_one_element(path: Path) -> None:
    """SigmaHQ wants the value itself instead."""
    assert [found for found in lists_in(content(path)["detection"]) if len(found) == 1] == []


@each_rule
def test_the_text_passes_yamllint(path: Path) -> None:
    """Indents of four, no tab, no blank at the end of a line, one newline at the end of the file."""
    text = path.read_text(encoding="utf-8")
    assert text.startswith("title: ")
    assert text.endswith("\n")
    assert not text.endswith("\n\n")
    for line in text.splitlines():
        assert line == line.rstrip()
        assert "\t" not in line
        assert (len(line) - len(line.lstrip(" "))) % 4 == 0


@each_rule
def test_every_rule_has_events_that_match_and_that_miss(path: Path) -> None:
    """At least eight of the one and ten of the other, by name."""
    folder = ROOT / "tests" / "events" / path.stem
    assert len(list(folder.glob("match-*.json"))) >= 8
    assert len(list(folder.glob("miss-*.json"))) >= 10


def test_the_ami_rule_asks_for_a_grant() -> None:
    """One call of one service, and one of four kinds of grantee under `add`."""
    detection = content(ROOT / "rules" / "aws_ec2_ami_shared_or_made_public.yml")["detection"]
    assert detection == {
        "selection_call": {"eventSource": "ec2.amazonaws.com", "eventName": "ModifyImageAttribute"},
        "selection_grantee": [
            {"requestParameters.launchPermission.add.items.userId": "*"},
            {"requestParameters.launchPermission.add.items.group": "all"},
            {"requestParameters.launchPermission.add.items.organizationArn": "*"},
            {"requestParameters.launchPermission.add.items.organizationalUnitArn": "*"},
        ],
        "condition": "all of selection_*",
    }


def test_the_repository_passes_its_own_gate() -> None:
    """Rule, plan, events, goldens and verdicts of this checkout stand as `sigmatrail init` lays them out."""
    call = [sys.executable, "-m", "converter", "check", str(ROOT)]
    result = subprocess.run(call, capture_output=True, text=True, check=False)  # noqa: S603 -- our own command
    assert (result.stdout, result.returncode) == ("nothing found\n", 0)
