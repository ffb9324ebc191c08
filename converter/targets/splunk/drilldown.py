"""The further searches that an alert in Splunk Enterprise Security offers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from converter.plan import fill
from converter.targets.splunk import conf
from converter.targets.splunk.naming import untokened

if TYPE_CHECKING:
    from converter.plan import Drilldown, Plan

_WEEK = "starthoursago=168"


def drilldowns(plan: Plan, name: str, search: str) -> list[dict[str, str]]:
    """The plan's drilldowns, each over the time that the alert's own search looked at.

    Enterprise Security puts the alert's values in place of `$name$`.
    """
    return [
        {
            "name": conf.line(fill(each.name, "${}$".format, untokened)),
            "search": _risk(each) if each.search == "risk" else _results(each, name, search),
            "earliest_offset": "$info_min_time$",
            "latest_offset": "$info_max_time$",
        }
        for each in plan.drilldowns
    ]


def _results(drilldown: Drilldown, name: str, search: str) -> str:
    """The alert's own search, narrowed.

    A search that has dollar signs itself is called by name: written out, they would be taken for tokens.
    """
    whole = f'| savedsearch "{name}" nosubstitution=true' if "$" in search else search.strip()
    narrowed = " ".join(f'{column}="${column}$"' for column in drilldown.by)
    return f"{whole}\n| search {narrowed}"


def _risk(drilldown: Drilldown) -> str:
    values = ", ".join(f'"${column}$"' for column in drilldown.by)
    return (
        f"| from datamodel Risk.All_Risk | search normalized_risk_object IN ({values}) {_WEEK} "
        "| stats count min(_time) as firstTime max(_time) as lastTime values(search_name) as searches "
        "values(risk_message) as messages values(annotations.mitre_attack.mitre_technique_id) as techniques "
        "by normalized_risk_object "
        "| `security_content_ctime(firstTime)` | `security_content_ctime(lastTime)`"
    )
