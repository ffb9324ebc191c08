"""`sigmatrail convert -f app` and `-f ddl`: deployable files from rules, their plans and their queries."""

from __future__ import annotations

import sys
from collections import defaultdict
from importlib import import_module
from typing import TYPE_CHECKING, Any

from converter.cli import target_options
from converter.conversion import Converter
from converter.detection import Detection
from converter.errors import SettingsError, SigmatrailError
from converter.files import Folder, write_whole
from converter.load import Rule, load
from converter.output import messages, printable
from converter.paths import find
from converter.plan import load_plan
from converter.targets import known_targets

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Mapping, Sequence

    from converter.converted import Conversion, Format
    from converter.plan import Plan

    Options = dict[str, dict[str, str]]

# What each target deploys beside its plain query: Elastic alerts by EQL alone.
_REPORTED = ("splunk", "athena")


def run(arguments: argparse.Namespace) -> int:
    """Make the files, or print the table's definition; the exit status."""
    targets, options = target_options(arguments)
    if arguments.format == "ddl":
        from converter.targets.athena.ddl import ddl  # noqa: PLC0415 -- only for this form

        sys.stdout.write(ddl(options.get("athena")) + "\n")
        return 0
    if arguments.output is None:
        raise SettingsError("-f app writes files; name a folder for them with -o")
    folder = Folder(arguments.output)
    maker = _Maker(known_targets(targets, options), options)
    for path in find(arguments.paths):
        for rule in load(path):
            maker.take(rule)
    count = 0
    for name, text in maker.files():
        write_whole(folder.path / name, text)
        count += 1
    for line in (*messages(maker.conversions), *dict.fromkeys(map(printable, maker.failures))):
        sys.stderr.write(f"{line}\n")
    sys.stderr.write(f"wrote {count} files to {printable(str(folder.path))}\n")
    return 1 if maker.failures or any(conversion.error for conversion in maker.conversions) else 0


class _Maker:
    """Collects detections target by target; a rule that fails on one target still serves the others."""

    def __init__(self, targets: Sequence[str], options: Mapping[str, Mapping[str, str]]) -> None:
        self.targets = targets
        self.options = options
        self.detections: dict[str, list[Detection]] = defaultdict(list)
        self.conversions: list[Conversion] = []
        self.failures: list[str] = []
        self._converters: dict[tuple[str, str, str], Converter] = {}

    def take(self, rule: Rule | Exception) -> None:
        """One rule, with its plan, for every target."""
        if not isinstance(rule, Rule):
            self.failures.append(str(rule))
            return
        try:
            plan = load_plan(rule)
        except SigmatrailError as error:
            self.failures.append(str(error))
            return
        for target in self.targets:
            self._take(rule, plan, target)

    def _take(self, rule: Rule, plan: Plan, target: str) -> None:
        queries = list(self._converter(plan, "query").convert_for(rule, target))
        self.conversions += queries
        reports = (
            list(self._converter(plan, "report").convert_for(rule, target)) if target in _REPORTED else []
        )
        for place, conversion in enumerate(queries):
            if conversion.query is None:
                continue
            report = reports[place].query if place < len(reports) else None
            detection = Detection(
                rule, plan, {target: conversion.query}, {target: report} if report else {}, conversion.name
            )
            try:
                _artifact(target).check(detection)
            except SigmatrailError as error:
                self.failures.append(f"{rule.path}: {error}")
            else:
                self.detections[target].append(detection)

    def _converter(self, plan: Plan, form: Format) -> Converter:
        """A converter whose Athena queries look at just what the plan's schedule leaves to one run."""
        key = (plan.schedule.lookback, plan.schedule.delay, form)
        if key not in self._converters:
            options: Options = {name: dict(chosen) for name, chosen in self.options.items()}
            window = {"window": plan.schedule.lookback, "delay": plan.schedule.delay}
            options["athena"] = window | options.get("athena", {})
            self._converters[key] = Converter((), options, form)
        return self._converters[key]

    def files(self) -> Iterator[tuple[str, str]]:
        """Every file, its path below the output folder first; in a stable order."""
        for target in self.targets:
            if not self.detections[target]:
                continue
            options = [self.options.get("athena")] if target == "athena" else []
            made = _artifact(target).artifacts(self.detections[target], *options)
            for name in sorted(made):
                yield f"{target}/{name}", made[name]


def _artifact(target: str) -> Any:  # noqa: ANN401 -- a module with `check` and `artifacts`
    return import_module(f"converter.targets.{target}.artifact")
