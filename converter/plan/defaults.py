"""The plan of a rule that has none, or the rest of a plan that leaves something out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from converter.attack import attack_of
from converter.plan.template import escape

if TYPE_CHECKING:
    from collections.abc import Iterable

    from converter.load import Rule

# For each level impact and confidence, whose score has that level as its severity, and the type.
_LEVELS: Final[dict[str, tuple[int, int, str]]] = {
    "informational": (25, 80, "Hunting"),
    "low": (50, 80, "Anomaly"),
    "medium": (75, 80, "Anomaly"),
    "high": (100, 80, "TTP"),
    "critical": (100, 100, "TTP"),
}

# Who did what, whence and where: present in nearly every record.
SUMMARY: Final[dict[str, Any]] = {
    "group_by": [
        {"field": "sourceIPAddress", "name": "src_ip"},
        {"field": "awsRegion", "name": "region"},
        {"field": "eventName", "name": "eventName"},
        {"field": "userAgent", "name": "userAgent"},
        {"field": "userIdentity.arn", "name": "user_arn"},
        {"field": "userIdentity.accountId", "name": "aws_account_id", "fallback": "recipientAccountId"},
        {"field": "userIdentity.principalId", "name": "userIdentity.principalId"},
    ],
    "values": [
        {
            "field": "userIdentity.userName",
            "name": "user",
            "fallback": "userIdentity.sessionContext.sessionIssuer.userName",
        },
        {"field": "eventSource", "name": "dest"},
    ],
}
_RISK_OBJECTS: Final = (("aws_account_id", "other"), ("user_arn", "user"))
_THREAT_OBJECTS: Final = (("src_ip", "ip_address"),)
_SAYINGS: Final = (
    ("eventName", ": $eventName$"),
    ("user_arn", " by $user_arn$"),
    ("src_ip", " from $src_ip$"),
    ("aws_account_id", " in account $aws_account_id$"),
)
_KILL_CHAIN: Final = {
    "reconnaissance": "Reconnaissance",
    "resource-development": "Weaponization",
    "initial-access": "Delivery",
    "execution": "Exploitation",
    "privilege-escalation": "Exploitation",
    "credential-access": "Exploitation",
    "discovery": "Exploitation",
    "lateral-movement": "Exploitation",
    "stealth": "Exploitation",
    "defense-impairment": "Exploitation",
    "collection": "Exploitation",
    "persistence": "Installation",
    "command-and-control": "Command and Control",
    "exfiltration": "Actions on Objectives",
    "impact": "Actions on Objectives",
}
_SETUP: Final = (
    "CloudTrail has to record the events of every account and region that the rule is to watch, and "
    "deliver them to the platform that runs it."
)


def defaults(rule: Rule, names: Iterable[str]) -> dict[str, Any]:
    """A whole plan for a rule, of which `names` are the columns of the summary."""
    impact, confidence, kind = _LEVELS.get(str(rule.document.get("level")).lower(), _LEVELS["medium"])
    columns = list(names)
    account = [name for name, _ in _RISK_OBJECTS if name in columns][:1] or columns[:1]
    return {
        "type": kind,
        "version": 1,
        "enabled": False,
        "implementation": _SETUP,
        "schedule": {"cron": "0 * * * *", "lookback": "70m", "delay": "10m", "window": "auto"},
        "summary": SUMMARY,
        "risk": _risk(rule, columns) | {"impact": impact, "confidence": confidence},
        "alert": {
            "title": _line(rule.title),
            "fields": [name for name in ("user", "dest") if name in columns],
        },
        "annotations": _annotations(rule),
        "drilldowns": _drilldowns(account),
    }


def _line(text: str) -> str:
    return " ".join(text.split())[:200] or "Untitled"


def _risk(rule: Rule, names: list[str]) -> dict[str, Any]:
    said = "".join(saying for name, saying in _SAYINGS if name in names)
    objects = [{"name": name, "type": kind} for name, kind in _RISK_OBJECTS if name in names]
    return {
        "message": escape(_line(rule.title)) + said,
        "objects": objects or [{"name": names[0], "type": "other"}],
        "threats": [{"name": name, "type": kind} for name, kind in _THREAT_OBJECTS if name in names],
    }


def _annotations(rule: Rule) -> dict[str, Any]:
    phases = {_KILL_CHAIN[tactic.shortname] for tactic in attack_of(rule.document.get("tags")).tactics}
    return {
        "kill_chain": [phase for phase in dict.fromkeys(_KILL_CHAIN.values()) if phase in phases],
        "nist": ["DE.CM"],
        "cis": ["CIS 10"],
        "analytic_stories": [],
        "threat_actors": [],
    }


def _drilldowns(by: list[str]) -> list[dict[str, Any]]:
    of = " and ".join(f"${name}$" for name in by)
    return [
        {"name": f"Detection results for {of}", "search": "results", "by": by},
        {"name": f"Risk of the last seven days for {of}", "search": "risk", "by": by},
    ]
