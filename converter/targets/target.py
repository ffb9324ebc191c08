"""What a target is: one query language over one event schema, and where everything about it lies."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from converter.targets.backend import CloudTrailBackend

_PACKAGE = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Option:
    """One setting of a target: `--<target>-<name>` on the command line, `[<target>] <name>` in TOML."""

    name: str
    about: str
    default: str = ""
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Engine:
    """An engine: its name, and its class as `module:Class` in the target's folder.

    `live` engines talk to a real platform, and only where they are asked for by name.
    """

    name: str
    place: str
    live: bool = False


@dataclass(frozen=True, slots=True)
class Target:
    """One query language over one event schema; summaries may need another language and suffix.

    `backend` and the engines are places in the target's folder, so that naming them imports nothing.
    `deploys_report`: what is deployed is the summary of a rule, beside its plain query.
    """

    name: str
    language: str
    schema: str
    suffix: str
    backend: str
    engines: tuple[Engine, ...] = ()
    options: tuple[Option, ...] = ()
    report_language: str = ""
    report_suffix: str = ""
    deploys_report: bool = False

    @property
    def pipeline(self) -> Path:
        """The pipeline file: inside the package once installed, beside it in a checkout."""
        inside = _PACKAGE / "pipelines" / self.name / "cloudtrail.yml"
        return inside if inside.exists() else _PACKAGE.parent / "pipelines" / self.name / "cloudtrail.yml"

    def module(self, name: str) -> str:
        """The full name of a module in the target's folder."""
        return f"converter.targets.{self.name}.{name}"

    def find(self, name: str) -> Any:  # noqa: ANN401 -- a module, of which each caller knows what is in it
        """A module in the target's folder, imported; None if the target has no such module."""
        found = self.module(name)
        return import_module(found) if find_spec(found) else None

    def load_backend(self) -> type[CloudTrailBackend]:
        """The backend class; imports pySigma and what the target needs."""
        module, _, name = self.backend.partition(":")
        backend: type[CloudTrailBackend] = getattr(import_module(self.module(module)), name)
        return backend
