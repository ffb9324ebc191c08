"""ST3xx: conditions that cannot hold, always hold, or hold parts without effect."""

from __future__ import annotations

from typing import TYPE_CHECKING

from converter.grammar import Expression, Group, Name, Negation
from converter.lint.logic import Judge
from converter.lint.pattern import ANY, MANY, covers
from converter.lint.subject import Atom, Both, Inverse

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from converter.lint.findings import Finding
    from converter.lint.subject import Condition, Subject, Tree

# Lists with more pairs of a value and a pattern are searched for equal values only.
_MOST_PAIRS = 20_000
# Conditions that join more parts are not searched for parts that never meet the rest.
_MOST_OPERANDS = 500


def check(subject: Subject) -> Iterator[Finding]:
    """The conditions of the rule, then its lists of values."""
    yield from _unreferenced(subject)
    judge = Judge()
    for condition in subject.conditions:
        yield from _condition(subject, condition, judge)
    for tree in subject.trees.values():
        yield from _lists(subject, tree)


def _unreferenced(subject: Subject) -> Iterator[Finding]:
    if not subject.conditions:
        return
    used = {name for condition in subject.conditions for name in _names(condition.expression)}
    for name, place in subject.selections.items():
        if name not in used:
            yield subject.finding("ST301", place, f"no condition uses the selection '{name}'")


def _names(expression: Expression) -> Iterator[str]:
    if isinstance(expression, Name):
        yield expression.name
    elif isinstance(expression, Negation):
        yield from _names(expression.operand)
    else:
        for operand in expression.operands:
            yield from _names(operand)


def _condition(subject: Subject, condition: Condition, judge: Judge) -> Iterator[Finding]:
    tree = subject.tree(condition.expression)
    if not judge.can_hold(tree):
        yield subject.finding("ST303", condition.place, "the condition can never hold")
        return
    if not judge.can_hold(Inverse(tree)):
        yield subject.finding("ST304", condition.place, "the condition holds for every event")
        return
    if not _asks(tree):
        yield subject.finding(
            "ST306", condition.place, "the condition only excludes, so it finds nearly every event"
        )
    yield from _absorbed(subject, condition, condition.expression)
    yield from _idle(subject, condition.expression, judge)


def _asks(tree: Tree, *, holds: bool = True) -> bool:
    """Whether something has to be there for the tree to hold."""
    if isinstance(tree, Atom):
        absent = (tree.value is None and not tree.modifiers) or (
            "exists" in tree.modifiers and not tree.value
        )
        return holds is not absent
    if isinstance(tree, Inverse):
        return _asks(tree.part, holds=not holds)
    parts = [_asks(part, holds=holds) for part in tree.parts]
    return any(parts) if tree.every == holds else all(parts)


def _absorbed(subject: Subject, condition: Condition, expression: Expression) -> Iterator[Finding]:
    """`base and (base or more)` is `base`."""
    if isinstance(expression, Negation):
        yield from _absorbed(subject, condition, expression.operand)
    elif isinstance(expression, Group):
        beside = frozenset(expression.operands)
        for operand in expression.operands:
            yield from _absorbed(subject, condition, operand)
            if isinstance(operand, Group) and operand.quantifier != expression.quantifier:
                yield from _without_effect(subject, condition, beside, operand)


def _without_effect(
    subject: Subject, condition: Condition, beside: frozenset[Expression], operand: Group
) -> Iterator[Finding]:
    shared = [each for each in operand.operands if each in beside]
    if shared:
        name = next(_names(shared[0]))
        yield subject.finding(
            "ST302",
            condition.place,
            f"the condition already has '{name}', so the group that holds it, too, changes nothing; "
            "name the others so that the pattern leaves it out",
        )


def _idle(subject: Subject, expression: Expression, judge: Judge) -> Iterator[Finding]:
    """Filters and selections that never meet the rest of the condition."""
    if not isinstance(expression, Group) or expression.quantifier != "all":
        yield from _dead(subject, _alternatives(expression), (), judge)
        return
    if len(expression.operands) > _MOST_OPERANDS:
        return
    trees = [subject.tree(each) for each in expression.operands]
    for at, operand in enumerate(expression.operands):
        rest = [
            tree
            for place, (tree, each) in enumerate(zip(trees, expression.operands, strict=True))
            if place != at and not isinstance(each, Negation)
        ]
        if isinstance(operand, Negation):
            yield from _filters(subject, _alternatives(operand.operand), rest, judge)
        else:
            yield from _dead(subject, _alternatives(operand), rest, judge)


def _alternatives(expression: Expression) -> tuple[Expression, ...]:
    if isinstance(expression, Group) and expression.quantifier == "any":
        return expression.operands
    return () if isinstance(expression, Group) else (expression,)


def _filters(
    subject: Subject, filters: Iterable[Expression], rest: Sequence[Tree], judge: Judge
) -> Iterator[Finding]:
    for each in filters:
        if isinstance(each, Name) and not judge.can_hold(*rest, subject.tree(each)):
            yield subject.finding(
                "ST307",
                subject.selections[each.name],
                f"the filter '{each.name}' never meets what the condition selects",
            )


def _dead(
    subject: Subject, selections: Sequence[Expression], rest: Sequence[Tree], judge: Judge
) -> Iterator[Finding]:
    for each in selections if len(selections) > 1 else ():
        if isinstance(each, Name) and not judge.can_hold(*rest, subject.tree(each)):
            yield subject.finding(
                "ST308",
                subject.selections[each.name],
                f"the selection '{each.name}' can never be met here",
            )


def _lists(subject: Subject, tree: Tree) -> Iterator[Finding]:
    if isinstance(tree, Inverse):
        yield from _lists(subject, tree.part)
    elif isinstance(tree, Both):
        yield from _covered(
            subject, [part for part in tree.parts if isinstance(part, Atom)], every=tree.every
        )
        for part in tree.parts:
            yield from _lists(subject, part)


def _covered(subject: Subject, atoms: list[Atom], *, every: bool) -> Iterator[Finding]:
    """Values of one list of which another says more; of `all` the wider one is idle."""
    if len({atom.key_place for atom in atoms}) > 1:
        return
    plain = [
        (at, atom)
        for at, atom in enumerate(atoms)
        if atom.pattern is not None and "cased" not in atom.modifiers
    ]
    wide = [(at, atom) for at, atom in plain if every or not ANY.isdisjoint(atom.pattern or ())]
    if len(plain) * len(wide) > _MOST_PAIRS:
        wide = []
    first: dict[object, int] = {}
    for at, atom in plain:
        twin = first.setdefault(atom.pattern, at)
        other = atoms[twin] if twin != at else _wider(at, atom, wide, every=every)
        if other is not None:
            yield subject.finding("ST305", atom.place, f"'{other.text}' says as much as '{atom.text}' here")


def _wider(at: int, atom: Atom, others: list[tuple[int, Atom]], *, every: bool) -> Atom | None:
    for place, other in others:
        one, two = (other.pattern, atom.pattern) if not every else (atom.pattern, other.pattern)
        if place != at and one is not None and two is not None and one != two and covers(one, two):
            return other if (MANY,) not in {one, two} or not every else None
    return None
