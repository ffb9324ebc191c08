"""Fields under the names that they have on a user's platform: new names in a query that is made.

A target knows much of a field by its usual name: its type, its arrays, what the platform drops. So queries
are made with the usual names, and what is exchanged is names outside of quotation marks.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Final

from converter.errors import UnsupportedError
from converter.targets import TARGETS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from converter.converted import Conversion


@dataclass(frozen=True, slots=True)
class _Spelling:
    """How a language spells names.

    `token` finds every text between quotation marks, in its group `name` every bare name and in `quoted`
    what is between the quotation marks of a name. `new` is what a new name may be; `bare` and `marked` say
    how it is written in the place of either.
    """

    token: re.Pattern[str]
    new: re.Pattern[str]
    bare: Callable[[str], str] = str
    marked: Callable[[str], str] = str


_PARTS: Final = r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*"
_EQL_WORDS: Final = (
    r"(?!(?:.*\.)?(?:and|any|by|descending|false|in|join|like|maxspan|not|null|of|or|regex|sample|sequence"
    r"|tail|true|until|where|with|with_runs)(?:\.|$))"
)

_SPELLINGS: Final = {
    # In a search a name stands before an operator, in eval between single quotes.
    "splunk": _Spelling(
        re.compile(
            r"""`[^`]*`|"(?:[^"\\]|\\.)*"|'(?P<quoted>[^']*)'|(?P<name>[A-Za-z_][\w.{}]*)(?==|!=|<|>| IN)"""
        ),
        re.compile(r"[A-Za-z_]\w*(?:(?:\{\})?\.\w+)*", re.ASCII),
        marked="'{}'".format,
    ),
    # Backticks are quotation marks of names; a raw text has three quotation marks.
    "eql": _Spelling(
        re.compile(r'"""[\s\S]*?"""(?!")|"(?:[^"\\]|\\.)*"|`(?P<quoted>[^`]*)`|(?P<name>[A-Za-z_][\w.]*)'),
        re.compile(_EQL_WORDS + _PARTS, re.ASCII),
    ),
    # Each part of a new name gets quotation marks, so that no word of SQL is in the way.
    "athena": _Spelling(
        re.compile(r"""'(?:[^']|'')*'|"[^"]*"|(?P<name>[A-Za-z_][\w.]*)"""),
        re.compile(r"[a-z_][a-z0-9_]*(?:\.[a-z_][a-z0-9_]*)*"),
        lambda name: ".".join(f'"{part}"' for part in name.split(".")),
    ),
}
_STRUCTURED: Final = "athena"


def refusal_of(target: str, old: str, new: str) -> str | None:
    """Why a field of a target cannot get a new name; None if it can."""
    if target not in _SPELLINGS:
        return f"fields of {target} cannot be renamed yet; change pipelines/{target}/cloudtrail.yml"
    names = usual_names(target)
    if old not in names:
        return f"{target} has no field '{old}' that could be renamed; see pipelines/{target}/cloudtrail.yml"
    if new in names:
        return f"'{new}' is another field of {target}; one name cannot stand for two"
    if not _SPELLINGS[target].new.fullmatch(new) or not _free(target, new):
        return f"'{new}' is no name that {target} can have in a query"
    return None


def _free(target: str, new: str) -> bool:
    """Whether the platform does not take the name for a word or a field of its own."""
    if target != "splunk":
        return True
    from converter.targets.splunk.literal import search_name  # noqa: PLC0415 -- only where fields are renamed

    try:
        return search_name(new) == new
    except UnsupportedError:
        return False


@cache
def usual_names(target: str) -> frozenset[str]:
    """Every name that can stand in a target's query as it is."""
    from converter.pipeline_file import entries  # noqa: PLC0415 -- only where fields are renamed

    found = {raw: str(entry.name) for raw, entry in entries(TARGETS[target].pipeline).items()}
    return frozenset(_LISTED[target]({raw: name for raw, name in found.items() if not raw.endswith(".")}))


def _of_splunk(found: Mapping[str, str]) -> Iterable[str]:
    """Objects have no field of their own, and arrays have braces."""
    from converter.shapes import shape_of  # noqa: PLC0415 -- likewise
    from converter.targets.splunk.fields import forms  # noqa: PLC0415 -- likewise

    for raw, name in found.items():
        shape = shape_of(raw)
        if shape.end == "scalar":
            yield from forms(shape) if name == raw else (name,)


def _of_eql(found: Mapping[str, str]) -> Iterable[str]:
    """Nested parameters are parts of one text; a few fields are beside those of the pipeline."""
    from converter.targets.eql.traits import ADDRESSES, FLATTENED, TWINS  # noqa: PLC0415 -- likewise

    names = (*found.values(), *ADDRESSES.values(), *TWINS.values())
    return (name for name in names if not name.startswith(FLATTENED))


_LISTED: Final[dict[str, Callable[[Mapping[str, str]], Iterable[str]]]] = {
    "splunk": _of_splunk,
    "eql": _of_eql,
    "athena": lambda found: found.values(),
}


def renamed(conversions: Iterable[Conversion], renames: Mapping[str, Mapping[str, str]]) -> list[Conversion]:
    """The conversions with the user's own names in their queries."""
    return [
        replace(each, query=renamed_text(each.target, each.query, renames[each.target]))
        if each.query is not None and each.target in renames
        else each
        for each in conversions
    ]


def renamed_text(target: str, query: str, names: Mapping[str, str]) -> str:
    """A query, or a whole test of one, with the user's own names in it."""
    spelling = _SPELLINGS[target]

    def exchange(match: re.Match[str]) -> str:
        groups = match.groupdict()
        for group, write in (("name", spelling.bare), ("quoted", spelling.marked)):
            new = _new_name(target, groups.get(group) or "", names)
            if new is not None:
                return write(new)
        return match[0]

    return spelling.token.sub(exchange, query)


def _new_name(target: str, old: str, names: Mapping[str, str]) -> str | None:
    """The new name of a field, or of a member of a struct that has one."""
    parts = old.split(".")
    for end in range(len(parts), 0, -1) if target == _STRUCTURED else (len(parts),):
        if (new := names.get(".".join(parts[:end]))) is not None:
            return ".".join([new, *parts[end:]])
    return None
