"""Tests of one operand against constants: what Elasticsearch asks its index, or computes in a script.

A test of a field holds if it holds for any of its values; a field without values fails every test. A
constant is converted to the field's type, or the query is refused.
Source: elastic/elasticsearch, x-pack/plugin/eql (QueryTranslator) and x-pack/plugin/ql
(ExpressionTranslators), November 2026.
"""

from __future__ import annotations

import ipaddress
import operator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from converter.targets.eql.elasticsearch import wildcard
from converter.targets.eql.elasticsearch.automaton import Automaton
from converter.targets.eql.elasticsearch.folding import Folding, fold
from converter.targets.eql.elasticsearch.regex import read_regex
from converter.targets.eql.raw import units
from converter.verify.engine import EngineError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from converter.targets.eql.document import Document
    from converter.targets.eql.elasticsearch.folding import Fold
    from converter.targets.eql.elasticsearch.functions import Scalar
    from converter.targets.eql.elasticsearch.operands import Call, Constant, Field

    Test = Callable[[Document], bool]
    TextTest = Callable[[str], bool]

# Elasticsearch's index.max_regex_length; the patterns of one list are joined with `|`.
_LONGEST_REGEX: Final = 1000
# Elasticsearch marks literal signs in a wildcard with this character, which must not occur itself.
_MARK: Final = "\x01"

ORDER: Final[dict[str, Callable[[Any, Any], bool]]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_COMPARE: Final = {**ORDER, "==": operator.eq, "!=": operator.ne}


@dataclass(frozen=True, slots=True)
class Condition:
    """A test of documents.

    `only` tells fields of which any document that passes has one of some values, folded by Unicode: it
    spares the engine documents that cannot pass.
    """

    test: Test
    only: Mapping[str, frozenset[str]] = field(default_factory=dict)


def equal(left: Field, values: Collection[Scalar], ignoring: Fold) -> Condition:
    """Whether any value of a field is one of some constants."""
    converted = [_converted(left, value) for value in values]
    if left.kind != "text":
        wanted = set(converted)
        return Condition(lambda document: not wanted.isdisjoint(document.values(left.name)))
    texts = frozenset(ignoring(str(value)) for value in converted)
    only = frozenset(map(fold(Folding.UNICODE), texts))
    return Condition(any_text(left.name, ignoring, texts.__contains__), {left.name: only})


def ordered(left: Field, sign: str, value: Scalar) -> Condition:
    """An order comparison: texts by code point, dates by time."""
    if left.kind not in {"text", "date"}:
        raise EngineError(f"cannot order values of the {left.kind} field {left.name}")
    bound, holds = _converted(left, value), ORDER[sign]
    return Condition(lambda document: any(holds(found, bound) for found in document.values(left.name)))


def computed(left: Call, sign: str, right: Constant) -> Condition:
    """A function compared with a constant: some value that is not null compares so."""
    if left.kind != right.kind:
        raise EngineError(f"cannot compare {left.name} with a {right.kind}")
    holds, bound = _COMPARE[sign], right.value

    def passes(document: Document) -> bool:
        return any(value is not None and holds(value, bound) for value in left.values(document))

    return Condition(passes)


def any_text(name: str, ignoring: Fold, test: TextTest) -> Test:
    """Whether any value of a text field passes a test, once folded."""

    def passes(document: Document) -> bool:
        return any(test(ignoring(value)) for value in document.values(name) if isinstance(value, str))

    return passes


def indexed_function(name: str, constant: str, ignoring: Fold) -> TextTest:
    """The prefix or wildcard query that startsWith, endsWith or stringContains of a constant becomes."""
    if name == "startsWith":
        start = ignoring(constant)
        return lambda text: text.startswith(start)
    signs = wildcard.lucene_wildcard(f"*{constant}" if name == "endsWith" else f"*{constant}*")
    return wildcard.matcher(signs, ignoring)


def like(patterns: list[str], ignoring: Fold) -> TextTest:
    """Whether a text fits any of the wildcard patterns of `:` or `like`."""
    if any(_MARK in pattern for pattern in patterns):
        raise EngineError("Elasticsearch cannot take the character U+0001 in a wildcard pattern")
    tests = [wildcard.matcher(wildcard.eql_wildcard(pattern), ignoring) for pattern in patterns]
    return lambda text: any(test(text) for test in tests)


def regex(patterns: list[str], folding: Folding | None) -> TextTest:
    """Whether a text is in the language of any of the patterns of `regex`."""
    joined = "|".join(patterns)
    if units(joined) > _LONGEST_REGEX:
        raise EngineError(
            f"the regular expression is {units(joined)} characters long; "
            f"Elasticsearch takes {_LONGEST_REGEX} (index.max_regex_length)"
        )
    return Automaton(read_regex(joined, folding)).matches


def in_blocks(name: str, blocks: Collection[Scalar]) -> Condition:
    """Whether any address of a field is in one of some blocks, written `10.0.0.0/8`."""
    networks = [_block(block) for block in blocks]

    def passes(document: Document) -> bool:
        return any(address in network for address in document.values(name) for network in networks)

    return Condition(passes)


def _block(value: Scalar) -> Any:  # noqa: ANN401 (an IPv4 or an IPv6 network: both take any address)
    try:
        if "/" in _text(value):
            return ipaddress.ip_network(_text(value), strict=False)
    except ValueError as error:
        raise EngineError(f"{value!r} is no block of addresses") from error
    raise EngineError(f"{value!r} is no block of addresses")


def _converted(left: Field, value: Scalar) -> object:
    """A constant as a field's type has it; Elasticsearch refuses what cannot be converted."""
    try:
        return _CONVERSIONS[left.kind](value)
    except (KeyError, ValueError) as error:
        raise EngineError(f"cannot compare the {left.kind} field {left.name} with {value!r}") from error


def _text(value: Scalar) -> str:
    if not isinstance(value, str):
        raise ValueError(value)  # noqa: TRY004 (caught as any other bad value is)
    return value


def _boolean(value: Scalar) -> bool:
    return {"true": True, "false": False}[str(value).lower() if isinstance(value, bool) else _text(value)]


def _address(value: Scalar) -> object:
    address = ipaddress.ip_address(_text(value))
    return getattr(address, "ipv4_mapped", None) or address


def _date(value: Scalar) -> datetime:
    date = datetime.fromisoformat(_text(value))
    return date if date.tzinfo else date.replace(tzinfo=UTC)


_CONVERSIONS: Final[dict[str, Callable[[Scalar], object]]] = {
    "text": _text,
    "boolean": _boolean,
    "ip": _address,
    "date": _date,
}
