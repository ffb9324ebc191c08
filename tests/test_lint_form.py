"""SigmaHQ's conventions that can be told from the YAML alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from lint_rule import DETECTION, HEAD, TAIL, all_codes, write

from converter.lint import lint

if TYPE_CHECKING:
    from pathlib import Path


def form(folder: Path, **parts: str) -> list[tuple[str, int, int, str]]:
    """Code, line, column and message of the findings on form."""
    found = lint([write(folder, parts.pop("detection", DETECTION), **parts)], ["ST", "SH1"])
    return [(each.code, each.place.line, each.place.column, each.message) for each in found]


def test_the_plain_rule_has_nothing_wrong(tmp_path: Path) -> None:
    """The rule from which the other tests depart."""
    assert all_codes(tmp_path) == set()


def test_keys_stand_in_order(tmp_path: Path) -> None:
    """The first key that comes too late is named, once."""
    head = HEAD.replace("status: experimental\n", "").replace(
        "author: Nobody\n", "author: Nobody\nstatus: experimental\n"
    )
    assert form(tmp_path, head=head) == [("SH001", 7, 1, "'status' stands behind 'author'")]


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("aws_role_trust.yml", []),
        ("aws_Role_Trust.yml", ["SH002"]),
        ("aws_role.yml", ["SH002"]),
        ("role_trust_changed.yml", ["SH003"]),
        ("roletrustchanged.yml", ["SH002", "SH003"]),
        ("aws_role_trust.yaml", ["SH002"]),
    ],
)
def test_file_names_are_those_that_sigmahq_takes(tmp_path: Path, name: str, codes: list[str]) -> None:
    """10 to 90 small letters, digits and underscores, then .yml."""
    path = write(tmp_path).rename(tmp_path / name)
    assert [each.code for each in lint([path], ["ST", "SH1"])] == codes


def test_the_description_begins_with_detects(tmp_path: Path) -> None:
    """A note, at the text."""
    head = HEAD.replace("Detects a", "A")
    assert form(tmp_path, head=head) == [("SH004", 4, 14, "the description does not begin with 'Detects'")]


@pytest.mark.parametrize(
    ("old", "new", "place", "message"),
    [
        ("date: 2026-11-24", "date: 2026/11/24", (8, 7), "'date' is a date as 2026-11-24"),
        (
            "status: experimental",
            "status: new",
            (3, 9),
            "'status' is stable, test, experimental, deprecated or unsupported",
        ),
        ("id: 2b1e8a52-6c0f-4d0c-9c9f-4a7f0d6f2a11", "id: 17", (2, 5), "'id' is a UUID in lower case"),
        ("attack.t1098", "attack.T1098", (12, 7), "a tag is 'namespace.name' in small letters"),
        ("author: Nobody", "author:\n    - Nobody", (8, 5), "'author' is a text"),
    ],
)
def test_keys_hold_what_the_specification_says(
    tmp_path: Path, old: str, new: str, place: tuple[int, int], message: str
) -> None:
    """Dates, ids, status, tags and texts have their form."""
    assert form(tmp_path, head=HEAD.replace(old, new)) == [("SH005", *place, message)]


def test_a_list_of_one_value_is_found(tmp_path: Path) -> None:
    """SigmaHQ writes the plain value; the modifier all needs its list."""
    one = DETECTION.replace("eventName: Up", "eventName:\n            - Up")
    assert form(tmp_path, detection=one) == [
        ("SH006", 19, 9, "'eventName' lists one value; write it without the list")
    ]
    assert form(tmp_path, detection=one.replace("eventName:", "eventName|contains|all:")) == []


def test_blocks_are_indented_by_four_blanks(tmp_path: Path) -> None:
    """Each block that is not is named by its key."""
    assert form(tmp_path, tail=TAIL.replace("    - Adm", "  - Adm")) == [
        ("SH007", 22, 3, "what belongs to 'falsepositives' is not four blanks to the right of it")
    ]


def test_keys_are_known_and_all_there(tmp_path: Path) -> None:
    """A strange key is shown at its place, a missing one at the rule's."""
    head = HEAD.replace("author: Nobody\n", "").replace("logsource:", "x_team: red\nlogsource:")
    assert form(tmp_path, head=head) == [
        ("SH009", 1, 1, "the rule has no 'author'"),
        ("SH008", 12, 1, "SigmaHQ's rules have no 'x_team'"),
    ]
