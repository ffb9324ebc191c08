"""What a conversion run leaves behind: text on the terminal, JSON, or files that are whole or absent."""

from __future__ import annotations

import json
import os
import tempfile
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from converter.errors import SettingsError
from converter.targets import TARGETS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from converter.conversion import Conversion


def printable(text: str) -> str:
    """The text with control characters spelled out, so that no rule can drive a terminal."""
    return "".join(char if char.isprintable() or char == "\n" else ascii(char)[1:-1] for char in text)


def print_queries(conversions: Iterable[Conversion], stream: TextIO, *, bare: bool) -> None:
    """Each query under its rule's title and its target; `bare` leaves the headings out."""
    heading = None
    for conversion in conversions:
        if conversion.query is None:
            continue
        if bare:
            stream.write(f"{conversion.query}\n\n")
            continue
        if heading != (conversion.path, conversion.title):
            heading = (conversion.path, conversion.title)
            stream.write(f"{printable(conversion.title)}\n{printable(conversion.path)}\n\n")
        label = f"{conversion.name} · {TARGETS[conversion.target].language}"
        stream.write(f"--- {printable(label)}\n{conversion.query}\n\n")


def print_json(conversions: Iterable[Conversion], stream: TextIO) -> None:
    """A JSON array, one object for each query or failure."""
    rows = [
        {
            "path": conversion.path,
            "rule_id": conversion.rule_id,
            "title": conversion.title,
            "name": conversion.name,
            "target": conversion.target,
            "query": conversion.query,
            "warnings": list(conversion.warnings),
            "errors": [conversion.error] if conversion.error else [],
        }
        for conversion in conversions
    ]
    stream.write(json.dumps(rows, ensure_ascii=False, indent=2) + "\n")


def messages(conversions: Iterable[Conversion]) -> Iterator[str]:
    """Every failure once, then every warning once with the number of rules that it concerns."""
    warnings: Counter[tuple[str, str]] = Counter()
    errors: dict[str, None] = {}
    for conversion in conversions:
        warnings.update(dict.fromkeys(((conversion.target, text) for text in conversion.warnings), 1))
        if conversion.error:
            errors[conversion.error] = None
    yield from (printable(error) for error in errors)
    for (target, text), count in sorted(warnings.items()):
        rules = "" if count == 1 else f" ({count} queries)"
        yield f"{target}: warning: {printable(text)}{rules}"


class Folder:
    """An output folder: `<target>/<name><suffix>`, each file whole or absent, no name used twice.

    Args:
        path: the folder; made if it does not exist.

    Raises:
        SettingsError: the folder cannot be made or written to.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._taken: dict[str, str] = {}
        try:
            path.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=path):
                pass
        except OSError as error:
            raise SettingsError(f"{path}: cannot be written to: {error.strerror}") from None

    def write(self, conversion: Conversion) -> str | None:
        """Write one query; returns the failure in one line, if there is one."""
        name = f"{conversion.target}/{conversion.name}{TARGETS[conversion.target].suffix}"
        owner = self._taken.setdefault(name.casefold(), conversion.path)
        if owner != conversion.path:
            return f"{conversion.path}: {self.path / name} is taken by {owner}; rename one of the two rules"
        try:
            write_whole(self.path / name, f"{conversion.query}\n")
        except OSError as error:
            return f"{conversion.path}: {self.path / name} cannot be written: {error.strerror}"
        return None


def write_whole(path: Path, text: str) -> None:
    """Write a file so that a reader sees the old text or the new, whatever happens meanwhile."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".sigmatrail-")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        Path(temporary).chmod(0o644)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
