"""The figures in SECURITY.md are those that the program holds to."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from converter import pipeline_steps, safe_yaml
from converter.cache import store
from converter.check.work import goldens
from converter.files import read, toml, walk
from converter.rule import limits, time_limit
from converter.verify import budget, event_file, events

PAGE = (Path(__file__).parent.parent / "SECURITY.md").read_text(encoding="utf-8")
SECTION = PAGE.partition("## Limits\n")[2].partition("\n## ")[0]
ROWS = dict(re.findall(r"^\| ([^|]+) \| ([^|]*\d[^|]*) \|$", SECTION, re.MULTILINE))
LIMITS: dict[str, list[float]] = {
    "a file of rules": [limits.MOST_BYTES, safe_yaml.MOST_NODES, safe_yaml.DEEPEST],
    "a rule": [
        limits.MOST_VALUES,
        limits.MOST_CHARACTERS,
        limits.MOST_TESTS,
        limits.MOST_CONDITIONS,
        limits.MOST_REGEXES,
        limits.LONGEST_REGEX,
    ],
    "variants of one value (`windash`, `base64offset`, `expand`)": [limits.MOST_VARIANTS],
    "filters for one rule": [limits.MOST_FILTERS],
    "computing on one rule": [time_limit.MOST_SECONDS],
    "settings": [read.MOST_OF_SETTINGS, toml.MOST_DOTS],
    "a plan": [read.MOST_OF_A_PLAN, toml.MOST_DOTS],
    "a pipeline, a file of placeholders": [
        read.MOST_OF_A_PIPELINE,
        safe_yaml.MOST_NODES,
        safe_yaml.DEEPEST,
        pipeline_steps.MOST_STEPS,
        pipeline_steps.MOST_NAMES,
        pipeline_steps.LONGEST_NAME,
    ],
    "a golden": [read.MOST_OF_A_GOLDEN, goldens.MOST_TO_COMPARE],
    "folders below each other": [walk.DEEPEST],
    "events for `verify --events`, `export`": [
        event_file.Limits().line,
        event_file.Limits().document,
        event_file.Limits().unpacked,
        event_file.MOST_TIMES,
        events.MOST_NESTS,
        events.DEEPEST,
    ],
    "events of a repository, for `check`": [
        event_file.OF_A_REPOSITORY.unpacked,
        event_file.MOST_OF_A_RULE,
    ],
    "a regular expression on one text": [
        *(budget.FEW, budget.SHORT, budget.MORE, budget.LONG, budget.MOST, budget.LONGEST),
        budget.SECONDS,
    ],
    "answers kept of earlier runs": [store.MOST_BYTES, store.MOST_FILES],
}


def test_every_row_is_held_to_the_program() -> None:
    """No limit is told that nothing holds."""
    assert list(ROWS) == list(LIMITS)


@pytest.mark.parametrize("row", LIMITS)
def test_a_row_has_the_program_s_figures(row: str) -> None:
    """In their order."""
    figures = [int(each.replace(",", "")) for each in re.findall(r"\d[\d,]*", ROWS[row])]
    assert figures == LIMITS[row]


def test_the_steps_of_a_pipeline_are_those_that_are_taken() -> None:
    """The page lists them all."""
    [sentence] = re.findall(r"the steps (.*?), under conditions", PAGE)
    assert re.findall(r"`(\w+)`", sentence) == list(pipeline_steps.STEPS)
