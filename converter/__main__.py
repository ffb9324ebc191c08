"""`python -m converter` is the command `sigmatrail`."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import Final

from converter.streams import hush, prepare, tell_unwritten

# What a shell says of a program that a signal ended: 128 and the signal's number.
_CLOSED_PIPE: Final = 128 + 13
_INTERRUPTED: Final = 128 + 2
# EX_SOFTWARE of sysexits.h: neither a finding nor a wrong call, but a fault of this program.
_FAULT: Final = 70
_TRACEBACK: Final = "SIGMATRAIL_TRACEBACK"


def main() -> None:
    """The console script: run the command and exit with its status, quietly when nobody waits for more."""
    try:
        prepare()
        status = _run()
        sys.stdout.flush()
    except BrokenPipeError:
        hush()
        status = _CLOSED_PIPE
    except KeyboardInterrupt:
        hush()
        status = _INTERRUPTED
    except Exception as error:
        if os.environ.get(_TRACEBACK):
            raise
        if isinstance(error, OSError) and tell_unwritten(error):
            status = 1
        else:
            _tell_fault(error)
            status = _FAULT
        hush()
    sys.exit(status)


def _run() -> int | str | None:
    try:
        from converter.cli import main as run  # noqa: PLC0415 -- Ctrl-C ends imports quietly, too

        return run()
    except SystemExit as asked:
        # argparse, behind its help or what is wrong with the call.
        return asked.code


def _tell_fault(error: Exception) -> None:
    """Say in one line what broke in this program, and where."""
    from converter.printable import printable  # noqa: PLC0415 -- only where something broke

    place = error.__traceback__
    while place is not None and place.tb_next is not None:
        place = place.tb_next
    where = f" in {Path(place.tb_frame.f_code.co_filename).name}, line {place.tb_lineno}" if place else ""
    with suppress(OSError):
        sys.stderr.write(
            f"sigmatrail: a fault of sigmatrail itself: {printable(f'{type(error).__name__}: {error}'[:300])}"
            f"{where}; please report it with what {_TRACEBACK}=1 shows\n"
        )


if __name__ == "__main__":
    main()
