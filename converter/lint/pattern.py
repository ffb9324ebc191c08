"""Texts with wildcards, and what can be said of two of them."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable

# A literal character stands for itself in lower case, the two wildcards are longer than one character.
Pattern: TypeAlias = tuple[str, ...]

MANY: Final = "any"
ONE: Final = "one"
ANY: Final = frozenset((MANY, ONE))

# Longer texts are compared with none.
_LONGEST: Final = 2_000
# Characters of one pattern times wildcards of the other, beyond which nothing is said of the two.
_MOST_STEPS: Final = 10_000
_WILDCARDS: Final = {"*": MANY, "?": ONE}
# Modifiers after which a value is still a text with wildcards.
_PLAIN: Final = frozenset(("contains", "startswith", "endswith", "cased"))


def pattern_of(value: Any, text: str, modifiers: Iterable[str]) -> Pattern | None:  # noqa: ANN401 -- YAML's
    """The texts that a value takes; None where literals and wildcards do not say it."""
    if value is None or value is ... or len(text) > _LONGEST or not _PLAIN.issuperset(modifiers):
        return None
    parts = _parts(_written(value, text))
    if "contains" in modifiers or "endswith" in modifiers:
        parts = [MANY, *parts]
    if "contains" in modifiers or "startswith" in modifiers:
        parts = [*parts, MANY]
    return tuple(part for i, part in enumerate(parts) if not (part == MANY and parts[i - 1 : i] == [MANY]))


def _written(value: object, text: str) -> str:
    """A value as the JSON of a record writes it."""
    return str(value).lower() if isinstance(value, bool) else text


def _parts(text: str) -> list[str]:
    parts: list[str] = []
    characters = iter(text)
    for character in characters:
        if character != "\\":
            parts.append(_WILDCARDS.get(character, character.lower()))
            continue
        following = next(characters, "")
        if following not in {"*", "?", "\\"}:
            parts.append("\\")
        if following:
            parts.append(following.lower())
    return parts


def covers(wide: Pattern, narrow: Pattern) -> bool:
    """Whether every text of the narrow pattern is one of the wide one's; in doubt, no."""
    return _covers(wide, narrow) is True


@lru_cache(maxsize=4096)
def _covers(wide: Pattern, narrow: Pattern) -> bool | None:
    """The same; None where it would take too long to tell."""
    if (1 + wide.count(MANY)) * len(narrow) > _MOST_STEPS:
        return None
    reachable = {0}
    for part in narrow:
        reachable = _closure(wide, reachable)
        step = {place for place in reachable if place < len(wide) and wide[place] == MANY}
        step |= {
            place + 1
            for place in reachable
            if place < len(wide) and (wide[place] == part or (wide[place] == ONE and part != MANY))
        }
        if not step:
            return False
        reachable = step
    return len(wide) in _closure(wide, reachable)


def _closure(wide: Pattern, places: set[int]) -> set[int]:
    """The places in the wide pattern that `*` can be left at once, too."""
    found = set(places)
    for place in sorted(places):
        following = place
        while following < len(wide) and wide[following] == MANY:
            following += 1
            found.add(following)
    return found


def disjoint(first: Pattern, second: Pattern) -> bool:
    """Whether no text is of both; in doubt, no."""
    if ANY.isdisjoint(first):
        return _covers(second, first) is False
    if ANY.isdisjoint(second):
        return _covers(first, second) is False
    return _differ(first, second) or _differ(first[::-1], second[::-1])


def _differ(first: Pattern, second: Pattern) -> bool:
    """Whether they begin with different characters before either has a `*`."""
    for one, other in zip(first, second, strict=False):
        if MANY in {one, other}:
            return False
        if ONE not in {one, other} and one != other:
            return True
    return False
