"""Files of answers: one for each question, whole or absent, few and small enough for any disk.

An answer counts only under its own key, and a file only with the hash of its content in front, so that
what is cut, foreign or old costs time and never truth.
"""

from __future__ import annotations

import json
import os
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

from converter.fingerprint import of_bytes

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_FORMAT: Final = b"sigmatrail queries 1"
_SUFFIX: Final = ".queries"
_TEMPORARY: Final = ".sigmatrail-"
MOST_BYTES: Final = 100_000_000
MOST_FILES: Final = 200


class Store:
    """The answers to one question.

    Args:
        folder: where all such files lie; made when something is saved.
        question: what was asked, any text; it names the file.
    """

    def __init__(self, folder: Path, question: str) -> None:
        self._folder = folder
        self._file = folder / f"{of_bytes(question.encode())}{_SUFFIX}"

    def load(self) -> dict[str, Any]:
        """The answers by their keys; none where the file is not one that `save` wrote."""
        try:
            head, _, body = self._file.read_bytes().partition(b"\n")
            if head != _head(body):
                return {}
            answers: dict[str, Any] = json.loads(body)
        except (OSError, ValueError, RecursionError):
            return {}
        with suppress(OSError):
            os.utime(self._file)  # what is used makes room last
        return answers

    def save(self, answers: Mapping[str, Any]) -> None:
        """Keep these answers and no others for the question; where nothing can be written, none are kept."""
        from converter.files import write_whole  # noqa: PLC0415 -- a run that finds all its answers writes none

        body = json.dumps(answers, separators=(",", ":"))
        if len(body) > MOST_BYTES:
            return
        with suppress(OSError):
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            write_whole(self._file, f"{_head(body.encode()).decode()}\n{body}")
            self._make_room()

    def _make_room(self) -> None:
        """Remove what was used longest ago, and what a process that was stopped left half written."""
        names = (path for path in self._folder.iterdir() if _ours(path))
        states = sorted(((path.stat(), path) for path in names), key=lambda each: -each[0].st_mtime_ns)
        total = 0
        for count, (state, path) in enumerate(states, 1):
            total += state.st_size
            if total > MOST_BYTES or count > MOST_FILES:
                path.unlink(missing_ok=True)


def _ours(path: Path) -> bool:
    return path.suffix == _SUFFIX or path.name.startswith(_TEMPORARY)


def _head(body: bytes) -> bytes:
    return _FORMAT + b" " + of_bytes(body).encode()
