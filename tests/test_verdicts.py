"""All verdicts in one page, `golden/verdicts.md`, and what falls short of them in `known_gaps.toml`.

`pytest --update-golden` rewrites the page. The gaps are written by hand: each names its rule and engines,
the reason and the error; one that is mended, or changes, fails until its entry follows.
"""

from __future__ import annotations

import difflib
import tomllib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest
from proof import LOCAL, cases, generated, runner, trial

from converter.errors import RuleError
from converter.load import Rule, load
from converter.verify.engines import ENGINES
from converter.verify.events import read_events
from converter.verify.matrix import summary

if TYPE_CHECKING:
    from collections.abc import Iterator

    from converter.verify.engine import Event
    from converter.verify.trial import Case

TESTS: Final = Path(__file__).parent
PAGE: Final = TESTS / "golden" / "verdicts.md"
GENERATED: Final = 25
INTRODUCTION: Final = f"""\
# Verdicts

Every rule of `rules/` and `tests/cases/` on every engine that needs no platform.
Written by `pytest --update-golden`; refusals stand in `tests/known_gaps.toml`.

## Events made by hand

The first word of a file's name is the verdict that it is to get.

{{own}}

## Events made from the rule

{GENERATED} for each condition; `lost` are those that differ only in what the platform does not keep.

{{made}}
"""


@cache
def rules() -> list[Rule]:
    """The project's own rules, and the cases."""
    folders = (TESTS.parent / "rules", TESTS / "cases")
    found = [rule for folder in folders for path in sorted(folder.glob("*.yml")) for rule in load(path)]
    assert not [rule for rule in found if isinstance(rule, RuleError)]
    return [rule for rule in found if isinstance(rule, Rule)]


def events_of(rule: Rule) -> list[tuple[str, Event]]:
    """The rule's own events with the names of their files."""
    files = sorted((TESTS / "events" / rule.name).glob("*.json"))
    return [(file.stem, event) for file in files for event in read_events([file], print)]


def verdicts(case: Case, events: list[Event], engine: str) -> list[str]:
    """For each event `match` or `miss`, or why there is neither."""
    target = ENGINES[engine].target
    if target in case.refusals:
        return ["unsupported"] * len(events)
    running = runner(engine).engine
    assert running is not None
    running.load(events)
    found = running.run(case.queries[target])
    return ["match" if place in found else "miss" for place in range(len(events))]


@cache
def own_rows() -> list[list[str]]:
    """Rule, event and expected verdict, and each engine's."""
    rows: list[list[str]] = []
    for rule in rules():
        if named := events_of(rule):
            (case,) = cases([rule])
            columns = [verdicts(case, [event for _, event in named], engine) for engine in LOCAL]
            names = [[rule.name, name, name.partition("-")[0]] for name, _ in named]
            rows += [[*name, *row] for name, row in zip(names, zip(*columns, strict=True), strict=True)]
    return rows


@cache
def tried() -> list[Case]:
    """Every condition, tried on events made from its rule."""
    return [
        case for rule in rules() for case in trial(cases([rule]), generated(rule, GENERATED), LOCAL).cases
    ]


def table(head: list[str], rows: list[list[str]]) -> str:
    """A table in Markdown."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def page() -> str:
    """The page as it should be."""
    made = [[case.name, *(summary(case.cells[engine]) for engine in LOCAL)] for case in tried()]
    return INTRODUCTION.format(
        own=table(["rule", "event", "expected", *LOCAL], own_rows()), made=table(["rule", *LOCAL], made)
    )


def gaps_found() -> Iterator[tuple[str, str, str]]:
    """Rule, engine and error wherever a query does not exist, does not run, or finds something else."""
    for case in tried():
        for engine, cell in case.cells.items():
            if cell.state != "ran":
                yield case.name, engine, cell.reason.removeprefix(f"{case.path}: ")
            elif not cell.agrees:
                yield case.name, engine, summary(cell)
    for rule, event, expected, *given in own_rows():
        for engine, verdict in zip(LOCAL, given, strict=True):
            if verdict not in {expected, "unsupported"}:
                yield rule, engine, f"{event}: {verdict}"


def gaps_known() -> list[dict[str, Any]]:
    """The entries of the file."""
    gaps: list[dict[str, Any]] = tomllib.loads((TESTS / "known_gaps.toml").read_text("utf-8"))["gap"]
    return gaps


def test_verdicts_are_what_the_page_says(update_golden: bool) -> None:  # noqa: FBT001 -- a fixture
    """A verdict that changes shows as a changed line."""
    found = page()
    if update_golden:
        PAGE.write_text(found, encoding="utf-8")
    expected = PAGE.read_text(encoding="utf-8") if PAGE.exists() else ""
    diff = "\n".join(difflib.unified_diff(expected.splitlines(), found.splitlines(), PAGE.name, "found", n=0))
    assert found == expected, f"{diff}\nif that is right: pytest --update-golden {Path(__file__).name}"


@pytest.mark.parametrize("rule", [rule.name for rule in rules() if (TESTS / "events" / rule.name).is_dir()])
def test_events_made_by_hand_get_their_verdicts(rule: str) -> None:
    """On every engine that has a query, a file called match-... matches and one called miss-... does not."""
    rows = [row for row in own_rows() if row[0] == rule]
    assert {row[2] for row in rows} == {"match", "miss"}
    assert [row for row in rows if set(row[3:]) - {"unsupported"} != {row[2]}] == []


def test_gaps_are_those_that_are_known() -> None:
    """Neither a new gap nor a mended one goes unnoticed."""
    known = [(gap["rule"], engine, gap["error"]) for gap in gaps_known() for engine in gap["engines"]]
    assert sorted(gaps_found()) == sorted(known)


@pytest.mark.parametrize("gap", gaps_known(), ids=lambda gap: f"{gap['rule']}-{gap['engines'][0]}")
def test_a_gap_has_a_reason(gap: dict[str, Any]) -> None:
    """`never`: the platform cannot, or nothing is there to find; `not yet`: this program could learn it."""
    assert gap["kind"] in {"never", "not yet"}
    assert gap["reason"]
    assert set(gap) == {"kind", "rule", "engines", "error", "reason"}
