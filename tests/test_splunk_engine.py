"""The Splunk engine as verify uses it."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from splunk_search import hits, loaded

from converter.targets.splunk.engine import SplunkEngine, available
from converter.targets.splunk.losses import kept
from converter.verify.engine import EngineError, Event


def test_the_engine_can_run_here() -> None:
    """The verify extra brings what the engine needs."""
    assert available() is None


def test_loading_forgets_what_was_there() -> None:
    """Positions count within the last batch alone."""
    engine = loaded({"a": "x"}, {"a": "x"})
    assert engine.run("a=x") == {0, 1}
    engine.load([Event("1", {"a": "y"}, '{"a":"y"}')])
    assert engine.run("a=x") == set()
    assert engine.run("a=y") == {0}
    engine.close()
    assert engine.run("*") == set()


def test_limits_lose_fields() -> None:
    """With limits, what lies beyond is not found; without, the engine says which events they cut."""
    record = {"a": "x" * 5_000, "b": "y"}
    event = Event("1", record, json.dumps(record, separators=(",", ":")))
    generous, strict = SplunkEngine(), SplunkEngine(limits=True)
    generous.load([event])
    strict.load([event])
    assert (generous.run("b=y"), strict.run("b=y")) == ({0}, set())
    assert generous.truncated == strict.truncated == frozenset({0})


def test_a_hostile_value_takes_no_time_to_speak_of() -> None:
    """A value of 100,000 characters, stars or backslashes is searched for like any other."""
    long = "é*\\" * 33_000
    quoted = long.replace("\\", "\\\\")
    assert hits(f'a="{quoted}" | where isnotnull(a)', {"a": long}, {"a": "x"}) == [0]
    literal = long.replace("\\", "\\\\").replace('"', '\\"')
    assert hits(f'* | where a="{literal}"', {"a": long}, {"a": "x"}) == [0]


def test_the_engine_stands_apart() -> None:
    """Document and engine know nothing of pipelines, backends or pySigma, and load pcre2 on demand only."""
    program = "import sys; import converter.targets.splunk.engine; print(*sorted(sys.modules))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)  # noqa: S603 - our own interpreter
    modules = set(done.stdout.split())
    assert "converter.targets.splunk.document" in modules
    assert not modules & {
        "sigma",
        "pcre2",
        "yaml",
        "converter.condition",
        "converter.read",
        "converter.targets.backend",
    }


def test_macros_of_ones_own() -> None:
    """An engine can be told what a macro stands for."""
    engine = SplunkEngine(macros={"my_logs": "index=aws sourcetype=aws:cloudtrail", "field(2)": "$1$=$2$"})
    engine.load([Event("1", {"a": "x"}, '{"a":"x"}')])
    assert engine.run("`my_logs` `field(a, x)`") == {0}
    assert engine.run("`my_logs` `field(a, y)`") == set()


def test_events_are_in_the_index_that_is_named() -> None:
    """Which index holds the events is the deployment's affair."""
    assert loaded({"a": "x"}).run("index=any_index a=x") == {0}


def test_splunk_cannot_tell_null_from_its_text() -> None:
    """What is kept of the text "null" is null, at any depth; nothing else changes."""
    record = {"a": "null", "b": [{"c": "null", "d": "NULL"}], "null": "é", "e": "nulls"}
    (event,) = kept(Event("1", record, '{"a":"null","b":[{"c":"null","d":"NULL"}],"null":"é","e":"nulls"}'))
    assert event.record == {"a": None, "b": [{"c": None, "d": None}], "null": "é", "e": "nulls"}
    assert event.text == '{"a":null,"b":[{"c":null,"d":null}],"null":"é","e":"nulls"}'
    other = Event("2", {"a": None}, '{"a":null}')
    assert kept(other) == (other,)


def test_splunk_cannot_tell_a_number_from_its_text() -> None:
    """A text that is a number's JSON, with an exponent, is both; decimal digits are a number in any case."""
    (event,) = kept(Event("1", {"a": "2e1", "b": ["22"]}, ""))
    assert event.record == {"a": ["2e1", 20.0], "b": ["22"]}


def test_long_lists_and_deep_nesting() -> None:
    """Thousands of alternatives are fine; parentheses without end are an error, not a crash."""
    engine = loaded({"a": "x"})
    many = " OR ".join(f'a="{number}"' for number in range(5_000))
    assert engine.run(f'({many} OR a=x) | where {many} OR a="x"') == {0}
    with pytest.raises(EngineError, match="nested too deeply"):
        engine.run(f"* | where {'(' * 5_000}true(){')' * 5_000}")
