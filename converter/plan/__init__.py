"""The plan of a rule: how its detection runs, what it reports, how it scores and whom it alerts.

A plan is `<stem>.toml` beside the rule `<stem>.yml`. It speaks of raw CloudTrail paths and of no
platform; the artifacts of each target say it in their platform's words.
"""

from __future__ import annotations

from converter.plan.model import (
    Alert,
    Annotations,
    Column,
    Condition,
    Derived,
    Drilldown,
    Plan,
    Risk,
    RiskObject,
    Schedule,
    Summary,
    Suppression,
    ThreatObject,
)
from converter.plan.read import load_plan, plan_path
from converter.plan.template import Placeholder, fill, parts

__all__ = [
    "Alert",
    "Annotations",
    "Column",
    "Condition",
    "Derived",
    "Drilldown",
    "Placeholder",
    "Plan",
    "Risk",
    "RiskObject",
    "Schedule",
    "Summary",
    "Suppression",
    "ThreatObject",
    "fill",
    "load_plan",
    "parts",
    "plan_path",
]
