"""The engines: one line each. An engine is imported only when it is asked for."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any, cast

from converter.errors import SettingsError
from converter.verify.trial import Runner

if TYPE_CHECKING:
    from collections.abc import Sequence

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


_ALL = (
    EngineEntry("splunk", "splunk", "converter.targets.splunk.engine", "SplunkEngine"),
    EngineEntry("eql", "eql", "converter.targets.eql.engine", "EqlEngine"),
    EngineEntry("eql-unicode", "eql", "converter.targets.eql.engine", "EqlUnicodeEngine"),
    EngineEntry("athena", "athena", "converter.targets.athena.engine", "AthenaEngine"),
    EngineEntry("trino", "athena", "converter.targets.athena.trino", "TrinoEngine", live=True),
    EngineEntry("elasticsearch", "eql", "converter.targets.eql.live", "ElasticsearchEngine", live=True),
    EngineEntry("splunk-live", "splunk", "converter.targets.splunk.live", "SplunkLiveEngine", live=True),
    EngineEntry("athena-live", "athena", "converter.targets.athena.live", "AthenaLiveEngine", live=True),
)

ENGINES: dict[str, EngineEntry] = {entry.name: entry for entry in _ALL}


def choose(names: Sequence[str]) -> list[EngineEntry]:
    """The engines of these names, in the order of the list above; none means all.

    Raises:
        SettingsError: there is no such engine.
    """
    for name in names:
        if name not in ENGINES:
            raise SettingsError(f"there is no engine '{name}'; choose from {', '.join(ENGINES)}")
    return [entry for entry in ENGINES.values() if not names or entry.name in names]
