"""The files below a folder: none that is hidden, none behind a link to a folder, in a stable order."""

from __future__ import annotations

import os
from operator import attrgetter
from typing import TYPE_CHECKING, Final

from converter.errors import SettingsError
from converter.files.boundary import refuse_outer_link

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

DEEPEST: Final = 40
_HIDDEN: Final = "."


def walk(folder: str | Path, suffixes: tuple[str, ...] = ("",), depth: int = 0) -> Iterator[os.DirEntry[str]]:
    """Yield the entries below a folder that are no folders, depth first, in the order of their names.

    A link to a folder is not followed: it could lead out of the repository, or round in a circle.

    Args:
        folder: where to look.
        suffixes: how the names of the entries end.
        depth: how many folders lie above this one.

    Raises:
        SettingsError: a folder cannot be read, is a link that leads out of the repository, or lies deeper
            than anyone would lay it out.
    """
    if depth > DEEPEST:
        raise SettingsError(f"{folder}: lies more than {DEEPEST} folders deep; move it up")
    try:
        with os.scandir(folder) as found:
            entries = sorted((each for each in found if each.name[:1] != _HIDDEN), key=attrgetter("name"))
    except OSError as error:
        raise SettingsError(f"{folder}: cannot be read: {error.strerror}") from None
    for entry in entries:
        if entry.is_dir(follow_symlinks=False):
            yield from walk(entry.path, suffixes, depth + 1)
        elif entry.name.endswith(suffixes):
            yield entry
        elif entry.is_symlink():
            _refuse_outer_folder(entry.path)


def _refuse_outer_folder(path: str) -> None:
    """Refuse a link to a folder outside: nobody looks there, and somebody else may follow it."""
    try:
        refuse_outer_link(path)
    except OSError as error:
        if os.path.isdir(path):  # noqa: PTH112 -- as the walk has it
            raise SettingsError(f"{path}: {error.strerror}") from None
