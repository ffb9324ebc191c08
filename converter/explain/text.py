"""Explanations for a terminal: fragments item by item, then the reasons that their numbers mean."""

from __future__ import annotations

from textwrap import wrap
from typing import TYPE_CHECKING, Final

from converter.colour import plain
from converter.printable import printable, printable_lines

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from converter.colour import Paint
    from converter.explain.explanation import Became, Explained, Fragment
    from converter.explain.items import Item
    from converter.load import Rule

_LABEL: Final = 8
_WIDTH: Final = 96
_SHARED: Final = "(together with other items)"


def text_of(rule: Rule, conditions: Iterable[Sequence[Explained]], paint: Paint = plain) -> Iterator[str]:
    """The lines for one rule, painted; `conditions` holds for each condition what it is on every target."""
    notes = _Notes()
    yield paint(printable(rule.title), "heading")
    yield printable(rule.path)
    for targets in conditions:
        yield from _condition(targets, notes, paint)
    yield ""
    yield from notes.lines()


class _Notes:
    """The reasons and warnings that were met, each with its number."""

    def __init__(self) -> None:
        self._numbers: dict[tuple[str, ...], int] = {}

    def of(self, fragment: Fragment) -> str:
        return self._marks((reason.text, reason.source) for reason in fragment.reasons)

    def of_warnings(self, target: str, warnings: Iterable[str]) -> str:
        return self._marks((f"{target}: warning: {printable(warning)}",) for warning in warnings)

    def _marks(self, notes: Iterable[tuple[str, ...]]) -> str:
        numbers = {self._numbers.setdefault(each, len(self._numbers) + 1) for each in notes}
        return "".join(f" [{number}]" for number in sorted(numbers))

    def lines(self) -> Iterator[str]:
        for note, number in self._numbers.items():
            mark = f"[{number}] "
            lines = [printable(line) for text in note for line in wrap(text, _WIDTH, break_on_hyphens=False)]
            yield from (f"{mark if at == 0 else ' ' * len(mark)}{line}" for at, line in enumerate(lines))


def _condition(targets: Sequence[Explained], notes: _Notes, paint: Paint) -> Iterator[str]:
    said = next((each.condition for each in targets if each.condition), "")
    if said:
        yield f"\ncondition: {printable(said)}"
    for each in targets:
        if each.error:
            yield f"  {each.target:{_LABEL}}{paint(f'not converted: {printable(each.error)}', 'error')}"
    if any(each.frame for each in targets):
        yield f"\n{paint('every query', 'label')}"
    for each in targets:
        yield from _fragments(each.target, each.frame, notes)
    for item, rows in by_item(targets).items():
        yield f"\n{paint(printable(item), 'label')}"
        for target, became in rows:
            yield from _became(target, became, notes)


def by_item(targets: Sequence[Explained]) -> dict[str, list[tuple[str, Became]]]:
    """The items by their headings, with what each target has of them; the first target's order leads."""
    found: dict[str, list[tuple[str, Became]]] = {}
    for each in targets:
        for item, became in each.items:
            rows = found.setdefault(heading(item), [])
            if (each.target, became) not in rows:
                rows.append((each.target, became))
    return found


def heading(item: Item) -> str:
    """An item much as the rule writes it."""
    field = "|".join([item.raw, *item.modifiers]) or "keywords"
    values = item.values[0] if len(item.values) == 1 else f"[{', '.join(item.values)}]"
    return f"{'not ' if item.part.negated else ''}{item.selection}: {field}: {values}"


def _became(target: str, became: Became, notes: _Notes) -> Iterator[str]:
    if became.error:
        yield f"  {target:{_LABEL}}cannot say it: {printable(became.error)}"
    yield from _fragments(target, became.fragments, notes)
    if became.warnings:
        label = "" if became.fragments else target
        yield f"  {label:{_LABEL}}with warnings{notes.of_warnings(target, became.warnings)}"


def _fragments(target: str, fragments: Iterable[Fragment], notes: _Notes) -> Iterator[str]:
    label = target
    for fragment in fragments:
        first, *rest = printable_lines(fragment.text).split("\n")
        shared = f" {_SHARED}" if fragment.shared else ""
        lines = [first, *rest]
        lines[-1] += shared + notes.of(fragment)
        yield f"  {label:{_LABEL}}{lines[0]}"
        yield from (f"  {'':{_LABEL}}{line}" for line in lines[1:])
        label = ""
