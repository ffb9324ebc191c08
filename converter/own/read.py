"""From a user's files to what they add, all of it or none."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Any

from converter.errors import RuleError, SettingsError
from converter.load import FilterError, rules_of
from converter.own import NOTHING, Filter, Own, OwnFiles
from converter.own.filters import check_filter, concerns
from converter.own.nodes import File
from converter.own.pipeline import read_pipeline
from converter.own.renames import clash
from converter.paths import find
from converter.settings import OWN_FILES, own_files
from converter.source import Source, read_source

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    import yaml

    from converter.load import Rule


def own_of(settings: Mapping[str, Any]) -> Own:
    """What settings name, as `load_settings` gives them; raises as `read_own` does."""
    return read_own(OwnFiles(**{key: own_files(settings, key) for key in OWN_FILES}))


def read_own(files: OwnFiles, sources: Sequence[Source] = ()) -> Own:
    """Everything that the files add, and the filters among rule files.

    Raises:
        SettingsError: a file cannot be read, or asks for what cannot be done exactly; with its line.
    """
    reader = _Reader()
    for path in files.placeholders:
        reader.take_placeholders(File(path))
    for path in files.pipelines:
        reader.take_pipeline(File(path))
    for source in map(read_source, find(files.filters, "filter")):
        reader.filters += _filters_of(source, alone=True)
    for source in sources:
        if source.may_filter:
            reader.filters += _filters_of(source, alone=False)
    own = Own(tuple(reader.filters), reader.placeholders, reader.renames)
    return own if own.filters or own.placeholders or own.renames else NOTHING


class _Reader:
    def __init__(self) -> None:
        self.placeholders: dict[str, tuple[str, ...]] = {}
        self.renames: dict[str, dict[str, str]] = {}
        self.filters: list[Filter] = []

    def take_placeholders(self, file: File) -> None:
        for key, name, value in file.pairs(file.root, "it"):
            self._give(file, key, name, file.texts(value, f"'{name}'"))

    def take_pipeline(self, file: File) -> None:
        found = read_pipeline(file)
        self.filters += found.filters
        for key, name, values in found.placeholders:
            self._give(file, key, name, values)
        for target, key, old, new in found.renames:
            names = self.renames.setdefault(target, {})
            if old in names or any(clash(target, new, other) for other in names.values()):
                file.refuse(
                    key, f"{target} has '{old}' or '{new}' in another renaming; leave one of the two out"
                )
            names[old] = new

    def _give(self, file: File, key: yaml.Node, name: str, values: tuple[str, ...]) -> None:
        if name in self.placeholders:
            file.refuse(key, f"the placeholder %{name}% has values already; leave one of the two out")
        self.placeholders[name] = values


def _filters_of(source: Source, *, alone: bool) -> Iterator[Filter]:
    """The filters in a file; `alone`: nothing else may be in it."""
    for each in rules_of(source):
        if isinstance(each, FilterError):
            check_filter(str(source.path), each.document)
            yield Filter(str(source.path), each.document)
        elif alone and isinstance(each, RuleError):
            raise SettingsError(str(each))
        elif alone:
            raise SettingsError(f"{source.path}: holds a rule where a filter should be; name it as a path")


def idle_filters(own: Own, sources: Iterable[Source]) -> list[str]:
    """For each filter that concerns none of the rules a line that says so."""
    waiting = dict.fromkeys(range(len(own.filters)))
    for rule in chain.from_iterable(map(rules_of, sources)) if waiting else ():
        if not isinstance(rule, RuleError):
            waiting = {at: None for at in waiting if not _concerns(own.filters[at], rule)}
    return [_idle(own.filters[at]) for at in waiting]


def _concerns(each: Filter, rule: Rule) -> bool:
    return concerns(each.document, rule.document)


def _idle(each: Filter) -> str:
    title = f" '{each.document['title']}'" if each.document.get("title") else ""
    return f"{each.place}: the filter{title} is for none of these rules; look at its rules and logsource"
