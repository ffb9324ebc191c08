"""Sigma filters: which rules they concern, and what becomes of those.

https://github.com/SigmaHQ/sigma-specification/blob/main/specification/sigma-filters-specification.md
(2.0.0) has the form; that the filter's condition is joined to the rule's by AND, and that `rules: any`
means every rule of the log source, is pySigma's reading of it (1.5.1, November 2026).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from converter.errors import SettingsError
from converter.rule.limits import TooLargeError, check_detection

if TYPE_CHECKING:
    from collections.abc import Mapping

NOT_SELECTIONS: Final = ("rules", "condition")
_LOGSOURCE: Final = ("category", "product", "service")


def check_filter(place: str, document: Mapping[str, Any]) -> None:
    """Refuse what is no filter.

    Raises:
        SettingsError: a part is missing, malformed or too large, with what to write.
    """
    logsource, body = document.get("logsource"), document.get("filter")
    if (
        not isinstance(logsource, dict)
        or not any(logsource.get(key) for key in _LOGSOURCE)
        or not all(isinstance(logsource.get(key), str | None) for key in _LOGSOURCE)
    ):
        raise SettingsError(f"{place}: a filter has a logsource, such as product: aws, service: cloudtrail")
    if not isinstance(body, dict) or not body.keys() - {*NOT_SELECTIONS}:
        raise SettingsError(f"{place}: filter is a map of rules, at least one selection, and a condition")
    if not isinstance(body.get("condition"), str):
        raise SettingsError(f"{place}: filter takes one condition, such as 'condition: not selection'")
    try:
        check_detection({name: part for name, part in body.items() if name != "rules"})
    except TooLargeError as error:
        raise SettingsError(f"{place}: {error}") from None
    rules = body.get("rules")
    names = rules if isinstance(rules, list) else [rules]
    if not names or not all(isinstance(name, str) and name for name in names):
        raise SettingsError(f"{place}: filter takes rules: a list of ids or names of rules, or any")


def concerns(document: Mapping[str, Any], rule: Mapping[str, Any]) -> bool:
    """Whether a filter is for this rule: its log source covers the rule's, and it names the rule or any."""
    logsource, of_rule = document["logsource"], rule.get("logsource") or {}
    if any(logsource.get(key) not in (None, of_rule.get(key)) for key in _LOGSOURCE):
        return False
    rules = document["filter"]["rules"]
    if isinstance(rules, str) and rules.lower() == "any":
        return True
    names = {str(rule[key]) for key in ("id", "name") if rule.get(key)}
    return not names.isdisjoint([rules] if isinstance(rules, str) else rules)
