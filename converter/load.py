"""From files to rules: read once, checked before any target sees them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import yaml

from converter.errors import RuleError
from converter.paths import name_of
from converter.rule.limits import MOST_BYTES, check_detection
from converter.safe_yaml import SizeError, compose_all, construct, fault
from converter.source import read_source

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from converter.source import Source

LOGSOURCE = {"product": "aws", "service": "cloudtrail"}


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
    if len(data) > MOST_BYTES:
        raise RuleError(f"has {len(data):,} bytes, more than any rule; {MOST_BYTES:,} are read")
    try:
        for root in compose_all(data, visit=_refuse_twins):
            yield construct(root)
    except SizeError as error:
        raise RuleError(_located(error)) from None
    except yaml.YAMLError as error:
        raise RuleError(f"is no YAML: {_located(error)}") from None
    except (ValueError, TypeError) as error:
        raise RuleError(f"is no YAML: {error}") from None


def _located(error: yaml.YAMLError) -> str:
    mark, reason = fault(error)
    return f"{reason} (line {mark.line + 1}, column {mark.column + 1})" if mark else reason


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
    check_detection(document["detection"])
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
