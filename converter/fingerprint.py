"""Hashes of everything that an answer can depend on, so that no old answer passes for a new one."""

from __future__ import annotations

import hashlib
import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from converter.files.read import read_bytes
from converter.own import OwnFiles
from converter.settings import OWN_FILES
from converter.targets import OWN_PIPELINE, TARGETS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from converter.check.repository import Repository

# More than any file has that sigmatrail reads; of a larger one, the reason why it is not read is hashed.
_MOST: Final = 100_000_000
_SOURCE: Final = Path(__file__).resolve().parent


def of_bytes(data: bytes) -> str:
    """The hash of some bytes."""
    return hashlib.blake2b(data, digest_size=16).hexdigest()


def of_file(path: Path) -> str:
    """The hash of a file's content; of a file that cannot be read, the reason."""
    try:
        return of_bytes(read_bytes(path, _MOST))
    except OSError as error:
        return str(error.strerror)


def of_files(base: str, paths: Iterable[Path]) -> str:
    """The hash of a base, and of files by name and content."""
    return of_bytes(json.dumps([base, *((str(path), of_file(path)) for path in paths)]).encode())


def of_program() -> str:
    """The hash of sigmatrail's own source and data, of Python and of every package beside it."""
    files = [*_below(_SOURCE), *(target.pipeline for target in TARGETS.values())]
    return of_files(f"{sys.version} {sorted(_packages())} {_pysigma()}", files)


def of_settings(repository: Repository, settings: dict[str, Any]) -> str:
    """The hash of what all rules share: settings and files that they name, pipelines, spelling of paths.

    Raises:
        SettingsError: a folder of filters that they name cannot be read.
    """
    shared = json.dumps([str(repository.root), settings], sort_keys=True)
    of_targets = (settings[name][OWN_PIPELINE] for name in TARGETS if OWN_PIPELINE in settings.get(name, {}))
    own = OwnFiles(**{key: tuple(settings.get(key, ())) for key in OWN_FILES})
    return of_files(shared, [*repository.pipelines.values(), *map(Path, of_targets), *own.all()])


def _below(folder: Path) -> Iterator[Path]:
    found = []
    for place, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if name != "__pycache__"]
        found += [os.path.join(place, name) for name in names]  # noqa: PTH118 -- costs less than a path
    yield from map(Path, sorted(found))


def _packages() -> Iterator[str]:
    """Names and versions as installed; a folder's name costs less to read than a package's metadata."""
    for folder in sys.path:
        if folder and os.path.isdir(folder):  # noqa: PTH112 -- likewise
            yield from (name for name in os.listdir(folder) if name.endswith((".dist-info", ".egg-info")))  # noqa: PTH208 -- likewise


def _pysigma() -> list[str]:
    """Size and time of the files of pySigma and its backends: a mend in place leaves their version."""
    return [_state(path) for folder in sys.path for path in _below(Path(folder, "sigma"))]


def _state(path: Path) -> str:
    try:
        state = path.stat()
    except OSError as error:
        return f"{path} {error.strerror}"
    return f"{path} {state.st_size} {state.st_mtime_ns}"
