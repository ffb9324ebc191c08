"""The folder that a run writes its queries and artifacts to."""

from __future__ import annotations

import os
import tempfile
from itertools import count, takewhile
from pathlib import Path
from typing import TYPE_CHECKING

from converter.errors import SettingsError
from converter.files.boundary import refuse_outer_path
from converter.files.write import write_whole
from converter.paths import name_of
from converter.targets import TARGETS

if TYPE_CHECKING:
    from converter.converted import Conversion


class Folder:
    """An output folder: `<target>/<name><suffix>`, each file whole or absent, no name used twice.

    Args:
        path: the folder; made if it does not exist.
        report: whether the queries are summaries.

    Raises:
        SettingsError: the folder cannot be made or written to.
    """

    def __init__(self, path: Path, *, report: bool = False) -> None:
        self.path = path
        self.report = report
        self._taken: dict[str, str] = {}
        refuse_outer_path(path)
        try:
            path.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=path):
                pass
        except OSError as error:
            raise SettingsError(f"{path}: cannot be written to: {error.strerror}") from None

    def write(self, conversion: Conversion) -> str | None:
        """Write one query; returns the failure in one line, if there is one."""
        name = self._name(conversion.target, conversion.name)
        owner = self._taken.setdefault(name.casefold(), conversion.path)
        if owner != conversion.path:
            return f"{conversion.path}: {self.path / name} is taken by {owner}; rename one of the two rules"
        try:
            write_whole(self.path / name, f"{conversion.query}\n", below=self.path)
        except OSError as error:
            return f"{conversion.path}: {self.path / name} cannot be written: {error.strerror}"
        return None

    def left(self, refused: Conversion) -> list[str]:
        """A line for each query that an earlier run wrote of a rule which this run, now written, refuses."""
        stem = refused.name or name_of(Path(refused.path))
        several = (self._name(refused.target, f"{stem}_{number}") for number in count(1))
        names = (self._name(refused.target, stem), *takewhile(self._exists, several))
        return [line for name in names if name.casefold() not in self._taken for line in self.left_at(name)]

    def left_at(self, name: str) -> list[str]:
        """The line about what an earlier run wrote at a path below the folder and this one does not."""
        return [f"{self.path / name} is of an earlier run; remove it"] if self._exists(name) else []

    def write_text(self, name: str, text: str) -> str | None:
        """Write a file at its path below the folder; returns the failure in one line, if there is one."""
        try:
            write_whole(self.path / name, text, below=self.path)
        except OSError as error:
            return f"{self.path / name}: cannot be written: {error.strerror}"
        return None

    def _name(self, target: str, stem: str) -> str:
        suffix = (self.report and TARGETS[target].report_suffix) or TARGETS[target].suffix
        return f"{target}/{stem}{suffix}"

    def _exists(self, name: str) -> bool:
        return os.path.exists(self.path / name)  # noqa: PTH110 -- a name that is too long is no error here
