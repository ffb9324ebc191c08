"""The names under which Splunk extracts a CloudTrail path, arrays included.

`KV_MODE = json` names members of an array with `{}`; a field without `{}` has one value at most. An
object has no field of its own, `[]` and `{}` have none, and JSON null has the text "null"
(https://docs.splunk.com/Documentation/Splunk/latest/SearchReference/Spath, November 2026, and the
field lists of github.com/splunk/security_content).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import TYPE_CHECKING, Final

from converter.errors import UnsupportedError
from converter.shapes import MOST_FORMS, Shape, shape_of

if TYPE_CHECKING:
    from converter.condition import Leaf
    from converter.targets.context import Context

# The parts of a record whose keys and values its caller chooses.
_CALLERS_PARTS: Final = (
    "requestParameters",
    "responseElements",
    "additionalEventData",
    "serviceEventDetails",
)


@dataclass(frozen=True)
class Field:
    """One CloudTrail path: the names of its field, and its paths for json_extract."""

    name: str
    names: tuple[str, ...]
    paths: tuple[str, ...]
    end: str
    guessed: bool = False

    @property
    def single(self) -> bool:
        """Whether no name can have several values."""
        return all(is_single(name) for name in self.names)

    @property
    def objects(self) -> bool:
        """Whether an object may stand at the end, so that there may be no field for it."""
        return self.end != "scalar"

    @property
    def hollow(self) -> bool:
        """Whether something that has no field, an object or an empty array, may stand at the end."""
        return self.objects or any(path.endswith("{}") for path in self.paths)

    @cached_property
    def bases(self) -> tuple[str, ...]:
        """The paths up to the array that may stand at the end."""
        return tuple(dict.fromkeys(path.rstrip("{}") for path in self.paths))

    @property
    def callers(self) -> bool:
        """Whether the text is not AWS's own but its caller's."""
        return self.paths[0].startswith(_CALLERS_PARTS)

    @property
    def nested(self) -> bool:
        """Whether it lies below the top of the record."""
        return "." in self.paths[0]


def is_single(name: str) -> bool:
    """Whether a field of this name has one value at most."""
    return "{}" not in name


class Fields:
    """The fields of one rule."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._known: dict[tuple[str, str], Field] = {}

    def of(self, leaf: Leaf) -> Field:
        """The field that a test is about."""
        return self.named(leaf.field, leaf.raw)

    def named(self, name: str, raw: str) -> Field:
        """A field by its name and raw path; raises UnsupportedError where arrays may lie anywhere."""
        key = (name, raw or name)
        if key not in self._known:
            self._known[key] = self._resolved(*key)
        return self._known[key]

    def _resolved(self, name: str, raw: str) -> Field:
        shape = shape_of(raw, self._context.sources, self._context.names)
        if shape.forms > MOST_FORMS:
            raise UnsupportedError(
                f"splunk cannot test {raw}: AWS's models do not say where its arrays are; "
                "pin eventSource and eventName in the rule",
            )
        paths = tuple(forms(shape))
        return Field(name, paths if name == raw else (name,), paths, shape.end, shape.guessed)


def forms(shape: Shape) -> list[str]:
    """Every way to write a path with `{}` at its arrays, the fewest first."""
    depths = product(*(segment.depths for segment in shape.segments))
    names = [segment.name for segment in shape.segments]
    return [".".join(map(_in_arrays, names, each)) for each in sorted(depths, key=sum)]


def _in_arrays(name: str, depth: int) -> str:
    return name + "{}" * depth
