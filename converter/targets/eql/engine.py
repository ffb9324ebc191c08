"""Runs EQL over the documents that Elastic would store, with the semantics of Elasticsearch.

Elastic's own Python engine reads the syntax, but differs from Elasticsearch where it matters: it ignores
case everywhere, arrays never match, and `not` of a test of an absent field is no match.
"""

from __future__ import annotations

from functools import lru_cache
from importlib.util import find_spec
from typing import TYPE_CHECKING, Final

from converter.targets.eql.document import Document
from converter.targets.eql.elasticsearch.folding import Folding, fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from converter.targets.eql.elasticsearch.comparisons import Condition
    from converter.verify.engine import Event

# Fields that most queries pin to a few values; an index over them spares most documents.
_INDEXED: Final = ("event.action", "event.provider")


def available() -> str | None:
    """None if this engine can run here, else what it lacks."""
    return None if find_spec("eql") else "the package eql is not installed: pip install sigmatrail[verify]"


@lru_cache(maxsize=1024)
def _compiled(query: str, folding: Folding) -> Condition:
    """A query's test; the same queries come again with every batch of events."""
    from converter.targets.eql.elasticsearch.conditions import compile_condition  # noqa: PLC0415 (needs eql)
    from converter.targets.eql.elasticsearch.syntax import read_condition  # noqa: PLC0415 (needs eql)

    return compile_condition(read_condition(query), folding)


class EqlEngine:
    """An engine for EQL conditions: `any where ...`.

    Elasticsearch before and since July 2026 ignores case in different ways; `folding` picks one. A query
    is only right if it is right with both.
    """

    target = "eql"

    def __init__(self, folding: Folding = Folding.ASCII) -> None:
        """Start with no documents."""
        self.folding = folding
        self.name = "eql" if folding is Folding.ASCII else f"eql-{folding.value}"
        self._documents: list[Document] = []
        self._index: dict[str, dict[str, set[int]]] = {}

    def load(self, events: Sequence[Event]) -> None:
        """Make the documents of a batch; what was loaded before is forgotten."""
        self._documents = [Document(event.record) for event in events]
        self._index = {}

    def run(self, query: str) -> set[int]:
        """The positions in the batch that match.

        Raises EngineError if Elasticsearch would refuse the query or fail on it, and for the parts of EQL
        that this engine does not know.
        """
        condition = _compiled(query, self.folding)
        return {at for at in self._candidates(condition) if condition.test(self._documents[at])}

    def close(self) -> None:
        """Forget the documents."""
        self.load([])

    def _candidates(self, condition: Condition) -> Iterable[int]:
        """The positions that can match, by the fields that have an index."""
        found: set[int] | None = None
        for name in _INDEXED:
            if name in condition.only:
                places = self._places(name)
                hits: set[int] = set().union(*(places.get(value, ()) for value in condition.only[name]))
                found = hits if found is None else found & hits
        return range(len(self._documents)) if found is None else sorted(found)

    def _places(self, name: str) -> dict[str, set[int]]:
        """Which documents hold which values of a field, folded by Unicode."""
        if name not in self._index:
            folded = fold(Folding.UNICODE)
            index = self._index[name] = {}
            for at, document in enumerate(self._documents):
                for value in document.values(name):
                    index.setdefault(folded(str(value)), set()).add(at)
        return self._index[name]


class EqlUnicodeEngine(EqlEngine):
    """The engine as Elasticsearch is since July 2026, under the name `eql-unicode`."""

    def __init__(self) -> None:
        """Start with no documents."""
        super().__init__(Folding.UNICODE)
