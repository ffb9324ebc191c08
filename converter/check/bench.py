"""What the units work with: converters and engines, made when the first unit asks for them."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from converter.conversion import Converter
from converter.errors import SettingsError
from converter.own.read import own_of
from converter.targets import OWN_PIPELINE, TARGETS, bounds_of_time, known_targets

if TYPE_CHECKING:
    from converter.check.repository import Repository
    from converter.verify.trial import Runner


class Bench:
    """Tools for one run over one repository.

    Args:
        repository: whose files they work on.
        settings: the repository's, as `load_settings` gives them.
    """

    def __init__(self, repository: Repository, settings: dict[str, Any]) -> None:
        self.repository = repository
        self.ignore: tuple[str, ...] = tuple(settings.get("lint", {}).get("ignore", ()))
        self.options = {name: dict(settings.get(name, {})) for name in TARGETS}
        for name, path in repository.pipelines.items():
            self.options[name].setdefault(OWN_PIPELINE, str(path))
        self.own = own_of(settings)
        self.targets = known_targets(settings.get("targets", ()), self.options)

    @cached_property
    def converter(self) -> Converter:
        """Converts as the repository's settings say."""
        return Converter(self.targets, self._options(self.targets), own=self.own)

    @cached_property
    def reporter(self) -> Converter:
        """Summarises as the repository's settings and the rules' plans say."""
        return Converter(self.targets, self._options(self.targets), "report", self.own)

    @cached_property
    def timeless(self) -> Converter:
        """Converts without a bound on time, as events of a test are old."""
        from converter.verify.cases import ALL_TIME  # noqa: PLC0415 -- goldens are made without the extra

        bounds = bounds_of_time(window=ALL_TIME)
        options = self._options(self.targets)
        options = {name: chosen | bounds[name] for name, chosen in options.items()}
        return Converter(self.targets, options, own=self.own.under_usual_names())

    def _options(self, targets: list[str]) -> dict[str, dict[str, str]]:
        return {name: dict(self.options[name]) for name in targets}

    @cached_property
    def runners(self) -> list[Runner]:
        """The offline engines of the targets.

        Raises:
            SettingsError: one of them cannot run here, so nobody could tell whether queries are right.
        """
        from converter.verify.engines import choose  # noqa: PLC0415 -- engines are imported by need

        entries = [entry for entry in choose(()) if entry.target in self.targets]
        runners = [entry.runner() for entry in entries]
        for runner in runners:
            if runner.engine is None:
                raise SettingsError(f"check runs every query, and {runner.name} cannot run: {runner.why_not}")
        return runners

    def close(self) -> None:
        """Release the engines, if there are any."""
        for runner in self.__dict__.get("runners", ()):
            if runner.engine is not None:
                runner.engine.close()
