"""What Elastic does not keep of an event, however a query is written."""

from __future__ import annotations

import json
from ipaddress import IPv6Address, ip_address
from typing import TYPE_CHECKING, Any, Final

from converter.targets.eql.document import Document
from converter.targets.eql.java_map import DROPPED, java_scalar
from converter.targets.eql.printed import read
from converter.targets.eql.raw import units
from converter.targets.eql.stored import IGNORE_ABOVE, PRINTED
from converter.verify.engine import Event

if TYPE_CHECKING:
    from collections.abc import Callable

    Record = dict[str, Any]

_ISSUED: Final = ("AssumedRole", "FederatedUser")
# Elasticsearch before July 2026 folds ASCII letters only, and later ones by Unicode's simple case folding:
# both read these letters otherwise than their lower cases say
# (https://github.com/elastic/elasticsearch/pull/153513, November 2026). None of the signs has a case.
_ELASTICS_CASE: Final = str.maketrans({"\u212a": "\u2588", "\u0130": "\u2589", "\u017f": "s"})


def kept(event: Event) -> tuple[Event, Event]:
    """What is left of an event in Elastic, in two readings.

    The integration drops null, "", "-", "none" and what is empty then, at any depth; Fleet's mapping drops
    texts over their field's limit; parameters are one text without quotes, of which only the plain reading
    is left, and the one in which objects and lists in it may be texts of their own, for a text `{a=b}` prints
    like an object; names, identifiers and the account are overwritten or filled from elsewhere (see
    `document`).
    """
    return _kept_event(event, texts=False), _kept_event(event, texts=True)


def _kept_event(event: Event, *, texts: bool) -> Event:
    document = Document(event.record)
    record: Record = {name: _kept(value) for name, value in event.record.items()}
    for field, part in PRINTED.items():
        record[part] = next(
            (read(str(text).translate(_ELASTICS_CASE), texts=texts) for text in document.values(field)), None
        )
    for change in _CHANGES:
        change(record, document)
    record = _held(record) or {}
    return Event(event.id, record, json.dumps(record, ensure_ascii=False))


def _held(value: Any) -> Any:  # noqa: ANN401 -- any JSON
    """A value without the keys that hold nothing, for a rule may ask whether they exist."""
    if not isinstance(value, dict):
        return value
    return {name: each for name, inner in value.items() if (each := _held(inner)) is not None} or None


def _kept(value: Any) -> Any:  # noqa: ANN401 -- any JSON
    """What is left of a value, None if nothing is."""
    if isinstance(value, dict):
        return {name: each for name, inner in value.items() if (each := _kept(inner)) is not None} or None
    if isinstance(value, list):
        return [each for inner in value if (each := _kept(inner)) is not None] or None
    if value is None or value in DROPPED:
        return None
    text = java_scalar(value)
    return None if units(text) > IGNORE_ABOVE else text.translate(_ELASTICS_CASE)


def _put_names(record: Record, document: Document) -> None:
    """One user.name, whose the type of the identity tells."""
    identity = _identity(record)
    names = list(document.values("user.name")) or None
    issued = identity.get("type") in _ISSUED
    context = identity.get("sessionContext") or {}
    issuer = context.get("sessionIssuer") or {}
    issuer = issuer | {"userName": names if issued else None}
    record["userIdentity"] = identity | {
        "userName": None if issued else names,
        "sessionContext": context | {"sessionIssuer": issuer},
    }


def _put_identifiers(record: Record, document: Document) -> None:
    record["userIdentity"] = _identity(record) | {
        "principalId": list(document.values("user.id")) or None,
        "accountId": list(document.values("cloud.account.id")) or None,
    }


def _put_types(record: Record, document: Document) -> None:
    """Booleans and dates, and the version of TLS without its protocol."""
    record["readOnly"] = next(iter(document.values("aws.cloudtrail.read_only")), None)
    for version in document.values("tls.version"):
        record["tlsDetails"] = record["tlsDetails"] | {"tlsVersion": f"TLSv{version}"}


def _put_address(record: Record, _: Document) -> None:
    """An IPv4 address within an IPv6 one is both: the text is kept, and the index holds the former."""
    text = record.get("sourceIPAddress")
    if isinstance(text, str) and text.startswith("::ffff:") and (inner := _mapped(text)):
        record["sourceIPAddress"] = [text, inner]


def _mapped(text: str) -> str | None:
    try:
        address = ip_address(text)
    except ValueError:
        return None
    return str(address.ipv4_mapped) if isinstance(address, IPv6Address) and address.ipv4_mapped else None


def _identity(record: Record) -> Record:
    identity = record.get("userIdentity")
    return identity if isinstance(identity, dict) else {}


_CHANGES: Final[tuple[Callable[[Record, Document], None], ...]] = (
    _put_names,
    _put_identifiers,
    _put_types,
    _put_address,
)
