"""The `search` stage: what a search says exactly, and for the rest the tightest search that misses nothing.

Values compare as text and without letter case, `field=value` holds if some value of a multivalue
field matches, `field!=value` if the field's one value does not, and `NOT field=value` keeps events
without the field (https://docs.splunk.com/Documentation/Splunk/latest/SearchReference/Search and
https://docs.splunk.com/Documentation/Splunk/9.0.2/Search/NOTexpressions, November 2026).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec import Struct

from converter.condition import (
    All,
    Cidr,
    Keyword,
    Leaf,
    Node,
    Not,
    Null,
    Number,
    Present,
    Text,
    Truth,
    Wildcard,
)
from converter.condition import Any as AnyOf
from converter.targets.splunk.keywords import words
from converter.targets.splunk.literal import quoted, search_name
from converter.targets.splunk.pattern import finds_null, number_texts, search_value
from converter.targets.splunk.term import Term, every, negation, some

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from ipaddress import IPv4Network, IPv6Network

    from converter.targets.splunk.fields import Field, Fields

_FIRST: Final = {"eventName": 0, "eventSource": 1}
_PLAIN, _WILD = 2, 3
_IPV6: Final = 6
NULL: Final = quoted("null")


class Said(Struct, frozen=True):
    """A term that misses nothing, None if only everything does; `exact` if it finds nothing else either."""

    term: Term | None
    exact: bool = True


NOTHING: Final = Said(None, exact=False)


class Search:
    """Says conditions in terms of a search."""

    def __init__(self, fields: Fields) -> None:
        self.fields = fields

    def say(self, node: Node) -> Said:
        """The tightest search for a condition."""
        match node:
            case All(nodes):
                return self.all(nodes)
            case AnyOf(nodes):
                return self.any(nodes)
            case Not(inner):
                return self.negated(inner)
            case Keyword(test):
                return Said(words(test), exact=False)
            case Leaf():
                return self.leaf(node)

    def all(self, nodes: Iterable[Node]) -> Said:
        """Every node, selective terms first."""
        said = [self.say(node) for node in nodes]
        terms = sorted((each.term for each in said if each.term), key=lambda term: term.rank)
        return Said(every(terms, " ") if terms else None, all(each.exact for each in said))

    def any(self, nodes: Sequence[Node]) -> Said:
        """Some node; plain values of one field go into one list."""
        groups: dict[object, list[Node]] = {}
        for node in nodes:
            key = node.field if isinstance(node, Leaf) and plain_values(node) else node
            groups.setdefault(key, []).append(node)
        said = [self.listed(group) for group in groups.values()]
        terms = [each.term for each in said if each.term]
        if len(terms) < len(said):
            return NOTHING
        return Said(some(terms), all(each.exact for each in said))

    def listed(self, group: Sequence[Node]) -> Said:
        """One node, or several plain values of one field."""
        first = group[0]
        if isinstance(first, Leaf) and (values := plain_values(first)):
            values = [value for node in group if isinstance(node, Leaf) for value in plain_values(node)]
            return Said(among(self.fields.of(first), list(dict.fromkeys(values))))
        return self.say(first)

    def negated(self, inner: Node) -> Said:
        """The negation, where the inside is exact; of several negations, those that are."""
        said = self.say(inner)
        if said.exact and said.term:
            return Said(negation(said.term))
        return self.all([Not(node) for node in inner.nodes]) if isinstance(inner, AnyOf) else NOTHING

    def leaf(self, leaf: Leaf) -> Said:
        """One test of one field."""
        field = self.fields.of(leaf)
        match leaf.test:
            case Text() as test:
                return text(field, test)
            case Number() | Truth():
                return Said(among(field, plain_values(leaf)))
            case Null():
                return null(field)
            case Present(value):
                return present(field, value=value)
            case Cidr(network):
                return block(field, network)
        return NOTHING


def plain_values(leaf: Leaf) -> list[str]:
    """The values, free of wildcards, of which the field must have one; none if it is another test."""
    match leaf.test:
        case Text() as test if test.literal is not None:
            value = search_value(test)
            return [value.text] if value.exact else []
        case Number() as test:
            return number_texts(test)
        case Truth(value):
            return ["true" if value else "false"]
    return []


def text(field: Field, test: Text) -> Said:
    """A Sigma string."""
    value = search_value(test)
    if test.parts == (Wildcard.ANY,):
        return anything(field)
    if field.objects and test.contains:
        return Said(words(test), exact=False)
    if value.vain:
        return NOTHING
    term = among(field, [value.text])
    if not value.wild or not finds_null(test):
        return Said(term, value.exact)
    if not field.single:
        return Said(term, exact=False)
    return Said(every([term, not_null(field)], " "), value.exact)


def block(field: Field, network: IPv4Network | IPv6Network) -> Said:
    """An address in a block; a search also finds the block's own text, which is no address."""
    if network.version == _IPV6:
        return Said(among(field, ["*:*"]), exact=False)
    addresses = among(field, [str(network)])
    if not field.single:
        return Said(addresses, exact=False)
    texts = [Term(f"{search_name(name)}!={quoted('*/*')}", _WILD) for name in field.names]
    return Said(every([addresses, some(texts)], " "))


def anything(field: Field) -> Said:
    """Any value but null; what `!=` finds in a field of several values, no page of Splunk's says."""
    if field.objects:
        return NOTHING
    return Said(not_null(field)) if field.single else Said(there(field), exact=False)


def null(field: Field) -> Said:
    """Null or nothing; an object, `[]` and a field of several values need `where`."""
    return Said(negation(not_null(field))) if field.single and not field.objects else NOTHING


def present(field: Field, *, value: bool) -> Said:
    """The field is there, or it is not."""
    if value:
        return NOTHING if field.hollow else Said(there(field))
    return Said(negation(there(field)), exact=not field.hollow)


def among(field: Field, values: Sequence[str]) -> Term:
    """The field has one of these values."""
    rank = _WILD if any("*" in value for value in values) else _FIRST.get(field.name, _PLAIN)
    return some([Term(equation(name, values), rank) for name in field.names])


def equation(name: str, values: Sequence[str]) -> str:
    """`name="value"`, or a list."""
    left = search_name(name)
    if len(values) == 1:
        return f"{left}={quoted(values[0])}"
    return f"{left} IN ({','.join(map(quoted, values))})"


def there(field: Field) -> Term:
    """The field exists under one of its names."""
    return some([Term(f"{search_name(name)}=*", _WILD) for name in field.names])


def not_null(field: Field) -> Term:
    """The field has a value, or a member, that is not null."""
    return some([Term(f"{search_name(name)}!={NULL}", _WILD) for name in field.names])
