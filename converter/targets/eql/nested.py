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

_END: Final = r"(, |[}\]])"
_MOST_STATES: Final = 5000
"""Half of max_determinized_states, which EQL cannot raise: what follows is an estimate."""
_STEP: Final = 8
_MANY: Final = 5
_DEEPEST: Final = 6
"""Levels of brackets that a skipped entry may hold: EC2's filterSet and policies of IAM need six."""


def nested(field: str, test: Test, *, negated: bool) -> Expression:
    """The condition on one flattened field's name, as a condition on the string beside it.

    Under a negation (`negated`) the pattern takes nothing that the rule does not, and otherwise
    misses as little as the text allows.

    Raises:
        UnsupportedError: the text does not tell, or the pattern would exceed Elasticsearch's limits.
    """
    part, _, path = field.removeprefix(FLATTENED).partition(".")
    root, keys = TRAIL + part, tuple(path.split("."))
    if isinstance(test, Null) or test == Present(value=False):
        return Negated(_condition(root, keys, (PRESENT,), caseless=True))
    values, caseless = values_of(test, negated=negated)
    return _condition(root, keys, values, caseless=caseless)


@dataclass(frozen=True, slots=True)
class Entry:
    """One key and what its value must be."""

    key: str
    value: Value


def _condition(root: str, keys: tuple[str, ...], values: tuple[Value, ...], *, caseless: bool) -> Expression:
    """Alternatives below the same parents share one pattern."""

    def write(entries: tuple[object, ...]) -> Expression:
        kept = [entry for entry in entries if isinstance(entry, Entry)]
        pattern = _pattern(keys[:-1], kept, caseless=caseless)
        return Match(root, "regex~" if caseless else "regex", (pattern,))

    key = (escaped_caseless if caseless else escaped)(keys[-1])
    return Mergeable((root, keys[:-1], caseless), tuple(Entry(key, value) for value in values), write)


def _pattern(parents: tuple[str, ...], entries: list[Entry], *, caseless: bool) -> str:
    """The pattern with the deepest skipped entries that Elasticsearch's limit allows."""
    for depth in range(_DEEPEST, 0, -1):
        group = _group(depth)
        pattern = _path(parents, group, caseless=caseless) + _choice(_endings(entries, group)) + ".*"
        if len(pattern) <= MOST_REGEX and _states(parents, entries, depth) <= _MOST_STATES:
            return pattern
    raise UnsupportedError(
        f"eql cannot test {'.'.join(parents)[:60]}: the pattern would exceed what Elasticsearch"
        f" allows ({MOST_REGEX:,} characters, 10,000 states); shorten the values or split the list"
    )


def _states(parents: tuple[str, ...], entries: list[Entry], depth: int) -> int:
    """About how many states Lucene's automaton gets; fitted to lucene-core 9.12.0.

    Any bracket in a list may be a step of the path or part of an entry to skip, so every character is
    there once for each way to share the levels.
    """
    keys = sum(len(key) + _STEP for key in (*parents, *{entry.key for entry in entries}))
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


def _lists(group: str) -> str:
    """Into the members of a list, of lists in it, or of none."""
    return rf"(\[{_entries(group)})*"


def _path(parents: tuple[str, ...], group: str, *, caseless: bool) -> str:
    """From the start to where the last key of a path may stand."""
    write = escaped_caseless if caseless else escaped
    # The dot may be part of a key, too: "graph.facebook.com".
    step = rf"(\.|={_lists(group)}\{{{_entries(group)})"
    return rf"\{{{_entries(group)}" + "".join(write(parent) + step for parent in parents)


def _endings(entries: list[Entry], group: str) -> list[str]:
    """Each key with the values that satisfy the rule, those of one kind together."""
    kinds: dict[tuple[str, str], list[str]] = {}
    for entry in entries:
        bodies = kinds.setdefault((entry.key, entry.value.place), [])
        bodies.append(entry.value.body)
    return [f"{key}={_value(place, _choice(bodies), group)}" for (key, place), bodies in kinds.items()]


def _choice(options: list[str]) -> str:
    return options[0] if len(options) == 1 else f"({'|'.join(options)})"


def _value(place: str, body: str, group: str) -> str:
    if place == "key":
        return body
    if place == "inside":
        return rf"({SCALAR}|[{{[]([^}}\]]|{group})*){body}"
    return f"{_lists(group)}{body}" + ("" if place == "start" else _END)
