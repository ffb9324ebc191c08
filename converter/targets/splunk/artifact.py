"""What Splunk deploys: one installable app with all detections in it.

The files and stanzas are those of Splunk's own content for Enterprise Security
(https://github.com/splunk/contentctl, November 2026); without Enterprise Security the searches still run
on their schedule.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from converter.errors import UnsupportedError
from converter.targets.splunk import conf
from converter.targets.splunk.naming import LABEL, filter_macro, search_names
from converter.targets.splunk.readme import readme
from converter.targets.splunk.savedsearch import saved_search, search_text
from converter.targets.splunk.story import analytic_stories

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from converter.detection import Detection

PLACE: Final = "sigmatrail_cloudtrail"
"""Where all of it lies, below the target's folder."""
_META: Final = "[]\naccess = read : [ * ], write : [ admin, sc_admin ]\nexport = system\n"


def artifacts(detections: Sequence[Detection], options: Mapping[str, str] | None = None) -> dict[str, str]:
    """The files of the app, by their paths: the same detections in any order make the same app.

    Raises:
        UnsupportedError: a query cannot stand in a .conf file; `check` tells which.
    """
    del options  # the queries say it all
    ordered = sorted(detections, key=lambda each: (each.name, each.rule.path))
    names = search_names(ordered)
    files = {
        "README.md": readme(ordered, names),
        "default/analyticstories.conf": conf.render(analytic_stories(ordered, names)),
        "default/app.conf": conf.render(_app(ordered)),
        "default/macros.conf": conf.render(_macros(ordered)),
        "default/savedsearches.conf": conf.render(_searches(ordered, names)),
        "metadata/default.meta": _META,
    }
    return {f"{PLACE}/{path}": text for path, text in files.items()}


def check(detection: Detection) -> None:
    """Raise UnsupportedError where a detection cannot be part of an app."""
    search_text(detection)


def _searches(detections: Sequence[Detection], names: Sequence[str]) -> dict[str, Mapping[str, str]]:
    stanzas: dict[str, Mapping[str, str]] = {"default": {"disabled": "1"}}
    for detection, name in zip(detections, names, strict=True):
        try:
            stanzas[name] = saved_search(detection, name)
        except UnsupportedError as error:
            raise UnsupportedError(f"{detection.rule.path}: {error}") from None
    return stanzas


def _macros(detections: Sequence[Detection]) -> dict[str, Mapping[str, str]]:
    stanzas: dict[str, Mapping[str, str]] = {
        "cloudtrail": {
            "definition": "sourcetype=aws:cloudtrail",
            "description": "Which events are CloudTrail's; add the index in a local copy of this macro.",
        },
        "security_content_ctime(1)": {
            "args": "field",
            "definition": 'convert timeformat="%Y-%m-%dT%H:%M:%S" ctime($field$)',
            "description": "Writes a time in seconds as date and time.",
        },
    }
    for detection in detections:
        stanzas[filter_macro(detection.name)] = {
            "definition": "search *",
            "description": "Exceptions of one detection; write them in a local copy of this macro.",
        }
    return stanzas


def _app(detections: Sequence[Detection]) -> dict[str, dict[str, str]]:
    number = sum(detection.plan.version for detection in detections)
    version = f"1.0.{number}"
    return {
        "install": {
            "is_configured": "false",
            "state": "enabled",
            "state_change_requires_restart": "false",
            "build": str(number),
        },
        "triggers": {"reload.analyticstories": "simple"},
        "launcher": {
            "author": "sigmatrail",
            "version": version,
            "description": "Detections for AWS CloudTrail, made from Sigma rules.",
        },
        "ui": {"is_visible": "false", "label": f"{LABEL} CloudTrail detections"},
        "package": {"id": PLACE, "check_for_updates": "false"},
        "id": {"name": PLACE, "version": version},
    }
