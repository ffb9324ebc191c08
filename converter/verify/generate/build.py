"""Records in which each test of a rule says what it should, as far as that is possible."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any

from converter.shapes import Segment
from converter.verify.generate.goals import says
from converter.verify.generate.placing import MISSING, put, value_at
from converter.verify.generate.record import TIME, Schema, base_record, copied
from converter.verify.generate.samples import samples
from converter.verify.reference.values import OtherField

if TYPE_CHECKING:
    from collections.abc import Iterator

    from converter.verify.generate.goals import Goals
    from converter.verify.generate.placing import Route
    from converter.verify.generate.record import Record
    from converter.verify.reference import FieldTest
    from converter.verify.reference.paths import Json

ANYWHERE = "requestParameters.note"
MOST_ALTERNATIVES = 3
MOST_GOALS = 200


class Builder:
    """Makes records for the tests of one rule within what its schema allows."""

    def __init__(self, schema: Schema) -> None:
        self.schema = schema

    def route(self, path: str | None) -> Route:
        """Give the way to a field; keywords, which have none, go to a note among the parameters."""
        if path is None:
            return [Segment(name, (0,)) for name in ANYWHERE.split(".")]
        return self.schema.shapes[path].segments

    def build(self, goals: Goals) -> Record:
        """Start from an everyday record and bring one test after the other to what it should say.

        A test that cannot say it, such as one of two numbers of one field, does not hinder the others. Of
        more tests than any condition has in one way, only the first are asked, those that should hold before
        those that should not.
        """
        record = base_record()
        done: list[tuple[FieldTest, bool]] = []
        for test, wanted in islice(sorted(goals.items(), key=lambda goal: not goal[1]), MOST_GOALS):
            done.append((test, wanted))
            if says(test, record) is not wanted:
                record = self._brought(record, test, done, wanted=wanted)
            if says(test, record) is not wanted:
                done.pop()
        return record

    def _brought(
        self, record: Record, test: FieldTest, goals: list[tuple[FieldTest, bool]], *, wanted: bool
    ) -> Record:
        """Give the first candidate that fulfils all goals so far, else the record as it is."""
        for candidate in self._fulfilled(record, test) if wanted else self._avoided(record, test):
            if all(says(goal, candidate) is say for goal, say in goals) and self.schema.allows(candidate):
                return candidate
        return record

    def _fulfilled(self, record: Record, test: FieldTest) -> Iterator[Record]:
        route = self.route(test.path)
        for value in test.alternatives[:MOST_ALTERNATIVES]:
            for sample in samples(value):
                for placed in (sample, *_beside(value_at(record, route), sample)):
                    yield self._placed(record, (route, placed))
            if isinstance(value, OtherField):
                yield from self._agreeing(record, route, value)

    def _agreeing(self, record: Record, route: Route, other: OtherField) -> Iterator[Record]:
        (mine,) = samples(other)
        theirs = mine[other.more_before : len(mine) - other.more_after]
        yield self._placed(record, (route, mine), (self.route(other.path), theirs))
        for known, free in ((route, self.route(other.path)), (self.route(other.path), route)):
            here = value_at(record, known)
            if isinstance(here, str):
                yield self._placed(record, (free, here))

    def _avoided(self, record: Record, test: FieldTest) -> Iterator[Record]:
        route = self.route(test.path)
        for value in (MISSING, None, "something-else", "192.0.2.1", "true", True, False, 0, {"key": "x"}):
            yield self._placed(record, (route, value))

    @staticmethod
    def _placed(record: Record, *puts: tuple[Route, Any]) -> Record:
        changed = copied(record)
        for route, value in puts:
            put(changed, route, value)
        return changed


def _beside(here: Json, sample: Json) -> Iterator[Any]:
    """Yield values that may fulfil an earlier test of the same field and this one too."""
    if _is_time(here) and _is_time(sample):
        for cut in (11, 14, 8, 5):  # before hour, minute, day and month
            yield f"{sample[:cut]}{here[cut:]}"
            yield f"{here[:cut]}{sample[cut:]}"
    elif isinstance(here, str) and isinstance(sample, str):
        yield f"{here}{sample}"
        yield f"{sample}{here}"
    if isinstance(here, dict) and isinstance(sample, dict):
        yield here | sample
    if here is not MISSING and sample is not MISSING:
        yield [here, sample]


def _is_time(value: Json) -> bool:
    return isinstance(value, str) and TIME.fullmatch(value) is not None
