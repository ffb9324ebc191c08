"""A piece of a query that knows how tightly it holds together, so that parentheses are always right."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Sequence

NEGATION = 9


@dataclass(frozen=True, slots=True)
class Term:
    """Text of a search or of an eval expression.

    `rank` orders terms of a search, selective ones first; `denied` is the term of which it is the negation.
    """

    text: str
    rank: int = 0
    kind: Literal["atom", "every", "some"] = "atom"
    denied: Term | None = None

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
    if len(terms) == 1:
        return terms[0]
    texts = [term.text if term.kind == "every" else term.closed for term in terms]
    return Term(operator.join(texts), min(term.rank for term in terms), "every")


def some(terms: Sequence[Term]) -> Term:
    """One of them holds."""
    if len(terms) == 1:
        return terms[0]
    texts = [term.text if term.kind == "some" else term.closed for term in terms]
    return Term(" OR ".join(texts), max(term.rank for term in terms), "some")


def negation(term: Term) -> Term:
    """It does not hold."""
    return term.denied or Term(f"NOT {term.closed}", NEGATION, denied=term)


def opposite(term: Term) -> Term:
    """An eval expression that is true where this one, which is never null, is false."""
    if term.kind == "atom" and term.text.startswith("isnotnull("):
        return Term(term.text.replace("isnotnull(", "isnull(", 1), denied=term)
    return negation(term)
