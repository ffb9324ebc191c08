"""An event as Athena sees it: one row of the CloudTrail table that AWS documents.

The columns are those of https://docs.aws.amazon.com/athena/latest/ug/create-cloudtrail-table.html
(read in November 2026), in lower case as Hive keeps them. Every leaf is text; what is no text in the
event stands as JSON text, as Hive's and OpenX's readers store it.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, Final

from converter.targets.athena.kinds import VARCHAR, Kind, array, mapping, row

if TYPE_CHECKING:
    from collections.abc import Callable


def _texts(*names: str) -> dict[str, Kind]:
    return dict.fromkeys(names, VARCHAR)


_SESSION: Final = row(
    attributes=row(**_texts("mfaauthenticated", "creationdate")),
    sessionissuer=row(**_texts("type", "principalid", "arn", "accountid", "username")),
    ec2roledelivery=VARCHAR,
    webidfederationdata=row(federatedprovider=VARCHAR, attributes=mapping(VARCHAR, VARCHAR)),
)
_IDENTITY: Final = row(
    **_texts("type", "principalid", "arn", "accountid", "invokedby", "accesskeyid", "username"),
    onbehalfof=row(**_texts("userid", "identitystorearn")),
    sessioncontext=_SESSION,
)
_STORED: Final[dict[str, Kind]] = {
    "eventversion": VARCHAR,
    "useridentity": _IDENTITY,
    **_texts("eventtime", "eventsource", "eventname", "awsregion", "sourceipaddress", "useragent"),
    **_texts("errorcode", "errormessage", "requestparameters", "responseelements", "additionaleventdata"),
    **_texts("requestid", "eventid", "readonly"),
    "resources": array(row(**_texts("arn", "accountid", "type"))),
    **_texts("eventtype", "apiversion", "recipientaccountid", "serviceeventdetails", "sharedeventid"),
    **_texts("vpcendpointid", "vpcendpointaccountid", "eventcategory"),
    "addendum": row(**_texts("reason", "updatedfields", "originalrequestid", "originaleventid")),
    **_texts("sessioncredentialfromconsole", "edgedevicedetails"),
    "tlsdetails": row(**_texts("tlsversion", "ciphersuite", "clientprovidedhostheader")),
}
_PARTITIONS: Final = _texts("region", "year", "month", "day", "account", "timestamp")
COLUMNS: Final[dict[str, Kind]] = _STORED | _PARTITIONS
"""Every column with its type; the partition columns of all three documented layouts come last."""

_DAY: Final = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})(?![0-9])")


def document(record: dict[str, Any]) -> dict[str, Any]:
    """The row of the documented table for one raw record: column to text, dict, list or None."""
    lower = _lower(record)
    stored = {column: _stored(lower.get(column), kind) for column, kind in _STORED.items()}
    return stored | _partitions(stored)


def _lower(record: dict[str, Any]) -> dict[str, Any]:
    return {key.lower(): value for key, value in record.items()}


def _text(value: object, _kind: Kind) -> str:
    """Text as it is; a lone half of a surrogate pair, which UTF-8 cannot hold, becomes `?` as in Java."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text if text.isascii() else text.encode("utf-8", "replace").decode()


def _row(value: object, kind: Kind) -> dict[str, Any] | None:
    if not isinstance(value, dict):
        return None
    lower = _lower(value)
    return {name: _stored(lower.get(name), member) for name, member in kind.members}


def _array(value: object, kind: Kind) -> list[Any] | None:
    if not isinstance(value, list):
        return None
    return [_stored(item, kind.members[0][1]) for item in value]


def _map(value: object, _kind: Kind) -> dict[str, Any] | None:
    """Keys of a map keep their letter case."""
    return {key: _stored(item, VARCHAR) for key, item in value.items()} if isinstance(value, dict) else None


_READERS: Final[dict[str, Callable[[object, Kind], Any]]] = {
    "varchar": _text,
    "row": _row,
    "array": _array,
    "map": _map,
}


def _stored(value: object, kind: Kind) -> Any:  # noqa: ANN401 - a column's value: text, dict, list or None
    return None if value is None else _READERS[kind.name](value, kind)


def _partitions(stored: dict[str, Any]) -> dict[str, str | None]:
    """What the path of the log file would say, made up from the event itself."""
    found = _DAY.match(stored["eventtime"] or "")
    year, month, day = found.groups() if found else (None, None, None)
    return {
        "region": stored["awsregion"],
        "year": year,
        "month": month,
        "day": day,
        "account": stored["recipientaccountid"],
        "timestamp": f"{year}/{month}/{day}" if found else None,
    }
