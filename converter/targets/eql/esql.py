"""EQL conditions said in ES|QL, which aggregates where EQL cannot.

Comparisons mind letter case, so both sides are lowered; what compares with nothing is null, so a negation
asks `COALESCE(.., FALSE)` to be true of a missing field. LIKE and RLIKE take the patterns that EQL takes
(https://www.elastic.co/docs/reference/query-languages/esql/esql-syntax-reference, November 2026).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from converter.condition import All, Keyword, Leaf, Not, SameAs
from converter.errors import UnsupportedError
from converter.targets.eql.expression import (
    Expression,
    Joined,
    Match,
    Mergeable,
    Negated,
    Term,
    joined,
    negation,
)
from converter.targets.eql.leaf import test_of
from converter.targets.eql.traits import MULTIVALUED, TWINS
from converter.unprintable import code_point, find_unprintable, is_printable

if TYPE_CHECKING:
    from collections.abc import Callable

    from converter.condition import Node
    from converter.targets.context import Context

WIDTH: Final = 100
_ESCAPES: Final = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_ESCAPED: Final = re.compile(r'["\\\n\r\t]')
_RESERVED: Final = frozenset(
    (
        *("and", "as", "asc", "by", "desc", "false", "first", "in", "is", "last", "like"),
        *("metadata", "not", "null", "nulls", "on", "or", "rlike", "true", "where", "with"),
    )
)
_PIECE: Final = re.compile(r"(?P<kept>\\.)|(?P<class>\[\^?\]?(?:\\.|[^]\\])*\])|(?P<plain>.)", re.DOTALL)
_MEMBER: Final = re.compile(r"\\.|.-.|.", re.DOTALL)
_TERMS: Final = (
    (re.compile(r"(\S+) != null"), r"\1 IS NOT NULL"),
    (re.compile(r"(\S+) == null"), r"\1 IS NULL"),
    (re.compile(r"(\S+ == (?:true|false|\"[^\"]*\"))"), r"\1"),
    (re.compile(r"(true|false)"), r"\1"),
    (re.compile(r"cidrMatch\((\S+), (\"[^\"]+\")\)"), r"CIDR_MATCH(\1, \2)"),
)
_SAME: Final = {
    "equals": "TO_LOWER({0}) == TO_LOWER({1})",
    "startswith": "STARTS_WITH(TO_LOWER({0}), TO_LOWER({1}))",
    "endswith": "ENDS_WITH(TO_LOWER({0}), TO_LOWER({1}))",
    "contains": "LOCATE(TO_LOWER({0}), TO_LOWER({1})) > 0",
}


def conditions(node: Node, context: Context) -> list[str]:
    """What must hold together, each as an operand of AND; `context` gets warnings.

    Raises:
        UnsupportedError: what Elastic keeps, or ES|QL, cannot say it.
    """
    found = _read(node, context, negated=False)
    parts = found.parts if isinstance(found, Joined) and found.word == "and" else (found,)
    return [_laid_operand(part, context, "    ") for part in parts]


def quoted(text: str) -> str:
    """A text as a string of ES|QL, where these five characters have an escape, and no other has.

    Raises:
        UnsupportedError: it holds another character that does not print.
    """
    if char := find_unprintable(text, kept="\n\r\t"):
        raise UnsupportedError(
            f"eql cannot say {code_point(char)} in a summary: it does not print, and ES|QL has no escape"
            " for it; take it out, or use the query that finds the events"
        )
    return '"' + _ESCAPED.sub(lambda found: _ESCAPES[found[0]], text) + '"'


def raw(text: str) -> str:
    """A pattern between three quotes, where a backslash is itself."""
    plain = is_printable(text) and '"""' not in text and not text.endswith(('"', "\\"))
    return f'"""{text}"""' if plain and ("\\" in text or '"' in text) else quoted(text)


def named(name: str) -> str:
    """A column or field, in backticks where ES|QL has another use for one of its parts."""
    return ".".join(
        f"`{part}`" if part.lower() in _RESERVED or "-" in part else part for part in name.split(".")
    )


def _read(node: Node, context: Context, *, negated: bool) -> Expression:
    """The condition in the form that EQL's is written from."""
    if isinstance(node, Leaf):
        found = test_of(node, context, negated=negated)
        return _same(node, node.test) if isinstance(node.test, SameAs) else found
    if isinstance(node, Keyword):
        raise UnsupportedError("eql cannot search all fields for a keyword; name the field that holds it")
    if isinstance(node, Not):
        return negation(_read(node.node, context, negated=not negated))
    parts = tuple(_read(part, context, negated=negated) for part in node.nodes)
    return joined("and" if isinstance(node, All) else "or", parts)


def _same(leaf: Leaf, test: SameAs) -> Term:
    return Term(_SAME[test.mode].format(TWINS.get(leaf.field, leaf.field), TWINS.get(test.field, test.field)))


def _laid_out(expression: Expression, context: Context, indent: str) -> str:
    """The condition as text; where it is long, each part on a line of its own."""
    while isinstance(expression, Mergeable):
        expression = expression.write(expression.values)
    line = _line(expression, context)
    if len(line) + len(indent) <= WIDTH or not isinstance(expression, Joined):
        return line
    deeper = f"{indent}  "
    parts = [_laid_operand(part, context, deeper) for part in expression.parts]
    return f"\n{deeper}{expression.word.upper()} ".join(parts)


def _laid_operand(part: Expression, context: Context, indent: str) -> str:
    text = _laid_out(part, context, indent)
    return f"({text})" if _is_loose(part) else text


def _line(expression: Expression, context: Context) -> str:
    match expression:
        case Term(text):
            return _term(text, context)
        case Match():
            return _match(expression, context)
        case Negated(part):
            return f"NOT COALESCE({_line(part, context)}, FALSE)"
        case Mergeable():
            return _line(expression.write(expression.values), context)
        case Joined(word, parts):
            return f" {word.upper()} ".join(_operand(part, context) for part in parts)


def _operand(part: Expression, context: Context) -> str:
    line = _line(part, context)
    return f"({line})" if _is_loose(part) else line


def _is_loose(part: Expression) -> bool:
    while isinstance(part, Mergeable):
        part = part.write(part.values)
    return isinstance(part, Joined) or (isinstance(part, Match) and " OR " in _SEVERAL[part.operator](part))


def _term(text: str, context: Context) -> str:
    if text.startswith(("TO_LOWER(", "STARTS_WITH(", "ENDS_WITH(", "LOCATE(")):
        return text
    for pattern, words in _TERMS:
        if found := pattern.fullmatch(text):
            return _mapped(found.expand(words), context)
    raise UnsupportedError(f"eql cannot say {text!r} in ES|QL; use the query that finds the events")


def _mapped(text: str, context: Context) -> str:
    """ES|QL has no `?` for fields that no index may map."""
    if text.startswith("?"):
        field, _, _ = text[1:].partition(" ")
        context.warn(
            f"ES|QL fails where no index maps {field}, which came with newer versions of the integration"
        )
    return text.removeprefix("?")


def _match(match: Match, context: Context) -> str:
    field = match.field.removeprefix("?")
    _mapped(f"{match.field} ", context)
    if field in MULTIVALUED:
        raise UnsupportedError(
            f"eql cannot test {field} in ES|QL: comparing several values gives null; test another field"
        )
    return _SEVERAL[match.operator](match)


def _equal(match: Match) -> str:
    return _among(match.field.removeprefix("?"), match.values)


def _equal_caseless(match: Match) -> str:
    return _among(f"TO_LOWER({match.field.removeprefix('?')})", [value.lower() for value in match.values])


def _among(subject: str, values: tuple[str, ...] | list[str]) -> str:
    texts = ", ".join(map(quoted, values))
    return f"{subject} IN ({texts})" if len(values) > 1 else f"{subject} == {texts}"


def _wild(match: Match) -> str:
    """`:` compares texts without wildcards, too."""
    plain = [value.lower() for value in match.values if not set(value) & set("*?")]
    wild = [value.lower() for value in match.values if set(value) & set("*?")]
    subject = f"TO_LOWER({match.field.removeprefix('?')})"
    return " OR ".join(
        [*([_among(subject, plain)] if plain else []), *(_like(subject, each) for each in wild)]
    )


def _like(subject: str, pattern: str) -> str:
    return f"{subject} LIKE {raw(pattern.replace(chr(92), chr(92) * 2))}"


def _patterns(match: Match) -> str:
    field = match.field.removeprefix("?")
    return " OR ".join(f"{field} RLIKE {raw(value)}" for value in match.values)


def _patterns_caseless(match: Match) -> str:
    subject = f"TO_LOWER({match.field.removeprefix('?')})"
    return " OR ".join(f"{subject} RLIKE {raw(lowered(value))}" for value in match.values)


_SEVERAL: Final[dict[str, Callable[[Match], str]]] = {
    ":": _wild,
    "==": _equal,
    "in~": _equal_caseless,
    "like": lambda match: " OR ".join(_like(match.field.removeprefix("?"), value) for value in match.values),
    "regex": _patterns,
    "regex~": _patterns_caseless,
}


def lowered(pattern: str) -> str:
    """A pattern of Lucene's that finds in lower case what it finds in any case with the flag.

    Classes keep what they list and get its lower case, but for ranges, which the flag does not fold
    (https://github.com/apache/lucene/issues/14378); a backslash and what follows stay.
    """
    return _PIECE.sub(_lowered, pattern)


def _lowered(found: re.Match[str]) -> str:
    if found["class"]:
        return "".join(_member(piece) for piece in _MEMBER.findall(found["class"]))
    return found["kept"] or found["plain"].lower()


def _member(piece: str) -> str:
    lower = piece.lower()
    return piece if len(piece) > 1 or lower == piece or len(lower) > 1 else piece + lower
