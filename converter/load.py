"""From files to rules: read once, checked before any target sees them."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any

import yaml

from converter.errors import RuleError
from converter.paths import name_of
from converter.safe_yaml import LOADER, fault
from converter.source import read_source

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from converter.source import Source

LOGSOURCE = {"product": "aws", "service": "cloudtrail"}
_MOST_NODES = 200_000
_DEEPEST = 100
_SHALLOW_BYTES = 8_000
# What the libyaml of PyYAML 6.0.4 says, which looks ahead further than the levels that are counted here.
_TOO_DEEP = "exceeded maximum nesting depth"

_STRING = "tag:yaml.org,2002:str"


class _Loader(LOADER):  # type: ignore[misc] # which of the two it is, the machine decides
    """PyYAML's safe loader, quick with the texts that rules are made of."""

    def construct_object(self, node: yaml.Node, deep: bool = False) -> Any:  # noqa: ANN401, FBT001, FBT002 -- as the loader has it
        """The value of a node."""
        if node.tag == _STRING and isinstance(node, yaml.ScalarNode):
            return node.value
        return super().construct_object(node, deep)


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule as its file has it.

    `name` is what its queries are called: the file's stem, numbered where the file holds several.
    """

    path: str
    name: str
    document: dict[str, Any]

    @property
    def title(self) -> str:
        """The rule's title, or its name."""
        return str(self.document.get("title") or self.name)

    @property
    def id(self) -> str | None:
        """The rule's id as text, if it has one."""
        return str(self.document["id"]) if self.document.get("id") else None


class FilterError(RuleError):
    """A Sigma filter among rules: no rule by itself, so an error to whoever takes rules alone."""

    def __init__(self, text: str, document: dict[str, Any]) -> None:
        super().__init__(text)
        self.document = document


def load(path: Path) -> list[Rule | RuleError]:
    """The rules of one file, in order; whatever is no rule for CloudTrail is an error in its place."""
    return rules_of(read_source(path))


def rules_of(source: Source) -> list[Rule | RuleError]:
    """The rules in a file that was read, in order; what is wrong is an error in its place."""
    if isinstance(source.data, RuleError):
        return [source.data]
    try:
        return parse(source.data, str(source.path), name_of(source.path))
    except RuleError as error:
        return [error]


def rules_without_filters(source: Source) -> list[Rule | RuleError]:
    """The rules in a file that was read; its filters, all that `may_filter` sees, are left to `read_own`."""
    rules = rules_of(source)
    return [rule for rule in rules if not isinstance(rule, FilterError)] if source.may_filter else rules


def parse(data: bytes | str, path: str, name: str) -> list[Rule | RuleError]:
    """The rules in a YAML text.

    Raises:
        RuleError: the text is no YAML, or holds no document.
    """
    try:
        documents = list(_documents(data))
    except RuleError as error:
        raise RuleError(f"{path}: {error}") from None
    if not documents:
        raise RuleError(f"{path}: is empty; a rule has at least title, logsource and detection")
    several = len(documents) > 1
    return [
        _checked(document, path, f"{name}_{number}" if several else name)
        for number, document in enumerate(documents, 1)
    ]


def _checked(document: object, path: str, name: str) -> Rule | RuleError:
    if isinstance(document, dict) and "filter" in document:
        return FilterError(
            f"{path}: a Sigma filter is no rule by itself; keep filters in a folder of their own, "
            "and name it with --filter or in sigmatrail.toml",
            document,
        )
    try:
        return Rule(path, name, _rule_document(document))
    except RuleError as error:
        return RuleError(f"{path}: {error}")


def _documents(data: bytes | str) -> Iterator[object]:
    try:
        _refuse_abyss(data)
        loader = _Loader(data)
        try:
            while loader.check_node():
                node = loader.get_node()
                _measure(node)
                yield loader.construct_document(node)
        finally:
            loader.dispose()
    except yaml.YAMLError as error:
        reason = _yaml_reason(error)
        if reason.startswith(_TOO_DEEP):
            raise RuleError(f"is nested more than {_DEEPEST} levels deep") from None
        raise RuleError(f"is no YAML: {reason}") from None
    except (ValueError, TypeError) as error:
        raise RuleError(f"is no YAML: {error}") from None


def _refuse_abyss(data: bytes | str) -> None:
    """Levels without end overflow libyaml's own stack, so a long text is walked before it is built."""
    if len(data) <= _SHALLOW_BYTES:
        return
    depth = 0
    for event in yaml.parse(data, _Loader):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > _DEEPEST:
            raise RuleError(f"is nested more than {_DEEPEST} levels deep")


def _yaml_reason(error: yaml.YAMLError) -> str:
    mark, reason = fault(error)
    return f"{reason} (line {mark.line + 1}, column {mark.column + 1})" if mark else reason


def _measure(root: yaml.Node) -> None:
    """Refuse documents that would unfold without end: nested too deeply, or aliases of aliases."""
    level, nodes = [root], 1
    for _ in range(_DEEPEST + 1):
        children = (child for node in level for child in _children(node))
        level = list(islice(children, _MOST_NODES - nodes + 1))
        nodes += len(level)
        if nodes > _MOST_NODES:
            raise RuleError(f"unfolds to more than {_MOST_NODES} values through its anchors")
        if not level:
            return
    raise RuleError(f"is nested more than {_DEEPEST} levels deep")


def _children(node: yaml.Node) -> Sequence[yaml.Node]:
    if isinstance(node, yaml.ScalarNode):
        return ()
    if isinstance(node, yaml.MappingNode):
        _refuse_twins(node)
        return [child for pair in node.value for child in pair]
    return list(node.value)


def _refuse_twins(node: yaml.MappingNode) -> None:
    """YAML's loaders keep the last of two equal keys and drop the other in silence."""
    seen: set[str] = set()
    for key, _ in node.value:
        if isinstance(key, yaml.ScalarNode):
            if key.value in seen:
                line = key.start_mark.line + 1
                raise RuleError(f"has the key '{key.value}' twice in one map (line {line}); rename one")
            seen.add(key.value)


def _rule_document(document: object) -> dict[str, Any]:
    if not isinstance(document, dict):
        kind = "nothing" if document is None else type(document).__name__
        raise RuleError(f"holds {kind} where a rule's map should be")
    for key, advice in (
        ("correlation", "correlation rules are not converted; convert the rules that it refers to"),
        ("action", "rule collections with 'action' are not converted; write one rule a document"),
    ):
        if key in document:
            raise RuleError(advice)
    _check_logsource(document.get("logsource"))
    _check_detection(document.get("detection"))
    return document


def _check_logsource(logsource: object) -> None:
    if not isinstance(logsource, dict):
        raise RuleError("has no logsource; it takes product: aws and service: cloudtrail")
    for key, wanted in LOGSOURCE.items():
        if logsource.get(key) != wanted:
            raise RuleError(
                f"logsource {key} is '{logsource.get(key)}'; only product: aws, service: cloudtrail will do"
            )
    if logsource.get("category"):
        raise RuleError(
            f"logsource category '{logsource['category']}' does not exist for CloudTrail; leave it out"
        )


def _check_detection(detection: object) -> None:
    if not isinstance(detection, dict) or not detection:
        raise RuleError("has no detection; it takes at least one selection and a condition")
    if "condition" not in detection:
        raise RuleError("detection has no condition; add one, such as 'condition: selection'")
    if "timeframe" in detection:
        raise RuleError(
            "detection has a timeframe, which asks for a correlation; leave it out to find single events"
        )
    if len(detection) == 1:
        raise RuleError("detection has a condition, but no selection")
