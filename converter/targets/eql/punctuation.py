"""Tests that ask a nested parameter for punctuation, which JSON and a Java map's text have each their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from converter.condition import Regex, Text
from converter.errors import UnsupportedError
from converter.targets.eql.whole import is_exact

if TYPE_CHECKING:
    from collections.abc import Callable

    from converter.condition import Test
    from converter.shapes.models import Depths, End

    Warn = Callable[[str], None]


def check(path: str, test: Test, end: End, lists: Depths, warn: Warn) -> None:
    """Warn of, or refuse, what the text of the value at a path does not tell.

    Raises:
        UnsupportedError: an object is asked for JSON's punctuation, or a list for a `]` of its members.
    """
    if any(lists) and _closes(test):
        raise UnsupportedError(
            f"eql cannot find a ] without its [ in {path}: in Elastic's text of a list, that is its end;"
            " leave the ] out"
        )
    if end == "scalar" or _is_found_alike(test):
        return
    if end == "object":
        raise UnsupportedError(
            f"eql cannot find JSON punctuation in {path}: Elastic keeps an object as a Java map's text;"
            " name a key below it"
        )
    warn(f"where {path} is an object, its text in Elastic has no JSON punctuation to be found")


def _closes(test: Test) -> bool:
    if isinstance(test, Regex):
        from converter.targets.eql.nested_values import tree_of  # noqa: PLC0415 -- few rules hold a pattern
        from converter.targets.eql.signs import closes  # noqa: PLC0415 -- likewise

        return closes(tree_of(test))
    opened = 0
    for sign in test.literals if isinstance(test, Text) else "":
        opened += (sign == "[") - (sign == "]")
        if opened < 0:
            return True
    return False


def _is_found_alike(test: Test) -> bool:
    """Whether an object's JSON and its Java text pass the test alike; only some tests look at them."""
    if isinstance(test, Regex):
        from converter.targets.eql.nested_values import tree_of  # noqa: PLC0415 -- few rules hold a pattern
        from converter.targets.eql.signs import is_word  # noqa: PLC0415 -- likewise

        return is_word(tree_of(test))
    return not isinstance(test, Text) or not test.contains or is_exact(test)
