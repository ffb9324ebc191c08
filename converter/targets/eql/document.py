"""What Elastic stores of a CloudTrail event: its document in `logs-aws.cloudtrail-*`, field by field.

Made from the integration's own description (see `fields.py`), not from this project's pipelines, so that
a field mapped wrongly there shows as a wrong verdict. Where versions of the integration differ, this is
the newest one (November 2026).
"""

from __future__ import annotations

import ipaddress
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from converter.targets.eql import stored as fields
from converter.targets.eql.java_map import DROPPED, java_scalar, java_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    Address = ipaddress.IPv4Address | ipaddress.IPv6Address
    Value = str | bool | Address | datetime
    Record = dict[str, Any]

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
    limit = fields.LONG_KEYWORDS.get(name, fields.IGNORE_ABOVE)
    for value in _values(name, record):
        if not isinstance(value, str) or units(value) <= limit:
            yield value


def _values(name: str, record: Record) -> Iterable[Value]:
    if name in fields.COPIED:
        return _leaves(record, fields.COPIED[name])
    if name in fields.PRINTED:
        text = java_text(record.get(fields.PRINTED[name]))
        return () if text is None else (text,)
    if name in fields.CONSTANTS:
        return (fields.CONSTANTS[name],)
    if part := fields.flattened_part(name):
        return _flattened(record, fields.FLATTENED_PARTS[part], name[len(part) + 1 :])
    return _COMPUTED[name](record)


def units(text: str) -> int:
    """A text's length as Java counts it: in UTF-16 units."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def _at(record: Record, path: str) -> object:
    """What stands at a path of object keys; the integration does not step into arrays."""
    value: object = record
    for key in path.split("."):
        if not isinstance(value, dict):
            return None
        value = value.get(key)
    return value


def _scalars(value: object) -> Iterator[object]:
    """The texts, numbers and booleans of a value that is one or an array of them, less those dropped."""
    if isinstance(value, list):
        for member in value:
            yield from _scalars(member)
    elif value is not None and not isinstance(value, dict) and value not in DROPPED:
        yield value


def _leaves(record: Record, *paths: str) -> list[str]:
    """The texts at some paths, each once, in order."""
    found = (java_scalar(value) for path in paths for value in _scalars(_at(record, path)))
    return list(dict.fromkeys(found))


def _leaf(record: Record, path: str) -> str | None:
    return next(iter(_leaves(record, path)), None)


def _flattened(record: Record, part: str, path: str) -> Iterator[str]:
    """The texts in a flattened field at a path below it, or all of them; array positions are lost."""
    printed = java_text(record.get(part))
    if printed is not None and units(printed) < _FLATTENED_BELOW:
        yield from _below(record[part], path)


def _below(value: object, path: str) -> Iterator[str]:
    if isinstance(value, list):
        for member in value:
            yield from _below(member, path)
    elif isinstance(value, dict):
        for key, member in value.items():
            if not path or key == path:
                yield from _below(member, "")
            elif path.startswith(f"{key}."):
                yield from _below(member, path[len(key) + 1 :])
    elif not path:
        yield from map(java_scalar, _scalars(value))


def _dates(record: Record, path: str) -> Iterator[datetime]:
    """ISO 8601 dates, also without separators; what is none is left out."""
    for text in _leaves(record, path):
        try:
            date = datetime.fromisoformat(text)
        except ValueError:
            continue
        yield date if date.tzinfo else date.replace(tzinfo=UTC)


def _addresses(texts: Iterable[str]) -> Iterator[Address]:
    """The texts that are addresses; one mapped from IPv4 counts as IPv4, as it does in Lucene's index."""
    for text in texts:
        try:
            address = ipaddress.ip_address(text)
        except ValueError:
            continue
        yield getattr(address, "ipv4_mapped", None) or address


def _source_ip(record: Record) -> Iterator[Address]:
    return _addresses(_leaves(record, "sourceIPAddress"))


def _booleans(record: Record, path: str) -> Iterator[bool]:
    """Booleans, also spelled as text; a document with anything else here would be refused."""
    return (text == "true" for text in _leaves(record, path) if text in {"true", "false"})


def _outcome(record: Record) -> tuple[str, ...]:
    """Failure if there is an error; a console login tells itself."""
    told = _leaf(record, "responseElements.ConsoleLogin")
    if told and _leaf(record, "eventName") == "ConsoleLogin":
        return (told.lower(),)
    failed = _leaves(record, "errorCode", "errorMessage")
    return ("failure" if failed else "success",)


_ISSUER: Final = "userIdentity.sessionContext.sessionIssuer"


def _is_service(record: Record) -> bool:
    """Whether an AWS service acted, by itself or in a role of its own: such events name no user."""
    issuer = _leaf(record, f"{_ISSUER}.arn") or ""
    return _leaf(record, "userIdentity.type") == "AWSService" or ":role/aws-service-role/" in issuer


def _user_name(record: Record) -> list[str]:
    """The user's name; the role's or federated user's issuer goes before it."""
    own = _leaves(record, "userIdentity.userName")
    issuer = _leaves(record, f"{_ISSUER}.userName")
    if _is_service(record):
        return []
    if issuer and _leaf(record, "userIdentity.type") in {"AssumedRole", "FederatedUser"}:
        return issuer
    if _leaf(record, "eventName") == "UserAuthentication":
        return own or issuer or _leaves(record, "additionalEventData.UserName")
    return own or issuer


def _user_id(record: Record) -> list[str]:
    if _is_service(record):
        return []
    if _leaf(record, "userIdentity.type") == "IdentityCenterUser":
        return _leaves(record, "userIdentity.onBehalfOf.userId")
    return _leaves(record, "userIdentity.principalId")


def _related_users(record: Record) -> list[str]:
    paths = ("userIdentity.userName", "requestParameters.userName", "requestParameters.newUserName")
    return list(dict.fromkeys([*_leaves(record, *paths), *_user_name(record), *_user_id(record)]))


def _related_hosts(record: Record) -> list[str]:
    """Instances that the request names, by any of the keys that AWS uses for them."""
    names = ("instanceId", "target", "resourceId", "instanceIds", "instancesSet.items")
    found = [text for name in names for text in _below(_at(record, f"requestParameters.{name}"), "")]
    return [text for text in dict.fromkeys(found) if text.startswith("i-")]


def _resources(record: Record, key: str) -> list[str]:
    """One key of all resources; those alike in ARN, account and type are kept once."""
    members = record.get("resources")
    resources = [m for m in members if isinstance(m, dict)] if isinstance(members, list) else []
    unlike = {tuple(str(m.get(k, "")) for k in ("ARN", "accountId", "type")): m for m in resources}
    return [java_scalar(value) for member in unlike.values() for value in _scalars(member.get(key))]


def _console_login(record: Record, key: str) -> list[str]:
    at_login = _leaf(record, "eventName") == "ConsoleLogin"
    return _leaves(record, f"additionalEventData.{key}") if at_login else []


def _used_at_login(record: Record, key: str) -> list[bool]:
    return [text != "No" for text in _console_login(record, key)]


def _tls_version(record: Record, part: int) -> Iterator[str]:
    """`TLSv1.3` taken apart at its first `v`."""
    for text in _leaves(record, "tlsDetails.tlsVersion"):
        protocol, _, version = text.partition("v")
        if protocol and version:
            yield (protocol.lower(), version)[part]


def _service_name(record: Record) -> Iterable[str]:
    return (text.removesuffix(_SERVICE) for text in _leaves(record, "eventSource"))


def _acting_service(record: Record) -> list[str]:
    by_itself = _leaf(record, "userIdentity.type") == "AWSService"
    return _leaves(record, "userIdentity.invokedBy") if by_itself else []


_LOGIN: Final = "aws.cloudtrail.console_login.additional_eventdata"
_COMPUTED: Final[dict[str, Callable[[Record], Iterable[Value]]]] = {
    "@timestamp": lambda record: _dates(record, "eventTime"),
    f"{_LOGIN}.login_to": lambda record: _console_login(record, "LoginTo"),
    f"{_LOGIN}.mfa_used": lambda record: _used_at_login(record, "MFAUsed"),
    f"{_LOGIN}.mobile_version": lambda record: _used_at_login(record, "MobileVersion"),
    "aws.cloudtrail.read_only": lambda record: _booleans(record, "readOnly"),
    "aws.cloudtrail.resources.account_id": lambda record: _resources(record, "accountId"),
    "aws.cloudtrail.resources.arn": lambda record: _resources(record, "ARN"),
    "aws.cloudtrail.resources.type": lambda record: _resources(record, "type"),
    "aws.cloudtrail.user_identity.session_context.creation_date": lambda record: _dates(
        record, "userIdentity.sessionContext.attributes.creationDate"
    ),
    "cloud.account.id": lambda record: (
        _leaves(record, "userIdentity.accountId") or _leaves(record, "recipientAccountId")
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
