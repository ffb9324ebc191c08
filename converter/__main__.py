"""`python -m converter` is the command `sigmatrail`."""

from __future__ import annotations

import os
import sys
from typing import Final

# What a shell says of a program that a signal ended: 128 and the signal's number.
_CLOSED_PIPE: Final = 128 + 13
_INTERRUPTED: Final = 128 + 2


def main() -> None:
    """The console script: run the command and exit with its status, quietly when nobody waits for more."""
    try:
        from converter.cli import main as run  # noqa: PLC0415 -- Ctrl-C ends imports quietly, too

        status = run()
        sys.stdout.flush()
    except BrokenPipeError:
        _hush()
        status = _CLOSED_PIPE
    except KeyboardInterrupt:
        _hush()
        status = _INTERRUPTED
    sys.exit(status)


def _hush() -> None:
    """Send what is still buffered nowhere: the reader has gone, as `head` does, and Python would say so."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (sys.stdout, sys.stderr):
        os.dup2(nowhere, stream.fileno())


if __name__ == "__main__":
    main()
