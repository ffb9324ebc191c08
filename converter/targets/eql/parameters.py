r"""Values of nested parameters taken out of the text of a Java map, by ES|QL's REPLACE and SPLIT.

Elastic keeps `{launchPermission={add={items=[{userId=1}, {group=all}]}}}` as one string: no quotes, no
escapes. Each name of a path replaces the entries of objects by what the name holds, a line each. REPLACE
takes Java's regular expressions and puts nothing for a group that took no part
(https://www.elastic.co/docs/reference/query-languages/esql/functions-operators/string-functions/replace,
November 2026). The patterns hold nothing that Java and Python read differently.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, TypeAlias

from converter.targets.eql.esql import quoted, raw

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from converter.shapes import Segment

DEEPEST: Final = 5
"""How many levels deep brackets beside a path are told apart."""

_SIGNS: Final = re.compile(r"[^A-Za-z0-9_]")
# Where an entry or a member begins.
_LEAD: Final = r"(?:(?<![^\n])|(?<=, ))"
# A text ends where the next entry, `, name=`, or the next line begins.
_TEXT: Final = r"(?:[^{}\[\],\n]++|,(?! [^ ={}\[\],]++=))*+"


def _inside(depth: int) -> str:
    """What is in an object or array, at most so many levels deep."""
    plain = r"[^{}\[\]]"
    return rf"(?:{plain}++|[{{\[]{_inside(depth - 1)}[}}\]])*+" if depth else f"{plain}*+"


_INSIDE: Final = _inside(DEEPEST - 1)
_NESTED: Final = rf"[{{\[]{_INSIDE}[}}\]]"
_REST: Final = rf"{_NESTED}|[^{{}}\[\],\n]++|, ?|[{{}}\[\]\n]"
_UNWRAPPED: Final = (rf"{_LEAD}\{{({_INSIDE})\}}|({_NESTED})", "$1$2")
# No empty line is left, between others or at an end.
_LINES: Final = [(r"\n{2,}", "\n"), (r"\A\n|\n(?![\s\S])", "")]

Step: TypeAlias = tuple[str, str]


def way(segment: Segment) -> list[Step]:
    """From the entries of objects to those of the objects that a name holds, directly or in an array."""
    step = (rf"{_LEAD}{_key(segment)}=[{{\[]({_INSIDE})[}}\]]|{_REST}", "$1\n")
    return [step, _UNWRAPPED] if max(segment.depths) else [step]


def end(segment: Segment) -> list[Step]:
    """From the entries of objects to the texts that a name holds, directly or in an array."""
    if not max(segment.depths):
        return [(rf"{_LEAD}{_key(segment)}=({_TEXT})|{_REST}", "$1\n"), *_LINES]
    step = (rf"{_LEAD}{_key(segment)}=(?:\[({_INSIDE})\]|({_TEXT}))|{_REST}", "$1$2\n")
    return [step, (_NESTED, ""), (", ", "\n"), *_LINES]


def _key(segment: Segment) -> str:
    return _SIGNS.sub(r"\\\g<0>", segment.name)


class Parameters:
    """The columns that hold parameters, and the stages that compute them; paths share their beginning."""

    def __init__(self) -> None:
        self._columns: dict[tuple[str, tuple[Segment, ...], bool], str] = {}
        self.stages: list[str] = []

    def column(self, root: str, segments: Sequence[Segment]) -> str:
        """The column of all texts at a path below a string field."""
        return self._column(root, tuple(segments), last=True)

    def _column(self, root: str, segments: tuple[Segment, ...], *, last: bool) -> str:
        key = root, segments, last
        if key not in self._columns:
            before = self._column(root, segments[:-1], last=False) if segments else root
            name = f"parameter_{len(self._columns) + 1}"
            self.stages += [f"EVAL {name} = {value}" for value in _values(before, name, segments, last=last)]
            self._columns[key] = name
        return self._columns[key]


def _values(before: str, name: str, segments: tuple[Segment, ...], *, last: bool) -> Iterator[str]:
    """What the column `name` is, stage by stage: of one EVAL with a name twice only the last would count."""
    if not segments:
        yield f"SUBSTRING({before}, 2, LENGTH({before}) - 2)"
        return
    for pattern, new in (end if last else way)(segments[-1]):
        yield f"REPLACE({before}, {raw(pattern)}, {quoted(new)})"
        before = name
    if last:
        yield f'CASE({name} == "", NULL, SPLIT({name}, "\\n"))'
