"""What one `sigmatrail convert` is asked for, and its answer file by file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from converter.errors import RuleError
from converter.paths import find, read_file
from converter.targets import OWN_PIPELINE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from converter.converted import Conversion, Format


# What every target needs, imported before two processes share the work.
_SHARED = ("converter.targets.backend", "converter.shapes")


@dataclass(frozen=True, slots=True)
class Source:
    """A rule file: its bytes, or why it has none."""

    path: Path
    data: bytes | RuleError


@dataclass(frozen=True, slots=True)
class Request:
    """Which rules are to be converted, and how."""

    paths: Sequence[str]
    targets: Sequence[str]
    options: Mapping[str, Mapping[str, str]]
    format: Format

    def read(self) -> list[Source]:
        """The rule files that the paths mean, each read once.

        Raises:
            SettingsError: a path does not exist, or holds no rule.
        """
        return [Source(path, _data(path)) for path in find(self.paths)]

    def converted(self, sources: Sequence[Source]) -> list[Conversion]:
        """The conversions of all of the files; raises as `convert` does."""
        return [each for of_file in self.convert(sources) for each in of_file]

    def convert(self, sources: Sequence[Source]) -> list[list[Conversion]]:
        """For each of the files its conversions.

        This is as quick as the machine can be: the program ends soon, so nothing is collected but for many.

        Raises:
            SettingsError: an option does not exist, or has a value that it cannot have.
        """
        import gc  # noqa: PLC0415 -- nothing here is imported where every answer is known
        from importlib import import_module  # noqa: PLC0415 -- likewise

        from converter.postpone import postpone  # noqa: PLC0415 -- likewise

        gc.disable()
        if not any(OWN_PIPELINE in settings for settings in self.options.values()):
            postpone()
        for shared in _SHARED:
            import_module(shared)
        from converter.workers import convert_files  # noqa: PLC0415 -- likewise

        return convert_files(sources, self.targets, self.options, self.format)


def _data(path: Path) -> bytes | RuleError:
    try:
        return read_file(path)
    except RuleError as error:
        return error
