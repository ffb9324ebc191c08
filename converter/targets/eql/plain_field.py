"""One test of one keyword field.

`:` and `in~` ignore letter case, of ASCII letters alone before Elasticsearch of July 2026
(https://github.com/elastic/elasticsearch/pull/153513), so text with other letters becomes a pattern
that lists their cases. `:` and `like` cannot escape `*` and `?`, `in~` and `==` never expand them
(https://www.elastic.co/docs/reference/query-languages/eql/eql-syntax, November 2026).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from converter.condition import Cidr, Compare, Null, Number, Present, Regex, Text, Truth, Wildcard
from converter.errors import UnsupportedError
from converter.targets.eql import digits
from converter.targets.eql.effort import MOST_REGEX, fits
from converter.targets.eql.expression import Expression, Match, Operator, Term, joined, negation
from converter.targets.eql.lucene import escaped_caseless, folds_oddly, spelled, translated
from converter.targets.eql.lucene_nodes import escaped
from converter.targets.eql.traits import ADDRESSES, limit, written

if TYPE_CHECKING:
    from collections.abc import Callable

    from converter.condition import Test

_WILD: Final = frozenset("*?")
_LIKE_ESCAPE: Final = "\x01"
"""Elasticsearch escapes with it when it turns `:` and `like` into patterns of its own."""
_GAPS: Final = {Wildcard.ANY: ".*", Wildcard.ONE: "."}


def plain_field(field: str, test: Test) -> Expression:
    """The condition on a keyword field.

    Raises:
        UnsupportedError: EQL cannot say the test, or not within Elasticsearch's limits.
    """
    if isinstance(test, Text):
        return _text(field, test)
    if isinstance(test, Regex):
        return _regex(field, test)
    if isinstance(test, Null | Present):
        return exists(field) if test == Present(value=True) else missing(field)
    if isinstance(test, Cidr):
        return _cidr(field, test)
    if isinstance(test, Number | Truth | Compare):
        return _number(field, test)
    raise UnsupportedError(
        f"eql cannot take a time in {field} apart: it has no date functions; leave the part out of the rule"
    )


def exists(field: str) -> Term:
    """The field has a value."""
    name = written(field)
    return Term(f"{name} != null", f"{name} == null")


def missing(field: str) -> Expression:
    """The field has no value."""
    return negation(exists(field))


def _match(field: str, operator: Operator, value: str) -> Match:
    if operator.startswith("regex") and len(value) > MOST_REGEX:
        raise UnsupportedError(
            f"eql cannot test {field}: the pattern has more than the {MOST_REGEX:,} characters that"
            " Elasticsearch allows; shorten it"
        )
    return Match(written(field), operator, (value,))


def _text(field: str, text: Text) -> Expression:
    if text.parts == (Wildcard.ANY,):
        return exists(field)
    literals = text.literals
    if len(literals) > limit(field):
        raise UnsupportedError(
            f"eql cannot find more than {limit(field):,} characters in {field}: Elastic does not index"
            " longer values; shorten the text"
        )
    foreign = not text.cased and not literals.isascii()
    if foreign and any(map(folds_oddly, literals)):
        return _match(field, "regex", "".join(_part(part, spelled) for part in text.parts))
    if _needs_pattern(text, literals):
        write = escaped if text.cased else escaped_caseless
        pattern = "".join(_part(part, write) for part in text.parts)
        return _match(field, "regex" if text.cased else "regex~", pattern)
    plain = "".join(part if isinstance(part, str) else part.value for part in text.parts)
    return _match(field, _operator(text, plain), plain)


def _part(part: str | Wildcard, write: Callable[[str], str]) -> str:
    return write(part) if isinstance(part, str) else _GAPS[part]


def _needs_pattern(text: Text, literals: str) -> bool:
    """Whether a letter beyond ASCII must be folded, or a character be literal that `:` would expand."""
    if not text.cased and not literals.isascii() and escaped_caseless(literals) != escaped(literals):
        return True
    return text.literal is None and not (_WILD | {_LIKE_ESCAPE}).isdisjoint(literals)


def _operator(text: Text, plain: str) -> Operator:
    if text.literal is None:
        return "like" if text.cased else ":"
    if text.cased or not plain:
        return "=="
    return ":" if _WILD.isdisjoint(plain) else "in~"


def _regex(field: str, test: Regex) -> Match:
    from converter.pcre import parse  # noqa: PLC0415 -- few rules hold a pattern

    tree = parse(test.pattern, ignorecase=test.ignorecase, multiline=test.multiline, dotall=test.dotall)
    pattern, caseless = translated(tree)
    match = _match(field, "regex~" if caseless else "regex", pattern)
    if not fits(pattern):
        raise UnsupportedError(
            f"eql cannot test {field}: the pattern needs more than the 10,000 states that Elasticsearch"
            " allows; simplify its repetitions"
        )
    return match


def _number(field: str, test: Number | Truth | Compare) -> Expression:
    """Numbers and booleans, which a keyword field holds as text."""
    if isinstance(test, Compare):
        return _match(field, "regex", digits.compared(test.operator, test.number))
    texts = digits.texts(test.value) if isinstance(test, Number) else ("true" if test.value else "false",)
    return joined("or", tuple(_match(field, ":", text) for text in texts))


def _cidr(field: str, test: Cidr) -> Expression:
    if (address := ADDRESSES.get(field)) is not None:
        return Term(f'cidrMatch({address}, "{test.network}")')
    return _match(field, "regex", digits.block(test.network))
