"""Files of answers: one for each question, whole or absent, few and small enough for any disk.

An answer counts only under its own key, and a file only if it is whole and in a folder of the user's alone.
"""

from __future__ import annotations

import os
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

from converter.cache.place import is_private, make_private
from converter.fingerprint import of_bytes
from converter.kept import kept_text, load_kept

if TYPE_CHECKING:
    from pathlib import Path

_SUFFIX: Final = ".answers"
_TEMPORARY: Final = ".sigmatrail-"
MOST_BYTES: Final = 100_000_000
MOST_FILES: Final = 200


class Store:
    """The answers to one question.

    Args:
        folder: where all such files lie; made when something is saved.
        kind: what the files hold, and in which form; it stands in each of them.
        question: what was asked, any text; it names the file.
    """

    def __init__(self, folder: Path, kind: str, question: str) -> None:
        self._folder, self._kind = folder, kind
        self._file = folder / f"{of_bytes(question.encode())}{_SUFFIX}"

    def load(self) -> dict[str, Any]:
        """The answers by their keys; none where the file is not one that `save` wrote."""
        answers = load_kept(self._file, self._kind, MOST_BYTES) if is_private(self._folder) else {}
        if answers:
            with suppress(OSError):
                os.utime(self._file)  # what is used makes room last
        return answers

    def save(self, answers: dict[str, Any]) -> None:
        """Keep these answers and no others for the question; where nothing can be written, none are kept."""
        from converter.files.write import write_whole  # noqa: PLC0415 -- a run that finds all its answers writes none

        text = kept_text(answers, self._kind)
        if len(text) > MOST_BYTES:
            return
        with suppress(OSError):
            make_private(self._folder)
            if is_private(self._folder):
                write_whole(self._file, text, private=True)
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
