"""A condition tree as SQL predicates."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from converter.condition import (
    All,
    Any,
    Keyword,
    Leaf,
    Node,
    Not,
    Null,
    Present,
    Regex,
    SameAs,
    Text,
    Wildcard,
)
from converter.errors import UnsupportedError
from converter.targets.athena.columns import place
from converter.targets.athena.keyword import keywords
from converter.targets.athena.layout import joined, parenthesised
from converter.targets.athena.place import Predicate
from converter.targets.athena.value import found_in, one_of, value_test

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from converter.targets.athena.place import Place, Test
    from converter.targets.context import Context

_ANYTHING: Final = (Wildcard.ANY,)
_NULL_IN_EVENTS: Final = frozenset({"requestparameters", "responseelements"})
_SAME: Final = {
    "equals": "lower({0}) = lower({1})",
    "startswith": "starts_with(lower({0}), lower({1}))",
    "endswith": "starts_with(reverse(lower({0})), reverse(lower({1})))",
    "contains": "strpos(lower({0}), lower({1})) > 0",
}


def conjuncts(node: Node, context: Context) -> list[Predicate]:
    """What must hold together, the cheapest first.

    Raises:
        UnsupportedError: Athena cannot say some part of it.
    """
    match node:
        case All(nodes):
            return _by_cost(one for inner in nodes for one in conjuncts(inner, context))
        case Not(Any(nodes)):
            return _by_cost(one for group in _groups(nodes) for one in _none_of(group, context))
        case Not(Not(inner)):
            return conjuncts(inner, context)
    return [_predicate(node, context)]


def _by_cost(predicates: Iterable[Predicate]) -> list[Predicate]:
    return sorted(predicates, key=lambda one: one.cost)


def _predicate(node: Node, context: Context) -> Predicate:
    match node:
        case Leaf():
            return _leaf(node, context)
        case Keyword():
            return keywords([node], context)
        case Any(nodes):
            return _joined("OR", [_some_of(group, context) for group in _groups(nodes)])
        case Not(Leaf() | Keyword() | All() as inner):
            return _predicate(inner, context).negated()
    return _joined("AND", conjuncts(node, context))


def _joined(word: str, predicates: Sequence[Predicate]) -> Predicate:
    if len(predicates) == 1:
        return predicates[0]
    sql = joined(word, [parenthesised(one.sql) if one.loose else one.sql for one in predicates])
    cost, certain = max(one.cost for one in predicates), all(one.certain for one in predicates)
    return Predicate(sql, cost, certain=certain, loose=True)


def _groups(nodes: Iterable[Node]) -> list[list[Node]]:
    """The nodes, those together that can share one predicate, in the order of the first of each."""
    groups: dict[object, list[Node]] = {}
    for node in nodes:
        groups.setdefault(_shared(node), []).append(node)
    return list(groups.values())


def _shared(node: Node) -> object:
    """What nodes must have in common to share a predicate; the node itself if it cannot."""
    if isinstance(node, Keyword):
        return Keyword
    if not isinstance(node, Leaf) or _looks_at_all(node):
        return node
    if place(node.field).many:
        return node.field, _in_objects(node)
    equal = isinstance(node.test, Text) and node.test.literal is not None and not node.test.cased
    return (node.field, "equal") if equal else node


def _none_of(nodes: Sequence[Node], context: Context) -> list[Predicate]:
    if len(nodes) == 1:
        return conjuncts(Not(nodes[0]), context)
    return [_some_of(nodes, context).negated()]


def _some_of(nodes: Sequence[Node], context: Context) -> Predicate:
    words = [node for node in nodes if isinstance(node, Keyword)]
    leaves = [node for node in nodes if isinstance(node, Leaf)]
    if len(nodes) == 1:
        return _predicate(nodes[0], context)
    return keywords(words, context) if words else _values(leaves)


def _leaf(leaf: Leaf, context: Context) -> Predicate:
    match leaf.test:
        case Null():
            return place(leaf.field).is_null()
        case Present(value):
            return _present(leaf, context, wanted=value)
        case SameAs():
            return _same(place(leaf.field), leaf.test)
        case Text(parts) if parts == _ANYTHING:
            return place(leaf.field).has_value()
    return _values([leaf])


def _looks_at_all(leaf: Leaf) -> bool:
    """Whether the test is about everything at the path, not about one value there."""
    test = leaf.test
    return isinstance(test, Null | Present | SameAs) or (isinstance(test, Text) and test.parts == _ANYTHING)


def _in_objects(leaf: Leaf) -> bool:
    """Whether the test reads the JSON text of objects, too."""
    return isinstance(leaf.test, Regex) or (isinstance(leaf.test, Text) and leaf.test.contains)


def _values(leaves: Sequence[Leaf]) -> Predicate:
    """Some value of the field that the leaves share passes one of their tests."""
    where = place(leaves[0].field)
    tests = _tests(leaves)

    def passes(value: str) -> str:
        return joined("OR", [test(value) for test in tests])

    if not _in_objects(leaves[0]):
        return Predicate(where.some(passes), where.cost)
    null_too = any(found_in(leaf.test, "null") for leaf in leaves)
    return Predicate(where.some_text(passes, null_too=null_too), where.cost)


def _tests(leaves: Iterable[Leaf]) -> list[Test]:
    """The leaves' tests; plain texts become one list."""
    plain = [
        leaf.test
        for leaf in leaves
        if isinstance(leaf.test, Text) and leaf.test.literal is not None and not leaf.test.cased
    ]
    if len(plain) < 2:  # noqa: PLR2004 -- a list is of two or more
        return [value_test(leaf.test) for leaf in leaves]
    listed = frozenset(plain)
    return [one_of(plain), *(value_test(leaf.test) for leaf in leaves if leaf.test not in listed)]


def _present(leaf: Leaf, context: Context, *, wanted: bool) -> Predicate:
    where = place(leaf.field)
    if leaf.field in _NULL_IN_EVENTS:
        raise UnsupportedError(
            f"athena cannot tell whether {leaf.raw or leaf.field} is null or missing: events have both, "
            "and the table keeps neither; test it for null instead of exists"
        )
    if where.hides_null:
        context.warn(
            f"{leaf.raw or leaf.field}: the table keeps nothing of a null, so exists means 'not null' here"
        )
    return where.is_present() if wanted else where.is_present().negated()


def _same(where: Place, test: SameAs) -> Predicate:
    other = place(test.field)
    sql = where.some(lambda mine: other.some(lambda its: _SAME[test.mode].format(mine, its), "w"))
    return Predicate(sql, max(where.cost, other.cost))
