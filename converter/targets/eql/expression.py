"""EQL conditions as values: joined, grouped into lists and laid out the way people write them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from converter.targets.eql.effort import fits
from converter.targets.eql.literal import quoted, raw

if TYPE_CHECKING:
    from collections.abc import Callable

WIDTH: Final = 100
Operator: TypeAlias = Literal[":", "==", "in~", "like", "regex", "regex~"]

_LISTED: Final = {"==": "in"}
_ALWAYS_LISTED: Final = ("in~",)


class Term(Struct, frozen=True):
    """A condition that needs no parentheses, and its opposite where EQL has words for it."""

    text: str
    opposite: str = ""


class Match(Struct, frozen=True):
    """A field against one or more texts.

    `guarded` asks for the field first: over an optional field that no index has, EQL's operators
    give null, and `not null` finds nothing where Sigma's NOT over a missing field is true.
    """

    field: str
    operator: Operator
    values: tuple[str, ...]
    guarded: bool = False


class Joined(Struct, frozen=True):
    """Conditions joined by one word; never empty."""

    word: Literal["and", "or"]
    parts: tuple[Expression, ...]


class Negated(Struct, frozen=True):
    """The condition does not hold."""

    part: Expression


class Mergeable(Struct, frozen=True):
    """A condition that takes another's alternatives in when both have the same `key`."""

    key: tuple[object, ...]
    values: tuple[object, ...]
    write: Callable[[tuple[object, ...]], Expression]


Expression: TypeAlias = Term | Match | Joined | Negated | Mergeable

NEVER: Final = Term("false", "true")


def joined(word: Literal["and", "or"], parts: tuple[Expression, ...]) -> Expression:
    """The parts joined, inner ones of the same word taken in, repeated ones and hopeless alternatives not."""
    distinct: dict[Expression, None] = {}
    for part in parts:
        inner = part.parts if isinstance(part, Joined) and part.word == word else (part,)
        distinct.update(dict.fromkeys(inner))
    flat = list(distinct)
    if word == "or":
        flat = _grouped([part for part in flat if part != NEVER] or flat)
    return flat[0] if len(flat) == 1 else Joined(word, tuple(flat))


def _grouped(parts: list[Expression]) -> list[Expression]:
    """Alternatives of one field and operator become one list, where the first of them stood."""
    groups: list[Expression] = []
    for part in parts:
        for index, group in enumerate(groups):
            if (merged := _merged(group, part)) is not None:
                groups[index] = merged
                break
        else:
            groups.append(part)
    return groups


def _merged(group: Expression, part: Expression) -> Expression | None:
    if isinstance(group, Mergeable) and isinstance(part, Mergeable) and group.key == part.key:
        return replace(group, values=group.values + tuple(v for v in part.values if v not in group.values))
    if not isinstance(group, Match) or not isinstance(part, Match):
        return None
    values = group.values + tuple(value for value in part.values if value not in group.values)
    together = replace(group, values=values)
    if together != replace(part, values=values) or not _fits(together):
        return None
    return together


def _fits(match: Match) -> bool:
    """Patterns of one list are one pattern to Elasticsearch."""
    return not match.operator.startswith("regex") or fits("|".join(match.values))


def negation(expression: Expression) -> Expression:
    """The opposite, without a second `not`."""
    if isinstance(expression, Negated):
        return expression.part
    if isinstance(expression, Term) and expression.opposite:
        return Term(expression.opposite, expression.text)
    return Negated(expression)


def guarded(expression: Expression) -> Expression:
    """The same for use below a NOT: optional fields are asked for before they are matched."""
    if isinstance(expression, Match) and expression.field.startswith("?"):
        return replace(expression, guarded=True)
    if isinstance(expression, Joined):
        return replace(expression, parts=tuple(map(guarded, expression.parts)))
    return (
        replace(expression, part=guarded(expression.part)) if isinstance(expression, Negated) else expression
    )


def layout(expression: Expression, indent: int = 0) -> str:
    """The condition as text: on one line while it is short, else a line for each part."""
    line = _line(expression)
    if isinstance(expression, Mergeable):
        return layout(expression.write(expression.values), indent)
    if len(line) + indent <= WIDTH or not isinstance(expression, Joined | Negated):
        return line
    if isinstance(expression, Negated):
        return f"not {layout(expression.part, indent)}"
    space = " " * (indent + 2)
    rows = [layout(part, indent + 2) for part in expression.parts]
    return f"(\n{space}" + f"\n{space}{expression.word} ".join(rows) + f"\n{' ' * indent})"


def _line(expression: Expression) -> str:
    if isinstance(expression, Term):
        return expression.text
    if isinstance(expression, Match):
        return _match_line(expression)
    if isinstance(expression, Negated):
        return f"not {_line(expression.part)}"
    if isinstance(expression, Mergeable):
        return _line(expression.write(expression.values))
    return f"({f' {expression.word} '.join(map(_line, expression.parts))})"


def _match_line(match: Match) -> str:
    write = raw if match.operator.startswith("regex") else quoted
    values = [write(value) for value in match.values]
    if len(values) > 1 or match.operator in _ALWAYS_LISTED:
        operator = _LISTED.get(match.operator, match.operator)
        text = f"{match.field} {operator} ({', '.join(values)})"
    else:
        text = f"{match.field} {match.operator} {values[0]}"
    return f"({match.field} != null and {text})" if match.guarded else text
