"""Conditions on nested parameters, as patterns on the text of a Java map.

The integration prints requestParameters and its kin as `{k=v, k2={..}, k3=[a, b]}`: no quotes, the
order of a HashMap, and nothing of null, "", "-", "none" and what is empty then
(https://github.com/elastic/integrations, packages/aws, pipeline of cloudtrail, November 2026). EQL
refuses the flattened fields beside it, so `a.b: v` becomes a pattern that walks the brackets: between
an opened one and the next key stand whole entries only, lists are stepped into, and a value ends at
`, ` or a closing bracket. So `remove={items=[{group=all}]}` never answers for `add.items.group`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from converter.condition import Null, Present
from converter.errors import UnsupportedError
from converter.targets.eql.expression import MOST_REGEX, Expression, Match, Mergeable, Negated
from converter.targets.eql.lucene import escaped, escaped_caseless
from converter.targets.eql.nested_values import PLAIN, PRESENT, SCALAR, Value, values_of
from converter.targets.eql.traits import FLATTENED, TRAIL

if TYPE_CHECKING:
    from converter.condition import Test

    Depths = tuple[int, ...]
    Key = tuple[str, Depths]

UNKNOWN: Final = (0, 1)
"""The depths where nobody knows whether a list stands."""
_END: Final = r"(, |[}\]])"
_MOST_STATES: Final = 5000
"""Half of max_determinized_states, which EQL cannot raise: what follows is an estimate."""
_STEP: Final = 8
_MANY: Final = 5
_DEEPEST: Final = 6
"""Levels of brackets that a skipped entry may hold: EC2's filterSet and policies of IAM need six."""


def nested(field: str, test: Test, lists: tuple[Depths, ...], *, negated: bool) -> Expression:
    """The condition on one flattened field's name, as a condition on the string beside it.

    `lists` says of each key, as far as it goes, how many lists, one in the other, hold its values.
    Under a negation (`negated`) the pattern takes nothing that the rule does not, and otherwise
    misses as little as the text allows.

    Raises:
        UnsupportedError: the text does not tell, or the pattern would exceed Elasticsearch's limits.
    """
    part, _, path = field.removeprefix(FLATTENED).partition(".")
    root, names = TRAIL + part, path.split(".")
    depths = (*lists[: len(names)], *[UNKNOWN] * (len(names) - len(lists)))
    keys = tuple(zip(names, depths, strict=True))
    if isinstance(test, Null) or test == Present(value=False):
        return Negated(_condition(root, keys, (PRESENT,), caseless=True))
    values, caseless = values_of(test, negated=negated)
    return _condition(root, keys, values, caseless=caseless)


@dataclass(frozen=True, slots=True)
class Entry:
    """One key and what its value must be."""

    key: str
    depths: Depths
    value: Value


def _condition(root: str, keys: tuple[Key, ...], values: tuple[Value, ...], *, caseless: bool) -> Expression:
    """Alternatives below the same parents share one pattern."""

    def write(entries: tuple[object, ...]) -> Expression:
        kept = [entry for entry in entries if isinstance(entry, Entry)]
        pattern = _pattern(keys[:-1], kept, caseless=caseless)
        return Match(root, "regex~" if caseless else "regex", (pattern,))

    name, depths = keys[-1]
    key = (escaped_caseless if caseless else escaped)(name)
    return Mergeable((root, keys[:-1], caseless), tuple(Entry(key, depths, value) for value in values), write)


def _pattern(parents: tuple[Key, ...], entries: list[Entry], *, caseless: bool) -> str:
    """The pattern with the deepest skipped entries that Elasticsearch's limit allows."""
    for depth in range(_DEEPEST, 0, -1):
        group = _group(depth)
        pattern = _path(parents, group, caseless=caseless) + _choice(_endings(entries, group)) + ".*"
        if len(pattern) <= MOST_REGEX and _states(parents, entries, depth) <= _MOST_STATES:
            return pattern
    path = ".".join(name for name, _ in parents)
    raise UnsupportedError(
        f"eql cannot test what is below {path[:60]}: the pattern would exceed what Elasticsearch allows"
        f" ({MOST_REGEX:,} characters, 10,000 states); shorten the values or split the list"
    )


def _states(parents: tuple[Key, ...], entries: list[Entry], depth: int) -> int:
    """About how many states Lucene's automaton gets; fitted to lucene-core 9.12.0.

    Any bracket in a list may be a step of the path or part of an entry to skip, so every character is
    there once for each way to share the levels.
    """
    names = [*(name for name, _ in parents), *{entry.key for entry in entries}]
    keys = sum(len(name) + _STEP for name in names)
    bodies = sum(_weight(entry.value) for entry in entries)
    return (depth + 1) * (depth + 2) * 2 // 3 * (keys + bodies)


def _weight(value: Value) -> int:
    if value.place == "key":
        return 0
    return (len(value.body) + _STEP) * (_MANY if "&" in value.body or ".*" in value.body else 1)


def _group(depth: int) -> str:
    """One bracketed part with so many levels of brackets."""
    group = rf"[{{[]{PLAIN}*[}}\]]"
    for _ in range(depth - 1):
        group = rf"[{{[]({PLAIN}|{group})*[}}\]]"
    return group


def _entries(group: str) -> str:
    """Whole entries, as many as stand before the one that is wanted."""
    return f"(({PLAIN}|{group})*, )?"


def _lists(group: str, *, depths: Depths) -> str:
    """Into the members of a list, of lists in it, or of none."""
    return rf"(\[{_entries(group)})*" if depths != (0,) else ""


def _path(parents: tuple[Key, ...], group: str, *, caseless: bool) -> str:
    """From the start to where the last key of a path may stand."""
    write = escaped_caseless if caseless else escaped
    text = rf"\{{{_entries(group)}"
    for name, depths in parents:
        inside = rf"={_lists(group, depths=depths)}\{{{_entries(group)}"
        # Unless AWS's models know the key, the dot may be part of it: "graph.facebook.com".
        text += write(name) + (inside if len(depths) == 1 else rf"(\.|{inside})")
    return text


def _endings(entries: list[Entry], group: str) -> list[str]:
    """Each key with the values that satisfy the rule, those of one kind together."""
    kinds: dict[tuple[str, Depths, str], list[str]] = {}
    for entry in entries:
        bodies = kinds.setdefault((entry.key, entry.depths, entry.value.place), [])
        bodies.append(entry.value.body)
    return [
        f"{key}={_value(place, _choice(bodies), group, depths=depths)}"
        for (key, depths, place), bodies in kinds.items()
    ]


def _choice(options: list[str]) -> str:
    return options[0] if len(options) == 1 else f"({'|'.join(options)})"


def _value(place: str, body: str, group: str, *, depths: Depths) -> str:
    if place == "key":
        return body
    if place == "inside":
        return rf"({SCALAR}|[{{[]([^}}\]]|{group})*){body}"
    return f"{_lists(group, depths=depths)}{body}" + ("" if place == "start" else _END)
