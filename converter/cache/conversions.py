"""Conversions from earlier runs where nothing has changed, and from this run where something has."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from converter.cache.place import cache_folder
from converter.cache.store import Store
from converter.converted import Conversion
from converter.fingerprint import of_bytes, of_files, of_program
from converter.paths import name_of
from converter.targets import OWN_PIPELINE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from converter.request import Request, Source


def convert_cached(request: Request) -> list[Conversion]:
    """The request's conversions; only rule files whose answers are not known are converted.

    Raises:
        SettingsError: a path, an option or a pipeline cannot be used.
    """
    sources = request.read()
    folder, keys = cache_folder(), _keys(request, sources)
    if folder is None or keys is None:
        return request.converted(sources)
    store = Store(folder / "queries", _question(request))
    known = store.load()
    due = [source for key, source in zip(keys, sources, strict=True) if key not in known]
    if due:
        made = iter(request.convert(due))
        answers = {key: known[key] if key in known else [_row(each) for each in next(made)] for key in keys}
        # Where something changed meanwhile, nobody knows which of its states was converted.
        if _keys(request, sources) == keys:
            store.save(answers)
        known = answers
    return [_conversion(row) for key in keys for row in known[key]]


def _question(request: Request) -> str:
    """What tells one run that will come again from another."""
    return json.dumps([os.getcwd(), list(request.paths), *_asked(request)])  # noqa: PTH109 -- a text will do


def _asked(request: Request) -> list[Any]:
    options = {name: dict(chosen) for name, chosen in request.options.items()}
    return [list(request.targets), options, request.format]


def _keys(request: Request, sources: Sequence[Source]) -> list[str] | None:
    """For each source the hash of all that its conversions can depend on; None if that cannot be known."""
    pipelines = [Path(chosen[OWN_PIPELINE]) for chosen in request.options.values() if OWN_PIPELINE in chosen]
    base = of_files(json.dumps([of_program(), *_asked(request)], sort_keys=True), pipelines)
    plans = _Plans() if request.format == "report" else None
    try:
        return [_key(base, source, plans) for source in sources]
    except OSError:  # a folder that cannot be listed: nobody knows which plans are in it
        return None


def _key(base: str, source: Source, plans: _Plans | None) -> str:
    rest = of_files(f"{base} {source.path}", plans.beside(source.path) if plans else ()).encode()
    whole = b"+" + source.data if isinstance(source.data, bytes) else b"-" + ascii(source.data).encode()
    return of_bytes(rest + whole)


class _Plans:
    """The plans beside rule files, which summaries depend on; each folder is listed once."""

    def __init__(self) -> None:
        self._folders: dict[Path, list[str]] = {}

    def beside(self, path: Path) -> list[Path]:
        """Every plan that a rule of the file can have: one file may hold several rules."""
        folder = path.parent
        if folder not in self._folders:
            self._folders[folder] = sorted(os.listdir(folder)) if folder.is_dir() else []  # noqa: PTH208 -- names will do
        names = self._folders[folder]
        return [folder / name for name in names if name.startswith(name_of(path)) and name.endswith(".toml")]


def _row(conversion: Conversion) -> list[Any]:
    """What is kept of a conversion: all that tells it from others, less the rule itself."""
    it = conversion
    return [it.path, it.name, it.title, it.rule_id, it.target, it.query, it.warnings, it.error]


def _conversion(row: Sequence[Any]) -> Conversion:
    path, name, title, rule_id, target, query, warnings, error = row
    return Conversion(path, name, title, rule_id, target, query, tuple(warnings), error)
