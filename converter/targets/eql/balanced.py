"""The walk through the text of a Java map, `{k=v, k2={..}, k3=[a, b]}`, to where one key may stand.

Only braces are kept in balance: between an opened one and the next key stand whole entries, so that
`remove={items=[{group=all}]}` never answers for `add.items.group`. A list is left at its `]`, which a
member holds in braces or brackets of its own only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec import Struct

from converter.targets.eql.lucene_nodes import escaped

if TYPE_CHECKING:
    from converter.shapes.models import Depths
    from converter.shapes.nesting import Level, Nesting

DEEPEST: Final = 4
"""Levels of braces that a pattern skips; each one more costs Lucene many states."""
UNKNOWN: Final = 3
"""Levels to skip where no model of AWS says how many there are."""
WRAPPED: Final = "items"
"""The only name in the objects in which EC2 wraps its lists."""


class Step(Struct, frozen=True):
    """One key of a path.

    `beside`: levels of braces that its neighbours may have, None where it has none. `lists`: in how
    many lists, one in the other, its values may lie. `within`: levels of braces of these lists' members,
    0 where they are texts. `depth`: levels of braces of its values, in lists or not.
    """

    name: str
    beside: int | None
    lists: Depths
    within: int
    depth: int


def steps_of(names: list[str], lists: list[Depths], nesting: Nesting | None) -> tuple[Step, ...]:
    """The keys of a path with what AWS's models say of them."""
    if nesting is None:
        return tuple(
            Step(name, UNKNOWN, depths, UNKNOWN, UNKNOWN) for name, depths in zip(names, lists, strict=True)
        )
    leasts = [1] * (len(names) - 1) + [0 if len(names) > 1 and nesting.exact else 1]
    return tuple(
        Step(
            name,
            None if name == WRAPPED and level.beside is None else _beside(level, least),
            depths,
            min(level.within, DEEPEST),
            min(level.depth, DEEPEST),
        )
        for name, depths, level, least in zip(names, lists, nesting.levels, leasts, strict=True)
    )


def _beside(level: Level, least: int) -> int:
    """What the model has, and a little more: AWS adds members of its own."""
    return min(max(level.beside + 1 if level.beside else 0, least), DEEPEST)


def shallower(steps: tuple[Step, ...]) -> tuple[Step, ...]:
    """The same with the deepest levels one less deep; the same steps if nothing is left to take."""
    least = max(max(max(step.beside or 0, step.within, step.depth) for step in steps) - 1, 1)
    return tuple(
        Step(
            step.name,
            _at_most(step.beside, least),
            step.lists,
            min(step.within, least),
            min(step.depth, least),
        )
        for step in steps
    )


def _at_most(depth: int | None, most: int) -> int | None:
    return None if depth is None else min(depth, most)


def balanced(depth: int) -> str:
    """Any text in which braces stand in pairs, so many levels deep."""
    return "[^{}]*" if depth == 0 else rf"([^{{}}]|\{{{balanced(depth - 1)}\}})*"


def lead(step: Step) -> str:
    """From an opened brace to a key: the entries that stand before it."""
    return "" if step.beside is None else f"({balanced(step.beside)}, )?"


def members(within: int) -> str:
    """The inside of a list, which is left at its first `]` that closes nothing opened in it."""
    return r"([^]]|\[[^]]*\])*" if within == 0 else rf"([^]{{}}]|\{{{balanced(within - 1)}\}})*"


def into(lists: Depths, within: int) -> str:
    """From a key's `=` to the beginning of its value, or of a member of the lists that hold it."""
    ways = [_entered(depth, within) for depth in lists if depth]
    if not ways:
        return ""
    way = ways[0] if len(ways) == 1 else f"({'|'.join(ways)})"
    return f"({way})?" if 0 in lists else way


def _entered(depth: int, within: int) -> str:
    """Through so many opening brackets, past the members in front."""
    if depth == 0:
        return ""
    inner = f"({members(within)}, )?"
    for _ in range(depth - 1):
        inner = rf"({_lists_of(within)}, )?\[{inner}"
    return rf"\[{inner}"


def _lists_of(within: int) -> str:
    """The inside of a list of lists."""
    plain = "[^][]" if within == 0 else rf"[^][{{}}]|\{{{balanced(within - 1)}\}}"
    return rf"({plain}|\[{members(within)}\])*"


def walk(parents: tuple[Step, ...], last: Step) -> str:
    """From the beginning of the text to the last key of a path."""
    first, *following = (*parents, last)
    text = rf"\{{{lead(first)}"
    for step, after in zip(parents, following, strict=True):
        text += rf"{escaped(step.name)}={into(step.lists, step.within)}\{{{lead(after)}"
    return text
