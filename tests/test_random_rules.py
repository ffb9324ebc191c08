"""Random rules over random events: every query finds what the rule means, on every engine.

`python benchmarks/trials.py` runs a million trials of the same kind.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from proof import LOCAL
from random_trials import Tally, round_of

if TYPE_CHECKING:
    import pytest

ROUNDS = 24


@cache
def tally() -> Tally:
    """What came of the rounds; the same every time."""
    whole = Tally()
    for number in range(ROUNDS):
        whole.add(round_of(number, LOCAL))
    return whole


def test_queries_find_what_rules_mean() -> None:
    """No engine says otherwise than the reference, but for what its platform does not keep."""
    found = tally().differences
    assert found == [], "\n".join(found[:10])


def test_trials_are_many_and_telling() -> None:
    """At least 20,000 verdicts, a fifth of them and more on matches, and few of them excused."""
    done = tally()
    assert done.trials >= 20_000
    assert done.matched * 5 >= done.trials
    assert done.lost * 100 <= done.trials


def test_a_wrong_query_would_be_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """Queries of which every one finds nothing are found wanting."""
    engine = "converter.targets.splunk.engine.SplunkEngine.run"
    monkeypatch.setattr(engine, lambda _engine, _query: set())
    assert len(round_of(0, ["splunk"]).differences) >= 5
