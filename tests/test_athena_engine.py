"""The athena engine against what Trino answers; a real Trino, where there is one, against the same table."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from trino_semantics import GROUPS, REFUSED

from converter.targets.athena import trino
from converter.targets.athena.engine import AthenaEngine
from converter.verify.engine import EngineError, Event

if TYPE_CHECKING:
    from collections.abc import Iterator

EVENTS: list[dict[str, Any]] = [
    {
        "eventName": "ModifyImageAttribute",
        "eventSource": "ec2.amazonaws.com",
        "eventTime": "2024-01-02T03:04:05Z",
        "readOnly": False,
        "userIdentity": {
            "type": "Root",
            "sessionContext": {"sessionIssuer": {"arn": "arn:aws:iam::1:role/x"}},
        },
        "requestParameters": {
            "launchPermission": {"add": {"items": [{"userId": "1"}, {"group": "All"}]}},
            "z": {"b": 1, "a": "😀"},
        },
        "resources": [{"ARN": "arn:aws:s3:::a"}, {"ARN": "arn:aws:s3:::b"}],
    },
    {
        "eventName": "modifyimageattribute",
        "requestParameters": {"launchPermission": {"remove": {"items": []}}},
    },
    {"eventName": "RunInstances", "requestParameters": None, "eventTime": "2024-01-03T00:00:00Z"},
]
ROWS = [(expression, value) for group in GROUPS.values() for expression, value in group.items()]


def as_events(records: list[dict[str, Any]]) -> list[Event]:
    """Records with a number for an id."""
    return [Event(str(place), record, "") for place, record in enumerate(records)]


def where(expression: str, value: bool | None) -> str:  # noqa: FBT001 - the value is the very subject
    """A condition that holds if, and only if, the expression comes to this value."""
    if value is None:
        return f"({expression}) IS NULL"
    return f"coalesce({expression}, FALSE)" if value else f"coalesce(NOT ({expression}), FALSE)"


def select(condition: str) -> str:
    """A query with this condition."""
    return f"SELECT * FROM cloudtrail_logs WHERE {condition}"  # noqa: S608 - SQL is the subject


@pytest.fixture(scope="module")
def engine() -> Iterator[AthenaEngine]:
    """The engine with the three events above."""
    found = AthenaEngine()
    found.load(as_events(EVENTS))
    yield found
    found.close()


@pytest.fixture(scope="module")
def real() -> Iterator[trino.TrinoEngine]:
    """A real Trino with the first of them."""
    why_not = trino.available()
    if why_not:
        pytest.skip(f"not run: {why_not}")
    found = trino.TrinoEngine()
    found.load(as_events(EVENTS[:1]))
    yield found
    found.close()


@pytest.mark.parametrize(("expression", "value"), ROWS)
def test_an_expression_comes_to_what_trino_says(
    engine: AthenaEngine,
    expression: str,
    value: bool | None,  # noqa: FBT001 - the value is the very subject
) -> None:
    """Each expression has the value that Trino gives it, in all rows alike."""
    assert engine.run(select(where(expression, value))) == {0, 1, 2}


@pytest.mark.parametrize("expression", REFUSED)
def test_what_trino_refuses_is_refused(engine: AthenaEngine, expression: str) -> None:
    """What Trino refuses, or fails on, is never an empty answer."""
    with pytest.raises(EngineError):
        engine.run(select(expression))


@pytest.mark.parametrize("group", GROUPS)
def test_a_real_trino_gives_these_values(real: trino.TrinoEngine, group: str) -> None:
    """The table of values is what Trino says, not what this project believes."""
    conditions = [where(expression, value) for expression, value in GROUPS[group].items()]
    if real.run(select(" AND ".join(conditions))) != {0}:
        assert [condition for condition in conditions if real.run(select(condition)) != {0}] == []


@pytest.mark.parametrize("expression", REFUSED)
def test_a_real_trino_refuses_these(real: trino.TrinoEngine, expression: str) -> None:
    """Trino itself refuses them, before or when a row is there."""
    with pytest.raises(EngineError):
        real.run(select(expression))


QUERIES = {
    "the text of an object keeps the order of its keys and whole characters": (
        select(
            "any_match(CAST(json_parse(json_query(requestparameters, 'lax $.z' "
            'WITH UNCONDITIONAL ARRAY WRAPPER)) AS ARRAY(JSON)), x -> json_format(x) = \'{"b":1,"a":"😀"}\')'
        ),
        {0},
    ),
    "any member of a list on the way": (
        (
            "SELECT eventtime FROM cloudtrail_logs WHERE lower(eventname) = 'modifyimageattribute' AND "
            "any_match(CAST(json_parse(json_query(requestparameters, "
            "'lax $.launchPermission.add.items.group[*]' WITH UNCONDITIONAL ARRAY WRAPPER)) AS ARRAY(JSON)), "
            "x -> lower(json_extract_scalar(x, '$')) = 'all')"
        ),
        {0},
    ),
    "NOT over NULL loses the row": (select("NOT (eventsource = 'ec2.amazonaws.com')"), set()),
    "coalesce keeps it": (select("NOT coalesce(eventsource = 'ec2.amazonaws.com', FALSE)"), {1, 2}),
    "a member of a struct in a struct": (
        select('"useridentity".sessioncontext."sessionIssuer".arn LIKE \'%role/x\''),
        {0},
    ),
    "members of an array of structs": (select("any_match(resources, r -> r.arn = 'arn:aws:s3:::b')"), {0}),
    "a boolean is text": (select("readonly = 'false'"), {0}),
    "null is no text": (select("requestparameters IS NULL"), {2}),
    "a partition": (select("\"timestamp\" >= '2024/01/03' AND year = '2024' AND day = '03'"), {2}),
    "no WHERE": ("SELECT eventname FROM db.logs", {0, 1, 2}),
    "groups carry their events": (
        (
            "SELECT lower(eventname) AS name, count(*) AS n, array_join(array_agg(DISTINCT eventsource) "
            "FILTER (WHERE eventsource IS NOT NULL), ',') AS sources FROM logs GROUP BY lower(eventname) "
            "HAVING count(*) > 1 ORDER BY n DESC"
        ),
        {0, 1},
    ),
    "an aggregate without GROUP BY": ("SELECT count(*) AS n, max(eventtime) AS last FROM logs", {0, 1, 2}),
    "WITH, alias and subquery": (
        (
            "WITH found AS (SELECT eventname AS name FROM logs AS l WHERE l.eventtime IS NOT NULL) "
            "SELECT name FROM (SELECT * FROM found) AS f WHERE f.name LIKE 'R%'"
        ),
        {2},
    ),
    "UNION ALL": (
        (
            "SELECT eventname FROM logs WHERE eventname = 'RunInstances' UNION ALL "
            "SELECT eventname FROM logs WHERE eventsource = 'ec2.amazonaws.com'"
        ),
        {0, 2},
    ),
    "LIMIT": ("SELECT eventname FROM logs ORDER BY eventname LIMIT 1", {0}),
    "comments and letter case": (
        "select EVENTNAME -- name\nfrom Logs /* all */ where EventName = 'RunInstances'",
        {2},
    ),
}


@pytest.mark.parametrize("name", QUERIES)
def test_a_query_tells_its_events(engine: AthenaEngine, name: str) -> None:
    """Of every shape of query, the events behind its rows are known."""
    query, expected = QUERIES[name]
    assert engine.run(query) == expected


@pytest.mark.parametrize("name", QUERIES)
def test_a_real_trino_tells_the_same_events(name: str) -> None:
    """The query's own text, run by Trino, finds the same events."""
    why_not = trino.available()
    if why_not:
        pytest.skip(f"not run: {why_not}")
    query, expected = QUERIES[name]
    real = trino.TrinoEngine()
    try:
        real.load(as_events(EVENTS))
        assert real.run(query) == expected
    finally:
        real.close()


@pytest.mark.parametrize(
    "query",
    [
        "SELECT 1",
        "DROP TABLE cloudtrail_logs",
        "SELECT * FROM a JOIN b ON a.eventid = b.eventid",
        "SELECT * FROM a WHERE eventname IN (SELECT eventname FROM b)",
        "SELECT eventname FROM logs WHERE eventname IN (SELECT eventname FROM logs)",
        "SELECT sum(eventname) FROM logs",
        "SELECT count(*) OVER (PARTITION BY eventname) FROM logs",
        "SELECT * FROM logs WHERE eventname = 'x' AND AND eventname = 'y'",
        "",
        "SELECT eventname FROM logs WHERE regexp_like(eventname, '(?i)ss')",
        r"SELECT eventname FROM logs WHERE regexp_like(eventname, '[\w-.]')",
        "SELECT eventname FROM logs WHERE regexp_like(eventname, eventsource)",
    ],
)
def test_what_is_not_known_is_an_error(engine: AthenaEngine, query: str) -> None:
    """A query that the engine does not fully understand has no answer."""
    with pytest.raises(EngineError):
        engine.run(query)


def test_the_clock_can_be_set() -> None:
    """With `now` the time window of a query ends there."""
    engine = AthenaEngine(datetime(2024, 1, 2, 12, 0, tzinfo=UTC))
    engine.load(as_events(EVENTS))
    window = (
        "\"timestamp\" >= date_format(current_timestamp - INTERVAL '2' DAY, '%Y/%m/%d') AND eventtime >= "
        "date_format((current_timestamp - INTERVAL '24' HOUR) AT TIME ZONE 'UTC', '%Y-%m-%dT%H:%i:%sZ') AND "
        "from_iso8601_timestamp(eventtime) <= current_timestamp"
    )
    assert engine.run(select(window)) == {0}
    engine.close()


def test_loading_forgets_what_was_there(engine: AthenaEngine) -> None:
    """A second batch replaces the first; an empty one is an empty table."""
    other = AthenaEngine()
    other.load(as_events(EVENTS))
    other.load([])
    assert other.run("SELECT * FROM logs") == set()
    other.load(as_events(EVENTS[2:]))
    assert other.run("SELECT * FROM logs") == {0}
    other.close()
    assert engine.run("SELECT * FROM logs") == {0, 1, 2}


@pytest.mark.parametrize(
    "condition",
    [
        " OR ".join(f"eventname = 'x{number}'" for number in range(3000)) + " OR eventname = 'RunInstances'",
        "NOT " * 300 + "eventname = 'RunInstances'",
        "(" * 300 + "eventname = 'RunInstances'" + ")" * 300,
        f"eventname = 'RunInstances' AND eventname <> '{'x' * 100_000}'",
    ],
    ids=["a long OR", "many NOTs", "many parentheses", "a long text"],
)
def test_size_and_depth_do_no_harm(engine: AthenaEngine, condition: str) -> None:
    """Long and deep conditions are run like any other."""
    assert engine.run(select(condition)) == {2}
