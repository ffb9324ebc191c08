"""What a search is made of; each term finds positions of rows among candidates, through the table's index."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from converter.targets.splunk.spl.addresses import address, block
from converter.targets.splunk.spl.comparison import COMPARE
from converter.targets.splunk.spl.freetext import free_text
from converter.targets.splunk.spl.values import fold, number_of
from converter.verify.engine import EngineError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from collections.abc import Set as AbstractSet

    from converter.targets.splunk.spl.rows import Table


class Find(Protocol):
    """A part of a search; `cost` orders parts so that the cheap ones narrow the candidates first."""

    cost: int

    def find(self, table: Table, among: AbstractSet[int]) -> AbstractSet[int]:
        """The positions among the candidates whose rows it matches."""


class And:
    """All parts match."""

    def __init__(self, parts: Sequence[Find]) -> None:
        self.parts = sorted(parts, key=lambda part: part.cost)
        self.cost = self.parts[-1].cost

    def find(self, table: Table, among: AbstractSet[int]) -> AbstractSet[int]:
        """Each part looks at what the parts before it left."""
        for part in self.parts:
            if among:
                among = part.find(table, among)
        return among


class Or:
    """Some part matches."""

    def __init__(self, parts: Sequence[Find]) -> None:
        self.parts = parts
        self.cost = max(part.cost for part in parts)

    def find(self, table: Table, among: AbstractSet[int]) -> AbstractSet[int]:
        """What the parts find, together."""
        found: set[int] = set()
        return found.union(*(part.find(table, among) for part in self.parts))


class Not:
    """The part does not match; rows without the field are in."""

    def __init__(self, part: Find) -> None:
        self.part = part
        self.cost = part.cost

    def find(self, table: Table, among: AbstractSet[int]) -> AbstractSet[int]:
        """What the part leaves."""
        return among - self.part.find(table, among)


class Pattern:
    """A value to compare with: `*` stands for any text; a CIDR block also matches addresses in it."""

    def __init__(self, text: str, how: str = "") -> None:
        self.cased = how == "CASE"
        self.text = text if self.cased else fold(text)
        self.parts = self.text.split("*")
        self.block = block(text) if len(self.parts) == 1 else None

    @property
    def plain(self) -> bool:
        """Whether only one text, in any letter case, matches."""
        return len(self.parts) == 1 and not self.block and not self.cased

    def matches(self, value: str) -> bool:
        """Whether a value, as the event spells it, matches."""
        if self.block and (found := address(value)):
            return found in self.block
        return globs(self.parts, value if self.cased else fold(value))


class Field:
    """Some value of the field matches."""

    cost = 0

    def __init__(self, name: str, pattern: Pattern) -> None:
        self.name = name
        self.pattern = pattern

    def find(self, table: Table, among: AbstractSet[int]) -> AbstractSet[int]:
        """One look into the index for a plain value, else a look at each distinct value."""
        if self.pattern.plain:
            return among & table.folded(self.name).get(self.pattern.text, set())
        found: set[int] = set()
        for value, positions in table.values(self.name).items():
            if self.pattern.matches(value):
                found |= positions
        return among & found


class Among:
    """Some value of the field matches one of the patterns: `field IN (...)`."""

    cost = 0

    def __init__(self, name: str, patterns: Sequence[Pattern]) -> None:
        self.part = Or([Field(name, pattern) for pattern in patterns])

    def find(self, table: Table, among: AbstractSet[int]) -> AbstractSet[int]:
        """What the patterns find, together."""
        return self.part.find(table, among)


class Unequal:
    """The field is there and does not match: `field!=value`.

    Whether one or every value of several must differ is undocumented; where it matters, EngineError.
    """

    cost = 0

    def __init__(self, name: str, pattern: Pattern) -> None:
        self.name = name
        self.pattern = pattern

    def find(self, table: Table, among: AbstractSet[int]) -> AbstractSet[int]:
        """The rows with another value, less those with the value."""
        same: set[int] = set()
        other: set[int] = set()
        for value, positions in table.values(self.name).items():
            (same if self.pattern.matches(value) else other).update(positions)
        if same & other & among:
            raise EngineError(
                f"SPL: {self.name}!= meets several values of which some match; write NOT {self.name}="
            )
        return other & among


class Order:
    """Some value of the field is less or greater: as numbers if both are, else as text."""

    cost = 0

    def __init__(self, name: str, sign: str, text: str) -> None:
        self.name = name
        self.sign = sign
        self.text = text

    def find(self, table: Table, among: AbstractSet[int]) -> AbstractSet[int]:
        """A look at each distinct value."""
        found: set[int] = set()
        for value, positions in table.values(self.name).items():
            if self._holds(value):
                found |= positions
        return among & found

    def _holds(self, value: str) -> bool:
        left, right = number_of(value), number_of(self.text)
        if left is None or right is None:
            return COMPARE[self.sign](fold(value), fold(self.text))
        return COMPARE[self.sign](left, right)


class Free:
    """Words somewhere in the raw event."""

    cost = 1

    def __init__(self, text: str, how: str = "") -> None:
        self.test = free_text(text, how) if text.strip("*") else None
        if not text:
            raise EngineError("SPL: an empty text in a search")

    def find(self, table: Table, among: AbstractSet[int]) -> AbstractSet[int]:
        """A look at the raw text of each candidate; a lone `*` finds everything."""
        if self.test is None:
            return among
        test = self.test
        return {position for position in among if any(map(test, table.rows[position].texts("_raw")))}


def globs(parts: Sequence[str], text: str) -> bool:
    """Whether a text is these parts in this order, anything between them."""
    if len(parts) == 1:
        return text == parts[0]
    first, last = parts[0], parts[-1]
    end = len(text) - len(last)
    if len(first) > end or not text.startswith(first) or not text.endswith(last):
        return False
    at = len(first)
    for part in parts[1:-1]:
        at = text.find(part, at, end)
        if at < 0:
            return False
        at += len(part)
    return True
