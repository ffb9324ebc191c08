"""The sample events are invented CloudTrail records, and each miss is a match but for one fact."""

from __future__ import annotations

import ipaddress
import json
import re
from pathlib import Path
from typing import Any

import pytest

EVENTS = Path(__file__).resolve().parent / "events"
MATCHES = sorted(EVENTS.glob("*/match-*.json"))
MISSES = sorted(EVENTS.glob("*/miss-*.json"))
IDENTITY = {"eventTime", "eventID", "requestID", "requestId"}
DOCUMENTATION = [
    ipaddress.ip_network(block)
    for block in ("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "2001:db8::/32")
]
ACCOUNTS = {"111122223333", "222233334444", "444455556666", "555566667777", "777788889999"}

each_event = pytest.mark.parametrize("path", MATCHES + MISSES, ids=lambda path: path.stem)


def record(path: Path) -> dict[str, Any]:
    """The event in the file."""
    event: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return event


def differences(one: object, other: object) -> int:
    """In how many facts two values differ; a key renamed or a member taken away is one."""
    if isinstance(one, dict) and isinstance(other, dict):
        shared = one.keys() & other.keys() - IDENTITY
        apart = max(len(one.keys() - other.keys()), len(other.keys() - one.keys()))
        return apart + sum(differences(one[key], other[key]) for key in shared)
    if isinstance(one, list) and isinstance(other, list):
        pairs = sum(differences(*pair) for pair in zip(one, other, strict=False))
        return pairs + abs(len(one) - len(other))
    return int(type(one) is not type(other) or one != other)


def addresses(path: Path) -> list[ipaddress.IPv4Address | ipaddress.IPv6Address]:
    """The source of the call if it is an address; a service's name is none."""
    source = record(path)["sourceIPAddress"]
    return [] if source.endswith(".amazonaws.com") else [ipaddress.ip_address(source)]


@each_event
def test_an_event_lies_beside_its_rule(path: Path) -> None:
    """The folder carries the name of the rule."""
    assert (EVENTS.parent.parent / "rules" / f"{path.parent.name}.yml").is_file()


@each_event
def test_an_event_is_pretty_printed(path: Path) -> None:
    """Two blanks a level, so that a change shows as the lines that changed."""
    assert path.read_text(encoding="utf-8") == json.dumps(record(path), indent=2, ensure_ascii=False) + "\n"


@each_event
def test_an_event_holds_nobody_s_data(path: Path) -> None:
    """Addresses come from the blocks for documentation, account numbers from a short list."""
    assert all(any(address in block for block in DOCUMENTATION) for address in addresses(path))
    assert set(re.findall(r"\b\d{12}\b", path.read_text(encoding="utf-8"))) <= ACCOUNTS


def test_no_two_events_share_an_id() -> None:
    """A verdict is told by the id of its event."""
    ids = [record(path)["eventID"] for path in MATCHES + MISSES]
    assert [each for each in ids if ids.count(each) > 1] == []


@pytest.mark.parametrize("path", MISSES, ids=lambda path: path.stem)
def test_a_miss_is_a_match_but_for_one_fact(path: Path) -> None:
    """So a query that misses the match or finds the miss shows which fact it reads wrongly."""
    matches = [record(match) for match in MATCHES if match.parent == path.parent]
    assert min(differences(match, record(path)) for match in matches) == 1


@pytest.mark.parametrize(
    ("one", "other", "count"),
    [
        ({"a": 1, "eventID": "x"}, {"a": 1, "eventID": "y"}, 0),
        ({"add": {"items": [1]}}, {"remove": {"items": [1]}}, 1),
        ({"a": [1, 2]}, {"a": [1]}, 1),
        ({"a": [1, 2], "b": True}, {"a": [3, 2], "b": 1}, 2),
        ({"a": None}, {}, 1),
    ],
)
def test_facts_are_counted(one: object, other: object, count: int) -> None:
    """The measure that the test above rests on."""
    assert differences(one, other) == count
