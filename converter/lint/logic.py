"""Whether a condition can hold at all: its alternatives, less those that contradict themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeAlias

from converter.lint.pattern import covers, disjoint
from converter.lint.subject import Atom, Both, Inverse
from converter.shapes import shape_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from converter.lint.subject import Tree

# One way in which a condition may hold: tests that hold (True) or do not (False).
Way: TypeAlias = "tuple[tuple[Atom, bool], ...]"

# Beyond these many ways a condition is too wide to decide, and counts as one that can hold.
_MOST_WAYS: Final = 2_000
_MOST_TESTS: Final = 40


class TooWideError(Exception):
    """The condition has more alternatives than are worth trying."""


def can_hold(*trees: Tree) -> bool:
    """Whether some event may meet all of these trees; in doubt, yes."""
    try:
        return bool(_ways(Both(every=True, parts=trees), holds=True))
    except TooWideError:
        return True


def _ways(tree: Tree, *, holds: bool) -> list[Way]:
    if isinstance(tree, Atom):
        return [((tree, holds),)]
    if isinstance(tree, Inverse):
        return _ways(tree.part, holds=not holds)
    if tree.every != holds:
        return _bounded([way for part in tree.parts for way in _ways(part, holds=holds)])
    found: list[Way] = [()]
    for part in sorted(tree.parts, key=_width):
        found = _joined(found, _ways(part, holds=holds))
    return found


def _width(tree: Tree) -> int:
    return 1 if isinstance(tree, Atom) else 2 if isinstance(tree, Inverse) else 2 + len(tree.parts)


def _joined(ways: list[Way], others: list[Way]) -> list[Way]:
    if len(ways) * len(others) > _MOST_WAYS:
        raise TooWideError
    return [
        way + other
        for way in ways
        for other in others
        if len(way) + len(other) > _MOST_TESTS or not _contradict(way, other)
    ]


def _bounded(ways: list[Way]) -> list[Way]:
    if len(ways) > _MOST_WAYS:
        raise TooWideError
    return ways


def _contradict(way: Way, other: Way) -> bool:
    return any(_clash(*one, *two) for one in way for two in other if one[0].field == two[0].field)


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


def implied_by_any(tree: Tree, others: Iterable[Tree]) -> bool:
    """Whether whatever meets one of the others meets the tree."""
    return any(not can_hold(other, Inverse(tree)) for other in others)
