r"""The `where` stage: conditions as eval expressions that are true or false, never null.

Eval's logic has three values, and `where` drops what is null, so that NOT over a missing field would
lose events; each test is therefore an `isnotnull(...)`. `mvfind` finds a member of a multivalue field
by a PCRE pattern, `mvfilter` and `mvmap` go through its members
(https://docs.splunk.com/Documentation/Splunk/latest/SearchReference/MultivalueEvalFunctions and
.../JSONFunctions, November 2026).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from converter.condition import (
    All,
    Cidr,
    Compare,
    Keyword,
    Leaf,
    Node,
    Not,
    Null,
    Number,
    Present,
    Regex,
    SameAs,
    Text,
    TimePart,
    Truth,
    Wildcard,
)
from converter.condition import Any as AnyOf
from converter.targets.splunk import keywords
from converter.targets.splunk.literal import eval_name, quoted_path, regex
from converter.targets.splunk.pattern import finds_null, number_texts, regex_of, regex_of_texts
from converter.targets.splunk.regex import finds_null as regex_finds_null
from converter.targets.splunk.regex import flagged
from converter.targets.splunk.same import same
from converter.targets.splunk.term import Term, every, opposite, some
from converter.targets.splunk.when import time_part

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from converter.targets.splunk.fields import Field, Fields

_NUMERIC: Final = r"^-?\d+(\.\d+)?([eE][+-]?\d+)?\z"
_OCTET: Final = r"(25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)"
_ADDRESS: Final = {4: rf"^{_OCTET}(\.{_OCTET}){{3}}\z", 6: r"^[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*\z"}
_IS_OBJECT: Final = r"^(?=\{)(?s:.*)"
_HAS_VALUE: Final = r"^(?!(?:[\[\],]|null)*\z)"
_NOT_NULLS: Final = r"^(?!(?:[\[\],]*null)+[\[\],]*\z)"
_NOT_NULLS_INSIDE: Final = r"^(?!\[\]\z|(?:[\[\],]*null)+[\[\],]*\z)"
_NOT_EMPTY: Final = r"^(?!\[\]\z)"


class Where:
    """Says conditions as eval expressions."""

    def __init__(self, fields: Fields) -> None:
        self.fields = fields

    def say(self, node: Node) -> Term:
        """The condition, exactly."""
        match node:
            case All(nodes):
                return every([self.say(inner) for inner in nodes], " AND ")
            case AnyOf(nodes):
                return self.any(nodes)
            case Not(inner):
                return opposite(self.say(inner))
            case Keyword(test):
                return keywords.where(test)
            case Leaf():
                return self.leaf(node)

    def any(self, nodes: Sequence[Node]) -> Term:
        """Some node; plain texts of one field go into one pattern."""
        groups: dict[object, list[Node]] = {}
        for node in nodes:
            key = node.field if isinstance(node, Leaf) and plain_text(node) is not None else node
            groups.setdefault(key, []).append(node)
        return some([self.listed(group) for group in groups.values()])

    def listed(self, group: Sequence[Node]) -> Term:
        """One node, or several plain texts of one field."""
        texts = [node for node in map(plain_text, group) if node is not None]
        if len(texts) > 1 and isinstance(leaf := group[0], Leaf):
            return found(self.fields.of(leaf), regex_of_texts(texts))
        return self.say(group[0])

    def leaf(self, leaf: Leaf) -> Term:
        """One test of one field."""
        field, test = self.fields.of(leaf), leaf.test
        if isinstance(test, SameAs):
            return same(field, self.fields.named(test.field, test.raw), test.mode)
        return _TESTS[type(test)](field, test)


def plain_text(node: Node) -> str | None:
    """The text that the field must have, letter case aside; None if it is another test."""
    test = node.test if isinstance(node, Leaf) else None
    return test.literal if isinstance(test, Text) and not test.cased else None


def text(field: Field, test: Text) -> Term:
    """A Sigma string; only what begins and ends with `*` looks at objects."""
    if test.parts == (Wildcard.ANY,):
        return anything(field)
    null = test.literal is None and finds_null(test)
    look = found_in_objects if test.contains else found
    return look(field, regex_of(test), null=null)


def expression(field: Field, test: Regex) -> Term:
    """A regular expression of the rule."""
    return found_in_objects(field, flagged(test), null=regex_finds_null(test))


def comparison(field: Field, test: Compare) -> Term:
    """A number, or wholly numeric text, in this order."""
    number = f"tonumber({{0}}){test.operator}{test.number}"
    return each(field, f"match({{0}}, {regex(_NUMERIC)}) AND {number}")


def address(field: Field, test: Cidr) -> Term:
    """One plain address inside the block."""
    plain = regex(_ADDRESS[test.network.version])
    return each(field, f'match({{0}}, {plain}) AND cidrmatch("{test.network}", {{0}})')


def part_of_time(field: Field, test: TimePart) -> Term:
    """A time whose part is this number."""
    return some([Term(time_part(eval_name(name), test)) for name in field.names])


def each(field: Field, test: str) -> Term:
    """Some member of the field passes a test; `{0}` stands for the member."""
    filters = [test.replace("{0}", eval_name(name)) for name in field.names]
    return some([Term(f"isnotnull(mvfilter({text}))") for text in filters])


def found(field: Field, pattern: str, *, null: bool = False) -> Term:
    """The pattern is found in some member; `null`: it would be found in the text of JSON null."""
    names = map(eval_name, field.names)
    subjects = [f'mvfilter({name}!="null")' if null else name for name in names]
    return some([search_in(subject, pattern) for subject in subjects])


def search_in(subject: str, pattern: str) -> Term:
    """The pattern is found in some member of an expression."""
    return Term(f"isnotnull(mvfind({subject}, {regex(pattern)}))")


def found_in_objects(field: Field, pattern: str, *, null: bool) -> Term:
    """The pattern is found in some member or in the JSON text of an object."""
    if not field.objects:
        return found(field, pattern, null=null)
    if field.single:
        return some([search_in(extracted(path), pattern) for path in field.paths])
    inside = f"{_IS_OBJECT}(?:{pattern})"
    objects = [search_in(members(path), inside) for path in field.paths]
    return some([found(field, pattern, null=null), *objects])


def extracted(path: str) -> str:
    """What stands at a path of the raw event: an object or array as compact JSON, null if nothing does."""
    return f"json_extract(_raw, {quoted_path(path)})"


def members(path: str) -> str:
    """Everything at a path, members of arrays one by one."""
    return f"json_array_to_mv({extracted(path)})" if "{}" in path else extracted(path)


def anything(field: Field) -> Term:
    """Any value but null."""
    if field.objects and field.single:
        return some([Term(f'isnotnull(nullif({extracted(path)}, "null"))') for path in field.paths])
    values = [Term(f'isnotnull(mvfilter({eval_name(name)}!="null"))') for name in field.names]
    objects = [search_in(extracted(base), _HAS_VALUE) for base in field.bases] if field.objects else []
    return some([*values, *objects])


def null(field: Field) -> Term:
    """Nothing, or nulls only."""
    if field.single:
        return opposite(anything(field))
    values = [Term(f'isnotnull(mvfilter({eval_name(name)}!="null"))') for name in field.names]
    patterns = {base: _NOT_NULLS_INSIDE if "{}" in base else _NOT_NULLS for base in field.bases}
    arrays = [search_in(extracted(base), patterns[base]) for base in field.bases] if field.hollow else []
    return opposite(some([*values, *arrays]))


def reached(path: str) -> Term:
    """Something stands at a path; `[]` says nothing where members were gone through."""
    if "{}" in path:
        return search_in(extracted(path), _NOT_EMPTY)
    return Term(f"isnotnull({extracted(path)})")


def present(field: Field) -> Term:
    """Something is there, be it null, or null in the place of an array."""
    bare = [base for base in field.bases if base not in (*field.names, *field.paths)]
    values = [Term(f"isnotnull({eval_name(name)})") for name in (*field.names, *bare)]
    arrays = [reached(base) for base in field.bases] if field.hollow else []
    return some([*values, *arrays])


_TESTS: Final[dict[type, Callable[[Field, Any], Term]]] = {
    Text: text,
    Regex: expression,
    Number: lambda field, test: found(field, regex_of_texts(number_texts(test))),
    Truth: lambda field, test: found(field, regex_of_texts(["true" if test.value else "false"])),
    Null: lambda field, _: null(field),
    Present: lambda field, test: present(field) if test.value else opposite(present(field)),
    Compare: comparison,
    Cidr: address,
    TimePart: part_of_time,
}
