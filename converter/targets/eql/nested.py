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
from converter.targets.eql.nested_values import PLAIN, PRESENT, SCALAR, Value, value_of
from converter.targets.eql.traits import FLATTENED, TRAIL

if TYPE_CHECKING:
    from converter.condition import Test

_END: Final = r"(, |[}\]])"
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
        return Negated(_condition(root, keys, PRESENT, caseless=True))
    value, caseless = value_of(test, negated=negated)
    return _condition(root, keys, value, caseless=caseless)


@dataclass(frozen=True, slots=True)
class Entry:
    """One key and what its value must be."""

    key: str
    value: Value


def _condition(root: str, keys: tuple[str, ...], value: Value, *, caseless: bool) -> Expression:
    """Alternatives below the same parents share one pattern."""

    def write(entries: tuple[object, ...]) -> Expression:
        pattern = _pattern(
            keys[:-1], [entry for entry in entries if isinstance(entry, Entry)], caseless=caseless
        )
        return Match(root, "regex~" if caseless else "regex", (pattern,))

    write_key = escaped_caseless if caseless else escaped
    return Mergeable((root, keys[:-1], caseless), (Entry(write_key(keys[-1]), value),), write)


def _pattern(parents: tuple[str, ...], entries: list[Entry], *, caseless: bool) -> str:
    """The pattern with the deepest skipped entries that Elasticsearch's limit allows."""
    for depth in range(_DEEPEST, 0, -1):
        group = _group(depth)
        pattern = _path(parents, group, caseless=caseless) + _choice(_endings(entries, group)) + ".*"
        if len(pattern) <= MOST_REGEX:
            return pattern
    raise UnsupportedError(
        f"eql cannot test {'.'.join(parents)[:60]}: the pattern would exceed the {MOST_REGEX:,} characters"
        " that Elasticsearch allows; shorten the values or split the list over several rules"
    )


def _group(depth: int) -> str:
    """One bracketed part with so many levels of brackets."""
    group = rf"[{{[]{PLAIN}*[}}\]]"
    for _ in range(depth - 1):
        group = rf"[{{[]({PLAIN}|{group})*[}}\]]"
    return group


def _entries(group: str) -> str:
    """Whole entries, as many as stand before the one that is wanted."""
    return f"(({PLAIN}|{group})*, )?"


def _path(parents: tuple[str, ...], group: str, *, caseless: bool) -> str:
    """From the start to where the last key of a path may stand."""
    write = escaped_caseless if caseless else escaped
    # The dot may be part of a key, too: "graph.facebook.com".
    step = rf"(\.|=([{{[]{_entries(group)})+)"
    return rf"\{{{_entries(group)}" + "".join(write(parent) + step for parent in parents)


def _endings(entries: list[Entry], group: str) -> list[str]:
    """Each key with the values that satisfy the rule, those of one kind together."""
    kinds: dict[tuple[str, str], list[str]] = {}
    for entry in entries:
        bodies = kinds.setdefault((entry.key, entry.value.place), [])
        bodies.append(group.join(entry.value.body))
    return [f"{key}={_value(place, _choice(bodies), group)}" for (key, place), bodies in kinds.items()]


def _choice(options: list[str]) -> str:
    return options[0] if len(options) == 1 and "|" not in options[0] else f"({'|'.join(options)})"


def _value(place: str, body: str, group: str) -> str:
    if place == "key":
        return body
    if place == "inside":
        return rf"({SCALAR}|[{{[]([^}}\]]|{group})*){body}"
    return rf"(\[{_entries(group)})*{body}" + ("" if place == "start" else _END)
