"""No value leaves its quotation marks in Athena's SQL, and each means its text."""

from __future__ import annotations

import re

from antlr4 import CommonTokenStream, InputStream
from athena_sql import ANY, ONE, text
from hypothesis import given, settings
from hypothesis import strategies as st
from trino_query_parser import SqlBaseLexer as Lexer

from converter.condition import (
    All,
    Leaf,
    Text,
)
from converter.targets.athena.backend import AthenaCloudTrail
from converter.targets.athena.literal import like, literal, lowered
from converter.targets.context import Context


def unquoted(sql: str) -> str:
    """The text that a SQL string means, read by Trino's lexer as one token."""
    lexer = Lexer.SqlBaseLexer(InputStream(sql))
    token, end = lexer.nextToken(), lexer.nextToken()
    assert end.type == -1
    assert token.text == sql
    if not sql.startswith("U&"):
        assert token.type == Lexer.SqlBaseLexer.STRING
        return sql[1:-1].replace("''", "'")
    assert token.type == Lexer.SqlBaseLexer.UNICODE_STRING
    shape = re.compile(r"\\(\\|\+[0-9A-F]{6}|[0-9A-F]{4})")
    return shape.sub(
        lambda found: "\\" if found[1] == "\\" else chr(int(found[1].lstrip("+"), 16)),
        sql[3:-1].replace("''", "'"),
    )


HOSTILE = st.text(
    alphabet=st.one_of(
        st.sampled_from("'\"\\%_;-/*$&U+`|[]{}\n\r\t\0\x1a\x7f\u2028\u202e\ufeffé\U0001f600\U000e0001"),
        st.characters(exclude_categories=["Cs"]),
    ),
    max_size=40,
)


@given(HOSTILE)
@settings(max_examples=500, deadline=None)
def test_a_literal_means_its_text(value: str) -> None:
    """Whatever the value, its literal is one token that means it, on one line of visible characters."""
    sql = literal(value)
    assert unquoted(sql) == value
    assert sql.isprintable()


@given(HOSTILE, st.booleans())
@settings(max_examples=150, deadline=None)
def test_no_value_or_key_leaves_its_quotes(value: str, cased: bool) -> None:  # noqa: FBT001 - hypothesis fills it
    """A query with a hostile value, key and pattern has the same tokens as one with a harmless value."""
    key = value.replace(".", "").replace("\n", "") or "k"

    def kinds(sample: str, name: str) -> list[int]:
        tree = All(
            (
                Leaf("useragent", Text((ANY, sample), cased) if sample else Text((ANY, "x"))),
                Leaf(f"requestparameters.{name}", text("x")),
            )
        )
        lexer = Lexer.SqlBaseLexer(InputStream(AthenaCloudTrail().render(tree, Context()).upper()))
        stream = CommonTokenStream(lexer)
        stream.fill()
        strings = {Lexer.SqlBaseLexer.STRING, Lexer.SqlBaseLexer.UNICODE_STRING}
        return [-2 if token.type in strings else token.type for token in stream.tokens if not token.channel]

    ours = kinds(value, key)
    assert Lexer.SqlBaseLexer.UNRECOGNIZED not in ours
    plain = kinds("a", "k")
    assert without_lower_and_escape(ours) == without_lower_and_escape(plain)


def without_lower_and_escape(found: list[int]) -> list[int]:
    """The tokens but for texts, ESCAPE, and lower(..), which depend on the letters of a value."""
    lexer = Lexer.SqlBaseLexer
    dropped = {lexer.IDENTIFIER, lexer.ESCAPE, -2}
    parentheses = {number for number, name in enumerate(lexer.literalNames) if name in {"'('", "')'"}}
    return [kind for kind in found if kind not in dropped | parentheses]


def test_like_escapes_its_own_signs_only() -> None:
    """The escape stands before %, _ and itself, and is named only where it is used."""
    assert like((ANY, "a", ONE)) == ("%a_", "")
    assert like(("50%_\\", ANY)) == (r"50\%\_\\%", r" ESCAPE '\'")


def test_letter_case_is_the_engines_beyond_ascii() -> None:
    """Python's lower() differs from Trino's beyond ASCII, so Trino is asked."""
    assert lowered("ABC") == "'abc'"
    assert lowered("İ") == "lower('İ')"


def test_a_long_value_is_written_whole() -> None:
    """100,000 characters of one value come out as they went in."""
    assert "'" + "x" * 100_000 + "'" in AthenaCloudTrail().render(
        Leaf("useragent", text("x" * 100_000)), Context()
    )
