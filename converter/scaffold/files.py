"""Files that are written all together, and never over others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from converter.errors import SettingsError
from converter.files.boundary import refuse_outer_path
from converter.files.write import write_whole

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


def write_new(root: Path, texts: Mapping[str, str]) -> list[Path]:
    """Write texts to files below a folder; the files, in order.

    Raises:
        SettingsError: one of them exists already, so nothing is written; or the folder takes no files.
    """
    refuse_outer_path(root)
    paths = {root / name: text for name, text in texts.items()}
    for path in paths:
        if path.exists() or path.is_symlink():
            raise SettingsError(f"{path} exists already; nothing was written")
    try:
        for path, text in paths.items():
            write_whole(path, text, below=root)
    except OSError as error:
        raise SettingsError(f"{root}: cannot be written to: {error.strerror}") from None
    return list(paths)
