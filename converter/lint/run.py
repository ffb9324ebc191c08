"""All checks over all files, less what comments and settings ignore."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from converter.conversion import Converter
from converter.errors import RuleError
from converter.lint.checks import events, fields, logic, targets, values
from converter.lint.codes import ignored
from converter.lint.findings import Finding, Place
from converter.lint.sigmahq import form
from converter.lint.source import key_place, read_source
from converter.lint.subject import Subject
from converter.load import Rule, parse
from converter.own import NOTHING
from converter.paths import find, name_of, read_file
from converter.rule.time_limit import TooSlowError, limit_time

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from converter.lint.source import Source
    from converter.own import Own

_LINE: Final = re.compile(r"\(line (\d+)(?:, column (\d+))?\)")
_CHECKS: Final[tuple[Callable[[Subject], Iterator[Finding]], ...]] = (
    events.check,
    fields.check,
    values.check,
    logic.check,
    targets.check,
    form.check,
)


def lint(
    paths: Iterable[str | Path],
    ignore: Sequence[str] = (),
    *,
    target_names: Sequence[str] = (),
    options: Mapping[str, Mapping[str, str]] | None = None,
    own: Own = NOTHING,
) -> list[Finding]:
    """Every finding in these files and folders, in the order of the files and lines.

    Args:
        paths: rule files, folders, `-` for standard input.
        ignore: codes, or beginnings of codes, that are left out.
        target_names: names of targets to try the conversion on; none means all.
        options: for each target its settings.
        own: what the user adds to rules before they are converted.

    Raises:
        SettingsError: a path or a target does not exist.
    """
    skipped = tuple(ignore)
    sources: dict[str, Source] = {}
    subjects: list[Subject] = []
    findings: list[Finding] = []
    for path in find(paths):
        source, found, failed = _load(path)
        sources[source.path] = source
        subjects += found
        findings += failed
    for check in _chosen(skipped, Converter(target_names, options, own=own)):
        findings += check(subjects)
    kept = {finding: None for finding in findings if not _ignored(finding, sources, skipped)}
    return sorted(kept, key=lambda finding: finding.order)


def _load(path: Path) -> tuple[Source, list[Subject], list[Finding]]:
    """One file: its rules, and what is no rule."""
    name, data = str(path), b""
    try:
        data = read_file(path)
        rules = parse(data, name, name_of(path))
    except RuleError as error:
        return read_source(name, data), [], [_unreadable(name, Place(), error)]
    source = read_source(name, data)
    pairs = list(zip(rules, source.roots, strict=False))
    subjects = [Subject(rule, source, root) for rule, root in pairs if isinstance(rule, Rule)]
    failed = [_unreadable(name, Place.of(root), rule) for rule, root in pairs if isinstance(rule, RuleError)]
    return source, subjects, failed


def _unreadable(path: str, place: Place, error: RuleError) -> Finding:
    """An error's message, at the line that it names."""
    text = str(error).removeprefix(f"{path}: ")
    named = _LINE.search(text)
    if named:
        line, column = int(named[1]), int(named[2] or 1)
        place = Place(line, column, line, column)
    return Finding(path, place, "ST001", text)


def _chosen(
    skipped: tuple[str, ...], converter: Converter
) -> Iterator[Callable[[list[Subject]], Iterator[Finding]]]:
    """The checks that have anything left to say."""
    yield _each
    yield lambda subjects: _converted(subjects, converter)
    if not ignored("SH1", skipped):
        from converter.lint.sigmahq.validators import validate  # noqa: PLC0415 -- pySigma is slow to import

        yield validate


def _each(subjects: list[Subject]) -> Iterator[Finding]:
    for subject in subjects:
        found: list[Finding] = []
        try:
            with limit_time():
                for check in _CHECKS:
                    found += check(subject)
        except RecursionError:
            yield _unchecked(subject, "it is nested too deeply to be checked")
        except TooSlowError as error:
            yield _unchecked(subject, f"checking it {error}")
        yield from found


def _unchecked(subject: Subject, reason: str) -> Finding:
    return subject.finding("ST001", key_place(subject.root, "detection"), reason)


def _converted(subjects: list[Subject], converter: Converter) -> Iterator[Finding]:
    for subject in subjects:
        yield from targets.check_targets(subject, converter)


def _ignored(finding: Finding, sources: dict[str, Source], skipped: tuple[str, ...]) -> bool:
    comments = sources[finding.path].ignores_at(finding.place.line)
    return ignored(finding.code, skipped) or ignored(finding.code, comments)
