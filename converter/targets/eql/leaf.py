"""One test of one field, by what Elastic keeps under the field's name."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from converter.condition import Leaf, Null, Number, Present, Regex, SameAs, Text, Truth, Wildcard, passes
from converter.errors import UnsupportedError
from converter.shapes import shape_of
from converter.targets.eql.expression import NEVER, Expression, Match, Negated, Term, joined
from converter.targets.eql.nested import nested
from converter.targets.eql.plain_field import exists, plain_field
from converter.targets.eql.traits import (
    BOOLEANS,
    DATES,
    DROPPED,
    FLATTENED,
    FLATTENED_ONLY,
    IDENTITY_TYPE,
    ISSUER_TYPES,
    MULTIVALUED,
    NOTES,
    OWN_NAME,
    STRING_LIMITS,
    TWINS,
    USER_NAME,
    written,
)
from converter.targets.eql.whole import pieces

if TYPE_CHECKING:
    from collections.abc import Callable

    from converter.condition import Test
    from converter.targets.context import Context

    Warn = Callable[[str], None]

_INSTANT: Final = re.compile(r"\d{4}-\d\d-\d\d[tT]\d\d:\d\d:\d\d[zZ]")
_TLS: Final = "tlsv"


def test_of(leaf: Leaf, context: Context, *, negated: bool) -> Expression:
    """The condition of one leaf; `negated` where an odd number of NOTs stands above it.

    Raises:
        UnsupportedError: what Elastic keeps, or EQL, cannot say the test.
    """
    field = _twin(leaf, context)
    if field in NOTES:
        context.warn(NOTES[field])
    if isinstance(leaf.test, Text) and leaf.test.literal in DROPPED:
        context.warn(f"Elastic drops {leaf.test.literal!r} at ingest, so that {field} never has this value")
    if isinstance(leaf.test, SameAs):
        return _same(field, leaf.test)
    if field.startswith(FLATTENED_ONLY):
        raise UnsupportedError(
            f"eql cannot look into {field}: it is a flattened field without a string form; test another field"
        )
    if field.startswith(FLATTENED):
        return nested(leaf, field, context, negated=negated)
    if field in STRING_LIMITS:
        return _whole(field, leaf.test, negated=negated, warn=context.warn)
    if field == USER_NAME:
        return _user_name(leaf)
    return _TYPES.get(field, plain_field)(field, leaf.test)


def _twin(leaf: Leaf, context: Context) -> str:
    """The field of its own that a parameter has; it holds no objects, which some tests look at."""
    test = leaf.test
    sees_objects = isinstance(test, Null | Present | Regex) or (isinstance(test, Text) and test.contains)
    if leaf.field not in TWINS or not sees_objects:
        return TWINS.get(leaf.field, leaf.field)
    end = shape_of(leaf.raw, context.sources, context.names).end
    return TWINS[leaf.field] if end == "scalar" else leaf.field


def _whole(field: str, test: Test, *, negated: bool, warn: Warn) -> Expression:
    """A parameter object itself, which is text for patterns that contain something only."""
    if isinstance(test, Null | Present) or test == Text((Wildcard.ANY,)):
        return plain_field(field, test)
    if isinstance(test, Regex):
        raise UnsupportedError(
            f"eql cannot run a regular expression over all of {field}: Elastic keeps a Java map's text"
            " instead of the JSON; name the parameter"
        )
    if not isinstance(test, Text) or not test.contains:
        return NEVER
    texts, exact = pieces(test)
    if not exact:
        if negated:
            raise UnsupportedError(
                f"eql cannot exclude by JSON punctuation in {field}: Elastic keeps a Java map's text;"
                " name the parameter"
            )
        warn(
            f"{field} is a Java map's text, not JSON: the query asks for the words of the rule, in any order"
        )
    return joined("and", tuple(plain_field(field, text) for text in texts))


def _user_name(leaf: Leaf) -> Expression:
    """user.name belongs to the session issuer or to the user itself, which the type tells."""
    by_issuer: Expression = Match(IDENTITY_TYPE, ":", ISSUER_TYPES)
    mine = Negated(by_issuer) if leaf.raw == OWN_NAME else by_issuer
    if isinstance(leaf.test, Null) or leaf.test == Present(value=False):
        return Negated(joined("and", (exists(leaf.field), mine)))
    return joined("and", (plain_field(leaf.field, leaf.test), mine))


def _boolean(field: str, test: Test) -> Expression:
    if isinstance(test, Null | Present) or test == Text((Wildcard.ANY,)):
        return plain_field(field, test)
    held = [word for word in ("true", "false") if _holds(field, test, word)]
    if len(held) == 2:  # noqa: PLR2004 -- both there are
        return exists(field)
    return Term(f"{written(field)} == {held[0]}") if held else NEVER


def _holds(field: str, test: Test, word: str) -> bool:
    """Whether a boolean's JSON text satisfies the test."""
    if isinstance(test, Truth):
        return word == ("true" if test.value else "false")
    if isinstance(test, Regex):
        raise UnsupportedError(
            f"eql cannot run a regular expression over {field}: it is boolean; compare it with true or false"
        )
    return isinstance(test, Text) and passes(test, word)


def _date(field: str, test: Test) -> Expression:
    """A date field: its text is gone, so that only whole instants compare."""
    if isinstance(test, Null | Present) or test == Text((Wildcard.ANY,)):
        return plain_field(field, test)
    literal = test.literal if isinstance(test, Text) else None
    if literal is not None and _INSTANT.fullmatch(literal):
        return Term(f'{written(field)} == "{literal.upper()}"')
    if isinstance(test, Number | Truth):
        return NEVER
    raise UnsupportedError(
        f"eql cannot test the text of {field}: Elastic keeps it as a date, and EQL has no date functions;"
        " compare a whole time such as 2026-11-24T07:00:00Z, or set the search's time range"
    )


def _tls_version(field: str, test: Test) -> Expression:
    """`TLSv1.3` is stored as `1.3`."""
    if isinstance(test, Null | Present) or test == Text((Wildcard.ANY,)):
        return plain_field(field, test)
    if isinstance(test, Text) and not test.cased and test.parts:
        head = test.parts[0]
        if isinstance(head, str) and head.lower().startswith(_TLS):
            rest = head[len(_TLS) :]
            return plain_field(field, replace(test, parts=((rest,) if rest else ()) + test.parts[1:]))
    raise UnsupportedError(
        f"eql cannot test {field} so: Elastic keeps 1.3 of TLSv1.3; begin the value with TLSv"
    )


_TYPES: Final[dict[str, Callable[[str, Test], Expression]]] = {
    **dict.fromkeys(BOOLEANS, _boolean),
    **dict.fromkeys(DATES, _date),
    "tls.version": _tls_version,
}

_SAME: Final = {
    "equals": "stringContains~({0}, {1}) and stringContains~({1}, {0})",
    "startswith": "startsWith~({0}, {1})",
    "endswith": "endsWith~({0}, {1})",
    "contains": "stringContains~({0}, {1})",
}


def _same(field: str, test: SameAs) -> Expression:
    """Two fields through functions, which give null for a missing one: so both are asked for first."""
    other = TWINS.get(test.field, test.field)
    for name in (field, other):
        _check_comparable(name, test)
    one, two = written(field), written(other)
    return Term(f"({one} != null and {two} != null and {_SAME[test.mode].format(one, two)})")


def _check_comparable(field: str, test: SameAs) -> None:
    if field.startswith((FLATTENED, *FLATTENED_ONLY)) or field in STRING_LIMITS:
        reason = "it is part of one string"
    elif field in BOOLEANS | DATES or field in _TYPES:
        reason = "it is kept in another form"
    elif field in MULTIVALUED and test.mode == "equals":
        reason = "it has several values, which two functions may meet one each"
    elif field == USER_NAME:
        reason = "it holds the user's or the session issuer's name"
    else:
        return
    raise UnsupportedError(
        f"eql cannot compare {field} with another field: {reason}; compare fields that Elastic keeps as text"
    )
