"""What one `sigmatrail convert` is asked for, and its answer file by file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from converter.own import NO_FILES, NOTHING, OwnFiles
from converter.targets import OWN_PIPELINE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from converter.converted import Conversion, Format
    from converter.own import Own
    from converter.source import Source


# What every target needs, imported before two processes share the work.
_SHARED = ("converter.targets.backend", "converter.shapes")


@dataclass(frozen=True, slots=True)
class Answer:
    """For each file its conversions, and what is to be said of the run as a whole."""

    files: list[list[Conversion]]
    notes: list[str]

    @property
    def conversions(self) -> list[Conversion]:
        """Those of all files."""
        return [each for of_file in self.files for each in of_file]


@dataclass(frozen=True, slots=True)
class Request:
    """Which rules are to be converted, and how."""

    paths: Sequence[str]
    targets: Sequence[str]
    options: Mapping[str, Mapping[str, str]]
    format: Format
    own: OwnFiles = NO_FILES

    def answer(self, sources: Sequence[Source], due: Sequence[Source] | None = None) -> Answer:
        """The conversions of the files that are due, or of all; the others' filters and rules count as well.

        This is as quick as the machine can be: the program ends soon, so nothing is collected but for many.

        Raises:
            SettingsError: an option, or a file of the user's own, cannot be used.
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

        own = self._own(sources)
        files = convert_files(sources if due is None else due, self.targets, self.options, self.format, own)
        if own is NOTHING:
            return Answer(files, [])
        from converter.own.read import idle_filters  # noqa: PLC0415 -- only where there is something of a user's

        return Answer(files, idle_filters(own, sources))

    def _own(self, sources: Sequence[Source]) -> Own:
        if self.own == NO_FILES and not any(source.may_filter for source in sources):
            return NOTHING
        from converter.own.read import read_own  # noqa: PLC0415 -- only where there is something of a user's

        return read_own(self.own, sources)
