"""Where a user's cache lies: `SIGMATRAIL_CACHE`, or what the system has for such things.

An answer that an earlier run left is believed, so it must be this user's own: not part of a repository of
rules, where a stranger's commit could have put it, and not in a folder that others can write to.
"""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from converter.errors import SettingsError
from converter.files.boundary import REPOSITORY_MARK, find_root, is_inside

if TYPE_CHECKING:
    from collections.abc import Iterable

VARIABLE: Final = "SIGMATRAIL_CACHE"
_FOLDER: Final = "sigmatrail"
_OTHERS_WRITE: Final = stat.S_IWGRP | stat.S_IWOTH


def chosen_cache(asked: bool | None, paths: Iterable[Path] = ()) -> Path | None:  # noqa: FBT001 -- --cache, --no-cache or neither
    """The folder of answers that this run may use; None where it shall do without.

    Args:
        asked: what the call says: use it, do without, or nothing, which means use it, but not in CI.
        paths: the files and folders that the call is about.

    Raises:
        SettingsError: the folder lies in a repository that the call is about, or that the program runs in,
            and `SIGMATRAIL_CACHE` or the call asks for it; where neither does, the run does without.
    """
    if asked is False or (asked is None and os.environ.get("CI")):
        return None
    folder = cache_folder()
    if folder is None:
        return None
    roots = dict.fromkeys(find_root(each if each.is_dir() else each.parent) for each in (Path.cwd(), *paths))
    root = next(
        (each for each in roots if (each / REPOSITORY_MARK).exists() and is_inside(folder, each)), None
    )
    if root is None:
        return folder
    if asked or os.environ.get(VARIABLE):
        raise SettingsError(
            f"the cache {folder} lies in the repository {root}, where a commit could leave answers; "
            f"name a folder outside by {VARIABLE}, or say --no-cache"
        )
    return None


def is_private(folder: Path) -> bool:
    """Whether a folder is this user's, and nobody else can write to it."""
    try:
        state = folder.lstat()
    except OSError:
        return False
    if not hasattr(os, "geteuid"):
        return stat.S_ISDIR(state.st_mode)
    return stat.S_ISDIR(state.st_mode) and state.st_uid == os.geteuid() and not state.st_mode & _OTHERS_WRITE


def make_private(folder: Path) -> None:
    """Make a folder, and the missing ones above it, for this user alone, whatever the umask is.

    Raises:
        OSError: it cannot be made.
    """
    if not folder.is_dir():
        make_private(folder.parent)
        folder.mkdir(mode=0o700, exist_ok=True)


def cache_folder() -> Path | None:
    """The folder, which need not exist; None where the system names none.

    A relative path of XDG's counts as none (https://specifications.freedesktop.org/basedir-spec/latest/,
    November 2026).
    """
    if named := os.environ.get(VARIABLE):
        return Path(named)
    base = os.environ.get("XDG_CACHE_HOME", "")
    if base and Path(base).is_absolute():
        return Path(base, _FOLDER)
    if sys.platform == "win32":
        local = os.environ.get("LOCALAPPDATA")
        return Path(local, _FOLDER, "Cache") if local else None
    try:
        home = Path.home()
    except RuntimeError:
        return None
    return home / ("Library/Caches" if sys.platform == "darwin" else ".cache") / _FOLDER
