"""The engine that asks a real Splunk, tried on a stand-in for Splunk's client."""

from __future__ import annotations

import io
import json
from dataclasses import dataclass, field
from typing import Any

import pytest

from converter.targets.splunk import live
from converter.verify.engine import EngineError, Event

pytest.importorskip("splunklib", reason="not run: the package splunk-sdk is not installed")


@dataclass
class Index:
    """A stand-in for an index: keeps what it is sent."""

    name: str
    events: list[tuple[str, str, str]] = field(default_factory=list)
    deleted: bool = False

    def submit(self, event: str, source: str, sourcetype: str) -> None:
        """Take one event."""
        self.events.append((event, source, sourcetype))

    def delete(self) -> None:
        """Go away."""
        self.deleted = True


@dataclass
class Service:
    """A stand-in for a connection: shows the last events sent after some looks, and any query's answer."""

    slow: int = 0
    answer: list[str] = field(default_factory=list)
    made: list[Index] = field(default_factory=list)
    queries: list[str] = field(default_factory=list)

    @property
    def indexes(self) -> Service:
        """Where indexes are created."""
        return self

    @property
    def jobs(self) -> Service:
        """Where searches run."""
        return self

    def create(self, name: str) -> Index:
        """Make an index."""
        self.made.append(Index(name))
        return self.made[-1]

    def oneshot(self, query: str, **_: Any) -> io.BytesIO:  # noqa: ANN401 - whatever the client takes
        """Answer a search."""
        self.queries.append(query)
        if "(*)" in query:
            self.slow -= 1
            batch = query.partition('source="')[2].partition("*")[0]
            known = [source for _, source, _ in self.made[-1].events if source.startswith(batch)]
            return _rows(known if self.slow < 0 else [])
        return _rows(self.answer)


def _rows(sources: list[str]) -> io.BytesIO:
    return io.BytesIO(json.dumps({"results": [{"source": source} for source in sources]}).encode())


EVENTS = [Event("1", {"a": "x"}, '{"a":"x"}'), Event("2", {"a": "y"}, '{"a":"y"}')]


def test_what_is_not_named_does_not_run(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without an address and a token in the environment the engine says what is missing."""
    monkeypatch.delenv("SIGMATRAIL_SPLUNK", raising=False)
    monkeypatch.delenv("SIGMATRAIL_SPLUNK_TOKEN", raising=False)
    assert live.available() == "SIGMATRAIL_SPLUNK is not set"
    monkeypatch.setenv("SIGMATRAIL_SPLUNK", "https://splunk.example.com:8089")
    assert live.available() == "SIGMATRAIL_SPLUNK_TOKEN is not set"
    monkeypatch.setenv("SIGMATRAIL_SPLUNK_TOKEN", "example")
    assert live.available() is None


def test_events_go_into_an_index_of_their_own(capsys: pytest.CaptureFixture[str]) -> None:
    """The index is named when it is created, holds the raw texts, and is removed at the end."""
    service = Service(slow=2)
    waits: list[float] = []
    engine = live.SplunkLiveEngine(service, waits.append)
    engine.load(EVENTS)
    index = service.made[0]
    assert index.name in capsys.readouterr().err
    assert index.events == [
        ('{"a":"x"}', "sigmatrail/1/0", "aws:cloudtrail"),
        ('{"a":"y"}', "sigmatrail/1/1", "aws:cloudtrail"),
    ]
    assert waits == [1.0, 1.0]
    engine.close()
    assert index.deleted


def test_a_search_is_bound_to_the_batch() -> None:
    """A search looks at the last batch alone, with its macros expanded and its own logic in parentheses."""
    service = Service(answer=["sigmatrail/2/1"])
    engine = live.SplunkLiveEngine(service)
    engine.load(EVENTS)
    engine.load(EVENTS)
    assert engine.run("`cloudtrail` a=x OR a=y | where isnotnull(a)") == {1}
    assert service.queries[-1] == (
        f'search index={service.made[0].name} source="sigmatrail/2/*" '
        "(sourcetype=aws:cloudtrail a=x OR a=y) | where isnotnull(a) | table source"
    )


def test_results_that_are_no_events_are_refused() -> None:
    """After stats nothing tells which events matched."""
    engine = live.SplunkLiveEngine(Service())
    engine.load(EVENTS)
    with pytest.raises(EngineError, match="stats"):
        engine.run("* | stats count")


def test_events_that_never_appear_are_an_error() -> None:
    """The engine does not wait for ever."""
    engine = live.SplunkLiveEngine(Service(slow=1_000), lambda _: None)
    with pytest.raises(EngineError, match="still not searchable"):
        engine.load(EVENTS)
