"""Everything about the target athena."""

from __future__ import annotations

from converter.targets.target import Engine, Option, Target

TARGET = Target(
    "athena",
    "Amazon Athena SQL",
    "the CloudTrail table that AWS documents for Athena",
    ".sql",
    "backend:AthenaCloudTrail",
    engines=(
        Engine("athena", "engine:AthenaEngine"),
        Engine("trino", "trino:TrinoEngine", live=True),
        Engine("athena-live", "live:AthenaLiveEngine", live=True),
    ),
    options=(
        Option("table", "table to query, with or without its database", "cloudtrail_logs"),
        Option(
            "layout",
            "how the table is partitioned",
            "projection",
            ("projection", "manual", "organization"),
        ),
        Option("window", "how far back to look, as 90m, 24h or 7d", "24h"),
        Option("delay", "how long before now to stop, as 10m"),
    ),
    deploys_report=True,
)
