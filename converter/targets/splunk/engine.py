"""The Splunk engine: runs the text of a search over CloudTrail events as Splunk holds them."""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING

from converter.targets.splunk.document import Document
from converter.targets.splunk.spl import commands, search
from converter.targets.splunk.spl.rows import Row, Table
from converter.targets.splunk.spl.source import MACROS, stages
from converter.verify.budget import UndecidedError
from converter.verify.engine import Answer, EngineError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from converter.targets.splunk.spl.commands import Stage
    from converter.targets.splunk.spl.values import Value
    from converter.verify.engine import Event


def available() -> str | None:
    """None if the engine can run here, else what is missing."""
    return (
        None
        if find_spec("pcre2")
        else "the Python package pcre2 is missing: pip install 'sigmatrail[verify]'"
    )


class SplunkEngine:
    """Runs SPL by an interpreter of its own.

    With `limits`, fields are extracted only as far as Splunk's default limits reach; without, all
    are, and `truncated` tells which events the limits would cut. `macros` are definitions beside
    those of security content, by name, such as `my_logs`, or name and number of arguments, such as
    `shorten(1)`, whose text holds `$1$`.
    """

    name = "splunk"
    target = "splunk"

    def __init__(self, *, limits: bool = False, macros: Mapping[str, str] | None = None) -> None:
        self._limits = limits
        self._macros = {**MACROS, **(macros or {})}
        self._table = Table([])
        self.truncated: frozenset[int] = frozenset()

    def load(self, events: Sequence[Event]) -> None:
        """Take a batch of events; what was loaded before is forgotten."""
        documents = [Document(event.text, limits=self._limits) for event in events]
        self._table = Table([Row(frozenset((place,)), document) for place, document in enumerate(documents)])
        self.truncated = frozenset(place for place, document in enumerate(documents) if document.truncated)

    def run(self, query: str) -> set[int]:
        """The positions of the events behind the search's results.

        Raises EngineError for what this interpreter does not know and for what Splunk's
        documentation leaves open.
        """
        undecided: dict[int, str] = {}
        rows = self._answer(query, undecided)
        return Answer(set().union(*(row.origin for row in rows)), undecided)

    def rows(self, query: str) -> list[dict[str, Value]]:
        """The results themselves, each as its fields; raises EngineError like `run`."""
        undecided: dict[int, str] = {}
        rows = self._answer(query, undecided)
        if undecided:
            raise EngineError(next(iter(undecided.values())))
        return [{name: row.get(name) for name in row.names()} for row in rows]

    def close(self) -> None:
        """Forget the events."""
        self.load([])

    def _answer(self, query: str, undecided: dict[int, str]) -> list[Row]:
        try:
            return self._results(query, undecided)
        except RecursionError:
            raise EngineError("SPL: the search is nested too deeply") from None

    def _results(self, query: str, undecided: dict[int, str]) -> list[Row]:
        first, *rest = stages(query, self._macros)
        base = search.parse(first)
        later = [commands.command(text) for text in rest]
        rows = [self._table.rows[position] for position in sorted(search.find(base, self._table))]
        rows.sort(key=_newest_first)
        for stage in later:
            try:
                rows = stage(rows)
            except UndecidedError:
                rows = [found for row in rows for found in _alone(stage, row, undecided)]
        return rows


def _alone(stage: Stage, row: Row, undecided: dict[int, str]) -> list[Row]:
    """What a stage makes of one row; only stages that look at one row at a time search for patterns."""
    try:
        return stage([row])
    except UndecidedError as error:
        undecided |= dict.fromkeys(row.origin, str(error))
        return []


def _newest_first(row: Row) -> float:
    """Splunk returns events from the newest to the oldest."""
    return -float((row.texts("_time") or ["0"])[0])
