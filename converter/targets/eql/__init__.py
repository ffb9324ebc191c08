"""Everything about the target eql."""

from __future__ import annotations

from converter.targets.target import Engine, Target

TARGET = Target(
    "eql",
    "Elastic EQL",
    "logs-aws.cloudtrail-* of the Elastic AWS integration",
    ".eql",
    "backend:EqlCloudTrail",
    engines=(
        Engine("eql", "engine:EqlEngine"),
        Engine("eql-unicode", "engine:EqlUnicodeEngine"),
        Engine("elasticsearch", "live:ElasticsearchEngine", live=True),
    ),
    report_language="Elastic ES|QL",
    report_suffix=".esql",
)
