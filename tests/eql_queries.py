"""Conditions written as EQL, and run over one document."""

from __future__ import annotations

import json
from typing import Any

from converter.condition import (
    Node,
    Wildcard,
)
from converter.targets.context import Context
from converter.targets.eql.engine import EqlEngine
from converter.targets.eql.query import query
from converter.verify.engine import Event

ANY, ONE = Wildcard.ANY, Wildcard.ONE
AGENT = "user_agent.original"
PARAMETERS = "aws.cloudtrail.request_parameters"
FLAT = "aws.cloudtrail.flattened.request_parameters."
HEAD = 'any where event.dataset == "aws.cloudtrail"\n  and '


def write(node: Node) -> str:
    """The query without the part that all have."""
    text = query(node, Context())
    assert text.startswith(HEAD)
    return text.removeprefix(HEAD)


def warnings_of(node: Node) -> list[str]:
    """What the person who deploys the query is told."""
    context = Context()
    query(node, context)
    return context.warnings


def finds(node: Node, parameters: dict[str, Any], context: Context | None = None) -> bool:
    """Whether the query finds an event with these parameters, by Elasticsearch's semantics."""
    record = {"eventSource": "ec2.amazonaws.com", "eventName": "X", "requestParameters": parameters}
    engine = EqlEngine()
    engine.load([Event("1", record, json.dumps(record))])
    return engine.run(query(node, context or Context())) == {0}
