"""Calls with their parameters' paths, and random records of them such as AWS could write."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from random_words import TIMES

from converter.verify.generate.record import Schema, base_record

if TYPE_CHECKING:
    from random import Random

    from random_words import Words

PATIENCE: Final = 30
# Members that no model has; EC2's wrapper of a list, `items`, never has one beside it.
STRANGERS: Final = ("other", "all", "Items", "x-y", "a b", "#AT", "a[0]", "\u65e5\u672c", "a=b")
COMMON: Final = (
    *("userAgent", "errorCode", "errorMessage", "awsRegion", "sourceIPAddress", "readOnly", "eventTime"),
    *("userIdentity.type", "userIdentity.arn", "userIdentity.userName", "resources.ARN", "managementEvent"),
    "userIdentity.sessionContext.sessionIssuer.userName",
    "userIdentity.sessionContext.attributes.mfaAuthenticated",
)


@dataclass(frozen=True)
class Call:
    """A call and the paths of its record that rules and events are about; no source: calls of any kind."""

    source: str
    name: str
    parameters: tuple[str, ...]

    @property
    def paths(self) -> tuple[str, ...]:
        """Everything that a rule may ask of the call."""
        return (*self.parameters, *self.parameters, *COMMON)


CALLS: Final = (
    Call(
        "ec2.amazonaws.com",
        "ModifyImageAttribute",
        (
            "requestParameters.launchPermission.add.items.userId",
            "requestParameters.launchPermission.add.items.group",
            "requestParameters.launchPermission.remove.items.userId",
            "requestParameters.launchPermission.remove.items.group",
            "requestParameters.launchPermission.add",
            "requestParameters.imageId",
            "requestParameters",
        ),
    ),
    Call(
        "ecs.amazonaws.com",
        "RegisterTaskDefinition",
        (
            "requestParameters.containerDefinitions.command",
            "requestParameters.containerDefinitions.environment.name",
            "requestParameters.containerDefinitions.environment.value",
            "requestParameters.containerDefinitions.memory",
            "requestParameters.containerDefinitions.privileged",
            "requestParameters.family",
        ),
    ),
    Call(
        "rds.amazonaws.com",
        "ModifyDBSnapshotAttribute",
        (
            "requestParameters.valuesToAdd",
            "requestParameters.valuesToRemove",
            "requestParameters.attributeName",
            "responseElements.dBSnapshotIdentifier",
        ),
    ),
    Call(
        "lambda.amazonaws.com",
        "UpdateFunctionConfiguration20150331v2",
        (
            "requestParameters.layers",
            "requestParameters.timeout",
            "requestParameters.environment.variables.KEY",
            "requestParameters.environment.variables",
            "requestParameters.functionName",
        ),
    ),
    Call(
        "ec2.amazonaws.com",
        "AuthorizeSecurityGroupIngress",
        (
            "requestParameters.ipPermissions.items.fromPort",
            "requestParameters.ipPermissions.items.ipRanges.items.cidrIp",
            "requestParameters.groupId",
            "requestParameters.ipPermissions",
        ),
    ),
    Call(
        "",
        "",
        (
            "requestParameters.a.b",
            "requestParameters.a.c",
            "requestParameters.x-y",
            "additionalEventData.MFAUsed",
            "responseElements.ConsoleLogin",
        ),
    ),
)


@cache
def schema_of(call: Call) -> Schema:
    """What AWS's models say of the call's paths."""
    pinned = ([call.source.lower()], [call.name.lower()]) if call.source else ([], [])
    return Schema(call.paths, *pinned)


@cache
def _tree(call: Call) -> dict[str, Any]:
    """The call's paths as one tree: name to how many lists may lie below it, its end, and its children."""
    root: dict[str, Any] = {}
    for shape in schema_of(call).shapes.values():
        children = root
        for place, segment in enumerate(shape.segments):
            end = shape.end if place + 1 == len(shape.segments) else "object"
            _, _, children = children.setdefault(segment.name, (segment.depths, end, {}))
    return root


def random_record(call: Call, words: Words) -> dict[str, Any]:
    """A record of the call, or of another one now and then, with random values at random places."""
    record = base_record()
    for name, node in _tree(call).items():
        _put(record, name, node, call, words)
    record |= _signposts(call, words.chance)
    record["eventTime"] = words.chance.choice(TIMES)
    return record


def _put(record: dict[str, Any], name: str, node: Any, call: Call, words: Words) -> None:  # noqa: ANN401 -- of _tree
    """Grow one field until AWS could have written it."""
    allows = schema_of(call).allows
    before = record.get(name)
    for _ in range(PATIENCE):
        _grow(record, name, node, words)
        if allows({"eventTime": TIMES[0]} | {key: record[key] for key in (name,) if key in record}):
            return
        record[name] = before


def _signposts(call: Call, chance: Random) -> dict[str, str]:
    """Where a record says what it is: right in nine of ten, else only nearly."""
    source, name = call.source or "iam.amazonaws.com", call.name or "CreateUser"
    if chance.random() < 0.9:
        return {"eventSource": source, "eventName": chance.choice([name, name, name.swapcase()])}
    near = chance.choice([(source, f"{name}s"), (f"{source}.cn", name), ("s3.amazonaws.com", name)])
    return dict(zip(("eventSource", "eventName"), near, strict=True))


def _grow(parent: dict[str, Any], name: str, node: Any, words: Words) -> None:  # noqa: ANN401 -- of _tree
    depths, end, children = node
    kind = words.chance.random()
    if kind < 0.2:
        parent.pop(name, None)
    elif kind < 0.25:
        parent[name] = None
    elif kind < 0.95 or name not in parent:
        parent[name] = _listed(words.chance.choice(depths), end, children, words)


def _listed(depth: int, end: str, children: dict[str, Any], words: Words) -> Any:  # noqa: ANN401 -- any JSON
    """A value of this many lists, one in the other, of up to three members each."""
    if depth == 0:
        return _value(end, children, words)
    return [_listed(depth - 1, end, children, words) for _ in range(words.chance.choice((0, 1, 1, 2, 3)))]


def _value(end: str, children: dict[str, Any], words: Words) -> Any:  # noqa: ANN401 -- any JSON
    if not children:
        loose = end != "scalar" and words.chance.random() < 0.15
        return {words.text(): words.scalar()} if loose else words.scalar()
    grown: dict[str, Any] = {}
    for name in words.chance.sample(sorted(children), len(children)):
        _grow(grown, name, children[name], words)
    if words.chance.random() < 0.15 and "items" not in children:
        grown[words.chance.choice(STRANGERS)] = words.scalar()
    return grown
