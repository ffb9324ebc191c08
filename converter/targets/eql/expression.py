"""EQL conditions as values: joined, grouped into lists and laid out the way people write them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias

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
    groups: list[_Group] = []
    alike: dict[object, list[_Group]] = {}
    for part in parts:
        if not isinstance(part, Match | Mergeable):
            groups.append(_Group(part))
            continue
        same = alike.setdefault(_key(part), [])
        group = next((each for each in same if each.takes(part)), None)
        if group is None:
            group = _Group(part)
            groups.append(group)
            same.append(group)
        group.values.update(dict.fromkeys(part.values))
    return [group.whole() for group in groups]


def _key(part: Match | Mergeable) -> object:
    """What conditions have in common that can be one list."""
    return part.key if isinstance(part, Mergeable) else (part.field, part.operator, part.guarded)


class _Group:
    """Conditions that become one: the first of them, with the values of all."""

    def __init__(self, first: Expression) -> None:
        self.first = first
        self.values: dict[Any, None] = {}

    def takes(self, part: Match | Mergeable) -> bool:
        """Whether one more condition fits in: patterns of one list are one pattern to Elasticsearch."""
        if isinstance(part, Mergeable) or not part.operator.startswith("regex"):
            return True
        return fits("|".join(dict.fromkeys((*self.values, *part.values))))

    def whole(self) -> Expression:
        """The condition with all values."""
        if isinstance(self.first, Match | Mergeable) and len(self.values) > len(self.first.values):
            return replace(self.first, values=tuple(self.values))
        return self.first


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
    return _layout(_written(expression), indent)


def _written(expression: Expression) -> Expression:
    """The same with every mergeable condition written, once, as that takes its time."""
    if isinstance(expression, Mergeable):
        return expression.write(expression.values)
    if isinstance(expression, Joined):
        return replace(expression, parts=tuple(map(_written, expression.parts)))
    return (
        replace(expression, part=_written(expression.part)) if isinstance(expression, Negated) else expression
    )


def _layout(expression: Expression, indent: int) -> str:
    line = _line(expression)
    if len(line) + indent <= WIDTH or not isinstance(expression, Joined | Negated):
        return line
    if isinstance(expression, Negated):
        return f"not {_layout(expression.part, indent)}"
    space = " " * (indent + 2)
    rows = [_layout(part, indent + 2) for part in expression.parts]
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
