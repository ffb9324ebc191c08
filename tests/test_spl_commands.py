"""The commands behind a pipe."""

from __future__ import annotations

import pytest
from splunk_search import Record, hits, loaded

from converter.verify.engine import EngineError


def test_eval_goes_from_left_to_right() -> None:
    """A later expression sees the field that an earlier one set; null removes a field."""
    assert loaded({"a": "1"}).rows("* | eval b=a+1, c=b*2 | eval a=null() | table a, b, c") == [
        {"b": 2, "c": 4}
    ]


def test_eval_stores_an_odd_name_that_stands_between_quotation_marks() -> None:
    """Left of the sign; right of it quotation marks hold a text, and only quotes a name."""
    assert loaded({"a": "1"}).rows("""* | eval "b.c"=a+1, d='b.c', e="b.c" | table b.c, d, e""") == [
        {"b.c": 2, "d": 2, "e": "b.c"}
    ]
    with pytest.raises(EngineError, match="eval needs field=expression"):
        loaded({}).rows("* | eval 'b.c'=1")


def test_rename_moves_a_value() -> None:
    """After rename the old name is gone."""
    engine = loaded({"a": "1"})
    assert engine.rows('* | rename a AS "b c" | table a "b c"') == [{"b c": "1"}]


def test_search_after_a_pipe_sees_new_fields() -> None:
    """A later search looks at what earlier stages made."""
    assert hits('* | eval b=lower(a) | search b="X"', {"a": "x"}, {"a": "y"}) == [0]


def test_fillnull_gives_a_value() -> None:
    """Fillnull sets the fields it names, to 0 unless told."""
    assert loaded({"a": "1"}).rows("* | fillnull value=none b | table a b") == [{"a": "1", "b": "none"}]
    assert loaded({"a": "1"}).rows("* | fillnull b | table b") == [{"b": "0"}]


STATS: list[Record] = [
    {"u": "ann", "n": 10, "eventTime": "2026-11-24T08:00:00Z", "m": ["x", "y"]},
    {"u": "bob", "n": 9, "eventTime": "2026-11-24T08:00:02Z"},
    {"u": "ann", "n": 8, "eventTime": "2026-11-24T08:00:01Z", "m": ["x"]},
    {"n": 1, "eventTime": "2026-11-24T08:00:03Z", "m": ["z"]},
]


def test_stats_drops_rows_without_a_by_field() -> None:
    """A null in a BY field loses the row, and the event behind it."""
    assert loaded(*STATS).rows("* | stats count by u") == [{"u": "ann", "count": 2}, {"u": "bob", "count": 1}]
    assert hits("* | stats count by u", *STATS) == [0, 1, 2]
    assert hits("* | fillnull value=none u | stats count by u", *STATS) == [0, 1, 2, 3]


def test_stats_aggregates() -> None:
    """Numbers compare as numbers; values are distinct and sorted; earliest and latest go by time."""
    query = (
        "* | stats count, count(u) AS named, min(n) as least max(n) AS most, sum(n) as total, "
        "dc(u) as users, values(m{}) AS members earliest(n) AS early latest(n) AS late list(u) as all"
    )
    assert loaded(*STATS).rows(query) == [
        {
            "count": 4,
            "named": 3,
            "least": "1",
            "most": "10",
            "total": 28,
            "users": 2,
            "members": ["x", "y", "z"],
            "early": "10",
            "late": "1",
            "all": ["bob", "ann", "ann"],
        },
    ]


def test_stats_groups_by_each_member() -> None:
    """A BY field with several values counts in the group of each."""
    assert loaded(*STATS).rows("* | stats count by m{}") == [
        {"m{}": "x", "count": 2},
        {"m{}": "y", "count": 1},
        {"m{}": "z", "count": 1},
    ]


def test_a_filter_after_stats_drops_the_events_of_a_group() -> None:
    """An event counts as found if a result that it went into is left."""
    assert hits("* | stats count by u | where count>1", *STATS) == [0, 2]


def test_stats_names_columns_after_the_call() -> None:
    """Without AS a column is called like the call."""
    assert loaded(*STATS).rows("* | stats max(n)") == [{"max(n)": "10"}]


def test_results_come_newest_first() -> None:
    """Events come from the newest to the oldest, so that first and head mean the newest."""
    assert hits("* | head 1", *STATS) == [3]
    assert hits("* | dedup u", *STATS) == [1, 2]
    assert loaded(*STATS).rows("* | stats first(n) AS f last(n) AS l") == [{"f": "1", "l": "10"}]


def test_sort_orders_rows() -> None:
    """Numbers sort as numbers, a minus turns the order, null comes last."""
    engine = loaded(*STATS)
    assert [row["n"] for row in engine.rows("* | sort n | table n")] == ["1", "8", "9", "10"]
    assert [row.get("u") for row in engine.rows("* | sort -u, n | table u, n")] == ["bob", "ann", "ann", None]
    assert [row["n"] for row in engine.rows("* | sort 2 - n | table n")] == ["10", "9"]


def test_ctime_writes_times() -> None:
    """The macro security_content_ctime writes a field of seconds as a date and time."""
    engine = loaded(*STATS)
    query = "* | stats min(_time) as firstTime | `security_content_ctime(firstTime)`"
    assert engine.rows(query) == [{"firstTime": "2026-11-24T08:00:00"}]


def test_fields_keeps_or_drops() -> None:
    """Fields keeps those named and Splunk's own; with a minus it drops them."""
    engine = loaded({"a": "1", "b": "2"})
    assert engine.rows("* | fields a | table a b") == [{"a": "1"}]
    assert engine.rows("* | fields - a | table a b") == [{"b": "2"}]
