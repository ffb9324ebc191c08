"""Lucene's regular expressions: every outcome was recorded from lucene-core 9.12.0.

Beyond this table, random patterns with up to 12 texts each, half of them matches, were compared once with
Lucene 9.12 (90,000 patterns, 967,000 verdicts), 10.2 and 10.5 (78,000 patterns, 830,000 verdicts, by the
Unicode folding); none differed.
"""

from __future__ import annotations

import pytest

from converter.targets.eql.elasticsearch.automaton import Automaton
from converter.targets.eql.elasticsearch.folding import Folding
from converter.targets.eql.elasticsearch.regex import read_regex
from converter.verify.engine import EngineError


def matching(pattern: str, texts: list[str], folding: Folding | None = None) -> list[str]:
    """Those of some texts that a pattern matches."""
    automaton = Automaton(read_regex(pattern, folding))
    return [text for text in texts if automaton.matches(text)]


@pytest.mark.parametrize(
    ("pattern", "texts", "matched"),
    [
        ("ab", ["xab", "abx", "ab"], ["ab"]),
        (".*a\\{b", ["xa{b", "a{b\n", "\na{b"], ["xa{b", "\na{b"]),
        ("a.c", ["a\nc", "abc", "ac", "a😀c"], ["a\nc", "abc", "a😀c"]),
        ("^a$", ["a", "^a$"], ["^a$"]),
        ('"a.b"', ["a.b", "axb"], ["a.b"]),
        ("\\d{2,3}", ["1", "12", "1234", "٣٣"], ["12"]),
        ("\\s", [" ", "\t", "\n", "\r", "\x0b", "\x0c", "\xa0"], [" ", "\t", "\n", "\r"]),
        ("\\w", ["a", "Z", "0", "_", "-", "é"], ["a", "Z", "0", "_"]),
        ("\\D", ["5", "a", "\n"], ["a", "\n"]),
        ("(a|b)*c", ["c", "abac", "abd"], ["c", "abac"]),
        ("[^{}]*", ["", "ab", "a{"], ["", "ab"]),
        ("[]a]", ["]", "a", "b"], ["]", "a"]),
        ("[-a]", ["a", "-"], ["a", "-"]),
        ("[^]]", ["]", "a"], ["a"]),
        ("[a\\-z]", ["-", "b"], ["-"]),
        ("[\\w-z]", ["-", "a", "z"], ["-", "a", "z"]),
        ("[a-\\d]", ["5", "d"], ["d"]),
        ("x{0}y", ["y", "xy"], ["y"]),
        ("(ab){2,}", ["ab", "abab", "ababab"], ["abab", "ababab"]),
        ("a{2}{3}", ["aaaaaa", "aaaaa"], ["aaaaaa"]),
        ("a?+", ["", "aa"], ["", "aa"]),
        ("*a", ["*a", "a"], ["*a"]),
        ("a|*b", ["*b", "b"], ["*b"]),
        ("|a", ["a", "|a", ""], ["|a"]),
        (")a", [")a"], [")a"]),
        ("a}b]c>d", ["a}b]c>d"], ["a}b]c>d"]),
        ("(?i)a", ["a", "A", "?ia"], ["?ia"]),
        ("()", ["", "a"], [""]),
        ("", ["", "a"], [""]),
        ('\\\\\\"\\1', ['\\"1'], ['\\"1']),
    ],
)
def test_what_a_pattern_matches(pattern: str, texts: list[str], matched: list[str]) -> None:
    """A pattern takes the whole text; operators without an operand are literal, ^ and $ always are."""
    assert matching(pattern, texts) == matched


@pytest.mark.parametrize(
    ("pattern", "texts", "matched"),
    [
        ("[a-c]x", ["aX", "AX", "Ax", "ax"], ["aX", "ax"]),
        ("[a]", ["A", "a"], ["A", "a"]),
        ("[^a]", ["A", "a", "b"], ["b"]),
        ("[aé]É", ["Aé", "AÉ"], ["AÉ"]),
        ('"Ab"', ["aB", "ab", "b"], ["aB", "ab"]),
        ("k", ["K", "\u212a", "k"], ["K", "k"]),
    ],
)
def test_ignoring_case(pattern: str, texts: list[str], matched: list[str]) -> None:
    """Single ASCII letters match in either case; ranges and other letters do not."""
    assert matching(pattern, texts, Folding.ASCII) == matched


def test_ignoring_case_by_unicode() -> None:
    """The newer folding knows all spellings of a letter."""
    assert matching("ké", ["\u212aÉ", "ké", "ke"], Folding.UNICODE) == ["\u212aÉ", "ké"]


@pytest.mark.parametrize(
    "pattern",
    [
        "a)",
        "a|",
        "(a",
        "[a",
        '"a',
        "a{",
        "a{,2}",
        "a{1",
        "a{3,2}",
        "a\\",
        "\\q",
        "[\\q]",
        "[a-]",
        "[z-a]",
        "[]",
    ],
)
def test_lucene_refuses(pattern: str) -> None:
    """Lucene raises an IllegalArgumentException on these, so they are errors here."""
    with pytest.raises(EngineError, match="the regular expression"):
        read_regex(pattern, None)


@pytest.mark.parametrize("pattern", ["~a", "a&b", "@", "#", "<1-3>"])
def test_operators_of_automata_are_not_read(pattern: str) -> None:
    """Complement, intersection and the like are legal in Lucene, but an error here."""
    with pytest.raises(EngineError, match="escape it"):
        read_regex(pattern, None)


@pytest.mark.parametrize("char", list('~&@#<>"{}()[]|*+?.\\'))
def test_escaped_operators_are_literal(char: str) -> None:
    """A backslash takes any operator's meaning away."""
    assert matching(f"a\\{char}b", [f"a{char}b", "ab"]) == [f"a{char}b"]


def test_nothing_in_brackets_is_refused() -> None:
    """Lucene's case-insensitive flag makes () match nothing at all, so it is an error with that flag."""
    with pytest.raises(EngineError, match="empty text"):
        read_regex("a()", Folding.ASCII)


def test_too_complex_patterns_are_refused() -> None:
    """Lucene gives up on patterns whose automaton takes too much work: 10.5 takes 12 here, and not 13."""
    assert matching(".*a.{12}", ["ba" + "c" * 12, "b" * 14]) == ["ba" + "c" * 12]
    with pytest.raises(EngineError, match="too complex"):
        Automaton(read_regex(".*a.{13}", None))
    with pytest.raises(EngineError, match="too complex"):
        Automaton(read_regex("((a{1,999}){1,999}){1,999}", None))
    with pytest.raises(EngineError, match="nested"):
        read_regex("(" * 900 + "a" + ")" * 900, None)


def test_long_texts_take_one_step_a_character() -> None:
    """A pattern that backtracking engines choke on decides a long text."""
    assert matching("(a*)*b", ["a" * 50000, "a" * 50000 + "b"]) == ["a" * 50000 + "b"]
