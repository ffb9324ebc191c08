"""Every value of a rule is hostile text: it must stay a value in all three languages.

The queries are run, not looked at: a value that left its literal would find another event, miss its
own, or fail to parse.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import orjson
import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from converter import TARGETS, convert_text
from converter.verify.engine import Event
from converter.verify.engines import ENGINES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from converter.verify.engine import Engine

PIECES = [
    *"'\"`\\*?%_|$[](){}<>=,;:#&~^!-/ \t\n\r\x00\x01\x1f\x7f\u00e9\u0130\u03a3\u2028\ufeff\U0001f600",
    *"\x07\x1b\x85\x9b\xa0\xad\u061c\u200b\u200f\u202e\u2066\ue000\U000e0041",
    "' OR 1=1 --",
    '" OR 1=1',
    "/*",
    "*/",
    "--",
    "//",
    "```",
    "| delete",
    "\\\\",
    "\\'",
    '\\"',
    "${x}",
    "%{x}",
    "$token$",
    "]]>",
    '"""',
    "null",
    "TRUE",
    "a",
    "Z",
]
HOSTILE = st.lists(
    st.sampled_from(PIECES) | st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12
)
VALUES = HOSTILE.map("".join).filter(lambda text: text.lower() not in {"", "-", "none", "null"})


@cache
def engine(name: str) -> Engine:
    """The first engine of a target, once for all examples."""
    [first, *_] = TARGETS[name].engines
    return ENGINES[first.name].start()


@pytest.fixture(scope="module", autouse=True)
def _closed() -> Iterator[None]:
    """Close what the examples opened."""
    yield
    for name in TARGETS:
        engine(name).close()


def literal(text: str) -> str:
    """The Sigma string that means exactly this text."""
    return "".join(f"\\{char}" if char in "\\*?" else char for char in text)


def rule(selection: dict[str, Any]) -> str:
    """A rule as YAML."""
    detection = {"selection": selection, "condition": "selection"}
    logsource = {"product": "aws", "service": "cloudtrail"}
    return yaml.safe_dump({"title": "t", "logsource": logsource, "detection": detection}, default_style='"')


def event(agent: str) -> Event:
    """A record with this user agent."""
    record = {"eventTime": "2026-01-02T03:04:05Z", "eventName": "ListBuckets", "userAgent": agent}
    return Event(agent, record, orjson.dumps(record).decode())


def found(target: str, selection: dict[str, Any], *agents: str) -> list[bool] | None:
    """Which of the events the query finds; None if the target refuses the rule."""
    [conversion] = convert_text(
        rule(selection), [target], {"athena": {"window": "36500d"}} if target == "athena" else {}
    )
    if conversion.query is None:
        return None
    assert conversion.query.replace("\n", "").isprintable()
    runner = engine(target)
    runner.load([event(agent) for agent in agents])
    matched = runner.run(conversion.query)
    return [position in matched for position in range(len(agents))]


@pytest.mark.parametrize("target", TARGETS)
@given(VALUES)
@example("x' OR 1=1 --")
@example("ends with a backslash\\")
@example('"""')
@settings(max_examples=150, deadline=None)
def test_a_hostile_value_finds_itself_and_nothing_else(target: str, value: str) -> None:
    """Equality with any text is equality with that text."""
    assert found(target, {"userAgent|cased": literal(value)}, value, f"{value}x", "harmless") in (
        [True, False, False],
        None,
    )


@pytest.mark.parametrize("target", TARGETS)
@given(VALUES)
@settings(max_examples=100, deadline=None)
def test_a_hostile_value_is_found_inside(target: str, value: str) -> None:
    """`contains` with any text finds that text in the middle, and not without it."""
    selection = {"userAgent|contains|cased": literal(value)}
    assert found(target, selection, f"q{value}q", "\u4e00") in ([True, False], None)


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("piece", ["'", '"', "\\", "é", "%", "*", "a"])
def test_a_very_long_value_is_found_or_refused(target: str, piece: str) -> None:
    """100,000 characters neither crash a converter nor are they cut."""
    value = piece * 100_000
    assert found(target, {"userAgent|cased": literal(value)}, value, value[:-1]) in ([True, False], None)


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize(
    "value", ["x' OR 1=1 --", 'say "hi"', "a\\b\\", "100%_*?", "`m` | delete", "\u00e9\u03a3"]
)
def test_plain_hostile_values_are_not_refused(target: str, value: str) -> None:
    """Refusing is no way out of quoting."""
    assert found(target, {"userAgent|cased": literal(value)}, value, "harmless") == [True, False]
