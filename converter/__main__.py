"""`python -m converter` is the command `sigmatrail`."""

from __future__ import annotations

import sys
from typing import Final

from converter.streams import hush, prepare, tell_unwritten

# What a shell says of a program that a signal ended: 128 and the signal's number.
_CLOSED_PIPE: Final = 128 + 13
_INTERRUPTED: Final = 128 + 2


def main() -> None:
    """The console script: run the command and exit with its status, quietly when nobody waits for more."""
    try:
        prepare()
        status = _run()
        sys.stdout.flush()
    except BrokenPipeError:
        hush()
        status = _CLOSED_PIPE
    except OSError as error:
        if not tell_unwritten(error):
            raise
        hush()
        status = 1
    except KeyboardInterrupt:
        hush()
        status = _INTERRUPTED
    sys.exit(status)


def _run() -> int | str | None:
    try:
        from converter.cli import main as run  # noqa: PLC0415 -- Ctrl-C ends imports quietly, too

        return run()
    except SystemExit as asked:
        # argparse, behind its help or what is wrong with the call.
        return asked.code


if __name__ == "__main__":
    main()
