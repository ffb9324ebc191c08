"""The one reader of every file: regular files only, and no more bytes than such a file can have."""

from __future__ import annotations

import errno
import os
import stat
from typing import TYPE_CHECKING, BinaryIO, Final

from converter.files.boundary import refuse_outer_link

if TYPE_CHECKING:
    from pathlib import Path

# Bytes at most. A rule of 20,000 values has some 500,000; a query is about twice its rule.
MOST_OF_SETTINGS: Final = 1_000_000
MOST_OF_A_PLAN: Final = 64_000
MOST_OF_A_PIPELINE: Final = 1_000_000
MOST_OF_A_GOLDEN: Final = 8_000_000

_FLAGS: Final = (
    os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
)


def open_regular(path: str | Path) -> BinaryIO:
    """Open a regular file for reading.

    A pipe that nobody writes to would make the program wait for ever, and a device has no end.

    Raises:
        OSError: there is none, it cannot be opened, it is no regular file, or it is a link that leads out of
            its repository; `strerror` says which.
    """
    refuse_outer_link(path)
    _refuse_special(os.stat(path), path)  # noqa: PTH116 -- asked of every file that is read
    handle = os.open(path, _FLAGS)
    try:
        _refuse_special(os.fstat(handle), path)
        return os.fdopen(handle, "rb", buffering=0)
    except BaseException:
        os.close(handle)
        raise


def read_bytes(path: str | Path, most: int) -> bytes:
    """The bytes of a regular file that has at most so many.

    Raises:
        OSError: as `open_regular`, or the file has more bytes.
    """
    with open_regular(path) as file:
        data = file.read(most + 1)
    if len(data) > most:
        raise OSError(errno.EFBIG, f"has more than {most:,} bytes", os.fspath(path))
    return data


def _refuse_special(state: os.stat_result, path: str | Path) -> None:
    if stat.S_ISDIR(state.st_mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), os.fspath(path))
    if not stat.S_ISREG(state.st_mode):
        raise OSError(errno.EINVAL, "is a pipe, a device or a socket, and no regular file", os.fspath(path))
