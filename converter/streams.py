"""Standard output and standard error, whatever they are: closed, full, or short of characters."""

from __future__ import annotations

import codecs
import errno
import os
import sys
from contextlib import suppress
from io import TextIOWrapper
from pathlib import Path
from typing import Final

_SPELLED: Final = "sigmatrail-spelled"
_NAMES: Final = ("stdout", "stderr")
# The second writes what it knows only; Python takes it where the locale is C.
_FAILING: Final = ("strict", "surrogateescape")
_UNWRITTEN: Final = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EBADF)


def prepare() -> None:
    """Let both streams take every text: what an encoding lacks is spelled out, none is missing."""
    codecs.register_error(_SPELLED, _spell)
    for name in _NAMES:
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115 -- it lasts as long as Python
        elif isinstance(stream, TextIOWrapper) and stream.errors in _FAILING:
            stream.reconfigure(errors=_SPELLED)


def hush() -> None:
    """Send what is still buffered nowhere: Python would say at its end that nobody takes it."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for name in _NAMES:
        os.dup2(nowhere, getattr(sys, name).fileno())


def tell_unwritten(error: OSError) -> bool:
    """Say that standard output takes no more, if that is what the error came from; whether it did.

    Only what is written to a stream has no name of a file; where it is standard error, nobody is told.
    """
    if error.filename is not None or error.errno not in _UNWRITTEN:
        return False
    with suppress(OSError):
        sys.stderr.write(f"sigmatrail: standard output: {error.strerror}\n")
    return True


def _spell(error: UnicodeError) -> tuple[str | bytes, int]:
    """The characters as JSON spells them: of what `backslashreplace` says, JSON knows but a part."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    units = error.object[error.start : error.end].encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{units[at : at + 4]}" for at in range(0, len(units), 4)), error.end
