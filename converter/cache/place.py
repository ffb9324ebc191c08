"""Where a user's cache lies: `SIGMATRAIL_CACHE`, or what the system has for such things."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Final

VARIABLE: Final = "SIGMATRAIL_CACHE"
_FOLDER: Final = "sigmatrail"


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
