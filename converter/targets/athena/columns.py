"""The columns of the CloudTrail table that AWS documents, and what a dotted name stands for in it.

https://docs.aws.amazon.com/athena/latest/ug/create-cloudtrail-table-partition-projection.html
(November 2026). Every leaf is text; four columns hold JSON text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from converter.errors import UnsupportedError
from converter.targets.athena.json_path import JsonPath
from converter.targets.athena.literal import literal
from converter.targets.athena.place import Items, JsonText, Place, Scalar, Struct

if TYPE_CHECKING:
    from collections.abc import Callable

SCALARS: Final = (
    "eventversion",
    "useridentity.type",
    "useridentity.principalid",
    "useridentity.arn",
    "useridentity.accountid",
    "useridentity.invokedby",
    "useridentity.accesskeyid",
    "useridentity.username",
    "useridentity.onbehalfof.userid",
    "useridentity.onbehalfof.identitystorearn",
    "useridentity.sessioncontext.attributes.mfaauthenticated",
    "useridentity.sessioncontext.attributes.creationdate",
    "useridentity.sessioncontext.sessionissuer.type",
    "useridentity.sessioncontext.sessionissuer.principalid",
    "useridentity.sessioncontext.sessionissuer.arn",
    "useridentity.sessioncontext.sessionissuer.accountid",
    "useridentity.sessioncontext.sessionissuer.username",
    "useridentity.sessioncontext.ec2roledelivery",
    "useridentity.sessioncontext.webidfederationdata.federatedprovider",
    "eventtime",
    "eventsource",
    "eventname",
    "awsregion",
    "sourceipaddress",
    "useragent",
    "errorcode",
    "errormessage",
    "requestid",
    "eventid",
    "readonly",
    "eventtype",
    "apiversion",
    "recipientaccountid",
    "sharedeventid",
    "vpcendpointid",
    "vpcendpointaccountid",
    "eventcategory",
    "addendum.reason",
    "addendum.updatedfields",
    "addendum.originalrequestid",
    "addendum.originaleventid",
    "sessioncredentialfromconsole",
    "tlsdetails.tlsversion",
    "tlsdetails.ciphersuite",
    "tlsdetails.clientprovidedhostheader",
)
JSON_TEXTS: Final = (
    "requestparameters",
    "responseelements",
    "additionaleventdata",
    "serviceeventdetails",
    "edgedevicedetails",
)
RESOURCES: Final = "resources"
RESOURCE_MEMBERS: Final = ("arn", "accountid", "type")
ATTRIBUTES: Final = "useridentity.sessioncontext.webidfederationdata.attributes"

_STRUCTS: Final = {name[:dot] for name in SCALARS for dot, char in enumerate(name) if char == "."}
_FIRST: Final = {"eventsource": 0, "eventname": 1}


def place(field: str) -> Place:
    """Where the table keeps a field.

    Raises:
        UnsupportedError: nowhere.
    """
    if field in SCALARS:
        return Scalar(field, _FIRST.get(field, 2))
    if field in JSON_TEXTS:
        return JsonText(field)
    if field in _STRUCTS or field == ATTRIBUTES:
        return Struct(field)
    for start, make in _BY_START.items():
        if field == start or field.startswith(f"{start}."):
            return make(field, field[len(start) + 1 :])
    raise _unknown(field)


def _json_path(field: str, path: str) -> Place:
    return JsonPath(field[: -len(path) - 1], path)


def _resource(field: str, member: str) -> Place:
    if member and member not in RESOURCE_MEMBERS:
        raise _unknown(field)
    return Items(RESOURCES, member)


def _attribute(field: str, key: str) -> Place:
    return Scalar(f"element_at({field[: -len(key) - 1]}, {literal(key)})", 2)


_BY_START: Final[dict[str, Callable[[str, str], Place]]] = {
    **dict.fromkeys(JSON_TEXTS, _json_path),
    RESOURCES: _resource,
    ATTRIBUTES: _attribute,
}


def _unknown(field: str) -> UnsupportedError:
    return UnsupportedError(
        f"athena cannot test {field!r}: the documented CloudTrail table has no such column; "
        "test another field of the event"
    )
