"""How Elasticsearch ignores letter case in an index: by ASCII alone, or, since July 2026, by Unicode.

Before https://github.com/elastic/elasticsearch/pull/153513 (July 2026) only the 26 ASCII letters have two
forms in term, prefix and wildcard queries; newer versions use Unicode's simple case folding, one code point
for one. For regexp queries the same change came with Lucene 10. A query should find the same on both. The
spellings of all 2,927 letters with case were compared with Lucene 10.5 once, and none differed.
"""

from __future__ import annotations

from enum import Enum
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from converter.verify.engine import EngineError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    Fold = Callable[[str], str]


class Folding(Enum):
    """Which letters count as equal when case is ignored."""

    ASCII = "ascii"
    UNICODE = "unicode"


_ASCII: Final = {upper: upper + 32 for upper in range(ord("A"), ord("Z") + 1)}

# Lucene 10 lets a pattern's dotless i find I, and its dotted I find i, but not the other way round (tried
# with 10.2 and 10.5).
_ONE_WAY: Final = {"\u0130": "i", "\u0131": "I"}
# Where simple case folding is not "the lower case of the upper case": the Turkish letters keep to
# themselves, and three pairs have upper cases of several letters.
_UNLIKE_ITS_CASES: Final = {
    "\u0130": "\u0130",
    "\u0131": "\u0131",
    "\u1fd3": "\u0390",
    "\u1fe3": "\u03b0",
    "\ufb05": "\ufb06",
}
# Code points that have another case lie below this one (the last are the letters of Adlam).
_CASED_BELOW: Final = 0x1E944


def exactly(text: str) -> str:
    """The fold of what does not ignore case: the text as it is."""
    return text


def fold_for(patterns: Iterable[str], folding: Folding | None) -> Fold:
    """The fold for a test of texts against some patterns; without a folding, case counts.

    Raises EngineError for the two letters that have no fold, since they match in one direction only.
    """
    if folding is None:
        return exactly
    if folding is Folding.UNICODE and any(_ONE_WAY.keys() & set(pattern) for pattern in patterns):
        raise EngineError("this engine does not ignore the case of \u0130 and \u0131 outside `regex~`")
    return fold(folding)


def fold(folding: Folding) -> Fold:
    """The function that gives all spellings of a text one form of the same length."""
    return _fold_ascii if folding is Folding.ASCII else _fold_unicode


def _fold_ascii(text: str) -> str:
    return text.lower() if text.isascii() else text.translate(_ASCII)


def _fold_unicode(text: str) -> str:
    return text.lower() if text.isascii() else "".join(map(_fold_letter, text))


@lru_cache(maxsize=4096)
def _fold_letter(letter: str) -> str:
    if letter in _UNLIKE_ITS_CASES:
        return _UNLIKE_ITS_CASES[letter]
    upper = letter.upper()
    lower = (upper if len(upper) == 1 else letter).lower()
    return lower if len(lower) == 1 else letter


def spellings(letter: str, folding: Folding) -> frozenset[str]:
    """All letters that one in a pattern finds when case is ignored, itself among them."""
    if folding is Folding.UNICODE and letter in _ONE_WAY:
        return frozenset({letter, _ONE_WAY[letter]})
    if folding is Folding.UNICODE:
        return _unicode_spellings().get(_fold_letter(letter), frozenset({letter}))
    return frozenset({letter.lower(), letter.upper()}) if letter.isascii() else frozenset({letter})


@lru_cache(maxsize=1)
def _unicode_spellings() -> dict[str, frozenset[str]]:
    """Every folded form that has more than one spelling."""
    groups: dict[str, set[str]] = {}
    for letter in map(chr, range(_CASED_BELOW)):
        if letter in _UNLIKE_ITS_CASES or letter.lower() != letter or letter.upper() != letter:
            groups.setdefault(_fold_letter(letter), set()).add(letter)
    return {folded: frozenset(group | {folded}) for folded, group in groups.items() if group - {folded}}
