"""What one value of a rule says about one event."""

from __future__ import annotations

import operator
import re
from datetime import datetime
from ipaddress import IPv4Network, IPv6Network, ip_address
from typing import TYPE_CHECKING, Any, TypeAlias

import orjson

from converter.verify.reference.paths import finder, leaves, members
from converter.verify.reference.texts import expression_test, text_test
from converter.verify.reference.values import (
    Block,
    Boolean,
    Comparison,
    Expression,
    Null,
    Number,
    OtherField,
    Presence,
    Text,
    TimeUnit,
    Value,
    Wild,
    folded,
    joined,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from converter.verify.reference.paths import Event, Finder

    Member: TypeAlias = Any  # a JSON value that is no list
    EventTest = Callable[[Event], bool]
    MemberTest = Callable[[Member], bool]

NUMERIC = re.compile(r"-?[0-9]+(\.[0-9]+)?")
TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z")
MOST_DIGITS = 19  # of a 64-bit number
ORDERS = {"lt": operator.lt, "lte": operator.le, "gt": operator.gt, "gte": operator.ge}


def field_test(path: str, value: Value) -> EventTest:
    """Make the test of one field for one value: it holds if it holds for some member."""
    find = finder(path)
    match value:
        case Null():
            return lambda event: _is_null(find(event))
        case Presence(wanted):
            return lambda event: bool(find(event)) is wanted
        case OtherField():
            return _comparing(find, finder(value.path), value)
    holds = _member_test(value)
    return lambda event: any(holds(member) for member in members(find(event)))


def any_of_texts(path: str, texts: frozenset[str]) -> EventTest:
    """Make the test of one field for many plain texts in lower case: one look-up instead of many tests."""
    find = finder(path)

    def test(event: Event) -> bool:
        found = (plain_text(member) for member in members(find(event)))
        return any(text is not None and folded(text) in texts for text in found)

    return test


def keyword_test(value: Text | Expression) -> EventTest:
    """Make the test of a value without a field: some value anywhere in the event contains it."""
    inside = value if isinstance(value, Expression) else _inside(value)
    holds = _member_test(inside)
    return lambda event: any(holds(leaf) for leaf in leaves(event))


def _inside(text: Text) -> Text:
    run: list[str | Wild] = [Wild.RUN]
    return Text(joined([*run, *text.parts, *run]), cased=text.cased)


def _is_null(found: list[Any]) -> bool:
    """Nothing there, or nulls only; an empty list is something and holds no null."""
    if not found:
        return True
    every = list(members(found))
    return bool(every) and all(member is None for member in every)


def plain_text(member: Member) -> str | None:
    """Give the text of a member: JSON's for numbers and booleans, none for null and objects."""
    if isinstance(member, str):
        return member
    if member is None or isinstance(member, dict):
        return None
    return orjson.dumps(member).decode()


def full_text(member: Member) -> str | None:
    """Give the text of a member, an object's compact JSON included."""
    if isinstance(member, dict):
        return orjson.dumps(member).decode()
    return plain_text(member)


def _member_test(value: Value) -> MemberTest:
    match value:
        case Text():
            return _member_text_test(value)
        case Expression():
            return _texts(full_text, expression_test(value))
        case Number(number):
            return lambda member: _equals(member, number)
        case Boolean(wanted):
            return lambda member: member is wanted or _names(member, wanted=wanted)
    return _typed_test(value)


def _typed_test(value: Value) -> MemberTest:
    """Make the test of a value that a modifier gave a type of its own."""
    match value:
        case Comparison(order, number):
            compare = ORDERS[order]
            return lambda member: (other := _number(member)) is not None and compare(other, number)
        case Block(network):
            return lambda member: isinstance(member, str) and _lies_in(member, network)
        case TimeUnit(unit, number):
            return lambda member: isinstance(member, str) and _unit(member, unit) == number
    raise TypeError(f"no test of a single member: {value}")


def _member_text_test(text: Text) -> MemberTest:
    if text.anything:
        return lambda member: member is not None
    return _texts(full_text if text.inside else plain_text, text_test(text))


def _texts(text_of: Callable[[Member], str | None], holds: Callable[[str], bool]) -> MemberTest:
    def test(member: Member) -> bool:
        text = member if isinstance(member, str) else text_of(member)
        return text is not None and holds(text)

    return test


def _names(member: Member, *, wanted: bool) -> bool:
    return isinstance(member, str) and folded(member) == ("true" if wanted else "false")


def _equals(member: Member, number: float) -> bool:
    if isinstance(member, str):
        whole = number == int(number)
        return member in ({str(int(number)), f"{int(number)}.0"} if whole else {str(number)})
    return not isinstance(member, bool) and isinstance(member, int | float) and member == number


def _number(member: Member) -> int | float | None:
    """Read a number, or a text of decimal digits; booleans are none, nor is a text such as 12e4, a hash."""
    if isinstance(member, str):
        if not NUMERIC.fullmatch(member):
            return None
        exact = len(member) <= MOST_DIGITS and member.lstrip("-").isdigit()
        return int(member) if exact else float(member)
    return member if isinstance(member, int | float) and not isinstance(member, bool) else None


def _lies_in(text: str, network: IPv4Network | IPv6Network) -> bool:
    if "%" in text:  # a zone such as fe80::1%eth0, which Python takes for part of the address
        return False
    try:
        return ip_address(text) in network
    except ValueError:
        return False


def _unit(text: str, unit: str) -> int | None:
    if not TIME.fullmatch(text):
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment.isocalendar().week if unit == "week" else int(getattr(moment, unit))


def _comparing(find: Finder, find_other: Finder, reference: OtherField) -> EventTest:
    """Some member of the one field and some member of the other go together; null never does."""

    def texts(found: list[Any]) -> list[str]:
        plain = [text for member in members(found) if (text := plain_text(member)) is not None]
        return plain if reference.cased else [folded(text) for text in plain]

    def agree(mine: str, other: str) -> bool:
        if reference.more_before and reference.more_after:
            return other in mine
        if reference.more_before:
            return mine.endswith(other)
        return mine.startswith(other) if reference.more_after else mine == other

    def test(event: Event) -> bool:
        others = texts(find_other(event))
        return any(agree(mine, other) for mine in texts(find(event)) for other in others)

    return test
