"""Files that are whole or absent, whatever happens meanwhile."""

from __future__ import annotations

import errno
import os
import secrets
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from converter.errors import SettingsError
from converter.files.boundary import refuse_linked_folder

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

TEMPORARY: Final = ".sigmatrail-"

_NEW: Final = (
    os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0)
)
_ANYBODY: Final = 0o666
_OWNER: Final = 0o600


def write_whole(path: Path, text: str, *, below: Path | None = None, private: bool = False) -> None:
    """Write a file so that a reader sees the old text or the new, whatever happens meanwhile.

    The folders on the way are made. The file's mode is what the caller's umask leaves, as for any new file.

    Args:
        path: the file; a link in its place is replaced, not followed.
        text: its text, written in UTF-8.
        below: the folder that the call names; no folder between it and the file may be a link. None where
            the call names the file itself.
        private: whether nobody but the caller may read it.

    Raises:
        OSError: it cannot be written, or would be written through a link.
    """
    if below is not None:
        refuse_linked_folder(path, below)
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f"{TEMPORARY}{secrets.token_hex(8)}")
    handle = os.open(temporary, _NEW, _OWNER if private else _ANYBODY)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def remove(path: Path, below: Path) -> None:
    """Remove a file, or a link in its place; nothing where neither is there.

    Raises:
        OSError: it cannot be removed, or a folder between `below` and it is a link.
    """
    refuse_linked_folder(path, below)
    path.unlink(missing_ok=True)


@contextmanager
def asked_for(path: Path) -> Iterator[None]:
    """Around what writes or removes a file that the call asks for.

    Raises:
        SettingsError: it cannot be done.
    """
    try:
        yield
    except FileExistsError:
        raise SettingsError(f"{path}: cannot be written: {os.strerror(errno.ENOTDIR)}") from None
    except OSError as error:
        raise SettingsError(f"{path}: cannot be written: {error.strerror}") from None
