"""`sigmatrail convert -f app` and `-f ddl`: deployable files from rules, their plans and their queries."""

from __future__ import annotations

import sys
from collections import defaultdict
from contextlib import suppress
from itertools import chain
from typing import TYPE_CHECKING

from converter.cli_targets import target_options
from converter.colour import painter
from converter.conversion import Converter
from converter.converted import Conversion
from converter.detection import Detection
from converter.errors import SettingsError, SigmatrailError, UnsupportedError
from converter.load import Rule, rules_without_filters
from converter.output import closing, counted, messages
from converter.output_folder import Folder
from converter.own.read import idle_filters, read_own
from converter.plan import load_plan
from converter.printable import printable
from converter.progress import tracked
from converter.source import read_sources
from converter.targets import TARGETS, bounds_of_time, known_targets

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from converter.converted import Format
    from converter.own import Own
    from converter.plan import Plan

    Clashes = Callable[[Iterable[Detection]], Iterator[tuple[Detection, str]]]

_TABLE = "athena/create_table.sql"


def run(arguments: argparse.Namespace) -> int:
    """Make the files, or print the table's definition; the exit status."""
    if arguments.json or arguments.bare:
        flag = "--json" if arguments.json else "--bare"
        raise SettingsError(f"-f {arguments.format} has no queries to print; leave out {flag}")
    targets, options, own_files = target_options(arguments)
    if arguments.format == "ddl":
        if read_own(own_files).renames.get("athena"):
            raise SettingsError(
                "-f ddl defines the table as AWS documents it, whose columns have their usual names; "
                "leave out the pipeline that renames them"
            )
        return _define_table(arguments, options.get("athena", {}))
    if arguments.output is None:
        raise SettingsError("-f app writes files; name a folder for them with -o")
    folder = Folder(arguments.output)
    sources = read_sources(arguments.paths)
    own = read_own(own_files, sources)
    maker = _Maker(_deployed(known_targets(targets, options), chosen=bool(targets)), options, own)
    for source in tracked(sources, len(sources), "converting"):
        for rule in rules_without_filters(source):
            maker.take(rule)
    files = maker.files()
    unwritten = [failure for name, text in files.items() if (failure := folder.write_text(name, text))]
    left = [line for place in maker.unmade(files) for line in folder.left_at(place)]
    notes = [
        *messages(maker.conversions, painter(sys.stderr)),
        *map(printable, (*idle_filters(own, sources), *left)),
    ]
    refused = [conversion for conversion in maker.conversions if conversion.error]
    _tell(unwritten, notes, len(files) - len(unwritten), folder, refused)
    return 1 if unwritten or refused else 0


def _deployed(names: Sequence[str], *, chosen: bool) -> list[str]:
    """The targets that have something to deploy; one that was chosen and has nothing is refused."""
    without = [name for name in names if TARGETS[name].find("artifact") is None]
    if chosen and without:
        raise SettingsError(f"-f app: {without[0]} has nothing to deploy; leave it out of the targets")
    return [name for name in names if name not in without]


def _define_table(arguments: argparse.Namespace, options: Mapping[str, str]) -> int:
    from converter.targets.athena.ddl import ddl  # noqa: PLC0415 -- only for this form

    if arguments.targets and "athena" not in arguments.targets:
        chosen = " ".join(arguments.targets)
        raise SettingsError(f"-f ddl defines Athena's table; no other target has one; leave out -t {chosen}")
    statement = ddl({name: options[name] for name in ("table", "layout") if name in options})
    if arguments.output is None:
        sys.stdout.write(statement)
        return 0
    folder = Folder(arguments.output)
    failure = folder.write_text(_TABLE, statement)
    _tell([failure] if failure else [], [], 0 if failure else 1, folder)
    return 1 if failure else 0


def _tell(
    failures: Sequence[str],
    notes: Sequence[str],
    count: int,
    folder: Folder,
    refused: Sequence[Conversion] = (),
) -> None:
    paint = painter(sys.stderr)
    told = [paint(printable(failure), "error") for failure in failures]
    for line in dict.fromkeys([*told, *notes]):
        sys.stderr.write(f"{line}\n")
    sys.stderr.write(closing(counted(count, "file", "files"), folder.path, refused))


class _Maker:
    """Collects detections target by target; a rule that fails on one target still serves the others."""

    def __init__(self, targets: Sequence[str], options: Mapping[str, Mapping[str, str]], own: Own) -> None:
        self.targets, self.own = targets, own
        self.options = options
        self.detections: dict[str, list[Detection]] = defaultdict(list)
        self.conversions: list[Conversion] = []
        self._converters: dict[tuple[str, str, str], Converter] = {}

    def take(self, rule: Rule | Exception) -> None:
        """One rule, with its plan, for every target."""
        if not isinstance(rule, Rule):
            self.conversions += (Conversion.unread(rule, name) for name in self.targets)
            return
        try:
            plan = load_plan(rule)
        except SigmatrailError as error:
            for target in self.targets:
                self._refuse(rule, target, str(error))
            return
        for target in self.targets:
            self._take(rule, plan, target)

    def _refuse(self, rule: Rule, target: str, reason: str) -> None:
        self.conversions.append(Conversion.of(rule, target, error=reason))

    def _take(self, rule: Rule, plan: Plan, target: str) -> None:
        """A detection for each condition; without the summary that the plan asks for there is none."""
        converter = self._converter(plan, "query")
        queries = list(converter.convert_for(rule, target))
        reports = (
            list(self._converter(plan, "report").convert_for(rule, target))
            if TARGETS[target].deploys_report
            else []
        )
        if failed := [each for each in (*queries, *reports) if each.error]:
            self.conversions += failed
            return
        # A summary's warnings are its search's and those of its columns.
        self.conversions += reports or queries
        summaries = {report.name: {target: str(report.query)} for report in reports}
        fields = dict(_fields(plan, converter, target))
        names = self.own.renames.get(target, {})
        for query in queries:
            found = {target: str(query.query)}
            summary = summaries.get(query.name, {})
            self._keep(Detection(rule, plan, found, summary, query.name, fields, names), target)

    def _keep(self, detection: Detection, target: str) -> None:
        try:
            TARGETS[target].find("artifact").check(detection)
        except SigmatrailError as error:
            self._refuse(detection.rule, target, f"{detection.rule.path}: {error}")
        else:
            self.detections[target].append(detection)

    def _converter(self, plan: Plan, form: Format) -> Converter:
        """A converter whose queries look at just what the plan's schedule leaves to one run."""
        key = (plan.schedule.lookback, plan.schedule.delay, form)
        if key not in self._converters:
            bounds = bounds_of_time(window=plan.schedule.lookback, delay=plan.schedule.delay)
            options = {name: bounds[name] | dict(self.options.get(name, {})) for name in self.targets}
            self._converters[key] = Converter(self.targets, options, form, self.own)
        return self._converters[key]

    def files(self) -> dict[str, str]:
        """Every file by its path below the output folder; what one target cannot make costs no other."""
        made: dict[str, str] = {}
        for target in self.targets:
            artifact = TARGETS[target].find("artifact")
            detections = self._apart(target, getattr(artifact, "clashes", None))
            try:
                files = artifact.artifacts(detections, self.options.get(target)) if detections else {}
            except UnsupportedError as error:
                for detection in detections:
                    self._refuse(detection.rule, target, str(error))
            else:
                made |= {f"{target}/{name}": files[name] for name in sorted(files)}
        return made

    def unmade(self, files: Iterable[str]) -> list[str]:
        """Where the targets of which there are no files would have theirs."""
        made = {name.partition("/")[0] for name in files}
        without = [target for target in self.targets if target not in made]
        return [f"{target}/{TARGETS[target].find('artifact').PLACE}" for target in without]

    def _apart(self, target: str, clashes: Clashes | None) -> list[Detection]:
        """The target's detections without those that it could not tell from each other."""
        found = self.detections[target]
        alike = list(clashes(found)) if clashes else []
        for detection, reason in alike:
            self._refuse(detection.rule, target, reason)
        left_out = {id(detection) for detection, _ in alike}
        return [detection for detection in found if id(detection) not in left_out]


def _fields(plan: Plan, converter: Converter, target: str) -> Iterator[tuple[str, str]]:
    """The target's fields for the plan's raw paths, as far as it has them."""
    for path in chain.from_iterable(plan.summary.paths.values()):
        with suppress(UnsupportedError):
            yield path, converter.field_of(path, target)
