"""The folder that a repository of rules must not lead out of.

A repository is a stranger's text: a link in it, or a path in its settings, may point anywhere on the
machine of whoever runs sigmatrail. What is read stays inside the repository, what is written goes through
no link at all.
"""

from __future__ import annotations

import errno
import os
from functools import lru_cache
from pathlib import Path
from typing import Final

from converter.errors import SettingsError

REPOSITORY_MARK: Final = ".git"


def find_root(folder: Path) -> Path:
    """The repository that a folder is in: the nearest folder at or above it that holds `.git`, or itself.

    Args:
        folder: any folder; links in its path are followed.

    Returns:
        The repository's real path: of `/home/me/rules/aws` it is `/home/me/rules` where that holds `.git`,
        else `/home/me/rules/aws`.
    """
    return Path(_root(os.path.realpath(folder)))


def is_inside(path: Path, root: Path) -> bool:
    """Whether a path, its links followed, is a folder or lies in it.

    Args:
        path: the path, which need not exist.
        root: the folder's real path, as `find_root` gives it.
    """
    return Path(os.path.realpath(path)).is_relative_to(root)


def refuse_outer_path(path: Path) -> None:
    """Refuse a path of the call's that a link of a repository leads out of it.

    In CI the call is the maintainer's, and the links are those of whoever sent the change. Where no
    repository is, the call alone says what is meant.

    Args:
        path: as the call names it. Of a relative path every part is looked at, of an absolute one the last.

    Raises:
        SettingsError: a part of it is a link that leads out of the repository that the link lies in.
    """
    for part in (path,) if path.is_absolute() else (path, *path.parents):
        if part.is_symlink() and (find_root(part.parent) / REPOSITORY_MARK).exists():
            try:
                refuse_outer_link(part)
            except OSError as error:
                raise SettingsError(f"{part}: {error.strerror}") from None


def refuse_outer_link(path: str | os.PathLike[str]) -> None:
    """Refuse a link that leads out of the repository that it lies in.

    Raises:
        OSError: it does; the text says where it would have to stay.
    """
    if not os.path.islink(path):  # noqa: PTH114 -- asked of every file that is read
        return
    root = _root(os.path.realpath(os.path.dirname(path) or "."))  # noqa: PTH120 -- likewise
    real = Path(os.path.realpath(path))
    if not real.is_relative_to(root) or REPOSITORY_MARK in real.relative_to(root).parts:
        raise OSError(
            errno.ELOOP, f"is a link that leads out of {root}; put what it leads to there", os.fspath(path)
        )


def refuse_linked_folder(path: Path, below: Path) -> None:
    """Refuse to write where a folder on the way is a link; only `below` itself may be one.

    Args:
        path: the file that is to be written or removed.
        below: the folder that the call names; `path` begins with it.

    Raises:
        OSError: a folder between the two is a link.
    """
    for folder in path.parents:
        if folder == below:
            return
        if folder.is_symlink():
            raise OSError(
                errno.ELOOP, f"{folder} is a link, and nothing is written through one; remove it", str(path)
            )


@lru_cache(4096)
def _root(folder: str) -> str:
    place = folder
    while True:
        if os.path.lexists(os.path.join(place, REPOSITORY_MARK)):  # noqa: PTH118 -- likewise
            return place
        above = os.path.dirname(place)  # noqa: PTH120 -- likewise
        if above == place:
            return folder
        place = above
