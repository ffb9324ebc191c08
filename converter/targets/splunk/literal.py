r"""Texts and names of a rule between Splunk's quotation marks.

In a search `\\` and `\"` are the escapes and `*` has none; in eval `\\` and `\"` likewise
(https://docs.splunk.com/Documentation/Splunk/latest/SearchReference/Search and .../Eval, November
2026).
"""

from __future__ import annotations

import re
from typing import Final

from converter.casing import spellings
from converter.errors import UnsupportedError
from converter.unprintable import code_point, find_unprintable, is_printable

_BARE_NAME: Final = re.compile(r"[A-Za-z_][\w.{}-]*", re.ASCII)
_OPERATORS: Final = frozenset({"and", "or", "not", "in", "xor", "like", "where", "by", "as"})
_UNQUOTABLE: Final = re.compile(r"[\"'`\\*|\[\]]")
# Names under which Splunk keeps its own facts about an event, or which limit a search:
# https://docs.splunk.com/Documentation/Splunk/latest/SearchReference/SearchTimeModifiers (November 2026),
# and its older ones, which the search command still takes.
_TAGS: Final = ("tag::", "eventtype::")
_SPANS: Final = ("seconds", "minutes", "hours", "days", "months")
_OWN_NAMES: Final = frozenset(
    (
        *("earliest", "eventtype", "host", "index", "latest", "linecount", "punct", "savedsearch", "source"),
        *("sourcetype", "splunk_server", "splunk_server_group", "tag", "_time", "_raw", "_indextime"),
        *("savedsplunk", "_cd", "eventtypetag", "hosttag", "_index_earliest", "_index_latest", "starttime"),
        *("endtime", "starttimeu", "endtimeu", "timeformat", "searchtimespandays", "searchtimespanhours"),
        *("searchtimespanminutes", "searchtimespanmonths", "minutesago", "hoursago", "daysago", "monthsago"),
        *(f"{end}{span}ago" for end in ("start", "end") for span in _SPANS),
    )
)
_ESCAPED: Final = re.compile(r'[\\"]')
_REGEX_SIGNS: Final = re.compile(r"[\\^$.|?*+()\[\]{}]")
_TWO_DIGITS: Final = 0xFF
LONGEST_REGEX: Final = 30_000


def quoted(text: str) -> str:
    """A text between quotation marks, for a search or for eval."""
    return '"' + _ESCAPED.sub(r"\\\g<0>", text) + '"'


def quoted_path(path: str) -> str:
    """A path of json_extract between quotation marks; raises UnsupportedError like a field's name."""
    _check(path)
    return quoted(path)


def search_name(name: str) -> str:
    """A field on the left side of a comparison in a search."""
    _check(name)
    bare = _BARE_NAME.fullmatch(name) and name.lower() not in _OPERATORS
    return name if bare else quoted(name)


def eval_name(name: str) -> str:
    """A field in eval, where only single quotes keep dots and braces from being operators."""
    _check(name)
    return f"'{name}'"


def _check(name: str) -> None:
    if char := find_unprintable(name):
        raise UnsupportedError(
            f"splunk cannot name the field {name!r}: {code_point(char)} does not print, and no name has an "
            "escape; test another field",
        )
    if _UNQUOTABLE.search(name) or name in _OWN_NAMES or name.startswith(_TAGS) or not name:
        raise UnsupportedError(
            f"splunk cannot name the field {name!r}: no quotation covers it, or the name is Splunk's own; "
            "test another field",
        )


def regex_text(text: str, *, cased: bool = True) -> str:
    """A PCRE pattern that finds this text; where that ignores letter case, no letter of another one."""
    pattern = spoken(_REGEX_SIGNS.sub(r"\\\g<0>", text))
    return pattern if cased or pattern.isascii() else "".join(map(_in_any_case, pattern))


def _in_any_case(char: str) -> str:
    """A character where letter case is ignored: PCRE also takes its relatives, such as s for \u017f.

    Left to PCRE are ASCII's own letters, so that patterns stay readable.
    """
    if char.isascii():
        return char
    taken = spellings(char)
    same = [other for other in (*"Ii", *taken) if _lower(other) == _lower(char)]
    if {char, *taken} == {char, *same}:
        return char
    return f"(?-i:{same[0]})" if len(same) == 1 else f"(?-i:[{''.join(same)}])"


def _lower(char: str) -> str:
    """One character for one: \u0130 alone has a lower case of two."""
    return char.lower()[0]


def odd_letters(text: str) -> list[str]:
    """The letters whose other case is not the same to everybody."""
    if text.isascii():
        return []
    return [char for char in text if _in_any_case(char) != char]


def is_unspeakable(text: str) -> bool:
    """Whether it has what cannot stand in a search: what does not print, or the backtick of a macro."""
    return not is_printable(text) or "`" in text


def spoken(pattern: str) -> str:
    """A pattern whose unspeakable characters are written by their numbers."""
    return "".join(map(spoken_char, pattern)) if is_unspeakable(pattern) else pattern


def spoken_char(char: str) -> str:
    r"""One character of a pattern: as it is, or as `\x1b` or `\x{202e}`.

    Raises:
        UnsupportedError: half a surrogate pair, of which PCRE takes no number.
    """
    if not is_unspeakable(char):
        return char
    if "\ud800" <= char <= "\udfff":
        raise UnsupportedError(
            f"splunk cannot search for {code_point(char)}: it is half a character; write the whole one"
        )
    return f"\\x{ord(char):02x}" if ord(char) <= _TWO_DIGITS else f"\\x{{{ord(char):x}}}"


def regex(pattern: str) -> str:
    """A PCRE pattern as an eval text; raises UnsupportedError where PCRE would not compile its length."""
    if len(pattern) > LONGEST_REGEX:
        raise UnsupportedError(
            f"splunk cannot match a pattern of {len(pattern)} characters: PCRE compiles about "
            f"{LONGEST_REGEX}; shorten the value",
        )
    return quoted(pattern)
