"""The page that comes with the Splunk app."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from converter.targets.splunk.conf import line
from converter.targets.splunk.naming import LABEL, filter_macro
from converter.wording import markdown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from converter.detection import Detection

_PAGE: Final = """\
# {label} CloudTrail detections

Scheduled searches over AWS CloudTrail, made by sigmatrail from Sigma rules.

## Install

1. Install the Splunk Add-on for AWS and collect CloudTrail with it (sourcetype `aws:cloudtrail`).
2. Copy this folder to `$SPLUNK_HOME/etc/apps` and restart Splunk, or upload it as a package.
3. If CloudTrail is in an index that is not searched by default, add it to the macro `cloudtrail`: copy the
   stanza to `local/macros.conf` and write `definition = index=... sourcetype=aws:cloudtrail`.
4. Enable the searches that you want. They are off unless their plan says otherwise.

Splunk Enterprise Security turns their results into notable and risk events; without it, the searches only
run on their schedule.

Write your exceptions into the filter macro of a detection, in `local/macros.conf`: an upgrade leaves that
file alone.

## Detections

| search | filter macro | type | severity | score |
| --- | --- | --- | --- | --- |
"""


def readme(detections: Sequence[Detection], names: Sequence[str]) -> str:
    """The page, with one row for each detection."""
    return _PAGE.format(label=LABEL) + "".join(
        _row(detection, name) for detection, name in zip(detections, names, strict=True)
    )


def _row(detection: Detection, name: str) -> str:
    plan = detection.plan
    search, macro = markdown(line(name)), filter_macro(detection.name)
    return f"| {search} | `{macro}` | {plan.type} | {plan.risk.severity} | {plan.risk.score} |\n"
