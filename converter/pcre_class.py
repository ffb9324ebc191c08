"""Sets of characters in PCRE: brackets, POSIX names, and the escapes that stand for several characters."""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from converter.pcre_text import PatternText, escaped_char
from converter.regex import Alternation, Class, Look, Sequence

if TYPE_CHECKING:
    from collections.abc import Iterable

    from converter.regex import Pattern

Item: TypeAlias = str | tuple[str, str]
Escape: TypeAlias = Literal["d", "D", "w", "W", "s", "S"]

_LAST: Final = chr(sys.maxunicode)
_HORIZONTAL: Final[tuple[Item, ...]] = (
    "\t", " ", "\xa0", "\u1680", "\u180e", ("\u2000", "\u200a"), "\u202f", "\u205f", "\u3000",
)  # fmt: skip
_VERTICAL: Final[tuple[Item, ...]] = (("\n", "\r"), "\x85", ("\u2028", "\u2029"))
_POSIX: Final[dict[str, tuple[Item, ...]]] = {
    "alnum": (("0", "9"), ("A", "Z"), ("a", "z")),
    "alpha": (("A", "Z"), ("a", "z")),
    "ascii": (("\0", "\x7f"),),
    "blank": ("\t", " "),
    "cntrl": (("\0", "\x1f"), "\x7f"),
    "digit": (("0", "9"),),
    "graph": (("!", "~"),),
    "lower": (("a", "z"),),
    "print": ((" ", "~"),),
    "punct": (("!", "/"), (":", "@"), ("[", "`"), ("{", "~")),
    "space": (("\t", "\r"), " "),
    "upper": (("A", "Z"),),
    "word": (("0", "9"), ("A", "Z"), "_", ("a", "z")),
    "xdigit": (("0", "9"), ("A", "F"), ("a", "f")),
}
_POSIX_NAME: Final = re.compile(r"\[([:.=])(\^?)([^]\\]*?)\1\]")
_KINDS: Final[dict[str, Escape]] = {"d": "d", "D": "D", "w": "w", "W": "W", "s": "s", "S": "S"}


@dataclass(slots=True)
class _Set:
    """What a bracket holds: `items` follow the letter case flag, `exact` items never do."""

    items: list[Item] = field(default_factory=list)
    exact: list[Item] = field(default_factory=list)
    escapes: set[Escape] = field(default_factory=set)


def escaped_class(letter: str) -> Class | None:
    r"""The set behind `\d`, `\h`, `\V` and their kin, or None for another letter."""
    if letter in _KINDS:
        return Class((), frozenset({_KINDS[letter]}))
    items = {"h": _HORIZONTAL, "v": _VERTICAL}.get(letter.lower())
    return None if items is None else Class(items, negated=letter.isupper())


def bracket(text: PatternText, *, fold: bool) -> Pattern:
    """Read a class; its `[` has been read. Raises RuleError where PCRE would."""
    start = text.position - 1
    negated = text.skip("^")
    found = _Set()
    if text.skip("]"):
        _add_char(text, found, "]")
    while not text.skip("]"):
        _member(text, found, fold=fold)
    if (match := _POSIX_NAME.fullmatch(text.text, start, text.position)) and match[1]:
        text.wrong(f"write [{match[0]}]: a POSIX name stands inside a class")
    return _as_pattern(found, negated=negated, fold=fold)


def _member(text: PatternText, found: _Set, *, fold: bool) -> None:
    if text.ended:
        text.wrong("a class is never closed by ]")
    if text.at("[") and (match := text.read(_POSIX_NAME)):
        _add_posix(text, found, match, fold=fold)
    elif text.skip("\\Q"):
        _quoted(text, found)
    elif not text.skip("\\E"):
        _char_or_set(text, found)


def _quoted(text: PatternText, found: _Set) -> None:
    quoted = text.until("\\E", r"\Q in a class")
    found.items += quoted[:-1]
    if quoted:
        _add_char(text, found, quoted[-1])


def _char_or_set(text: PatternText, found: _Set) -> None:
    if (char := _one_char(text)) is not None:
        _add_char(text, found, char)
    elif (kind := escaped_class(letter := text.next())) is None:
        text.wrong(f"\\{letter} means nothing in a class")
    else:
        found.escapes |= kind.escapes
        found.exact += _complement(kind.items) if kind.negated else kind.items
        _no_range_after_set(text)


def _one_char(text: PatternText) -> str | None:
    if text.skip("\\"):
        return escaped_char(text, in_class=True)
    return text.next()


def _add_char(text: PatternText, found: _Set, first: str) -> None:
    """Add a character, or the range that it begins."""
    if not text.at("-") or text.at("-]") or text.at("-\\E]"):
        found.items.append(first)
        return
    text.next()
    quoted = text.skip("\\Q")
    if _POSIX_NAME.match(text.text, text.position) or text.ended:
        text.wrong("a range needs a character at its end")
    last = text.next() if quoted else _one_char(text)
    if last is None:
        text.wrong("a range needs a character at its end")
    if last < first:
        text.wrong(f"the range {first}-{last} runs backwards")
    found.items.append((first, last))
    if quoted:
        _quoted(text, found)


def _add_posix(text: PatternText, found: _Set, match: re.Match[str], *, fold: bool) -> None:
    if match[1] != ":" or match[3] not in _POSIX:
        text.wrong(f"{match[0]} is no POSIX class")
    # PCRE2: without letter case, [:upper:] and [:lower:] are [:alpha:], and no further letters join.
    name = "alpha" if fold and match[3] in {"lower", "upper"} else match[3]
    found.exact += _complement(_POSIX[name]) if match[2] else _POSIX[name]
    _no_range_after_set(text)


def _no_range_after_set(text: PatternText) -> None:
    if text.at("-") and not text.at("-]"):
        text.wrong("a set cannot begin a range: put the hyphen last")


def _complement(items: Iterable[Item]) -> list[Item]:
    gaps: list[Item] = []
    start = 0
    for item in items:
        first, last = ord(item[0]), ord(item[-1])
        if first > start:
            gaps.append((chr(start), chr(first - 1)))
        start = last + 1
    return [*gaps, (chr(start), _LAST)]


def _as_pattern(found: _Set, *, negated: bool, fold: bool) -> Pattern:
    escapes = frozenset(found.escapes)
    if not fold or not found.items or not found.exact:
        items = tuple(found.items + found.exact)
        return Class(items, escapes, negated, fold and bool(found.items))
    folded = Class(tuple(found.items), escapes, negated, fold=True)
    exact = Class(tuple(found.exact))
    if negated:
        return Sequence((Look(exact, ahead=True, negative=True), folded))
    return Alternation((folded, exact))
