"""Where a rule's path leads in an event: dots descend objects, lists are entered wherever they stand.

The specification is silent on lists; "any member" follows Sigma enhancement proposal 212,
https://github.com/SigmaHQ/sigma-specification/issues/212 (read November 2026).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, TypeAlias

from converter.errors import RuleError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Json: TypeAlias = Any
    Event = dict[str, Any]
    Finder = Callable[[Event], list[Any]]

MOST_NAMES: Final = 100


def finder(path: str) -> Finder:
    """Make the function that lists what stands at `path`: empty where nothing does.

    A list at the end of the path is one find; `members` looks into it. Each name of the path is one
    key: a key that holds a dot itself has no path, for no platform but Splunk could tell.

    Raises:
        RuleError: the path is longer than any record is deep.
    """
    if "." not in path:
        return lambda event: [event[path]] if path in event else []
    names = path.split(".")
    if len(names) > MOST_NAMES:
        raise RuleError(f"the path has more than {MOST_NAMES} names; no record is as deep")

    def find(event: Event) -> list[Any]:
        found: list[Any] = []
        _descend(event, 0, names, found)
        return found

    return find


def _descend(node: Json, at: int, names: list[str], found: list[Any]) -> None:
    for item in members([node]) if isinstance(node, list) else (node,):
        if isinstance(item, dict) and names[at] in item:
            if at + 1 == len(names):
                found.append(item[names[at]])
            else:
                _descend(item[names[at]], at + 1, names, found)


def members(found: list[Any]) -> Iterator[Any]:
    """Yield the values that a test looks at: lists give their members, however deep, never themselves."""
    waiting = found[::-1]
    while waiting:
        node = waiting.pop()
        if isinstance(node, list):
            waiting.extend(reversed(node))
        else:
            yield node


def leaves(event: Event) -> Iterator[Any]:
    """Yield every value of the event that is neither an object nor a list."""
    waiting: list[Any] = [event]
    while waiting:
        node = waiting.pop()
        if isinstance(node, dict):
            waiting.extend(reversed(node.values()))
        elif isinstance(node, list):
            waiting.extend(reversed(node))
        else:
            yield node
