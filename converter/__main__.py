"""`python -m converter` is the command `sigmatrail`."""

from __future__ import annotations

import sys

from converter.cli import main as run


def main() -> None:
    """The console script: run the command and exit with its status."""
    sys.exit(run())


if __name__ == "__main__":
    main()
