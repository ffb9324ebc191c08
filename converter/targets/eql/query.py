"""A whole EQL query from a condition tree."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from converter.condition import All, Keyword, Leaf, Not
from converter.errors import UnsupportedError
from converter.targets.eql.expression import (
    Expression,
    Joined,
    Match,
    Negated,
    Term,
    guarded,
    joined,
    layout,
    negation,
)
from converter.targets.eql.leaf import test_of

if TYPE_CHECKING:
    from converter.condition import Node
    from converter.targets.context import Context

SCOPE: Final = 'any where event.dataset == "aws.cloudtrail"'
"""event.category is set for some event names only, hence `any`."""

_FIRST: Final = ("event.provider", "event.action")
"""What narrows a search of CloudTrail most."""


def query(node: Node, context: Context) -> str:
    """The EQL query that finds what the condition describes; `context` gets warnings.

    Raises:
        UnsupportedError: EQL cannot say some test of it.
    """
    return "\n  and ".join([SCOPE, *rows(node, context)])


def rows(node: Node, context: Context) -> list[str]:
    """What must hold together, the most selective first; raises as `query` does."""
    condition = _condition(node, negated=False, below_not=False, context=context)
    whole = condition.parts if isinstance(condition, Joined) and condition.word == "and" else (condition,)
    return [layout(part, indent=2) for part in sorted(whole, key=_rank)]


def _rank(part: Expression) -> int:
    """Selective terms come first, patterns and exclusions last; otherwise the rule's own order."""
    if isinstance(part, Match) and part.field in _FIRST and not part.operator.startswith("regex"):
        return _FIRST.index(part.field)
    if isinstance(part, Term | Match):
        return len(_FIRST)
    return len(_FIRST) + (2 if isinstance(part, Negated) else 1)


def _condition(node: Node, *, negated: bool, below_not: bool, context: Context) -> Expression:
    if isinstance(node, Leaf):
        found = test_of(node, context, negated=negated)
        return guarded(found) if below_not else found
    if isinstance(node, Keyword):
        raise UnsupportedError(
            "eql cannot search all fields for a keyword: it has no free text; name the field that holds it"
        )
    if isinstance(node, Not):
        inner = _condition(node.node, negated=not negated, below_not=True, context=context)
        return negation(inner)
    parts = (_condition(part, negated=negated, below_not=below_not, context=context) for part in node.nodes)
    return joined("and" if isinstance(node, All) else "or", tuple(parts))
