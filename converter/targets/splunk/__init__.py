"""Everything about the target splunk."""

from __future__ import annotations

from converter.targets.target import Engine, Option, Target

TARGET = Target(
    "splunk",
    "Splunk SPL",
    "sourcetype aws:cloudtrail with the Splunk Add-on for AWS",
    ".spl",
    "backend:SplunkCloudTrail",
    engines=(
        Engine("splunk", "engine:SplunkEngine"),
        Engine("splunk-live", "live:SplunkLiveEngine", live=True),
    ),
    options=(
        Option("macro", "macro that selects CloudTrail events", "cloudtrail"),
        Option("index", "index to search, instead of the macro"),
        Option("sourcetype", "sourcetype to search, instead of the macro"),
    ),
    deploys_report=True,
)
