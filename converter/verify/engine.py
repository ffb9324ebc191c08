"""What every engine looks like: load some events, run a query, get back which of them match."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from converter.errors import SigmatrailError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence


class EngineError(SigmatrailError):
    """An engine cannot run this query; the text says why. It is never a miss."""


@dataclass(frozen=True, slots=True)
class Event:
    """A raw CloudTrail record.

    `id` names it to a person; `record` is the parsed record with its keys in event order; `text` is
    the same record as compact JSON: no blanks, non-ASCII characters as they are.
    """

    id: str
    record: dict[str, Any]
    text: str


class Answer(set[int]):
    """The positions that match, beside those on which the engine gave up, each with the reason."""

    def __init__(self, found: Iterable[int], undecided: Mapping[int, str]) -> None:
        super().__init__(set(found).difference(undecided))
        self.undecided = undecided


class Engine(Protocol):
    """Runs the queries of one target.

    Each engine's module also offers `available() -> str | None`: None when the engine can run here,
    else the reason for "not run".
    """

    @property
    def name(self) -> str:
        """The engine's name on the command line and in the matrix."""

    @property
    def target(self) -> str:
        """The target whose queries it runs."""

    def load(self, events: Sequence[Event]) -> None:
        """Take a batch of some thousand events; what was loaded before is forgotten."""

    def run(self, query: str) -> set[int]:
        """The positions in the loaded batch that match; raises EngineError if it cannot tell.

        An engine that gives up on single events, as a search within a budget may, gives an Answer.
        """

    def close(self) -> None:
        """Release whatever the engine holds."""
