"""A rule's regular expression for Splunk, which is PCRE itself."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from converter.errors import SigmatrailError, UnsupportedError
from converter.targets.splunk.literal import UNSPEAKABLE

if TYPE_CHECKING:
    from converter.condition import Regex

# A control character or backtick, with the backslash that makes it literal.
_UNSPOKEN: Final = re.compile(rf"\\{UNSPEAKABLE.pattern}|\\.|{UNSPEAKABLE.pattern}", re.DOTALL)
# Not every reader of regular expressions takes these alike, so null is in doubt.
_DOUBTS: Final = re.compile(r"\[:|\[\[|--|&&|~~|\|\|")
_READS_TEXT_ELSEWHERE: Final = re.compile(r"\\Q|\(\?[a-z^]*x|\(\?#|\\c")


def flagged(test: Regex) -> str:
    """The pattern with the rule's flags inside it.

    Raises:
        RuleError: it is no regular expression.
        UnsupportedError: it holds a character that a Splunk search cannot, where no number can stand for it.
    """
    check(test)
    letters = "i" * test.ignorecase + "m" * test.multiline + "s" * test.dotall
    return (f"(?{letters})" if letters else "") + spoken(test.pattern)


def check(test: Regex) -> None:
    """Raise RuleError if it is no regular expression; what only PCRE can do is welcome."""
    from converter.pcre import parse  # noqa: PLC0415 -- few rules hold a pattern

    try:
        parse(test.pattern, ignorecase=test.ignorecase, multiline=test.multiline, dotall=test.dotall)
    except UnsupportedError:
        return


def spoken(pattern: str) -> str:
    """The pattern with its unspeakable characters written by their numbers."""
    if not UNSPEAKABLE.search(pattern):
        return pattern
    if _READS_TEXT_ELSEWHERE.search(pattern):
        raise UnsupportedError(
            "splunk cannot hold a control character or backtick inside \\Q, \\c, a comment or an extended "
            "pattern; write it as \\x and two digits",
        )
    return _UNSPOKEN.sub(numbered, pattern)


def numbered(piece: re.Match[str]) -> str:
    r"""An unspeakable character, with or without a backslash, as `\x..`; any other escape as it is."""
    char = piece.group()[-1]
    return f"\\x{ord(char):02x}" if UNSPEAKABLE.match(char) else piece.group()


def finds_null(test: Regex) -> bool:
    """Whether the pattern may be found in the text that Splunk stores for JSON null."""
    from converter.pcre import parse  # noqa: PLC0415 -- few rules hold a pattern
    from converter.search import is_found  # noqa: PLC0415 -- likewise

    if _DOUBTS.search(test.pattern):
        return True
    try:
        tree = parse(test.pattern, ignorecase=test.ignorecase, multiline=test.multiline, dotall=test.dotall)
    except SigmatrailError:
        return True
    return is_found(tree, "null")
