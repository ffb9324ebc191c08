"""Which rules a Sigma filter concerns.

https://github.com/SigmaHQ/sigma-specification/blob/main/specification/sigma-filters-specification.md
(version 2.0.0, read November 2026); `rules: any` is pySigma's addition.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

PARTS = ("category", "product", "service")


def concerns(own: Mapping[str, Any], rule: Mapping[str, Any]) -> bool:
    """Whether a filter holds for a rule: its log source asks for nothing else, and its rules name it."""
    wanted = {part: own["logsource"][part] for part in PARTS if own["logsource"].get(part) is not None}
    source = rule.get("logsource") or {}
    return all(source.get(part) == value for part, value in wanted.items()) and _named(own, rule)


def _named(own: Mapping[str, Any], rule: Mapping[str, Any]) -> bool:
    match own["filter"]["rules"]:
        case str(name):
            return name.lower() == "any" or name in {rule.get("id"), rule.get("name")}
        case names:
            return rule.get("id") in names or rule.get("name") in names
