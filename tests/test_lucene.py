"""PCRE trees as Lucene regular expressions for whole values."""

from __future__ import annotations

import pytest

from converter.errors import UnsupportedError
from converter.pcre import parse
from converter.targets.eql.lucene import escaped_caseless, folds_oddly, translated
from converter.targets.eql.lucene_nodes import escaped


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("abc", (".*abc.*", False)),
        ("^abc", ("abc.*", False)),
        (r"abc\z", (".*abc", False)),
        ("abc$", (".*abc\n?", False)),
        ("^a|b", ("a.*|.*b.*", False)),
        ("(^|,)x", ("x.*|.*,x.*", False)),
        ("(?m)^a", ("(.*\n)?a.*", False)),
        (r"\bcat\b", ("(.*[^0-9A-Z_a-z])?cat([^0-9A-Z_a-z].*)?", False)),
        ("a.c", (".*a[^\n]c.*", False)),
        ("(?s)a.c", (".*a.c.*", False)),
        (".+x", (".*[^\n]x.*", False)),
        ("(?i)ab", (".*ab.*", True)),
        ("a(?i:b)", (".*a[Bb].*", False)),
        ("(?i)[a-c]", (".*[A-Ca-c].*", True)),
        (r"\d{3}", (".*[0-9]{3}.*", False)),
        (r"[\w.-]", (".*[\\-.0-9A-Z_a-z].*", False)),
        ("(ab){2,}c", (".*(ab){2}c.*", False)),
        ("x(ab){2,}c", (".*x(ab){2,}c.*", False)),
        ('@&<>~#"', ('.*\\@\\&\\<\\>\\~\\#\\".*', False)),
        ("", (".*", False)),
    ],
)
def test_a_pattern_spans_the_whole_value(pattern: str, expected: tuple[str, bool]) -> None:
    """Lucene has no anchors: what may stand around a match is written out."""
    text, caseless = translated(parse(pattern))
    assert (text.replace(".*.*", ".*"), caseless) == expected


@pytest.mark.parametrize("pattern", ["a(?=b)", "a(?<!b)", "(?>a+)b", "a++b", "a^b", r"a\bb", "(^a)+"])
def test_what_lucene_lacks_is_refused(pattern: str) -> None:
    """No look-around, atomic group, possessive repetition or anchor inside."""
    with pytest.raises(UnsupportedError, match=r"^eql cannot "):
        translated(parse(pattern))


def test_literal_text() -> None:
    """Each of Lucene's operators is escaped; letters beyond ASCII list their cases."""
    assert escaped('.?+*|{}[]()"\\#@&<>~') == (r"\.\?\+\*\|\{\}\[\]\(\)" + '\\"' + r"\\\#\@\&\<\>\~")
    assert escaped_caseless("Zoé ß") == "Zo[Éé] [ßẞ]"
    assert escaped_caseless("\u0130") == "[Ii\u0130]"


def test_letters_of_one_circle_whose_lower_cases_differ_fold_oddly() -> None:
    """Newer Elasticsearch takes a final sigma for a sigma, whichever of them a rule asks for."""
    assert all(map(folds_oddly, "\u03c3\u03a3\u03c2\u03bc\u00b5\u017f\u0130\u0131"))
    assert not any(map(folds_oddly, "sSkK\u212aéÉ"))
