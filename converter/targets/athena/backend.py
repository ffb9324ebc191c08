"""Sigma rules as SQL for Amazon Athena, over the CloudTrail table that AWS documents."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, ClassVar, Final

from converter.errors import SettingsError, UnsupportedError
from converter.targets.athena.layout import parenthesised
from converter.targets.athena.where import conjuncts
from converter.targets.athena.window import LAYOUTS, predicates
from converter.targets.backend import CloudTrailBackend

if TYPE_CHECKING:
    from sigma.processing.pipeline import ProcessingPipeline

    from converter.condition import Node
    from converter.plan import Plan
    from converter.targets.context import Context

_TABLE: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,254}(?:\.[A-Za-z_][A-Za-z0-9_]{0,254}){0,2}")
_MOST_BYTES: Final = 262_144


class AthenaCloudTrail(CloudTrailBackend):
    """The Athena backend.

    Args:
        processing_pipeline: the pipeline that maps CloudTrail fields to columns.
        table: the table, or `database.table`.
        layout: how it is partitioned: `projection`, `manual` or `organization`.
        window: how far back to look: `90m`, `24h`, `7d`.
        delay: how long before now to stop, in the same form; empty: at now.

    Raises:
        SettingsError: a setting has another form, or the delay leaves nothing of the window.
    """

    name: ClassVar[str] = "Amazon Athena for CloudTrail"
    identifier: ClassVar[str] = "cloudtrail_athena"
    target: ClassVar[str] = "athena"
    field_word: ClassVar[str] = "column"

    def __init__(
        self,
        processing_pipeline: ProcessingPipeline | None = None,
        *,
        table: str = "cloudtrail_logs",
        layout: str = "projection",
        window: str = "24h",
        delay: str = "",
        **options: Any,  # noqa: ANN401 -- pySigma's own
    ) -> None:
        super().__init__(processing_pipeline, **options)
        if not _TABLE.fullmatch(table):
            raise SettingsError(
                f"athena: {table!r} names no table; write table or database.table in letters, digits and _"
            )
        if layout not in LAYOUTS:
            raise SettingsError(f"athena: there is no layout {layout!r}; choose from {', '.join(LAYOUTS)}")
        self._table = table
        self._bounds = predicates(window, delay, layout)

    def render(self, node: Node, context: Context) -> str:
        """The query, one predicate a line: partitions and time, cheap columns, JSON.

        Raises:
            UnsupportedError: Athena cannot say it, or takes no query of that length.
        """
        return self.checked(f"SELECT *\n{self._found(node, context)}")

    def report(self, node: Node, context: Context, plan: Plan, name: str) -> str:
        """The summary of what one condition finds; raises UnsupportedError like `render`."""
        from converter.targets.athena.report import report  # noqa: PLC0415 -- plain queries do without

        del name
        found = self._found(node, context)
        return self.checked(report(found, plan.summary, context, self.field_of, self.own_names))

    def checked(self, query: str) -> str:
        """The query, if it is within Athena's quota for its text.

        https://docs.aws.amazon.com/athena/latest/ug/service-limits.html, November 2026.

        Raises:
            UnsupportedError: it is longer.
        """
        if (size := len(query.encode())) > _MOST_BYTES:
            raise UnsupportedError(
                f"athena cannot take a query of {size} bytes: the limit is {_MOST_BYTES}; split the rule"
            )
        return query

    def frame(self) -> list[str]:
        """The table, and the bounds of partitions and time."""
        return [f"FROM {self._table}", *self._bounds]

    def fragments(self, node: Node, context: Context) -> list[list[str]]:
        """Each predicate, without parentheses of its own."""
        return [[one.sql] for one in conjuncts(node, context)]

    def _found(self, node: Node, context: Context) -> str:
        tests = [parenthesised(one.sql) if one.loose else one.sql for one in conjuncts(node, context)]
        lines = [predicate.replace("\n", "\n  ") for predicate in (*self._bounds, *tests)]
        return f"FROM {self._table}\nWHERE " + "\n  AND ".join(lines)
