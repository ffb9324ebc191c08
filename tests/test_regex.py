"""PCRE patterns become trees that mean what PCRE2 itself finds."""

from __future__ import annotations

import sys

import pcre2
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from converter.casing import spellings
from converter.errors import RuleError, SigmatrailError, UnsupportedError
from converter.pcre import parse
from converter.regex import (
    Alternation,
    Anchor,
    Atomic,
    Char,
    Class,
    Dot,
    Look,
    Pattern,
    Repeat,
    Sequence,
    widest,
)

ANCHORS = {
    "start": r"\A",
    "end": r"\z",
    "end_or_newline": r"\Z",
    "line_start": "(?m:^)",
    "line_end": "(?m:$)",
    "boundary": r"\b",
    "not_boundary": r"\B",
}
LOOKS = {(True, False): "?=", (True, True): "?!", (False, False): "?<=", (False, True): "?<!"}


def spelled(char: str) -> str:
    """The character in a PCRE class."""
    return f"\\x{ord(char):02x}" if ord(char) < 128 else char


def folded(text: str, *, fold: bool) -> str:
    """The pattern with the flag that it was read with."""
    return f"(?i:{text})" if fold else text


def written(node: Pattern) -> str:  # noqa: PLR0911 - one case a kind of node
    """The tree as a PCRE pattern that needs no flags around it."""
    match node:
        case Char(char, fold):
            return folded(f"[{spelled(char)}]", fold=fold)
        case Dot(dotall):
            return "(?s:.)" if dotall else "[^\\x0a]"
        case Class(items, escapes, negated, fold):
            inside = "".join("-".join(map(spelled, item)) for item in items)
            sets = "".join(f"\\{letter}" for letter in sorted(escapes))
            return folded(f"[{'^' * negated}{inside}{sets}]", fold=fold)
        case Anchor(kind):
            return ANCHORS[kind]
        case Sequence(nodes):
            return "(?:" + "".join(map(written, nodes)) + ")"
        case Alternation(nodes):
            return "(?:" + "|".join(map(written, nodes)) + ")"
        case Repeat(inner, least, most, possessive):
            count = f"{{{least},{'' if most is None else most}}}"
            return f"(?:{written(inner)}){count}{'+' * possessive}"
        case Look(inner, ahead, negative):
            # PCRE2 10.47 steps back differently for a group of alternatives than for the bare ones.
            branches = inner.nodes if isinstance(inner, Alternation) else (inner,)
            return f"({LOOKS[ahead, negative]}{'|'.join(map(written, branches))})"
        case Atomic(inner):
            return f"(?>{written(inner)})"


def found(pattern: str, text: str, flags: int = 0) -> bool:
    """Whether PCRE2 finds the pattern in the text."""
    return pcre2.search(pattern, text, flags | pcre2.ASCII) is not None


ATOMS = st.sampled_from(
    [
        *"abkKsS_-1 ß{}],:#",
        ".",
        "^",
        "$",
        r"\A",
        r"\z",
        r"\Z",
        r"\b",
        r"\B",
        r"\d",
        r"\D",
        r"\w",
        r"\W",
        r"\s",
        r"\S",
        r"\h",
        r"\H",
        r"\v",
        r"\V",
        r"\N",
        r"\R",
        r"\n",
        r"\t",
        r"\e",
        r"\.",
        r"\\",
        r"\x41",
        r"\x6b",
        r"\0",
        r"\061",
        r"\cJ",
        r"\Qa.b\E",
        r"\Q(\E",
        r"\E",
        "(?i)",
        "(?-i)",
        "(?m)",
        "(?s)",
        "(?-sm)",
        "(?#x)",
        "[a-c]",
        "[^a-c]",
        "[]a]",
        "[^]a]",
        "[a-]",
        "[-a]",
        "[a-c-e]",
        "[k]",
        "[^k]",
        r"[\W]",
        r"[^\W_]",
        "[[:alpha:]]",
        "[^[:upper:]k]",
        "[[:lower:]k]",
        "[[:^alpha:]k]",
        "[[:punct:]]",
        "[[:^space:]]",
        r"[\d-]",
        r"[\Qa-c\E]",
        r"[\]\\-]",
        r"[\b]",
        r"[\101]",
        r"[\h\d]",
        r"[^\H]",
        "[[]",
        r"[\x41-\x43]",
        "{1",
        "{a}",
        "(?:^)",
        "(?:$)",
        "()",
        "(?:)",
    ]
)
REPEATS = st.sampled_from(
    ["*", "+", "?", "*?", "+?", "??", "++", "*+", "?+", "{2}", "{0,1}", "{1,}", "{0}", "{2}+"]
)
GROUPS = st.sampled_from(
    ["(", "(?:", "(?i:", "(?-i:", "(?s:", "(?m:", "(?^:", "(?n:", "(?>", "(?=", "(?!", "(?<=", "(?<!", "(?|"]
)


def grown(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Longer patterns of these."""
    return st.one_of(
        st.tuples(inner, inner).map("".join),
        st.tuples(inner, inner).map("|".join),
        st.tuples(inner, REPEATS).map("".join),
        st.tuples(GROUPS, inner).map(lambda both: f"{both[0]}{both[1]})"),
        st.tuples(GROUPS, inner, REPEATS).map(lambda all3: f"{all3[0]}{all3[1]}){all3[2]}"),
    )


PATTERNS = st.recursive(ATOMS, grown, max_leaves=8)
TEXTS = st.text(alphabet="abkKsSA_-1 .\n\r\t\\ſßẞé(]{\x1b\0\x85\u212a", max_size=8)


@settings(max_examples=1500, deadline=None, derandomize=True)
@example(r"\N{2}", ["a", "ab", "a\n"], 0)
@example("b$", ["b\n", "b\n\n", "b\r\n"], 0)
@example("^a", ["\na", "a", "a\n"], int(pcre2.MULTILINE))
@example("(?m)^$", ["a\n", "\n", "a\n\nb"], 0)
@example("a(?i)b|c", ["C", "A", "aB"], 0)
@example("[^[:lower:]k]", ["\u212a", "\u017f", "k", "S", "1"], int(pcre2.IGNORECASE))
@given(
    PATTERNS,
    st.lists(TEXTS, min_size=6, max_size=6),
    st.sampled_from([0, pcre2.IGNORECASE, pcre2.MULTILINE, pcre2.DOTALL]),
)
def test_the_tree_finds_what_pcre2_finds(pattern: str, texts: list[str], flags: int) -> None:
    """A pattern that is read finds the same texts as its tree written out; the rest is refused."""
    options = {
        "ignorecase": bool(flags & pcre2.IGNORECASE),
        "multiline": bool(flags & pcre2.MULTILINE),
        "dotall": bool(flags & pcre2.DOTALL),
    }
    try:
        tree = written(parse(pattern, **options))
    except UnsupportedError:
        return
    except RuleError:
        with pytest.raises(pcre2.PatternError):
            pcre2.compile(pattern, flags)
        return
    for text in texts:
        assert found(tree, text) == found(pattern, text, flags), (tree, text)


@pytest.mark.parametrize(
    ("pattern", "tree"),
    [
        ("", Sequence(())),
        ("a", Char("a")),
        ("ab", Sequence((Char("a"), Char("b")))),
        ("a|b", Alternation((Char("a"), Char("b")))),
        ("(?i)a1", Sequence((Char("a", fold=True), Char("1")))),
        ("a$", Sequence((Char("a"), Anchor("end_or_newline")))),
        ("(?m)$", Anchor("line_end")),
        ("^", Anchor("start")),
        ("(?s).", Dot(dotall=True)),
        (".+:x", Sequence((Repeat(Dot(), 1, None), Char(":"), Char("x")))),
        ("(?P<year>a){2,3}?", Repeat(Char("a"), 2, 3)),
        (r"[\w.-]", Class((".", "-"), frozenset({"w"}))),
        ("[[:digit:]]", Class((("0", "9"),))),
        (r"\x{1F600}\x{e9}", Sequence((Char("\U0001f600"), Char("é")))),
        (r"\N{U+1F600}", Char("\U0001f600")),
        (r"\o{101}", Char("A")),
        (r"\Qa.", Sequence((Char("a"), Char(".")))),
        (
            r"(?<!a|bc)d",
            Sequence(
                (
                    Look(
                        Alternation((Char("a"), Sequence((Char("b"), Char("c"))))), ahead=False, negative=True
                    ),
                    Char("d"),
                )
            ),
        ),
        ("x{,", Sequence((Char("x"), Char("{"), Char(",")))),
    ],
)
def test_patterns_become_these_trees(pattern: str, tree: Pattern) -> None:
    """Flags are resolved, groups that only hold together vanish, escapes become what they stand for."""
    assert parse(pattern) == tree


@pytest.mark.parametrize(
    ("pattern", "reason"),
    [
        (r"(a)\1", "before character 6: back references are not supported"),
        (r"(?<n>a)\k<n>", "back references are not supported"),
        (r"(?P<n>a)(?P=n)", "back references are not supported"),
        (r"(a)\g{1}", "back references and subroutine calls"),
        ("(?R)", "recursion"),
        ("(a)(?1)", "recursion"),
        ("(a)(?-1)", "recursion"),
        ("(?<n>a)(?&n)", "recursion"),
        ("(a)?(?(1)b|c)", "conditional groups"),
        ("(?C1)a", "callouts"),
        (r"a\Kb", r"\K is not supported"),
        (r"\Ga", r"\G has no start"),
        (r"\p{Lu}", r"\p{..} is not supported"),
        (r"\X", "grapheme"),
        ("(?x)a b", "only i, m, s and n"),
        ("(?U)a+", "only i, m, s and n"),
        ("(*UTF)a", "verbs"),
        ("(?<=a+)b", "a look-behind may reach 255 characters back"),
        ("(?>a+?)b", "a lazy repeat inside an atomic group"),
        ("(?:a+?)++b", "a lazy repeat inside an atomic group"),
        ("(" * 51 + ")" * 51, "more than 50 deep"),
        ("a" * 20_001, "longer than 20000 characters"),
    ],
)
def test_what_the_tree_cannot_hold_is_refused(pattern: str, reason: str) -> None:
    """PCRE has it, some target has not: the message says what, and where in the pattern."""
    with pytest.raises(UnsupportedError) as refusal:
        parse(pattern)
    assert reason in str(refusal.value)
    assert "\n" not in str(refusal.value)
    assert len(str(refusal.value)) < 300


@pytest.mark.parametrize(
    ("pattern", "reason"),
    [
        ("(", "a group is never closed"),
        ("a)", "a ) closes no group"),
        ("[a", "a class is never closed"),
        ("[z-a]", "the range z-a runs backwards"),
        (r"[\d-z]", "put the hyphen last"),
        ("[:alpha:]", "write [[:alpha:]]"),
        ("[[:letters:]]", "is no POSIX class"),
        ("*a", "a repeat with nothing before it"),
        ("a**", "a repeat cannot be repeated"),
        ("^*", "an anchor cannot be repeated"),
        ("a{3,2}", "more at least than at most"),
        ("a{65536}", "more than 65535 repeats"),
        ("a{" + "9" * 5000 + "}", "more than 65535 repeats"),
        ("a{,3}", "write {least,most}"),
        (r"\j", r"\j means nothing"),
        (r"\x4", r"\x means nothing"),
        (r"\x{110000}", "there is no character number 110000"),
        (r"\x{D800}", "there is no character number D800"),
        (r"\x{" + "f" * 5000 + "}", "there is no character number ffffffffffff"),
        ("a\\", "it ends with a backslash"),
        ("(?<a>x)(?<a>y)", "two groups have the name a"),
        ("(?#x", "a comment is never closed"),
    ],
)
def test_what_is_no_pattern_is_refused(pattern: str, reason: str) -> None:
    """PCRE2 takes none of these, or its versions part: the message says what, and where."""
    with pytest.raises(RuleError) as refusal:
        parse(pattern)
    assert reason in str(refusal.value)
    assert len(str(refusal.value)) < 300


@given(st.text(alphabet=r"()[]{}\?*+|^$-:=!<>#.,PQEix019dwa" + "\n\0é", max_size=40))
@settings(max_examples=1500, deadline=None)
def test_any_text_is_read_or_refused(pattern: str) -> None:
    """No text breaks the reader, and nothing is taken that PCRE2 does not take."""
    try:
        parse(pattern)
    except SigmatrailError:
        return
    if "\\x{" not in pattern:  # the package reads \x{..} as JavaScript does
        pcre2.compile(pattern, pcre2.ASCII)


def test_letter_cases_are_those_of_pcre2() -> None:
    """Every character's other cases in the three first planes' letters are PCRE2's own."""
    for code in range(0x80, 0x1E944):
        char = chr(code)
        if char.isalpha() and (char.lower() != char or char.upper() != char):
            both = spellings(char)
            assert pcre2.fullmatch(f"[{char}]+", both, pcre2.IGNORECASE | pcre2.ASCII), (char, both)


def test_letter_cases_of_ascii() -> None:
    """K has the Kelvin sign beside k, s the long s; a digit has itself."""
    assert [spellings(char) for char in "Kks1é"] == ["Kk\u212a", "Kk\u212a", "Ss\u017f", "1", "Éé"]


@pytest.mark.parametrize(
    ("pattern", "width"),
    [
        ("abc", 3),
        ("a|bc", 2),
        ("a*", None),
        ("(?:^)*", None),
        ("a{2,5}", 5),
        ("(?=abc)", 0),
        ("(?>a?)b", 2),
        ("(a*){0}", None),
    ],
)
def test_widest(pattern: str, width: int | None) -> None:
    """How many characters a pattern can take; None is without limit."""
    assert widest(parse(pattern)) == width


def test_a_deep_pattern_leaves_the_stack_alone() -> None:
    """The deepest pattern that is read needs a small part of Python's stack."""
    limit = sys.getrecursionlimit()
    assert limit >= 1000
    assert parse("(?:a|" * 50 + "b" + ")" * 50) != Char("b")
