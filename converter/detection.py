"""A whole detection: a rule, its plan, and its queries for some targets."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from converter.load import Rule
    from converter.plan import Plan


@dataclass(frozen=True, slots=True)
class Detection:
    """What every artifact is made from.

    `queries` holds for each target the query that finds the events, `reports` the query that summarises
    them, or nothing where there is none. `name` is the rule's name, numbered where the rule has several
    conditions and so becomes several detections. `fields` holds the target's field for each raw path that
    the plan names and the target has, under the user's own name if it has one; `own_names` are all of these,
    by the usual ones, for what is known of a field by its usual name.
    """

    rule: Rule
    plan: Plan
    queries: Mapping[str, str]
    reports: Mapping[str, str] = field(default_factory=dict)
    name: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)
    own_names: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Take the rule's name where none is given."""
        if not self.name:
            object.__setattr__(self, "name", self.rule.name)

    def text(self, target: str) -> str:
        """The query to deploy: the summary, or else the plain query."""
        return self.reports.get(target) or self.queries[target]

    def field(self, key: str) -> str:
        """One of the rule's texts without blanks around it, or an empty text."""
        value = self.rule.document.get(key)
        return "" if value is None else str(value).strip()

    def texts(self, key: str) -> list[str]:
        """One of the rule's lists of texts; a single text counts as a list of one."""
        value = self.rule.document.get(key)
        several = value if isinstance(value, list) else [] if value is None else [value]
        return [str(each).strip() for each in several if each is not None and str(each).strip()]

    @property
    def created(self) -> str:
        """The rule's date as YYYY-MM-DD, or an empty text."""
        return self.field("date").replace("/", "-")

    @property
    def modified(self) -> str:
        """The date of the rule's last change, or of its making."""
        return self.field("modified").replace("/", "-") or self.created
