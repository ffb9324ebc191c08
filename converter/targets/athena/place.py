"""Where the table keeps a field, and how SQL asks whether some value there passes a test.

A predicate may come out NULL instead of FALSE wherever `certain` does not say otherwise: AND, OR and
WHERE make no difference between the two, and NOT is written so that it makes none either.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, TypeAlias

from converter.errors import UnsupportedError
from converter.targets.athena.layout import call, function_of, parenthesised

if TYPE_CHECKING:
    from collections.abc import Callable

    Test: TypeAlias = Callable[[str], str]

STRUCTURED: Final = 3
JSON: Final = 4


@dataclass(frozen=True, slots=True)
class Predicate:
    """A condition in SQL.

    `certain`: it is never NULL. `loose`: it is an AND or OR that needs parentheses inside another.
    `opposite`: its negation, where there is a shorter one than NOT. `cost`: 0 is tried first.
    """

    sql: str
    cost: int
    certain: bool = False
    loose: bool = False
    opposite: str = ""

    def negated(self) -> Predicate:
        """True exactly where this one is not."""
        if self.opposite:
            return replace(self, sql=self.opposite, opposite=self.sql)
        inside = parenthesised(self.sql) if self.certain else call("coalesce", self.sql, "FALSE")
        return Predicate(f"NOT {inside}", self.cost, certain=True)


class Place(ABC):
    """One field of the table."""

    cost: int

    @abstractmethod
    def some(self, test: Test, variable: str = "v") -> str:
        """SQL: some value here passes; `test` turns the SQL of a value into a condition.

        `variable` names it where the values are members of an array.
        """

    def some_text(self, test: Test, *, null_too: bool) -> str:
        """Like `some`, for tests that look at an object's JSON text as well.

        `null_too`: the test would also pass the text `null`.
        """
        del null_too
        return self.some(test)

    @abstractmethod
    def has_value(self) -> Predicate:
        """Some value here is not null."""

    @abstractmethod
    def is_null(self) -> Predicate:
        """There is nothing here, or nulls only."""

    def is_present(self) -> Predicate:
        """Something is here; a column cannot tell null from nothing."""
        return self.has_value()

    @property
    def many(self) -> bool:
        """Whether there may be several values."""
        return False

    @property
    def hides_null(self) -> bool:
        """Whether `is_present` takes a null for nothing."""
        return True


@dataclass(frozen=True, slots=True)
class Scalar(Place):
    """A column of text, a member of a struct, a value of a map."""

    sql: str
    cost: int

    def some(self, test: Test, variable: str = "v") -> str:
        """SQL: the value passes."""
        del variable
        return test(self.sql)

    def has_value(self) -> Predicate:
        """The column is not NULL."""
        return self.is_null().negated()

    def is_null(self) -> Predicate:
        """The column is NULL."""
        return Predicate(f"{self.sql} IS NULL", self.cost, certain=True, opposite=f"{self.sql} IS NOT NULL")


@dataclass(frozen=True, slots=True)
class JsonText(Scalar):
    """A whole column of JSON text: an object, of which only its text can be searched."""

    cost: int = JSON

    def some(self, test: Test, variable: str = "v") -> str:
        """SQL: the value passes and is no object; an object has no text of its own."""
        del variable
        return f"({test(self.sql)} AND {self.sql} NOT LIKE '{{%')"

    def some_text(self, test: Test, *, null_too: bool) -> str:
        """SQL: the object's text passes."""
        del null_too
        return test(self.sql)


@dataclass(frozen=True, slots=True)
class Struct(Scalar):
    """A struct or a map: it is there or not, and has no text."""

    cost: int = STRUCTURED

    def some(self, test: Test, variable: str = "v") -> str:
        """Refused: no text."""
        del test, variable
        raise UnsupportedError(
            f"athena cannot search the text of {self.sql!r}: the table keeps its members in columns; "
            "test the members"
        )


@dataclass(frozen=True, slots=True)
class Items(Place):
    """An array of structs, or one member of each."""

    array: str
    member: str
    cost: int = STRUCTURED

    def some(self, test: Test, variable: str = "v") -> str:
        """SQL: some item's member passes."""
        if not self.member:
            return Struct(self.array).some(test)
        return call("any_match", self.array, function_of(variable, test(f"{variable}.{self.member}")))

    @property
    def many(self) -> bool:
        """One for each item."""
        return True

    def has_value(self) -> Predicate:
        """Some item has the member; for the array itself: there are items."""
        if not self.member:
            return Predicate(f"cardinality({self.array}) > 0", self.cost)
        return Predicate(self.some(lambda value: f"{value} IS NOT NULL"), self.cost)

    def is_null(self) -> Predicate:
        """No item has the member; for the array itself: it is NULL."""
        return self.has_value().negated() if self.member else Scalar(self.array, self.cost).is_null()

    def is_present(self) -> Predicate:
        """Like `has_value`, but an empty array is there."""
        return self.has_value() if self.member else self.is_null().negated()
