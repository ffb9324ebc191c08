"""The engines that the targets name. An engine is imported only when it is asked for."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any, cast

from converter.errors import SettingsError
from converter.targets import TARGETS
from converter.verify.trial import Runner

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from converter.verify.engine import Engine


@dataclass(frozen=True, slots=True)
class EngineEntry:
    """How an engine is called, whose queries it runs, and where its class is."""

    name: str
    target: str
    module: str
    factory: str
    live: bool = False

    def why_not(self) -> str | None:
        """None if the engine can run here, else the reason for "not run"."""
        try:
            module = import_module(self.module)
        except ModuleNotFoundError as error:
            return f"the package {error.name} is not installed; install sigmatrail[verify]"
        return cast("str | None", module.available())

    def start(self) -> Engine:
        """A fresh engine."""
        return cast("Engine", getattr(import_module(self.module), self.factory)())

    def runner(self) -> Runner:
        """The engine with what its platform keeps of an event, or with the reason for "not run"."""
        why_not = self.why_not()
        if why_not is not None:
            return Runner(self.name, self.target, None, why_not)
        try:
            losses: Any = import_module(f"converter.targets.{self.target}.losses")
        except ModuleNotFoundError:
            return Runner(self.name, self.target, self.start())
        return Runner(self.name, self.target, self.start(), kept=losses.kept)


def _entries() -> Iterator[EngineEntry]:
    """Those of every target: first what runs anywhere, then what asks a real platform."""
    for live in (False, True):
        for target in TARGETS.values():
            for engine in target.engines:
                if engine.live is live:
                    module, _, factory = engine.place.partition(":")
                    yield EngineEntry(engine.name, target.name, target.module(module), factory, live)


ENGINES: dict[str, EngineEntry] = {entry.name: entry for entry in _entries()}


def choose(names: Sequence[str]) -> list[EngineEntry]:
    """The engines of these names, in the order of the targets; none means all that run here.

    An engine that asks a real platform runs only where it is named, whatever the environment says.

    Raises:
        SettingsError: there is no such engine.
    """
    for name in names:
        if name not in ENGINES:
            raise SettingsError(f"there is no engine '{name}'; choose from {', '.join(ENGINES)}")
    return [entry for entry in ENGINES.values() if (entry.name in names if names else not entry.live)]
