"""What a value in the text of a Java map must look like to satisfy a test."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Final, Literal

from msgspec import Struct
from msgspec.structs import replace

from converter.condition import Cidr, Compare, Number, Present, Regex, Text, Truth, Wildcard
from converter.errors import UnsupportedError
from converter.targets.eql import digits
from converter.targets.eql.lucene import Branch, branches, escaped_caseless, folds, folds_oddly, spelled
from converter.targets.eql.lucene_nodes import escaped

if TYPE_CHECKING:
    from collections.abc import Callable

    from converter.condition import Test
    from converter.regex import Pattern
    from converter.targets.eql.room import Room

    Case = Literal["flag", "classes"]

_NOT_WORD: Final = "[^0-9A-Z_a-z]"


class Value(Struct, frozen=True):
    """What follows `key=`.

    `place` says where: all of a value, at its beginning or ending or inside of it, or right behind the
    "key", whatever the value is. `loose` is the body for inside an opened brace, `wordy` for behind a
    `, `, where a key may begin; "" if it holds a `=`, for then it does not stand there.
    """

    body: str
    place: Literal["whole", "beginning", "ending", "inside", "key"] = "whole"
    loose: str = ""
    wordy: str = ""


PRESENT: Final = Value("", "key")


def has_odd_letters(test: Test) -> bool:
    """Whether the test ignores the case of letters of which versions of Elasticsearch differ."""
    if not isinstance(test, Text) or test.cased:
        return False
    return any(map(folds_oddly, test.literals))


def ignores_case(test: Test) -> bool | None:
    """Whether letters of the test ignore case, all of them; None if it has none."""
    if isinstance(test, Text):
        has_letters = test.literals.lower() != test.literals.upper()
        return not test.cased if has_letters else None
    if isinstance(test, Regex):
        return folds(tree_of(test))
    return True if isinstance(test, Truth) else None


def values_of(test: Test, room: Room, case: Case) -> tuple[Value, ...]:
    """The values that satisfy a test.

    `case` says how letters ignore case that do: by the pattern's flag, or as classes such as `[aA]`.

    Raises:
        UnsupportedError: the text does not tell.
    """
    if isinstance(test, Text):
        return (_text(test, room, case),)
    if isinstance(test, Regex):
        return _regex(tree_of(test), room, case)
    return (_constant(test, case),)


def tree_of(test: Regex) -> Pattern:
    """A rule's pattern, read."""
    from converter.pcre import parse  # noqa: PLC0415 -- few rules hold a pattern

    return parse(test.pattern, ignorecase=test.ignorecase, multiline=test.multiline, dotall=test.dotall)


def _constant(test: Test, case: Case) -> Value:
    if isinstance(test, Present):
        return PRESENT
    if isinstance(test, Truth):
        return Value(_WRITE[case]("true" if test.value else "false"))
    if isinstance(test, Number):
        return Value(digits.equal(Decimal(repr(test.value))))
    if isinstance(test, Compare):
        return Value(digits.compared(test.operator, test.number))
    if isinstance(test, Cidr):
        return Value(digits.block(test.network))
    raise UnsupportedError(
        "eql cannot take a time apart: it has no date functions; leave the part out of the rule"
    )


_WRITE: Final[dict[Case, Callable[[str], str]]] = {"flag": escaped_caseless, "classes": spelled}


def _text(text: Text, room: Room, case: Case) -> Value:
    write = escaped if text.cased else _WRITE[case]
    any_before, any_behind = (
        (text.parts[at] is Wildcard.ANY for at in (0, -1)) if text.parts else (False, False)
    )
    if text.parts == (Wildcard.ANY,):
        return PRESENT
    inner = text.parts[any_before : len(text.parts) - any_behind]

    def written(gap: str, one: str) -> str:
        wild = {Wildcard.ANY: gap, Wildcard.ONE: one}
        body = ""
        for part in reversed(inner):
            behind_gap = _behind_text(body) if part is Wildcard.ANY else body
            body = (write(part) if isinstance(part, str) else wild[part]) + behind_gap
        return _behind_text(body) if any_before else body

    one = room.one
    loose = written("[^{}]*" if room.strict else ".*", one)
    has_sign = any(isinstance(part, str) and "=" in part for part in inner)
    wordy = "" if has_sign else written(f"[^{room.ends}=]*", f"[^{room.ends}=]")
    return Value(written(room.prose, one), _PLACES[any_before, any_behind], loose, wordy)


_NO_BLANK: Final = re.compile(r"(\\.|[^\\ .\[(#]|\[(?!\^)[^]\x00- ]+\])(?![?*{])", re.DOTALL)
"""What begins with a character that is no blank: a literal, or a class of some."""


def _behind_text(body: str) -> str:
    """A body behind other text of its value; a comma before it is the value's where no blank follows."""
    return f",*{body}" if _NO_BLANK.match(body) else body


_PLACES: Final[dict[tuple[bool, bool], Literal["whole", "beginning", "ending", "inside"]]] = {
    (False, False): "whole",
    (False, True): "beginning",
    (True, False): "ending",
    (True, True): "inside",
}


def _regex(tree: Pattern, room: Room, case: Case) -> tuple[Value, ...]:
    """The branches of a pattern, each in the places that its anchors allow."""
    from converter.targets.eql.signs import spells  # noqa: PLC0415 -- few rules hold a pattern

    caseless = case == "flag"
    bounds = f"{room.ends}," if room.strict else room.ends
    narrow = branches(tree, caseless=caseless, bounds=bounds)
    loose = narrow if room.strict else branches(tree, caseless=caseless)
    wordy = narrow if room.strict else branches(tree, caseless=caseless, bounds=f"{bounds}=")
    found = [value for forms in zip(narrow, loose, wordy, strict=True) for value in _placed(*forms)]
    if spells(tree, "="):
        found = [replace(value, wordy="") for value in found]
    return tuple(dict.fromkeys(found))


def _placed(narrow: Branch, loose: Branch, wordy: Branch) -> list[Value]:
    if not narrow.body and (narrow.before, narrow.behind) in _ANYWHERE:
        return [PRESENT]
    return [
        _moved(
            before,
            Value(
                f"{head}{narrow.body}{tail}",
                _PLACES[before, behind],
                f"{head}{loose.body}{tail}",
                _keyless(head) + wordy.body + _keyless(tail),
            ),
        )
        for before, head in _BEFORE[narrow.before]
        for behind, tail in _BEHIND[narrow.behind]
    ]


def _moved(before: bool, value: Value) -> Value:  # noqa: FBT001 -- a table's column
    """The value behind other text, if there may be some."""
    if not before:
        return value
    body, loose, wordy = map(_behind_text, (value.body, value.loose, value.wordy))
    return Value(body, value.place, loose, wordy)


def _keyless(text: str) -> str:
    """The same without the sign that stands behind a key."""
    return "[^0-9=A-Z_a-z]" if text == _NOT_WORD else text


_ANYWHERE: Final = frozenset(
    {(before, "") for before in ("", "start", "line_start")}
    | {("", behind) for behind in ("end", "end_or_newline", "line_end")}
)
"""Anchors between which every value has an empty text."""
_BEFORE: Final = {
    "": ((True, ""),),
    "start": ((False, ""),),
    "line_start": ((False, ""), (True, "\n")),
    "boundary": ((False, ""), (True, _NOT_WORD)),
}
"""What an anchor in front allows: whether other text may stand before, and what the body begins with."""
_BEHIND: Final = {
    "": ((True, ""),),
    "end": ((False, ""),),
    "end_or_newline": ((False, "\n?"),),
    "line_end": ((False, ""), (True, "\n")),
    "boundary": ((True, _NOT_WORD),),
}
