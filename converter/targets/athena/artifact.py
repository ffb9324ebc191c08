"""What Athena deploys: a CloudFormation template, and the same as a Terraform module.

A saved query does not run itself, so EventBridge Scheduler starts a state machine that runs it and
publishes to SNS when rows come back
(https://docs.aws.amazon.com/step-functions/latest/dg/connect-athena.html, November 2026).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from converter.errors import SettingsError, UnsupportedError
from converter.targets import TARGETS
from converter.targets.athena import named_query
from converter.targets.athena.cloudformation import template
from converter.targets.athena.keys import keys
from converter.targets.athena.stack import part
from converter.targets.athena.terraform import module

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from converter.detection import Detection

PLACE: Final = "sigmatrail_athena"
"""Where all of it lies, below the target's folder."""
_DATABASE: Final = "default"
_TABLE: Final = re.compile(r"[A-Za-z0-9_]+(\.[A-Za-z0-9_]+)*")


def artifacts(detections: Sequence[Detection], options: Mapping[str, str] | None = None) -> dict[str, str]:
    """The files, by their paths: the same detections in any order make the same files.

    Args:
        detections: what to deploy.
        options: the target's settings that the queries were made with; `table` names the table.

    Raises:
        SettingsError: the table's name is none.
        UnsupportedError: a query is too long (`check` tells which), or all together are.
    """
    ordered = sorted(detections, key=lambda each: (each.name, each.rule.path))
    for detection in ordered:
        _check(detection)
    named = dict(zip(keys(ordered), ordered, strict=True))
    table = _table(options or {})
    files = {
        "README.md": part("README.md"),
        "cloudformation.yaml": template(named, table),
        **{f"terraform/{path}": text for path, text in module(named, table).items()},
    }
    return {f"{PLACE}/{path}": text for path, text in files.items()}


def check(detection: Detection) -> None:
    """Raise UnsupportedError where a detection cannot be deployed."""
    named_query.check(detection)


def _check(detection: Detection) -> None:
    try:
        check(detection)
    except UnsupportedError as error:
        raise UnsupportedError(f"{detection.rule.path}: {error}") from None


def _table(options: Mapping[str, str]) -> dict[str, str]:
    [default] = [option.default for option in TARGETS["athena"].options if option.name == "table"]
    name = options.get("table", default)
    if not _TABLE.fullmatch(name):
        raise SettingsError(f"athena: {name!r} names no table; write table or database.table")
    *before, table = name.split(".")
    return {"database": before[-1] if before else _DATABASE, "table": table}
