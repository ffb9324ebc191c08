"""Conditions on nested parameters, as patterns on the text of a Java map.

The integration prints requestParameters and its kin as `{k=v, k2={..}, k3=[a, b]}`: no quotes, the
order of a HashMap, and nothing of null, "", "-", "none" and what is empty then
(https://github.com/elastic/integrations, packages/aws, pipeline of cloudtrail, November 2026). EQL
refuses the flattened fields beside it, so `a.b: v` becomes a pattern that walks to the key (`balanced`)
and says what its value is (`nested_values`, `room`). Sigma's keys mind letter case and its values do not:
`regex~` serves where AWS's models have no key that differs in case only, else `regex` with `[aA]`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec import Struct
from msgspec.structs import replace

from converter.condition import Compare, Null, Present, Regex, Text, Wildcard
from converter.errors import UnsupportedError
from converter.shapes import shape_of
from converter.shapes.nesting import nesting_of
from converter.targets.eql import punctuation
from converter.targets.eql.balanced import DEEPEST, UNKNOWN, Step, shallower, steps_of, walk
from converter.targets.eql.effort import MOST_REGEX, fits, surely_fits
from converter.targets.eql.expression import NEVER, Expression, Joined, Match, Mergeable, Negated
from converter.targets.eql.lucene_nodes import escaped
from converter.targets.eql.nested_values import has_odd_letters, ignores_case, values_of
from converter.targets.eql.room import Room
from converter.targets.eql.traits import FLATTENED, STRING_LIMITS, TRAIL

if TYPE_CHECKING:
    from collections.abc import Callable

    from converter.condition import Leaf, Test
    from converter.shapes.models import End
    from converter.shapes.nesting import Nesting
    from converter.targets.context import Context
    from converter.targets.eql.nested_values import Case, Value

    Warn = Callable[[str], None]

_KEYS_ALIKE: Final = "keys of {} compare without letter case, for the pattern would be too long otherwise"


class Entry(Struct, frozen=True):
    """The last key of a path and what its value must be."""

    step: Step
    test: Test
    room: Room


class Parent(Struct, frozen=True):
    """What the patterns of one group share: the string field, the keys on the way, what is known of case."""

    root: str
    steps: tuple[Step, ...]
    exact_keys: bool


def nested(leaf: Leaf, field: str, context: Context, *, negated: bool) -> Expression:
    """The condition on a flattened field's name, as a condition on the string beside it.

    Under a negation (`negated`) the pattern takes nothing that the rule does not, and otherwise
    misses as little as the text allows.

    Raises:
        UnsupportedError: the text does not tell, or the pattern would exceed Elasticsearch's limits.
    """
    if isinstance(leaf.test, Text) and not leaf.test.parts:
        return NEVER
    part, _, path = field.removeprefix(FLATTENED).partition(".")
    root, names = TRAIL + part, path.split(".")
    shape = shape_of(leaf.raw, context.sources, context.names)
    lists = [segment.depths for segment in shape.segments[1:]] or [(0, 1)] * len(names)
    nesting = nesting_of(leaf.raw, context.sources, context.names)
    _warn(root, path, nesting, context.warn)
    punctuation.check(path, leaf.test, shape.end, lists[-1], context.warn)
    *steps, last = steps_of(names, lists, nesting)
    parent = Parent(root, tuple(steps), nesting is not None and nesting.exact)
    absent = isinstance(leaf.test, Null) or leaf.test == Present(value=False)
    test = Present(value=True) if absent else leaf.test
    entry = Entry(last, test, _room(last, shape.end, strict=negated))
    condition = _condition(parent, entry, context.warn)
    return Negated(condition) if absent else condition


def _room(last: Step, end: End, *, strict: bool) -> Room:
    return Room(last.lists, 0 if end == "scalar" else max(last.within, 1), last.depth, strict)


def _warn(root: str, path: str, nesting: Nesting | None, warn: Warn) -> None:
    warn(
        f"{root} is one string: values that hold brackets or ', ' may be misread, and over"
        f" {STRING_LIMITS[root]:,} characters it is not indexed"
    )
    if nesting is None:
        warn(
            f"no API model of AWS has {path}: objects beside it are skipped {UNKNOWN} levels deep, and"
            " what follows deeper ones is misread"
        )
    elif any(level.beside and level.beside > DEEPEST for level in nesting.levels):
        _warn_depth(path, DEEPEST, warn)


def _warn_depth(path: str, depth: int, warn: Warn) -> None:
    warn(f"objects beside {path} are skipped {depth} levels deep; what follows deeper ones is misread")


def _condition(parent: Parent, entry: Entry, warn: Warn) -> Expression:
    """Alternatives below the same parents share one pattern."""

    def write(entries: tuple[object, ...]) -> Expression:
        return _written(parent, [each for each in entries if isinstance(each, Entry)], warn)

    return Mergeable((parent,), (entry,), write)


def _written(parent: Parent, entries: list[Entry], warn: Warn) -> Expression:
    """One pattern if it fits, else several; a lone one that does not fit skips fewer levels."""
    if (match := _match(parent, entries, warn)) is not None:
        return match
    if len(entries) > 1:
        half = len(entries) // 2
        halves = (_written(parent, part, warn) for part in (entries[:half], entries[half:]))
        return Joined("or", tuple(one for each in halves for one in _alternatives(each)))
    return _squeezed(parent, entries[0], warn)


def _alternatives(condition: Expression) -> tuple[Expression, ...]:
    return condition.parts if isinstance(condition, Joined) else (condition,)


def _squeezed(parent: Parent, entry: Entry, warn: Warn) -> Expression:
    path = ".".join(step.name for step in (*parent.steps, entry.step))
    steps = (*parent.steps, entry.step)
    while (fewer := shallower(steps)) != steps:
        steps = fewer
        smaller = Entry(steps[-1], entry.test, replace(entry.room, depth=steps[-1].depth))
        if (match := _match(Parent(parent.root, steps[:-1], parent.exact_keys), [smaller], warn)) is not None:
            _warn_depth(path, max(step.beside or 0 for step in steps), warn)
            return match
    raise UnsupportedError(
        f"eql cannot test {path[:60]}: the pattern would exceed what Elasticsearch allows"
        f" ({MOST_REGEX:,} characters, 10,000 states); shorten the values or split the list"
    )


def _match(parent: Parent, entries: list[Entry], warn: Warn) -> Match | None:
    """The pattern in the most exact form that Elasticsearch takes, None if there is none."""
    folding = {ignores_case(entry.test) for entry in entries}
    by_flag = True in folding and False not in folding
    spelled_out = any(has_odd_letters(entry.test) for entry in entries)
    if spelled_out or not (by_flag and parent.exact_keys):
        pattern = _pattern(parent, entries, "classes")
        if _fits(pattern, entries):
            return Match(parent.root, "regex", (pattern,))
    if spelled_out or not by_flag or (len(entries) > 1 and not parent.exact_keys):
        return None
    pattern = _pattern(parent, entries, "flag")
    if not _fits(pattern, entries):
        return None
    if not parent.exact_keys:
        warn(_KEYS_ALIKE.format(parent.root))
    return Match(parent.root, "regex~", (pattern,))


def _fits(pattern: str, entries: list[Entry]) -> bool:
    """Lists of plain values are split before they need a closer look; a rule's own patterns always do."""
    own = any(_is_own(entry.test) for entry in entries)
    if not own and surely_fits(pattern, _searched(entries)):
        return True
    return (own or len(entries) == 1) and fits(pattern)


def _searched(entries: list[Entry]) -> list[list[str]]:
    """The values that may begin anywhere behind their key: in a list, or inside of a text; by place."""
    places: dict[tuple[object, ...], list[str]] = {}
    for entry in entries:
        if _searches_for(entry):
            place = (entry.step.name, entry.room, *_stars(entry.test))
            places.setdefault(place, []).append(_bare(entry.test))
    return list(places.values())


def _bare(test: Test) -> str:
    """A test's text without stars and letter case; other tests are short and never overlap."""
    return test.literals.lower() if isinstance(test, Text) else ""


def _searches_for(entry: Entry) -> bool:
    if entry.test in (Present(value=True), Text((Wildcard.ANY,))):
        return False
    return any(entry.room.lists) or _stars(entry.test)[0]


def _stars(test: Test) -> tuple[bool, bool]:
    """Whether a text may have others before it and behind it."""
    parts = test.parts if isinstance(test, Text) else ()
    return parts[:1] == (Wildcard.ANY,), parts[-1:] == (Wildcard.ANY,)


def _is_own(test: Test) -> bool:
    """Whether the test brings repetitions or wildcards of its own, beside a star at its ends."""
    if isinstance(test, Text):
        return Wildcard.ANY in test.parts[1:-1] or Wildcard.ONE in test.parts
    return isinstance(test, Regex | Compare)


def _pattern(parent: Parent, entries: list[Entry], case: Case) -> str:
    """The walk to the parents' object, the entries' keys and values, and whatever follows."""
    nearest = max(entries, key=lambda entry: -1 if entry.step.beside is None else entry.step.beside)
    return walk(parent.steps, nearest.step) + _choice(_endings(entries, case)) + ".*"


def _endings(entries: list[Entry], case: Case) -> list[str]:
    """Each key with the values that satisfy the rule, those of one kind together."""
    kinds: dict[tuple[str, Room, str, bool], list[Value]] = {}
    for entry in entries:
        for value in values_of(entry.test, entry.room, case):
            alike = value.place != "inside" or value.body == value.loose == value.wordy
            kinds.setdefault((entry.step.name, entry.room, value.place, alike), []).append(value)
    return [f"{escaped(name)}={_placed(room, values)}" for (name, room, *_), values in kinds.items()]


def _placed(room: Room, values: list[Value]) -> str:
    """Values of one kind, where they may stand behind the key's `=`."""
    body = _choice([value.body for value in values])
    place = values[0].place
    if place == "inside":
        wordy = [value.wordy for value in values if value.wordy]
        return room.inside(body, _choice([value.loose for value in values]), _choice(wordy))
    ways: dict[str, Callable[[str], str]] = {
        "whole": room.whole,
        "beginning": room.beginning,
        "ending": room.ending,
    }
    return ways[place](body) if place in ways else body


def _choice(options: list[str]) -> str:
    """Any of some alternatives, each once; "" for none."""
    unique = list(dict.fromkeys(options)) or [""]
    return unique[0] if len(unique) == 1 else f"({'|'.join(unique)})"
