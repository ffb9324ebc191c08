"""How YAML is read everywhere: safely, bounded, and with libyaml where PyYAML was built with it.

A node takes some 500 bytes of memory, a text of one megabyte can hold half a million of them, and aliases
unfold without end. So the events of a longer text are counted before any node is made of it.
"""

from __future__ import annotations

import re
from contextlib import contextmanager
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

import yaml

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    Visit = Callable[[yaml.MappingNode], None]

LOADER: Final[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

# A rule of 20,000 values that are maps has 80,000 nodes; a hundred thousand take 50 megabytes.
MOST_NODES: Final = 100_000
# A tenth of Python's own limit of recursion.
DEEPEST: Final = 100
# libyaml compares each directive of a document with all that stand before it.
_MOST_DIRECTIVES: Final = 100
# YAML 1.1 knows numbers in base 60; the time to read one grows with the square of its length.
_LONGEST_NUMBER: Final = 400
# A text of so few bytes holds no more nodes, so nothing but its aliases has to be counted.
_SHORT: Final = 8_000

_DIRECTIVE: Final = re.compile(rb"\n\0?%")
_STRING: Final = "tag:yaml.org,2002:str"
_NUMBERS: Final = frozenset(("tag:yaml.org,2002:int", "tag:yaml.org,2002:float"))
# What the libyaml of PyYAML 6.0.4 says, which looks ahead further than the levels that are counted here.
_TOO_DEEP: Final = "exceeded maximum nesting depth"


class SizeError(yaml.YAMLError):
    """A text holds more than is read; `problem` says of what, to stand behind the file's name."""

    def __init__(self, problem: str, problem_mark: yaml.Mark | None = None) -> None:
        super().__init__(problem)
        self.problem, self.problem_mark = problem, problem_mark


class _Loader(LOADER):  # type: ignore[misc] # which of the two it is, the machine decides
    """PyYAML's safe loader, quick with the texts that rules are made of, and without endless numbers."""

    def construct_object(self, node: yaml.Node, deep: bool = False) -> Any:  # noqa: ANN401, FBT001, FBT002 -- as the loader has it
        """The value of a node."""
        if isinstance(node, yaml.ScalarNode):
            if node.tag == _STRING:
                return node.value
            if node.tag in _NUMBERS and len(node.value) > _LONGEST_NUMBER:
                raise SizeError(
                    f"holds a number of more than {_LONGEST_NUMBER} characters; write it in quotes",
                    node.start_mark,
                )
        try:
            return super().construct_object(node, deep)
        except (AttributeError, IndexError, KeyError) as error:
            # PyYAML meets `!!int ''`, `!!bool z` and `!!timestamp x` with whatever Python raises.
            reason = f"holds what is no {node.tag.rpartition(':')[2]}"
            raise yaml.constructor.ConstructorError(None, None, reason, node.start_mark) from error


def read(data: bytes | str) -> Any:  # noqa: ANN401 -- whatever YAML holds
    """What a document of our own holds, of any size; raises yaml.YAMLError where it is no YAML."""
    return yaml.load(data, _Loader)  # noqa: S506 -- both loaders are safe


def fault(error: yaml.YAMLError) -> tuple[yaml.Mark | None, str]:
    """Where a text is no YAML, if that is known, and why."""
    reason = str(getattr(error, "problem", None) or str(error).splitlines()[0])
    if isinstance(error, yaml.reader.ReaderError) and "utf-" in reason.lower():
        reason += "; save it as UTF-8"
    return getattr(error, "problem_mark", None), reason


def compose(data: bytes | str, most_nodes: int = MOST_NODES, deepest: int = DEEPEST) -> yaml.Node | None:
    """The root of a text that holds one document, or None where it holds none; raises as `compose_all`."""
    roots = list(islice(compose_all(data, most_nodes, deepest), 2))
    if len(roots) > 1:
        mark = roots[1].start_mark
        raise yaml.composer.ComposerError(None, None, "another document begins here; write one a file", mark)
    return roots[0] if roots else None


def compose_all(
    data: bytes | str, most_nodes: int = MOST_NODES, deepest: int = DEEPEST, visit: Visit | None = None
) -> Iterator[yaml.Node]:
    """The root of each document of a text.

    Args:
        data: the text.
        most_nodes: how many nodes it may hold, those that aliases repeat counted each time.
        deepest: how many nodes may lie around another.
        visit: called with each map before the root that it belongs to is given.

    Raises:
        SizeError: it holds more, or more directives than anybody writes.
        yaml.YAMLError: it is no YAML.
        ValueError: it holds characters that no encoding knows.
    """
    with _depth_told(deepest):
        _check_size(data, most_nodes, deepest)
        loader = LOADER(data)
        try:
            while loader.check_node():
                root = loader.get_node()
                most_nodes -= _measure(root, most_nodes, deepest, visit)
                yield root
        finally:
            loader.dispose()


def construct(node: yaml.Node | None) -> Any:  # noqa: ANN401 -- whatever YAML holds
    """What a node stands for; raises yaml.YAMLError, ValueError or TypeError where it stands for nothing."""
    return None if node is None else _Loader("").construct_document(node)


@contextmanager
def _depth_told(deepest: int) -> Iterator[None]:
    """Whichever of the parsers finds a text too deep, one message says so."""
    try:
        yield
    except RecursionError:
        raise _too_deep(deepest) from None
    except yaml.YAMLError as error:
        if not fault(error)[1].startswith(_TOO_DEEP):
            raise
        raise _too_deep(deepest) from None


def _check_size(data: bytes | str, most_nodes: int, deepest: int) -> None:
    """Refuse a long text before any node is made of it; its aliases count once here."""
    if len(data) <= _SHORT:
        return
    raw = data.encode("utf-8", "replace") if isinstance(data, str) else data
    if len(_DIRECTIVE.findall(raw)) > _MOST_DIRECTIVES:
        raise SizeError(f"has more than {_MOST_DIRECTIVES} lines that begin with %")
    nodes = depth = 0
    for event in yaml.parse(data, LOADER):
        if isinstance(event, yaml.NodeEvent):
            nodes += 1
            depth += isinstance(event, yaml.CollectionStartEvent)
        else:
            depth -= isinstance(event, yaml.CollectionEndEvent)
        if nodes > most_nodes:
            raise SizeError(f"holds more than {most_nodes:,} values")
        if depth > deepest:
            raise _too_deep(deepest)


def _measure(root: yaml.Node, most_nodes: int, deepest: int, visit: Visit | None) -> int:
    """How many nodes a document unfolds to; raises SizeError where they are too many or lie too deep."""
    level, nodes = [root], 1
    for _ in range(deepest + 1):
        children = (child for node in level for child in _children(node, visit))
        level = list(islice(children, max(0, most_nodes - nodes + 1)))
        nodes += len(level)
        if nodes > most_nodes:
            raise SizeError(f"unfolds to more than {most_nodes:,} values through its anchors")
        if not level:
            return nodes
    raise _too_deep(deepest)


def _children(node: yaml.Node, visit: Visit | None) -> Sequence[yaml.Node]:
    if isinstance(node, yaml.ScalarNode):
        return ()
    if isinstance(node, yaml.MappingNode):
        if visit is not None:
            visit(node)
        return [child for pair in node.value for child in pair]
    return list(node.value)


def _too_deep(deepest: int) -> SizeError:
    return SizeError(f"is nested more than {deepest} levels deep")
