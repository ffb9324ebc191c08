"""The targets: one line each, and a folder of the same name with everything about it.

Nothing here imports pySigma, so that a command which only talks about targets answers at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from converter.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from converter.targets.backend import CloudTrailBackend

_PACKAGE = Path(__file__).resolve().parent.parent
# An option of every target: a pipeline file that replaces the one in this package.
OWN_PIPELINE = "pipeline"


@dataclass(frozen=True, slots=True)
class Option:
    """One setting of a target: `--<target>-<name>` on the command line, `[<target>] <name>` in TOML."""

    name: str
    about: str
    default: str = ""
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Target:
    """One query language over one event schema; summaries may need another language and suffix."""

    name: str
    language: str
    schema: str
    suffix: str
    backend: str
    options: tuple[Option, ...] = ()
    report_language: str = ""
    report_suffix: str = ""

    @property
    def pipeline(self) -> Path:
        """The pipeline file: inside the package once installed, beside it in a checkout."""
        inside = _PACKAGE / "pipelines" / self.name / "cloudtrail.yml"
        return inside if inside.exists() else _PACKAGE.parent / "pipelines" / self.name / "cloudtrail.yml"

    def load_backend(self) -> type[CloudTrailBackend]:
        """The backend class; imports pySigma and what the target needs."""
        module, _, name = self.backend.partition(":")
        backend: type[CloudTrailBackend] = getattr(import_module(module), name)
        return backend


_ALL = (
    Target(
        "splunk",
        "Splunk SPL",
        "sourcetype aws:cloudtrail with the Splunk Add-on for AWS",
        ".spl",
        "converter.targets.splunk.backend:SplunkCloudTrail",
        (
            Option("macro", "macro that selects CloudTrail events", "cloudtrail"),
            Option("index", "index to search, instead of the macro"),
            Option("sourcetype", "sourcetype to search, instead of the macro"),
        ),
    ),
    Target(
        "eql",
        "Elastic EQL",
        "logs-aws.cloudtrail-* of the Elastic AWS integration",
        ".eql",
        "converter.targets.eql.backend:EqlCloudTrail",
        report_language="Elastic ES|QL",
        report_suffix=".esql",
    ),
    Target(
        "athena",
        "Amazon Athena SQL",
        "the CloudTrail table that AWS documents for Athena",
        ".sql",
        "converter.targets.athena.backend:AthenaCloudTrail",
        (
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
    ),
)

TARGETS: dict[str, Target] = {target.name: target for target in _ALL}


def known_targets(targets: Sequence[str], options: Mapping[str, Mapping[str, str]]) -> list[str]:
    """The targets, all of them where none is named; raises SettingsError for one that does not exist."""
    names = list(dict.fromkeys(targets or TARGETS))
    for name in (*names, *options):
        if name not in TARGETS:
            raise SettingsError(f"there is no target '{name}'; choose from {', '.join(TARGETS)}")
    return names
