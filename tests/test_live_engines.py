"""The engines that ask real platforms, with small stand-ins where the vendor's client would be."""

from __future__ import annotations

import io
import json
import re
from typing import TYPE_CHECKING, Any

import pytest

from converter.targets.athena import live as athena
from converter.targets.athena import trino
from converter.targets.eql import live as elastic
from converter.targets.splunk import live as splunk
from converter.verify.engine import EngineError, Event

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType

EVENTS = [
    Event(str(place), {"eventName": name, "eventTime": "2024-01-02T03:04:05Z"}, f'{{"eventName":"{name}"}}')
    for place, name in enumerate(("A'b", "B", "C"))
]
MODULES = {
    athena: ["SIGMATRAIL_ATHENA"],
    trino: ["SIGMATRAIL_TRINO"],
    elastic: ["SIGMATRAIL_ELASTICSEARCH", "SIGMATRAIL_ELASTICSEARCH_API_KEY"],
    splunk: ["SIGMATRAIL_SPLUNK", "SIGMATRAIL_SPLUNK_TOKEN"],
}


@pytest.mark.parametrize("module", MODULES)
def test_what_is_not_configured_says_so(monkeypatch: pytest.MonkeyPatch, module: ModuleType) -> None:
    """Without its variables an engine is not run, and the reason names the first of them."""
    for variable in MODULES[module]:
        monkeypatch.delenv(variable, raising=False)
    assert MODULES[module][0] in str(module.available())


class _FakeAthena:
    """boto3's client for Athena, as far as it is used."""

    def __init__(self, answer: list[str], state: str = "SUCCEEDED") -> None:
        self.answer = answer
        self.state = state
        self.asked: list[str] = []

    def start_query_execution(self, **asked: str) -> dict[str, str]:
        assert asked["WorkGroup"] == "primary"
        self.asked.append(asked["QueryString"])
        return {"QueryExecutionId": str(len(self.asked))}

    def get_query_execution(self, **_asked: str) -> dict[str, Any]:
        return {"QueryExecution": {"Status": {"State": self.state, "StateChangeReason": "because"}}}

    def get_paginator(self, name: str) -> _FakeAthena:
        assert name == "get_query_results"
        return self

    def paginate(self, **_asked: str) -> Iterator[dict[str, Any]]:
        for value in self.answer:
            yield {"ResultSet": {"Rows": [{"Data": [{"VarCharValue": value}]}]}}


def test_athena_gets_the_events_inside_the_query() -> None:
    """Nothing is created: the rows are a WITH query, quotes doubled, and the answer lists positions."""
    client = _FakeAthena(["sigmatrail_ids", "[0]", "[1, 2]"])
    engine = athena.AthenaLiveEngine(client, "primary")
    engine.load(EVENTS)
    assert engine.run("SELECT eventname FROM db.logs WHERE eventname > 'A'") == {0, 1, 2}
    (asked,) = client.asked
    assert asked.startswith("WITH sigmatrail_events(")
    assert "A''b" in asked
    end = "SELECT eventname, sigmatrail_ids FROM sigmatrail_events AS logs WHERE eventname > 'A')"
    assert asked.endswith("SELECT sigmatrail_ids FROM (" + end)  # noqa: S608 - SQL is the subject
    engine.close()


def test_athena_takes_what_fits_into_one_query_at_a_time() -> None:
    """Events beyond 262,144 bytes go into another query; one that never fits is an error."""
    client = _FakeAthena(["[0]"])
    engine = athena.AthenaLiveEngine(client, "primary")
    engine.load([Event(str(n), {"eventName": "x" * 100_000}, "") for n in range(5)])
    assert engine.run("SELECT * FROM logs") == {0}
    assert [len(asked) < 262_144 for asked in client.asked] == [True, True, True]
    engine.load([Event("0", {"eventName": "x" * 300_000}, "")])
    with pytest.raises(EngineError, match="do not fit"):
        engine.run("SELECT * FROM logs")


def test_a_query_that_athena_fails_on_is_an_error() -> None:
    """The reason is Athena's own."""
    engine = athena.AthenaLiveEngine(_FakeAthena([], "FAILED"), "primary")
    engine.load(EVENTS)
    with pytest.raises(EngineError, match="because"):
        engine.run("SELECT * FROM logs")


class _FakeElasticsearch:
    """Elastic's client, as far as it is used; it is its own `indices` and `eql`."""

    def __init__(self, *, installed: bool = True, errors: bool = False) -> None:
        self.installed = installed
        self.errors = errors
        self.indices = self.eql = self
        self.streams: list[str] = []
        self.sent: list[dict[str, Any]] = []

    def exists_index_template(self, *, name: str) -> bool:
        return self.installed and name == "logs-aws.cloudtrail"

    def bulk(self, *, index: str, operations: list[dict[str, Any]]) -> dict[str, Any]:
        self.streams = [index]
        self.sent += operations[1::2]
        return {"errors": self.errors, "items": [{"create": {"error": "no room"}}] if self.errors else []}

    def refresh(self, *, index: str) -> None:
        assert self.streams == [index]

    def search(self, *, index: str, query: str, size: int) -> dict[str, Any]:
        assert (self.streams, size) == ([index], 10_000)
        if query == "nonsense":
            raise ValueError("line 1:1: mismatched input")
        hits = [{"_source": line} for line in self.sent if query in line["message"]]
        return {"timed_out": False, "hits": {"events": hits}}

    def delete_data_stream(self, *, name: str) -> None:
        self.streams.remove(name)


def test_elasticsearch_gets_raw_events_and_loses_its_stream(capsys: pytest.CaptureFixture[str]) -> None:
    """The stream's name is told on stderr, the integration makes the documents, and nothing is left."""
    client = _FakeElasticsearch()
    engine = elastic.ElasticsearchEngine(client)
    engine.load(EVENTS)
    assert re.fullmatch(r"logs-aws\.cloudtrail-sigmatrail[0-9a-f]{32}", client.streams[0])
    assert client.streams[0] in capsys.readouterr().err
    assert client.sent[1]["message"] == '{"eventName":"B"}'
    assert engine.run('"B"') == {1}
    engine.close()
    assert client.streams == []


def test_elasticsearch_errors_are_errors() -> None:
    """No integration, a refused event, a refused query: none of them is an empty answer."""
    with pytest.raises(EngineError, match="integration is not installed"):
        elastic.ElasticsearchEngine(_FakeElasticsearch(installed=False)).load(EVENTS)
    with pytest.raises(EngineError, match="no room"):
        elastic.ElasticsearchEngine(_FakeElasticsearch(errors=True)).load(EVENTS)
    engine = elastic.ElasticsearchEngine(_FakeElasticsearch())
    engine.load(EVENTS)
    with pytest.raises(EngineError, match="mismatched input"):
        engine.run("nonsense")


class _FakeSplunk:
    """Splunk's client, as far as it is used; it is its own `indexes` and `jobs`, and an index."""

    def __init__(self) -> None:
        self.indexes = self.jobs = self
        self.names: list[str] = []
        self.sent: list[dict[str, str]] = []
        self.searched: list[str] = []
        self.slow = 1

    def create(self, name: str, **settings: int) -> _FakeSplunk:
        assert settings == {"frozenTimePeriodInSecs": 2_000_000_000}
        self.names.append(name)
        return self

    def submit(self, event: str, *, host: str, sourcetype: str) -> None:
        assert sourcetype == "aws:cloudtrail"
        self.sent.append({"host": host, "_raw": event})

    def oneshot(self, search: str, **_settings: object) -> io.BytesIO:
        self.searched.append(search)
        if self.slow:
            self.slow -= 1
            return io.BytesIO(b'{"results": []}')
        if "stats" in search:
            return io.BytesIO(b'{"results": [{"count": "1"}]}')
        wanted = re.search(r'eventName="(\w+)"', search)
        rows = [{"host": row["host"]} for row in self.sent if wanted is None or wanted[1] in row["_raw"]]
        return io.BytesIO(json.dumps({"results": rows}).encode())

    def delete(self, name: str) -> None:
        self.names.remove(name)


def test_splunk_searches_its_own_index_and_loses_it(capsys: pytest.CaptureFixture[str]) -> None:
    """The index is told on stderr, waited for, searched instead of the macro's, and removed."""
    client = _FakeSplunk()
    engine = splunk.SplunkLiveEngine(client, sleep=lambda _seconds: None)
    engine.load(EVENTS)
    (name,) = client.names
    assert name in capsys.readouterr().err
    assert engine.run('`cloudtrail` eventName="B"') == {1}
    assert client.searched[-1] == (
        f'search index={name} sourcetype="aws:cloudtrail" eventName="B"\n| table host'
    )
    engine.close()
    assert client.names == []


def test_splunk_searches_that_hide_their_events_are_errors() -> None:
    """Without the macro the index is unknown; after stats the events are."""
    engine = splunk.SplunkLiveEngine(_FakeSplunk(), sleep=lambda _seconds: None)
    engine.load(EVENTS)
    with pytest.raises(EngineError, match="must begin"):
        engine.run('index=main eventName="B"')
    with pytest.raises(EngineError, match="host"):
        engine.run("`cloudtrail` | stats count by eventName")
