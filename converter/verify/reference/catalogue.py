"""Many references over many events, without asking every rule about every event."""

from __future__ import annotations

from typing import TYPE_CHECKING

from converter.verify.budget import UndecidedError
from converter.verify.reference.tree import required
from converter.verify.reference.values import folded

if TYPE_CHECKING:
    from collections.abc import Sequence

    from converter.verify.reference.paths import Event
    from converter.verify.reference.rule import Reference

SIGNPOSTS = ("eventName", "eventSource")


class Catalogue:
    """References sorted by the event names, or else the event sources, that they need."""

    def __init__(self, references: Sequence[Reference]) -> None:
        self.references = list(references)
        self.always: list[int] = []
        self.by_text: dict[str, dict[str, list[int]]] = {signpost: {} for signpost in SIGNPOSTS}
        for position, reference in enumerate(self.references):
            self._sort_in(position, reference)

    def _sort_in(self, position: int, reference: Reference) -> None:
        for signpost, positions in self.by_text.items():
            texts = required(reference.tree, signpost)
            if texts is not None:
                for text in texts:
                    positions.setdefault(text, []).append(position)
                return
        self.always.append(position)

    def matching(self, event: Event, undecided: dict[int, str] | None = None) -> list[int]:
        """Give the positions of the references that match `event`, in order.

        Those that give up on it are put into `undecided`, each with the reason.

        Raises:
            UndecidedError: one gives up, and there is no `undecided` to tell it to.
        """
        references = self.references
        candidates = self._candidates(event)
        try:
            return [at for at in candidates if references[at].matches(event)]
        except UndecidedError:
            if undecided is None:
                raise
        return [at for at in candidates if self._matches(at, event, undecided)]

    def _matches(self, at: int, event: Event, undecided: dict[int, str]) -> bool:
        try:
            return self.references[at].matches(event)
        except UndecidedError as error:
            undecided[at] = str(error)
            return False

    def _candidates(self, event: Event) -> Sequence[int]:
        """Give the references whose signposts fit; all of them where a signpost is no plain text."""
        candidates = [*self.always]
        for signpost, positions in self.by_text.items():
            value = event.get(signpost)
            if isinstance(value, str):
                candidates += positions.get(folded(value), ())
            elif value is not None:
                return range(len(self.references))
        candidates.sort()
        return candidates
