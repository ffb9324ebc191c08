"""Which selections `x of pattern` in a condition means.

https://sigmahq.io/sigma-specification/specification/sigma-rules-specification.html#condition (version 2.1.0,
November 2026).
"""

from __future__ import annotations


def covers(pattern: str, name: str) -> bool:
    """Whether `them` or a pattern such as `filter_*` means this name, in time linear in both.

    A leading `_` hides a name from patterns without one.
    """
    if name.startswith("_") and not pattern.startswith("_"):
        return False
    if pattern == "them":
        return True
    first, *rest = pattern.split("*")
    if not rest:
        return name == first
    *middle, last = rest
    # No pattern can hold a line feed, and `*` stands for none.
    if "\n" in name or len(name) < len(first) + len(last):
        return False
    if not (name.startswith(first) and name.endswith(last)):
        return False
    return _in_turn(middle, name[len(first) : len(name) - len(last)])


def _in_turn(stretches: list[str], text: str) -> bool:
    """Whether the stretches stand in the text one behind the other, each as far left as it goes."""
    at = 0
    for stretch in stretches:
        at = text.find(stretch, at)
        if at < 0:
            return False
        at += len(stretch)
    return True
