"""What a conversion gives; nothing here imports pySigma, so that answers of earlier runs need none of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

if TYPE_CHECKING:
    from converter.load import Rule

Options = dict[str, dict[str, str]]
Format: TypeAlias = Literal["query", "report"]


@dataclass(frozen=True, slots=True)
class Conversion:
    """One query of one rule for one target, or the reason why there is none.

    `name` is the file name that the query gets, without suffix. Exactly one of `query` and `error` is set;
    where the file itself could not be read, `rule_id` is None and `title` is empty.
    """

    path: str
    name: str
    title: str
    rule_id: str | None
    target: str
    query: str | None = None
    warnings: tuple[str, ...] = ()
    error: str | None = None

    @classmethod
    def of(cls, rule: Rule, target: str, name: str = "", **result: Any) -> Conversion:  # noqa: ANN401 -- its fields
        """What became of a rule; `name` is the rule's own unless its conditions are several."""
        return cls(rule.path, name or rule.name, rule.title, rule.id, target, **result)

    @classmethod
    def unread(cls, error: Exception, target: str) -> Conversion:
        """What becomes of a file that could not be read; its path stands before the reason."""
        path, _, _ = str(error).partition(": ")
        return cls(path, "", "", None, target, error=str(error))
