"""What Elastic stores of a CloudTrail event: its document in `logs-aws.cloudtrail-*`, field by field.

Made from the integration's own description (see `stored.py`), not from this project's pipelines, so that
a field mapped wrongly there shows as a wrong verdict. Where versions of the integration differ, this is
the newest one (November 2026).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from converter.targets.eql import stored
from converter.targets.eql.java_map import java_scalar, java_text
from converter.targets.eql.raw import addresses, at, below, booleans, dates, leaf, leaves, scalars, units

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import datetime

    from converter.targets.eql.raw import Address, Record

    Value = str | bool | Address | datetime

# A part whose text is longer than this stays out of the flattened fields.
_FLATTENED_BELOW: Final = 32766
_SERVICE: Final = ".amazonaws.com"


class Document:
    """One event as Elastic stores it. Fields are worked out when they are first asked for."""

    __slots__ = ("_record", "_values")

    def __init__(self, record: Record) -> None:
        """Keep the raw record; it must not change afterwards."""
        self._record = record
        self._values: dict[str, tuple[Value, ...]] = {}

    def values(self, name: str) -> tuple[Value, ...]:
        """What is indexed under a field's name; nothing at all if it is absent.

        Text for keywords, `bool`, addresses and aware `datetime` for the other types. Raises KeyError
        for a name that the mapping does not have, and for full-text fields.
        """
        found = self._values.get(name)
        if found is None:
            found = self._values[name] = tuple(_indexed(name, self._record))
        return found


def _indexed(name: str, record: Record) -> Iterator[Value]:
    """A field's values less the texts that are too long to be indexed, counted in UTF-16 units."""
    limit = stored.LONG_KEYWORDS.get(name, stored.IGNORE_ABOVE)
    for value in _values(name, record):
        if not isinstance(value, str) or units(value) <= limit:
            yield value


def _values(name: str, record: Record) -> Iterable[Value]:
    if name in stored.COPIED:
        return leaves(record, stored.COPIED[name])
    if name in stored.PRINTED:
        text = java_text(record.get(stored.PRINTED[name]))
        return () if text is None else (text,)
    if name in stored.CONSTANTS:
        return (stored.CONSTANTS[name],)
    if part := stored.flattened_part(name):
        return _flattened(record, stored.FLATTENED_PARTS[part], name[len(part) + 1 :])
    return _COMPUTED[name](record)


def _flattened(record: Record, part: str, path: str) -> Iterator[str]:
    """The texts in a flattened field at a path below it, or all of them; array positions are lost."""
    printed = java_text(record.get(part))
    if printed is not None and units(printed) < _FLATTENED_BELOW:
        yield from below(record[part], path)


def _source_ip(record: Record) -> Iterator[Address]:
    return addresses(leaves(record, "sourceIPAddress"))


def _outcome(record: Record) -> tuple[str, ...]:
    """Failure if there is an error; a console login tells itself."""
    told = leaf(record, "responseElements.ConsoleLogin")
    if told and leaf(record, "eventName") == "ConsoleLogin":
        return (told.lower(),)
    failed = leaves(record, "errorCode", "errorMessage")
    return ("failure" if failed else "success",)


_ISSUER: Final = "userIdentity.sessionContext.sessionIssuer"


def _is_service(record: Record) -> bool:
    """Whether an AWS service acted, by itself or in a role of its own: such events name no user."""
    issuer = leaf(record, f"{_ISSUER}.arn") or ""
    return leaf(record, "userIdentity.type") == "AWSService" or ":role/aws-service-role/" in issuer


def _user_name(record: Record) -> list[str]:
    """The user's name; the role's or federated user's issuer goes before it."""
    own = leaves(record, "userIdentity.userName")
    issuer = leaves(record, f"{_ISSUER}.userName")
    if _is_service(record):
        return []
    if issuer and leaf(record, "userIdentity.type") in {"AssumedRole", "FederatedUser"}:
        return issuer
    if leaf(record, "eventName") == "UserAuthentication":
        return own or issuer or leaves(record, "additionalEventData.UserName")
    return own or issuer


def _user_id(record: Record) -> list[str]:
    if _is_service(record):
        return []
    if leaf(record, "userIdentity.type") == "IdentityCenterUser":
        return leaves(record, "userIdentity.onBehalfOf.userId")
    return leaves(record, "userIdentity.principalId")


def _related_users(record: Record) -> list[str]:
    paths = ("userIdentity.userName", "requestParameters.userName", "requestParameters.newUserName")
    return list(dict.fromkeys([*leaves(record, *paths), *_user_name(record), *_user_id(record)]))


def _related_hosts(record: Record) -> list[str]:
    """Instances that the request names, by any of the keys that AWS uses for them."""
    names = ("instanceId", "target", "resourceId", "instanceIds", "instancesSet.items")
    found = [text for name in names for text in below(at(record, f"requestParameters.{name}"), "")]
    return [text for text in dict.fromkeys(found) if text.startswith("i-")]


def _resources(record: Record, key: str) -> list[str]:
    """One key of all resources; those alike in ARN, account and type are kept once."""
    members = record.get("resources")
    resources = [m for m in members if isinstance(m, dict)] if isinstance(members, list) else []
    unlike = {tuple(str(m.get(k, "")) for k in ("ARN", "accountId", "type")): m for m in resources}
    return [java_scalar(value) for member in unlike.values() for value in scalars(member.get(key))]


def _console_login(record: Record, key: str) -> list[str]:
    at_login = leaf(record, "eventName") == "ConsoleLogin"
    return leaves(record, f"additionalEventData.{key}") if at_login else []


def _used_at_login(record: Record, key: str) -> list[bool]:
    return [text != "No" for text in _console_login(record, key)]


def _tls_version(record: Record, part: int) -> Iterator[str]:
    """`TLSv1.3` taken apart at its first `v`."""
    for text in leaves(record, "tlsDetails.tlsVersion"):
        protocol, _, version = text.partition("v")
        if protocol and version:
            yield (protocol.lower(), version)[part]


def _service_name(record: Record) -> Iterable[str]:
    return (text.removesuffix(_SERVICE) for text in leaves(record, "eventSource"))


def _acting_service(record: Record) -> list[str]:
    by_itself = leaf(record, "userIdentity.type") == "AWSService"
    return leaves(record, "userIdentity.invokedBy") if by_itself else []


_LOGIN: Final = "aws.cloudtrail.console_login.additional_eventdata"
_COMPUTED: Final[dict[str, Callable[[Record], Iterable[Value]]]] = {
    "@timestamp": lambda record: dates(record, "eventTime"),
    f"{_LOGIN}.login_to": lambda record: _console_login(record, "LoginTo"),
    f"{_LOGIN}.mfa_used": lambda record: _used_at_login(record, "MFAUsed"),
    f"{_LOGIN}.mobile_version": lambda record: _used_at_login(record, "MobileVersion"),
    "aws.cloudtrail.read_only": lambda record: booleans(record, "readOnly"),
    "aws.cloudtrail.resources.account_id": lambda record: _resources(record, "accountId"),
    "aws.cloudtrail.resources.arn": lambda record: _resources(record, "ARN"),
    "aws.cloudtrail.resources.type": lambda record: _resources(record, "type"),
    "aws.cloudtrail.user_identity.session_context.creation_date": lambda record: dates(
        record, "userIdentity.sessionContext.attributes.creationDate"
    ),
    "cloud.account.id": lambda record: (
        leaves(record, "userIdentity.accountId") or leaves(record, "recipientAccountId")
    ),
    "cloud.provider": lambda _: ("aws",),
    "cloud.service.name": _service_name,
    "event.kind": lambda _: ("event",),
    "event.outcome": _outcome,
    "related.hosts": _related_hosts,
    "related.ip": _source_ip,
    "related.user": _related_users,
    "service.name": _acting_service,
    "source.ip": _source_ip,
    "tls.version": lambda record: _tls_version(record, 1),
    "tls.version_protocol": lambda record: _tls_version(record, 0),
    "user.email": lambda record: (name for name in _user_name(record) if "@" in name),
    "user.id": _user_id,
    "user.name": _user_name,
}
