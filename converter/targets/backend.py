"""What the three backends share: rule in, pipeline applied, one small tree out, text by `render`."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar

from sigma.conversion.base import TextQueryBackend
from sigma.exceptions import SigmaFeatureNotSupportedByBackendError

from converter.errors import UnsupportedError
from converter.read import raw_fields, read

if TYPE_CHECKING:
    from collections.abc import Callable

    from sigma.rule import SigmaRule

    from converter.condition import Node


@dataclass(frozen=True, slots=True)
class Context:
    """What a target may know beside the condition.

    `sources` and `names` are the rule's plain eventSource and eventName values in lower case;
    empty where the rule does not pin them. `warn` takes a sentence for the person who deploys the
    query; the same sentence twice counts once.
    """

    sources: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()
    warnings: list[str] = field(default_factory=list)

    def warn(self, text: str) -> None:
        """Keep a warning, once."""
        if text not in self.warnings:
            self.warnings.append(text)


class CloudTrailBackend(TextQueryBackend):
    """A pySigma backend that renders `converter.condition` trees.

    Put it in front of a pySigma backend: `class Splunk(CloudTrailBackend, SplunkBackend)`.
    """

    target: ClassVar[str]

    @abstractmethod
    def render(self, node: Node, context: Context) -> str:
        """The query for one condition; raises UnsupportedError where the target cannot say it."""
