"""Conditions written as SPL."""

from __future__ import annotations

import json
from typing import Any

from converter.condition import (
    Leaf,
    Node,
    Test,
    Text,
    Wildcard,
)
from converter.targets.context import Context
from converter.targets.splunk.backend import SplunkCloudTrail
from converter.targets.splunk.engine import SplunkEngine
from converter.verify.engine import Event

ANY, ONE = Wildcard.ANY, Wildcard.ONE
BACKEND = SplunkCloudTrail()
USER_ID = "requestParameters.launchPermission.add.items.userId"
LAYERS = "requestParameters.layers"
AMI = Context(frozenset({"ec2.amazonaws.com"}), frozenset({"modifyimageattribute"}))
LAMBDA = Context(frozenset({"lambda.amazonaws.com"}))


def leaf(field: str, test: Test, raw: str = "") -> Leaf:
    """A test of a field that the pipeline did not rename."""
    return Leaf(field, test, raw or field)


def query(node: Node, like: Context | None = None) -> str:
    """The query without the macro that begins it."""
    found = BACKEND.render(node, Context(like.sources, like.names) if like else Context())
    assert found.startswith("`cloudtrail`")
    return found.removeprefix("`cloudtrail`").removeprefix(" ").removeprefix("\n")


def agent(*parts: str | Wildcard, cased: bool = False) -> Leaf:
    """A test of userAgent for a Sigma string."""
    return leaf("userAgent", Text(parts, cased=cased))


def warnings(node: Node) -> list[str]:
    """The first words of each warning."""
    context = Context()
    BACKEND.render(node, context)
    return [" ".join(text.split()[:5]) for text in context.warnings]


def finds(node: Node, **fields: Any) -> bool:  # noqa: ANN401 - JSON
    """Whether the engine finds one event by the query."""
    record = {"eventName": "CreateUser", **fields}
    engine = SplunkEngine()
    engine.load([Event("1", record, json.dumps(record, ensure_ascii=False, separators=(",", ":")))])
    return engine.run(BACKEND.render(node, Context())) == {0}
