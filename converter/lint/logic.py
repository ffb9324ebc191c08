"""Whether a condition can hold at all: its alternatives, less those that contradict themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeAlias

from converter.lint.pattern import covers, disjoint
from converter.lint.subject import Atom, Both, Inverse
from converter.shapes import shape_of

if TYPE_CHECKING:
    from converter.lint.subject import Tree

# One way in which a condition may hold: tests that hold (True) or do not (False).
Way: TypeAlias = "tuple[tuple[Atom, bool], ...]"

# Beyond these many ways a condition is too wide to decide, and counts as one that can hold.
_MOST_WAYS: Final = 2_000
# What a way asks beyond these tests is not compared any more.
_MOST_TESTS: Final = 40
# Tests, ways and pairs of tests that are looked at for one rule; after them, everything can hold.
_MOST_STEPS: Final = 2_000_000


class TooWideError(Exception):
    """The condition has more alternatives than are worth trying."""


class Judge:
    """Says whether parts of one rule's conditions can hold together."""

    def __init__(self) -> None:
        self._steps = 0

    def can_hold(self, *trees: Tree) -> bool:
        """Whether some event may meet all of these trees; in doubt, yes."""
        try:
            return bool(self._ways(Both(every=True, parts=trees), holds=True))
        except TooWideError:
            return True

    def _ways(self, tree: Tree, *, holds: bool) -> list[Way]:
        self._step(1)
        if isinstance(tree, Atom):
            return [((tree, holds),)]
        if isinstance(tree, Inverse):
            return self._ways(tree.part, holds=not holds)
        if tree.every != holds:
            return self._any(tree, holds=holds)
        found: list[Way] = [()]
        for part in sorted(dict.fromkeys(tree.parts), key=_width):
            found = self._joined(found, self._ways(part, holds=holds))
        return found

    def _any(self, tree: Both, *, holds: bool) -> list[Way]:
        found: list[Way] = []
        for part in dict.fromkeys(tree.parts):
            found += self._ways(part, holds=holds)
            if len(found) > _MOST_WAYS:
                raise TooWideError
        return found

    def _joined(self, ways: list[Way], others: list[Way]) -> list[Way]:
        if len(ways) * len(others) > _MOST_WAYS:
            raise TooWideError
        return [
            way if len(way) > _MOST_TESTS else way + other
            for way in ways
            for other in others
            if len(way) + len(other) > _MOST_TESTS or not self._contradict(way, other)
        ]

    def _contradict(self, way: Way, other: Way) -> bool:
        self._step(1 + len(way) * len(other))
        return any(_clash(*one, *two) for one in way for two in other if one[0].field == two[0].field)

    def _step(self, number: int) -> None:
        self._steps += number
        if self._steps > _MOST_STEPS:
            raise TooWideError


def _width(tree: Tree) -> int:
    return 1 if isinstance(tree, Atom) else 2 if isinstance(tree, Inverse) else 2 + len(tree.parts)


def _clash(one: Atom, holds: bool, two: Atom, holds_too: bool) -> bool:  # noqa: FBT001 -- two equal pairs
    """Whether two tests of one field cannot turn out like this together."""
    if holds != holds_too:
        inner, outer = (one, two) if holds else (two, one)
        return _implies(inner, outer)
    return holds and _exclude(one, two)


def _implies(inner: Atom, outer: Atom) -> bool:
    """Whether whatever meets the one meets the other."""
    if inner.meaning == outer.meaning:
        return True
    if inner.field and "exists" in outer.modifiers:
        return outer.value is True and inner.pattern is not None
    if inner.pattern is None or outer.pattern is None or "cased" in outer.modifiers:
        return False
    return covers(outer.pattern, inner.pattern)


def _exclude(one: Atom, two: Atom) -> bool:
    """Whether no field meets both; members of an array may each meet one."""
    if not one.field or _absent(one) == _absent(two) == "":
        return bool(one.field) and _exclusive_texts(one, two)
    first, second = _absent(one) or _present(one), _absent(two) or _present(two)
    return {first, second} in ({"null", "value"}, {"missing", "value"}, {"missing", "present"})


def _absent(atom: Atom) -> str:
    if "exists" in atom.modifiers:
        return "missing" if atom.value is False else "present"
    return "null" if atom.value is None and not atom.modifiers else ""


def _present(atom: Atom) -> str:
    return "value" if atom.pattern is not None else ""


def _exclusive_texts(one: Atom, two: Atom) -> bool:
    if one.pattern is None or two.pattern is None or not single_valued(one.field):
        return False
    return disjoint(one.pattern, two.pattern)


def single_valued(path: str) -> bool:
    """Whether CloudTrail's record has one text at most at this path, whatever the call."""
    return (
        path.split(".", maxsplit=1)[0] not in {"requestParameters", "responseElements"}
        and shape_of(path).plain
    )
