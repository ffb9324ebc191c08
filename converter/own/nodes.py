"""A user's YAML files as nodes, which know their lines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NoReturn

import yaml

from converter.errors import SettingsError
from converter.files.read import MOST_OF_A_PIPELINE, read_bytes
from converter.safe_yaml import compose, construct, fault

if TYPE_CHECKING:
    from collections.abc import Iterator

_WRITTEN = ("tag:yaml.org,2002:str", "tag:yaml.org,2002:int")


class File:
    """One file, whose root is a map.

    Raises:
        SettingsError: it cannot be read, or is something else.
    """

    def __init__(self, path: str) -> None:
        self.path = path
        try:
            root = compose(read_bytes(path, MOST_OF_A_PIPELINE))
        except OSError as error:
            raise SettingsError(f"{path}: cannot be read: {error.strerror}") from None
        except yaml.YAMLError as error:
            mark, reason = fault(error)
            raise SettingsError(f"{path}:{mark.line + 1 if mark else 1}: is no YAML: {reason}") from None
        except ValueError as error:
            raise SettingsError(f"{path}:1: is no YAML: {error}") from None
        if not isinstance(root, yaml.MappingNode):
            raise SettingsError(f"{path}:1: is no map of names")
        self.root = root

    def refuse(self, node: yaml.Node, reason: str) -> NoReturn:
        """Refuse the file because of one node."""
        raise SettingsError(f"{self.path}:{node.start_mark.line + 1}: {reason}")

    def pairs(self, node: yaml.Node, what: str) -> Iterator[tuple[yaml.Node, str, yaml.Node]]:
        """The entries of a map: key as node, key as text, value; a key that comes twice is refused."""
        if not isinstance(node, yaml.MappingNode):
            self.refuse(node, f"{what} is a map")
        seen = set()
        for key, value in node.value:
            name = self.text(key, "a key")
            if name in seen:
                self.refuse(key, f"'{name}' is there twice; leave one out")
            seen.add(name)
            yield key, name, value

    def items(self, node: yaml.Node, what: str) -> list[yaml.Node]:
        """The entries of a list."""
        if not isinstance(node, yaml.SequenceNode):
            self.refuse(node, f"{what} is a list")
        return list(node.value)

    def text(self, node: yaml.Node, what: str) -> str:
        """A text or a whole number as it is written: YAML would take 0123 for 83."""
        if not isinstance(node, yaml.ScalarNode) or node.tag not in _WRITTEN:
            self.refuse(node, f"{what} is a text; write it in quotes")
        return str(node.value)

    def texts(self, node: yaml.Node, what: str) -> tuple[str, ...]:
        """A list of texts, or one."""
        if isinstance(node, yaml.MappingNode):
            self.refuse(node, f"{what} takes a list of values, not a map")
        if not isinstance(node, yaml.SequenceNode):
            return (self.text(node, what),)
        if not node.value:
            self.refuse(node, f"{what} has no values; an empty list would match nothing")
        return tuple(self.text(each, f"each value of {what}") for each in node.value)

    def data(self, node: yaml.Node) -> Any:  # noqa: ANN401 -- whatever YAML holds
        """What the node stands for."""
        try:
            return construct(node)
        except (yaml.YAMLError, ValueError, TypeError) as error:
            self.refuse(node, f"is no YAML: {str(error).splitlines()[0]}")
