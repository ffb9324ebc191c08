"""Regular expressions as Trino's engine, Joni, is given them."""

from __future__ import annotations

import pytest

from converter.errors import UnsupportedError
from converter.pcre import parse
from converter.targets.athena.joni import joni


@pytest.mark.parametrize(
    ("pattern", "written"),
    [
        (".+:assumed-role/aws:.+", ".+:assumed-role/aws:.+"),
        (r"^arn:aws:iam::\d{12}:root$", r"^arn:aws:iam::\d{12}:root$"),
        (r"a\.b|c", r"a\.b|c"),
        ("x(a|b)y", "x(?:a|b)y"),
        ("(?:ab)+", "(?:ab)+"),
        ("(?i)k1", "[Kk\u212a]1"),
        ("(?i)[a-c_]", r"[a-c\_A-C]"),
        ("(?i)[^é]", "[^éÉ]"),
        (r"[\w.-]", r"[\.\-\w]"),
        (r"[^\W_]", r"[^\_\W]"),
        (r"[]&&a]", r"[\]\&\&a]"),
        ("(?s).", r"[\s\S]"),
        (r"\bx", r"(?:(?<=\w)(?!\w)|(?<!\w)(?=\w))x"),
        ("(?m)^a$", r"(?:^|(?<=\n)(?!\z))a(?=\n|\z)"),
        (r"\Aa\z", r"^a\z"),
        ("a{2,3}+b", "(?>a{2,3})b"),
        ("(?>a+)", "(?>a+)"),
        ("(?<!a|bc)d", "(?<!a|bc)d"),
        (r"\x00\n\x{85}", r"\x{0}\n\x{85}"),
        ("'", "'"),
        ("[[:xdigit:]]", "[0-9A-Fa-f]"),
        ("a*?b", "a*b"),
        ("(?:)*+a", "a"),
        ("b?$", r"[\s\S]*?(?:b?$)"),
        ("^a*$|^$", "^a*$|^$"),
        ("(?:(?=a)){2}a", "(?:(?=a))a"),
        ("", ""),
    ],
)
def test_written(pattern: str, written: str) -> None:
    """Letter case, word boundaries, line anchors and hyphens are written so that Joni agrees with PCRE."""
    assert joni(parse(pattern)) == written


@pytest.mark.parametrize(
    ("pattern", "reason"),
    [
        ("(?<=a{1,2})b", "cannot look behind"),
        ("(?<=x(?:a|bc))d", "cannot look behind"),
        (r"(?<=\bx)d", "cannot look behind"),
        ("(?<=(?!a)x)d", "cannot look behind"),
        ("(?<=(?>a))d", "cannot look behind"),
        ("(?<=a$)", "cannot look behind"),
        ("(?:a{1000}){1000}", "more than 100000 times"),
        (r"(?i)[\x{100}-\x{10FFFF}]", "so wide a range"),
    ],
)
def test_refused(pattern: str, reason: str) -> None:
    """Joni would fail at the first row that reaches such a pattern, so it is refused before."""
    with pytest.raises(UnsupportedError, match=reason):
        joni(parse(pattern))
