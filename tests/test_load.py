"""Rule files: found in a stable order, refused with one line each."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from converter.errors import RuleError, SettingsError
from converter.load import Rule, load
from converter.paths import find

if TYPE_CHECKING:
    from pathlib import Path

RULE = """
title: T
logsource:
    product: aws
    service: cloudtrail
detection:
    selection:
        eventName: X
    condition: selection
"""


def refusal(path: Path, text: str | bytes) -> str:
    """What `load` says of a file with this content, less the path before it."""
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    [found] = load(path)
    assert isinstance(found, RuleError)
    assert str(found).startswith(f"{path}: ")
    assert "\n" not in str(found)
    return str(found).removeprefix(f"{path}: ")


def test_a_rule_keeps_what_its_file_says(tmp_path: Path) -> None:
    """Path, name and title come from the file."""
    path = tmp_path / "some_rule.yml"
    path.write_text(RULE)
    [rule] = load(path)
    assert isinstance(rule, Rule)
    assert (rule.name, rule.title, rule.id) == ("some_rule", "T", None)


def test_documents_of_one_file_are_numbered(tmp_path: Path) -> None:
    """Several rules in one file get names of their own; a bad one keeps its number."""
    path = tmp_path / "many.yml"
    path.write_text(f"{RULE}---\nnonsense\n---\n{RULE}")
    names = [rule.name if isinstance(rule, Rule) else "refused" for rule in load(path)]
    assert names == ["many_1", "refused", "many_3"]


def test_folders_are_searched_in_order(tmp_path: Path) -> None:
    """Sorted by path, `.yml` and `.yaml`, nothing hidden, nothing twice."""
    for name in ("b/z.yml", "a.yaml", "b/a.yml", ".git/x.yml", "c.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    found = [str(path.relative_to(tmp_path)) for path in find([tmp_path, tmp_path / "a.yaml"])]
    assert found == ["a.yaml", "b/a.yml", "b/z.yml"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="not run: this system has no FIFOs")
def test_a_fifo_among_rules_is_left_out(tmp_path: Path) -> None:
    """Who reads one waits for somebody to write; a link to one is the same."""
    os.mkfifo(tmp_path / "a.yml")
    (tmp_path / "b.yml").symlink_to("a.yml")
    (tmp_path / "c.yml").touch()
    assert find([tmp_path]) == [tmp_path / "c.yml"]


def test_a_path_without_rules_is_a_wrong_call(tmp_path: Path) -> None:
    """An absent path and a folder without rules are told apart."""
    with pytest.raises(SettingsError, match="there is no rule in this folder"):
        find([tmp_path])
    with pytest.raises(SettingsError, match="there is no such file or folder"):
        find([tmp_path / "absent"])
    with pytest.raises(SettingsError, match=r"there is no filter in this folder; filters end in \.yml"):
        find([tmp_path], "filter")


def test_a_plan_means_the_rule_beside_it(tmp_path: Path) -> None:
    """A shell gives both for `rules/*`; the second rule of a file has a plan of its own."""
    names = ("a.toml", "a.yml", "b.toml", "b.yaml", "b_2.toml")
    for name in names:
        (tmp_path / name).touch()
    assert find(tmp_path / name for name in names) == [tmp_path / "a.yml", tmp_path / "b.yaml"]


def test_a_plan_without_a_rule_is_a_wrong_call(tmp_path: Path) -> None:
    """It is no YAML, and says so in better words."""
    (tmp_path / "a.toml").touch()
    with pytest.raises(SettingsError, match=r"a\.toml: is a plan, no rule; leave it out"):
        find([tmp_path / "a.toml"])


BILLION = "a: &a [x,x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{chr(98 + level)}: &{chr(98 + level)} [{','.join(['*' + chr(97 + level)] * 10)}]\n"
    for level in range(9)
)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "is empty"),
        ("# only a comment\n", "is empty"),
        ("title: [", "is no YAML: "),
        (b"\xff\xfe\x00", "is no YAML: "),
        ("a: !!python/object:os.system x", "is no YAML: could not determine a constructor"),
        ("date: 2024-99-99", "is no YAML: month must be in 1..12"),
        (BILLION, "unfolds to more than 100,000 values"),
        ("a: &a [*a]", "is nested more than 100 levels deep"),
        ("a: " + "[" * 100_000 + "]" * 100_000, "is nested more than 100 levels deep"),
        ("- " * 5_000, "is nested more than 100 levels deep"),
        ("a: 1\na: 2", "has the key 'a' twice in one map (line 2)"),
        ("just text", "holds str where a rule's map should be"),
        ("title: T", "has no logsource"),
        (RULE.replace("service: cloudtrail", "service: s3"), "logsource service is 's3'"),
        (RULE.replace("product: aws", "product: windows"), "logsource product is 'windows'"),
        (RULE.replace("product: aws", "product: aws\n    category: x"), "logsource category 'x'"),
        (RULE[: RULE.index("detection")], "has no detection"),
        (RULE.replace("condition: selection", ""), "detection has no condition"),
        (RULE.replace("selection:\n        eventName: X", ""), "but no selection"),
        (RULE.replace("condition", "timeframe: 5m\n    condition"), "detection has a timeframe, which asks"),
        (RULE.replace("title: T", "title: \xe4 T").encode("latin-1"), "; save it as UTF-8"),
        ("title: T\ncorrelation: {}", "correlation rules are not converted"),
        ("filter: {}", "a Sigma filter is no rule by itself; keep filters in a folder of their own"),
    ],
)
def test_what_is_no_rule_is_refused_in_one_line(tmp_path: Path, text: str | bytes, reason: str) -> None:
    """Garbage gets its path and its reason, and no traceback."""
    assert reason in refusal(tmp_path / "x.yml", text)
