"""Explanations as plain data, for JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

    from converter.explain.explanation import Became, Explained, Fragment
    from converter.explain.items import Item
    from converter.load import Rule


def row(rule: Rule, explained: Explained) -> dict[str, Any]:
    """One condition of a rule on one target."""
    return {
        "path": rule.path,
        "rule_id": rule.id,
        "title": rule.title,
        "target": explained.target,
        "condition": explained.condition,
        "frame": _fragments(explained.frame),
        "items": [_item(item, became) for item, became in explained.items],
        "errors": [explained.error] if explained.error else [],
    }


def _item(item: Item, became: Became) -> dict[str, Any]:
    return {
        "selection": item.selection,
        "negated": item.part.negated,
        "field": item.raw,
        "modifiers": list(item.modifiers),
        "values": list(item.values),
        "target_field": became.field,
        "fragments": _fragments(became.fragments),
        "warnings": list(became.warnings),
        "errors": [became.error] if became.error else [],
    }


def _fragments(fragments: Iterable[Fragment]) -> list[dict[str, Any]]:
    return [
        {
            "text": each.text,
            "shared": each.shared,
            "reasons": [{"text": reason.text, "source": reason.source} for reason in each.reasons],
        }
        for each in fragments
    ]
