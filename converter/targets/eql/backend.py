"""The target `eql`: a pySigma backend that writes EQL for the Elastic AWS integration."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from sigma.backends.elasticsearch.elasticsearch_eql import EqlBackend

from converter.targets.backend import CloudTrailBackend
from converter.targets.eql.query import SCOPE, query, rows

if TYPE_CHECKING:
    from converter.condition import Node
    from converter.plan import Plan
    from converter.targets.context import Context


class EqlCloudTrail(CloudTrailBackend, EqlBackend):
    """CloudTrail rules as EQL over `logs-aws.cloudtrail-*`."""

    name: ClassVar[str] = "Elastic EQL for CloudTrail"
    identifier: ClassVar[str] = "cloudtrail_eql"
    target: ClassVar[str] = "eql"

    def render(self, node: Node, context: Context) -> str:
        """The query for one condition.

        Raises:
            UnsupportedError: EQL, or what Elastic keeps of an event, cannot say it.
        """
        return query(node, context)

    def frame(self) -> list[str]:
        """What selects CloudTrail events."""
        return [SCOPE]

    def fragments(self, node: Node, context: Context) -> list[list[str]]:
        """Each condition; one of several alternatives may stand among others, without parentheses."""
        return [[row, row[1:-1].strip()] if row.startswith("(") else [row] for row in rows(node, context)]

    def report(self, node: Node, context: Context, plan: Plan, name: str) -> str:
        """The summary in ES|QL, as EQL cannot aggregate; raises UnsupportedError like `render`."""
        from converter.targets.eql.report import report  # noqa: PLC0415 -- plain queries do without

        del name
        return report(node, plan.summary, context, self.field_of, self.own_names)
