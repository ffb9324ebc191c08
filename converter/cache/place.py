"""Where a user's cache lies: `SIGMATRAIL_CACHE`, or what the system has for such things.

An answer that an earlier run left is believed, so it must be this user's own: not part of a repository of
rules, where a stranger's commit could have put it, and not in a folder that others can write to.
"""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path
from typing import Final

from converter.errors import SettingsError
from converter.files.boundary import REPOSITORY_MARK, find_root, is_inside

VARIABLE: Final = "SIGMATRAIL_CACHE"
_FOLDER: Final = "sigmatrail"
_OTHERS_WRITE: Final = stat.S_IWGRP | stat.S_IWOTH


def chosen_cache(asked: bool | None) -> Path | None:  # noqa: FBT001 -- what the flags --cache and --no-cache say
    """The folder of answers that this run may use; None where it shall do without.

    Args:
        asked: what the call says: use it, do without, or nothing, which means use it, but not in CI.

    Raises:
        SettingsError: `SIGMATRAIL_CACHE` names a folder of the repository that the program runs in.
    """
    if asked is False or (asked is None and os.environ.get("CI")):
        return None
    folder = cache_folder()
    root = find_root(Path.cwd())
    if folder and os.environ.get(VARIABLE) and (root / REPOSITORY_MARK).exists() and is_inside(folder, root):
        raise SettingsError(
            f"{VARIABLE}: {folder} lies in the repository {root}, where a commit could leave answers; "
            "name a folder outside, or say --no-cache"
        )
    return folder


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
