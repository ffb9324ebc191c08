"""Where a value stands in the text of a Java map, and where it surely or possibly ends.

A value ends at `, `, `}` or, in a list, `]`, but may hold any of them itself. So there are two readings:
the strict one, for use below a NOT, takes nothing that could lie outside the value; the other one misses
as little as the text allows. Inside a brace that the value itself opens, an object's or that of JSON in a
text, everything up to its closing brace is the value's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec import Struct

from converter.targets.eql.balanced import balanced, into, members

if TYPE_CHECKING:
    from converter.shapes.models import Depths

_LEAST_CLOSED: Final = 1
"""Levels of closed braces that may stand before what is looked for in JSON, which a text may hold."""


class Room(Struct, frozen=True):
    """How a value may stand behind its key's `=`: in how many lists, and with how many levels of braces.

    `within` tells of the lists' members, `depth` of the value in any case.
    """

    lists: Depths
    within: int
    depth: int
    strict: bool

    @property
    def listed(self) -> bool:
        """Whether the value always is a member of a list."""
        return 0 not in self.lists

    @property
    def ends(self) -> str:
        """The characters that may close what the value is in."""
        if not self.listed:
            return "{}"
        return "]{}" if self.within else "]"

    @property
    def one(self) -> str:
        """Any one character of a value."""
        return f"[^{']{}' if any(self.lists) and not self.listed else self.ends}]"

    @property
    def opened(self) -> str:
        """A brace that the value opens and what follows in it."""
        return rf"\{{([^}}]|\{{{balanced(max(self.depth - 2, _LEAST_CLOSED))}\}})*"

    @property
    def text(self) -> str:
        """Text that is surely of one value; braces stand in pairs."""
        group = r"|\{[^{}]*\}" if "{" in self.ends else ""
        return rf"([^{self.ends},]|,+[^{self.ends}, ]{group})*"

    @property
    def prose(self) -> str:
        """Text that is probably of one value: `, ` may be in it, but not what looks like a key."""
        return self.text if self.strict else f"{self.text}(, {self._words})*"

    @property
    def _words(self) -> str:
        return f"[^{self.ends},=]*"

    @property
    def end(self) -> str:
        """Behind the value."""
        if not any(self.lists):
            return r"(, |\})"
        return r"(, |\])" if self.listed else r"(, |[}\]])"

    def whole(self, body: str) -> str:
        """The body is all of the value."""
        return into(self.lists, self.within) + body + self.end

    def beginning(self, body: str) -> str:
        """The value begins with the body."""
        return into(self.lists, self.within) + body

    def ending(self, body: str) -> str:
        """The value ends with the body."""
        return self._anywhere(self.prose, rf"\[{self._members}") + body + self.end

    def inside(self, body: str, loose: str, wordy: str) -> str:
        """The body is somewhere in the value; in its other forms, inside an opened brace or behind a `, `.

        Without the latter, what follows a `, ` is never taken for the value.
        """
        flat = self._inside_text(body, loose, wordy)
        if self.lists == (0,):
            return flat
        opened = rf"({self.opened})?" if self.within else ""
        listed = rf"\[{self._members}{opened}{loose}"
        return listed if self.listed else f"({listed}|{flat})"

    def _inside_text(self, body: str, loose: str, wordy: str) -> str:
        ways = [f"({self.opened})?{body}"] if body == loose else [body, f"{self.opened}{loose}"]
        if wordy and not self.strict:
            ways.append(rf"(, {self._words})+{wordy}{self._words}(, |\}})")
        return self.text + (ways[0] if len(ways) == 1 else f"({'|'.join(ways)})")

    @property
    def _members(self) -> str:
        """From the opening bracket to somewhere in a member of the innermost list."""
        outer = into(tuple(each - 1 for each in self.lists if each > 1), self.within)
        return outer + members(self.within)

    def _anywhere(self, flat: str, listed: str) -> str:
        if self.listed:
            return listed
        return flat if self.lists == (0,) else f"({listed}|{flat})"
