"""A piece of a query that knows how tightly it holds together, so that parentheses are always right."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Sequence

NEGATION = 9
WIDTH = 100


class Term(Struct, frozen=True):
    """Text of a search or of an eval expression.

    `rank` orders terms of a search, selective ones first; `denied` is the term of which it is the
    negation; `parts` are what `operator` joins.
    """

    text: str
    rank: int = 0
    kind: Literal["atom", "every", "some"] = "atom"
    denied: Term | None = None
    operator: str = ""
    parts: tuple[Term, ...] = ()

    @property
    def closed(self) -> str:
        """The text as an operand of any operator."""
        return self.text if self.kind == "atom" else f"({self.text})"

    @property
    def operand(self) -> str:
        """The text as an operand of an implied AND."""
        return f"({self.text})" if self.kind == "some" else self.text


def every(terms: Sequence[Term], operator: str) -> Term:
    """All of them hold."""
    return _joined(terms, operator, "every", min(term.rank for term in terms))


def some(terms: Sequence[Term]) -> Term:
    """One of them holds."""
    return _joined(terms, " OR ", "some", max(term.rank for term in terms))


def _joined(terms: Sequence[Term], operator: str, kind: Literal["every", "some"], rank: int) -> Term:
    if len(terms) == 1:
        return terms[0]
    parts = tuple(part for term in terms for part in (term.parts if term.kind == kind else (term,)))
    return Term(operator.join(part.closed for part in parts), rank, kind, operator=operator, parts=parts)


def negation(term: Term) -> Term:
    """It does not hold."""
    return term.denied or Term(f"NOT {term.closed}", NEGATION, denied=term)


def opposite(term: Term) -> Term:
    """An eval expression that is true where this one, which is never null, is false."""
    if term.kind == "atom" and term.text.startswith("isnotnull("):
        return Term(term.text.replace("isnotnull(", "isnull(", 1), denied=term)
    return negation(term)


def laid_out(term: Term, indent: str = "  ") -> str:
    """The term's text; where that is long, each part that an operator joins on a line of its own."""
    if len(term.text) <= WIDTH or not term.parts:
        return term.text
    lines = [part.text if part.kind == "atom" else f"({laid_out(part, indent + ' ')})" for part in term.parts]
    return f"\n{indent}{term.operator.lstrip()}".join(lines)


def searched(base: str, term: Term) -> str:
    """A search that begins with `base`; long groups of alternatives have lines of their own."""
    terms = term.parts if term.kind == "every" else (term,)
    groups = [each for each in terms if each.kind == "some" and len(each.text) > WIDTH]
    first = " ".join([base, *(each.operand for each in terms if each not in groups)])
    return "\n  ".join([first, *(f"({laid_out(each)})" for each in groups)])
