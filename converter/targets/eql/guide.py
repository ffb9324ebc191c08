"""The investigation guide of a rule: what an analyst reads beside an alert, in Markdown.

`!{investigate{...}}` is a button that opens the alert's events in a timeline
(https://www.elastic.co/docs/solutions/security/detect-and-alert/write-investigation-guides, November 2026).
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from converter.plan import fill
from converter.targets.eql.columns import fields_of
from converter.wording import line, lines, markdown

if TYPE_CHECKING:
    from converter.detection import Detection
    from converter.plan import Drilldown, Plan

_DATASET: Final = ("event.dataset", "aws.cloudtrail")
_BRACES: Final = str.maketrans("{}", "()")


def note(detection: Detection) -> str:
    """What was found, what to look at, further searches, and what may be harmless.

    Raises:
        UnsupportedError: a column of the plan is of a path that Elastic does not keep.
    """
    parts = [
        "## Triage and analysis",
        _message(detection),
        markdown(lines(detection.field("description"))),
        _section("What to look at", _columns(detection)),
        _section("Whom and what it concerns", _objects(detection)),
        _searches(detection),
        _section("False positives", list(map(_plain, detection.texts("falsepositives")))),
    ]
    return "\n\n".join(filter(None, parts))


def setup(plan: Plan) -> str:
    """What has to be in place for the rule to work."""
    return f"## Setup\n\n{markdown(lines(plan.implementation))}"


def _section(title: str, items: list[str]) -> str:
    rows = "".join(f"\n- {item}" for item in items)
    return f"### {title}\n{rows}" if rows else ""


def _message(detection: Detection) -> str:
    return fill(line(detection.plan.risk.message), lambda name: _shown(detection, name), markdown)


def _shown(detection: Detection, name: str) -> str:
    fields = fields_of(detection, [name])
    return " or ".join(f"`{field}`" for field in fields) or f"`{name}`"


def _columns(detection: Detection) -> list[str]:
    summary = detection.plan.summary
    columns = [column.name for column in (*summary.group_by, *summary.values)]
    told = [f"{_plain(name)}: {_shown(detection, name)}" for name in columns]
    chosen = [
        f"{_plain(each.name)}: {_plain(each.then)} where {_shown(detection, each.name)} is "
        f"{' or '.join(map(_plain, each.when.values))}, else {_plain(each.otherwise)}"
        for each in summary.derived
    ]
    return told + chosen


def _objects(detection: Detection) -> list[str]:
    risk = detection.plan.risk
    objects = [f"{each.type}: {_shown(detection, each.name)}" for each in risk.objects]
    return objects + [f"{_plain(each.type)}: {_shown(detection, each.name)}" for each in risk.threats]


def _plain(text: str) -> str:
    return markdown(line(text))


def _searches(detection: Detection) -> str:
    """Each button in a paragraph of its own, as Kibana looks for them."""
    buttons = [_button(detection, drilldown) for drilldown in detection.plan.drilldowns]
    return "\n\n".join(["### Further searches", *buttons]) if buttons else ""


def _button(detection: Detection, drilldown: Drilldown) -> str:
    label = fill(line(drilldown.name), lambda name: "".join(_first(detection, name)) or name)
    settings: dict[str, Any] = {
        "label": label.translate(_BRACES),
        "providers": [[*_scope(drilldown), *_equal(detection, drilldown)]],
        "relativeFrom": "now-7d" if drilldown.search == "risk" else "now-24h",
        "relativeTo": "now",
    }
    return f"!{{investigate{json.dumps(settings)}}}"


def _scope(drilldown: Drilldown) -> list[dict[str, Any]]:
    """The raw events, or else the alerts."""
    if drilldown.search == "results":
        return [_provider(*_DATASET, "phrase")]
    return [_provider("kibana.alert.risk_score", "", "exists")]


def _equal(detection: Detection, drilldown: Drilldown) -> list[dict[str, Any]]:
    fields = [field for name in drilldown.by for field in _first(detection, name)]
    return [_provider(field, f"{{{{{field}}}}}", "phrase") for field in fields]


def _first(detection: Detection, name: str) -> list[str]:
    """The column's own field: an alert need not have the one to fall back on."""
    return fields_of(detection, [name])[:1]


def _provider(field: str, value: str, kind: str) -> dict[str, Any]:
    return {"field": field, "excluded": False, "queryType": kind, "value": value, "valueType": "string"}
