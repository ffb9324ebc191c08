"""Conditions on nested parameters, as patterns on the text of a Java map.

The integration prints requestParameters and its kin as `{k=v, k2={..}, k3=[a, b]}`: no quotes, the
order of a HashMap, and nothing of null, "", "-", "none" and what is empty then
(https://github.com/elastic/integrations, packages/aws, pipeline of cloudtrail, November 2026). EQL
refuses the flattened fields beside it, so `a.b: v` becomes a pattern that walks the brackets: between
an opened one and the next key stand whole entries only, lists are stepped into, and a value ends at
`, ` or a closing bracket. So `remove={items=[{group=all}]}` never answers for `add.items.group`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from converter.condition import Null, Present
from converter.errors import UnsupportedError
from converter.targets.eql.expression import MOST_REGEX, Expression, Match, Mergeable, Negated
from converter.targets.eql.lucene import escaped, escaped_caseless
from converter.targets.eql.nested_values import PLAIN, PRESENT, SCALAR, Value, value_of
from converter.targets.eql.traits import FLATTENED, STRING_LIMITS, TRAIL

if TYPE_CHECKING:
    from converter.condition import Test

_END: Final = r"(, |[}\]]).*"
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


def _condition(root: str, keys: tuple[str, ...], value: Value, *, caseless: bool) -> Expression:
    def write(values: tuple[object, ...]) -> Expression:
        pattern = _pattern(keys, [v for v in values if isinstance(v, Value)], caseless=caseless)
        return Match(root, "regex~" if caseless else "regex", (pattern,))

    return Mergeable((root, keys, caseless, value.place), (value,), write)


def _pattern(keys: tuple[str, ...], values: list[Value], *, caseless: bool) -> str:
    """The pattern with the deepest skipped entries that Elasticsearch's limit allows."""
    for depth in range(_DEEPEST, 0, -1):
        group = _group(depth)
        pattern = _path(keys, group, caseless=caseless) + _ending(values, group)
        if len(pattern) <= MOST_REGEX:
            return pattern
    raise UnsupportedError(
        f"eql cannot test {'.'.join(keys)[:60]}: the pattern would exceed the {MOST_REGEX:,} characters that"
        " Elasticsearch allows; shorten the values or split the list over several rules"
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


def _path(keys: tuple[str, ...], group: str, *, caseless: bool) -> str:
    write = escaped_caseless if caseless else escaped
    # The dot may be part of a key, too: "graph.facebook.com".
    step = rf"(\.|=([{{[]{_entries(group)})+)"
    return rf"\{{{_entries(group)}{step.join(map(write, keys))}="


def _ending(values: list[Value], group: str) -> str:
    bodies = [group.join(value.body) for value in values]
    body = bodies[0] if len(bodies) == 1 and "|" not in bodies[0] else f"({'|'.join(bodies)})"
    if values[0].place == "key":
        return f"{body}.*"
    if values[0].place == "inside":
        return rf"({SCALAR}|[{{[]([^}}\]]|{group})*){body}.*"
    tail = ".*" if values[0].place == "start" else _END
    return rf"(\[{_entries(group)})*{body}{tail}"
