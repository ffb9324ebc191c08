"""Rules in, conversions out: one for each query, or for each failure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from warnings import catch_warnings, simplefilter

from converter.converted import Conversion
from converter.errors import RuleError, SettingsError, SigmatrailError, one_line
from converter.load import Rule, parse, rules_without_filters
from converter.own import NO_FILES, NOTHING
from converter.own.renames import OwnNames
from converter.rule.time_limit import TooSlowError, limit_time
from converter.safe_yaml import read
from converter.source import read_sources
from converter.targets import OWN_PIPELINE, TARGETS, known_targets

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from sigma.processing.pipeline import ProcessingPipeline

    from converter.converted import Format
    from converter.own import Own, OwnFiles
    from converter.reading import Reading
    from converter.targets.backend import CloudTrailBackend
    from converter.targets.target import Target


def convert(
    paths: str | Path | Iterable[str | Path],
    targets: Sequence[str] = (),
    options: Mapping[str, Mapping[str, str]] | None = None,
    own: OwnFiles = NO_FILES,
) -> list[Conversion]:
    """Convert rule files and folders of them; `-` is standard input. Filters among the rules apply.

    Args:
        paths: one path or several.
        targets: names from `sigmatrail targets`; none means all.
        options: for each target its settings, such as `{"athena": {"window": "7d"}}`.
        own: files of your own: pipelines on top, placeholders, filters.

    Raises:
        SettingsError: a path, target or option does not exist, or a file of your own cannot be used.
    """
    from converter.own.read import read_own  # noqa: PLC0415 -- the command reads them by need

    several = [paths] if isinstance(paths, str) or not hasattr(paths, "__iter__") else paths
    sources = read_sources(several)
    converter = Converter(targets, options, own=read_own(own, sources))
    rules = (rule for source in sources for rule in rules_without_filters(source))
    return [found for rule in rules for found in converter.convert(rule)]


def convert_text(
    text: str,
    targets: Sequence[str] = (),
    options: Mapping[str, Mapping[str, str]] | None = None,
    name: str = "rule",
) -> list[Conversion]:
    """Convert the rules in a YAML text; `name` is what their queries are called.

    Raises:
        SettingsError: a target or option does not exist.
        RuleError: the text is no YAML.
    """
    converter = Converter(targets, options)
    return [found for rule in parse(text, name, name) for found in converter.convert(rule)]


class Converter:
    """Converts rules for some targets; no rule has a say in what becomes of another.

    Args:
        targets: names of targets; none means all.
        options: for each target its settings.
        format: `query` finds events; `report` summarises them as each rule's plan asks.
        own: values of placeholders, filters, and names of fields.

    Raises:
        SettingsError: a target or option does not exist.
    """

    def __init__(
        self,
        targets: Sequence[str] = (),
        options: Mapping[str, Mapping[str, str]] | None = None,
        format: Format = "query",  # noqa: A002 -- what the command line calls it
        own: Own = NOTHING,
    ) -> None:
        self.format, self.own = format, own
        self.targets = known_targets(targets, options or {})
        self._backends = {
            name: load_backend(name, (options or {}).get(name, {}), own.renames.get(name, {}))
            for name in self.targets
        }

    def convert(self, rule: Rule | RuleError) -> Iterator[Conversion]:
        """The rule's conversions, target by target, condition by condition."""
        if isinstance(rule, RuleError):
            yield from (Conversion.unread(rule, name) for name in self.targets)
            return
        reading = self._reading(rule)
        for name, backend in self._backends.items():
            yield from _convert(rule, reading, name, backend, self.format)

    def convert_for(self, rule: Rule, target: str) -> Iterator[Conversion]:
        """The rule's conversions for one of the targets, condition by condition."""
        yield from _convert(rule, self._reading(rule), target, self._backends[target], self.format)

    def field_of(self, path: str, target: str) -> str:
        """The target's field for a raw CloudTrail path; raises UnsupportedError where it has none."""
        backend = self._backends[target]
        return backend.own_names.field(backend.field_of(path))

    def _reading(self, rule: Rule) -> Reading:
        from converter.reading import Reading  # noqa: PLC0415 -- a command that converts nothing does without

        return Reading(rule, self.own)


def load_backend(
    name: str, options: Mapping[str, str], own_names: Mapping[str, str] | None = None
) -> CloudTrailBackend:
    """A target's backend with its pipeline, these options, and names of fields that are a user's own.

    Raises:
        SettingsError: it has no such option, or the pipeline is the user's, which names the fields itself.
    """
    target = TARGETS[name]
    known = {option.name for option in target.options}
    settings: dict[str, Any] = dict(options)
    pipeline = settings.pop(OWN_PIPELINE, None)
    for option in settings:
        if option not in known:
            choice = f"choose from {', '.join(sorted(known))}" if known else "it has none"
            raise SettingsError(f"{name} has no option '{option}'; {choice}")
    backend = target.load_backend()(load_pipeline(target, pipeline), **settings)
    backend.init_processing_pipeline()
    backend.has_packaged_pipeline = pipeline is None
    if own_names and pipeline is not None:
        raise SettingsError(f"{pipeline} names the fields of {name}; rename them there, not on top of it")
    backend.own_names = OwnNames(name, own_names or {})
    return backend


def load_pipeline(target: Target, own: str | None = None) -> ProcessingPipeline:
    """The target's pipeline from its YAML file, or from the user's own in its place.

    Raises:
        SettingsError: the user's own is no pipeline; with its line.
    """
    if own is not None:
        from converter.pipeline_file import read_pipeline  # noqa: PLC0415 -- only for a pipeline of the user's

        return read_pipeline(own)
    from sigma.processing.pipeline import ProcessingPipeline  # noqa: PLC0415 -- a command that converts nothing does without

    return ProcessingPipeline.from_dict(read(target.pipeline.read_bytes()))


def _convert(
    rule: Rule, reading: Reading, target: str, backend: CloudTrailBackend, form: Format
) -> Iterator[Conversion]:
    try:
        with limit_time():
            queries = _queries(rule, reading, backend, form)
    except SigmatrailError as error:
        blamed = _filter_at_fault(rule, reading, backend, form)
        reason = f"with the filter {blamed}: {error}" if blamed else str(error)
        yield Conversion.of(rule, target, error=f"{rule.path}: {reason}")
        return
    for number, (query, warnings) in enumerate(queries, 1):
        name = f"{rule.name}_{number}" if len(queries) > 1 else rule.name
        yield Conversion.of(rule, target, name, query=query, warnings=tuple(warnings))


def _filter_at_fault(rule: Rule, reading: Reading, backend: CloudTrailBackend, form: Format) -> str | None:
    """Where the filter stands without which the rule can be converted; None if it is the rule itself."""
    try:
        with limit_time():
            return _first_at_fault(rule, reading, backend, form)
    except TooSlowError:
        return None


def _first_at_fault(rule: Rule, reading: Reading, backend: CloudTrailBackend, form: Format) -> str | None:
    for place, part in reading.alone():
        try:
            _queries(rule, part, backend, form)
        except SigmatrailError:
            return place or None
    return None


def _queries(
    rule: Rule, reading: Reading, backend: CloudTrailBackend, form: Format
) -> list[tuple[str, list[str]]]:
    from sigma.exceptions import SigmaError  # noqa: PLC0415 -- a command that converts nothing does without

    try:
        with catch_warnings():
            # pySigma compiles a rule's PCRE with Python's re, which says what it may read otherwise one day.
            simplefilter("ignore", FutureWarning)
            if form == "query":
                return backend.queries(reading)
            from converter.plan import load_plan  # noqa: PLC0415 -- queries need no plan

            return backend.reports(reading, load_plan(rule), rule.name)
    except SigmatrailError:
        raise
    except SigmaError as error:
        raise RuleError(one_line(error)) from error
    except RecursionError:
        raise RuleError("is nested too deeply to be converted") from None
    except Exception as error:
        # pySigma meets malformed rules with whatever Python raises; one of them must not cost the others.
        raise RuleError(f"cannot be read by pySigma: {type(error).__name__}: {one_line(error)}") from error
