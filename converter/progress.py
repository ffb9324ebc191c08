"""How far a long run is, on standard error: one line, on terminals only, once a second has passed."""

from __future__ import annotations

import sys
from time import monotonic
from typing import TYPE_CHECKING, Final, Self, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_Each = TypeVar("_Each")
_PATIENCE: Final = 1.0
_BETWEEN: Final = 0.1
_CLEARED: Final = "\r\x1b[K"


class Progress:
    """One line that is written over, and gone at the end; use it in a `with`."""

    def __init__(self) -> None:
        self._due = monotonic() + _PATIENCE
        self._watched = sys.stderr.isatty()
        self._shown = False

    def __enter__(self) -> Self:
        """Nothing is shown yet."""
        return self

    def __exit__(self, *_: object) -> None:
        """Leave the line clean for what comes."""
        if self._shown:
            self._write(_CLEARED)

    def tell(self, text: str) -> None:
        """Show this, if it is time to show something."""
        if self._watched and monotonic() >= self._due:
            self._due = monotonic() + _BETWEEN
            self._shown = True
            self._write(f"{_CLEARED}{text}")

    def _write(self, text: str) -> None:
        sys.stderr.write(text)
        sys.stderr.flush()


def tracked(items: Iterable[_Each], total: int, what: str) -> Iterator[_Each]:
    """The items; how many of all of them were taken is shown as they are."""
    with Progress() as progress:
        for number, each in enumerate(items):
            progress.tell(f"{what}: {100 * number // max(total, 1)} %")
            yield each
