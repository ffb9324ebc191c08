"""`sigmatrail check`: judge a repository of rules, print what is wrong with it, exit like `lint`."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from converter.cache.place import chosen_cache
from converter.check.repository import Repository, survey
from converter.check.run import Report, check
from converter.errors import SettingsError
from converter.extras import need_verify
from converter.files.boundary import refuse_outer_path
from converter.files.write import asked_for, remove
from converter.settings import load_settings

if TYPE_CHECKING:
    import argparse

    from converter.check.store import Row

_SEVERITIES: Final = ("error", "warning", "info")


def run(arguments: argparse.Namespace) -> int:
    """Check and print; 1 if there is an error or a warning."""
    need_verify("check runs queries")
    root = Path(arguments.path)
    cache = chosen_cache(arguments.cache, [root])
    refuse_outer_path(root)
    settings = load_settings(root.resolve())
    if arguments.update:
        _update(survey(root), settings)
    repository = survey(root)
    report = check(repository, settings, cache)
    _print(report, arguments, len(repository.rules))
    if arguments.summary:
        from converter.check.summary import append_summary  # noqa: PLC0415 -- only where it is asked for

        append_summary(arguments.summary, report)
    return 1 if any(row["severity"] != "info" for row in report.findings) else 0


def _update(repository: Repository, settings: dict[str, Any]) -> None:
    if os.environ.get("CI"):
        raise SettingsError("--update rewrites what CI is to check; run it by hand and read the difference")
    touched = write_goldens(repository, settings)
    files = "golden" if touched == 1 else "goldens"
    sys.stderr.write(f"{touched} {files} written or removed; read the difference before you commit it\n")


def write_goldens(repository: Repository, settings: dict[str, Any]) -> int:
    """Write every golden anew, and remove those that no rule answers for; how many files were touched.

    Raises:
        SettingsError: a setting, or a pipeline of the repository, cannot be used.
    """
    from converter.check.bench import Bench  # noqa: PLC0415 -- pySigma is imported by need
    from converter.check.repository import GOLDENS, REPORTS  # noqa: PLC0415 -- likewise
    from converter.check.work import goldens, reports  # noqa: PLC0415 -- likewise

    bench = Bench(repository, settings)
    kept = (goldens.QUERIES, reports.REPORTS) if repository.keeps_reports else (goldens.QUERIES,)
    touched = sum(goldens.update(bench, files, kind) for files in repository.rules for kind in kept)
    for path in repository.strays:
        if any(path.is_relative_to(repository.root / folder) for folder in (GOLDENS, REPORTS)):
            with asked_for(path):
                remove(path, repository.root)
            touched += 1
    return touched


def _print(report: Report, arguments: argparse.Namespace, rules: int) -> None:
    shown = _SEVERITIES[: _SEVERITIES.index(arguments.severity) + 1]
    rows = [row for row in report.findings if row["severity"] in shown]
    # Notes never fail a run; a warning that does must not go untold.
    hidden = sum(row["severity"] not in (*shown, "info") for row in report.findings)
    if rows or arguments.format != "text":
        sys.stdout.write(_rendered(rows, arguments.format))
    else:
        sys.stdout.write(f"nothing of severity {arguments.severity} found\n" if hidden else "nothing found\n")
    if hidden and arguments.format == "text":
        warnings = "warning fails" if hidden == 1 else "warnings fail"
        sys.stderr.write(f"{hidden} {warnings} the check, too; --severity warning shows what is wrong\n")
    sys.stderr.write(
        f"{rules} {'rule' if rules == 1 else 'rules'}; {report.redone} of {report.units} checks were due\n"
    )


def _rendered(rows: list[Row], form: str) -> str:
    from importlib import import_module  # noqa: PLC0415 -- only where something is wrong

    from converter.check.work.result import finding_of  # noqa: PLC0415 -- likewise

    findings = sorted(map(finding_of, rows), key=lambda finding: finding.order)
    text: str = import_module(f"converter.lint.formats.{form}").render(findings)
    return text
