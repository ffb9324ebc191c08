"""Conversions from earlier runs where nothing has changed, and from this run where something has."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from converter.cache.store import Store
from converter.converted import Conversion
from converter.fingerprint import of_bytes, of_files, of_program
from converter.paths import name_of
from converter.request import Answer
from converter.source import read_sources
from converter.targets import OWN_PIPELINE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from converter.request import Request
    from converter.source import Source

_KIND: Final = "sigmatrail queries 1"
_COLUMNS: Final = 8


def cached_answer(request: Request, folder: Path) -> Answer:
    """The answer to a request; only rule files whose conversions are not known are converted.

    Args:
        request: what is asked for.
        folder: where answers of earlier runs lie, as `chosen_cache` gives it.

    Raises:
        SettingsError: a path, an option, a pipeline or a file of the user's own cannot be used.
    """
    sources = read_sources(request.paths)
    keys = _keys(request, sources)
    if keys is None:
        return request.answer(sources)
    store = Store(folder / "queries", _KIND, _question(request))
    known = _well_formed(store.load())
    if any(key not in known for key in keys):
        known = _completed(request, sources, keys, known)
        # Where something changed meanwhile, nobody knows which of its states was converted.
        if _keys(request, sources) == keys:
            store.save(known)
    *of_files, notes = (known[key] for key in keys)
    return Answer([[_conversion(row) for row in rows] for rows in of_files], notes)


def _well_formed(known: dict[str, Any]) -> dict[str, Any]:
    """What has the form of an answer; the rest is found anew."""
    return {key: rows for key, rows in known.items() if isinstance(rows, list) and all(map(_is_row, rows))}


def _is_row(row: object) -> bool:
    """Whether this is what `_row` makes, or a note."""
    if isinstance(row, str):
        return True
    if not isinstance(row, list) or len(row) != _COLUMNS:
        return False
    *texts, warnings, error = row
    return all(isinstance(each, str | None) for each in (*texts, error)) and isinstance(warnings, list)


def _completed(
    request: Request, sources: Sequence[Source], keys: Sequence[str], known: Mapping[str, Any]
) -> dict[str, Any]:
    """What is known under the keys, and what is not yet."""
    due = [source for key, source in zip(keys, sources, strict=False) if key not in known]
    answer = request.answer(sources, due)
    made = iter(answer.files)
    rows = [known[key] if key in known else [_row(each) for each in next(made)] for key in keys[:-1]]
    return dict(zip(keys, [*rows, answer.notes], strict=True))


def _question(request: Request) -> str:
    """What tells one run that will come again from another."""
    return json.dumps([os.getcwd(), list(request.paths), *_asked(request)])  # noqa: PTH109 -- a text will do


def _asked(request: Request) -> list[Any]:
    options = {name: dict(chosen) for name, chosen in request.options.items()}
    own = request.own
    return [list(request.targets), options, request.format, own.pipelines, own.placeholders, own.filters]


def _keys(request: Request, sources: Sequence[Source]) -> list[str] | None:
    """For each source, and last for the run, the hash of all that its answer can depend on.

    None if that cannot be known.
    """
    pipelines = [chosen[OWN_PIPELINE] for chosen in request.options.values() if OWN_PIPELINE in chosen]
    filters = [_key("", source, None) for source in sources if source.may_filter]
    shared = json.dumps([of_program(), filters, *_asked(request)], sort_keys=True)
    base = of_files(shared, [*map(Path, pipelines), *request.own.all()])
    plans = _Plans() if request.format == "report" else None
    try:
        keys = [_key(base, source, plans) for source in sources]
    except OSError:  # a folder that cannot be listed: nobody knows which plans are in it
        return None
    return [*keys, of_bytes("".join([base, *keys]).encode())]


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
