"""What the backend must know of a field beside its name, as tables.

Elastic's AWS integration, data stream aws.cloudtrail, fields/*.yml and the ingest pipeline, read in
November 2026: https://github.com/elastic/integrations/tree/main/packages/aws/data_stream/cloudtrail.
Null, "" and empty objects are dropped at ingest, so a rule that tells them from "absent" cannot.
"""

from __future__ import annotations

from typing import Final

TRAIL: Final = "aws.cloudtrail."
FLATTENED: Final = f"{TRAIL}flattened."
IDENTITY_TYPE: Final = f"{TRAIL}user_identity.type"

STRING_LIMITS: Final = {
    f"{TRAIL}request_parameters": 8191,
    f"{TRAIL}response_elements": 8191,
    f"{TRAIL}additional_eventdata": 1024,
    f"{TRAIL}service_event_details": 1024,
}
"""The parameter objects, kept as the text of a Java map; a longer text is not indexed."""

DROPPED: Final = frozenset(("", "-", "none"))
"""Values that the newest ingest pipeline takes for none; older ones the empty one only."""

KEYWORD_LIMIT: Final = 1024
"""Fleet's ignore_above for keyword fields: a longer value is not indexed."""

BOOLEANS: Final = frozenset((f"{TRAIL}read_only",))
DATES: Final = frozenset(("@timestamp", f"{TRAIL}user_identity.session_context.creation_date"))
ADDRESSES: Final = {"source.address": "source.ip"}
"""The ip field beside a keyword field; filled only where the whole value is an address."""

MULTIVALUED: Final = frozenset(f"{TRAIL}resources.{name}" for name in ("arn", "account_id", "type"))

TWINS: Final = {
    f"{FLATTENED}request_parameters.userName": "user.target.name",
    f"{FLATTENED}request_parameters.newUserName": "user.changes.name",
    f"{FLATTENED}request_parameters.groupName": "group.name",
    f"{FLATTENED}response_elements.user.userId": "user.target.id",
    f"{FLATTENED}response_elements.group.groupId": "group.id",
}
"""Parameters that the pipeline copies into a field of their own, whatever the event."""

FLATTENED_ONLY: Final = (
    f"{FLATTENED}insight_details",
    f"{TRAIL}user_identity.session_context.web_id_federation_data.attributes",
)

_NEWEST: Final = (
    "vpc_endpoint_account_id",
    "addendum.",
    "tls_details.key_exchange",
    "user_identity.identity_provider",
    "user_identity.credential_id",
    "user_identity.on_behalf_of.",
    "user_identity.in_scope_of.",
    "user_identity.invoked_by_delegate.",
    "user_identity.session_context.ec2_role_delivery",
    "user_identity.session_context.source_identity",
    "user_identity.session_context.assumed_root",
    "user_identity.session_context.web_id_federation_data.",
)
_OPTIONAL: Final = tuple(TRAIL + name for name in _NEWEST)

USER_NAME: Final = "user.name"
OWN_NAME: Final = "userIdentity.userName"
ISSUER_TYPES: Final = ("AssumedRole", "FederatedUser")
"""Identities whose user.name is the session issuer's."""

NOTES: Final = {
    USER_NAME: (
        "Elastic keeps one user.name: for AssumedRole and FederatedUser it is the session issuer's, and"
        " service-linked roles have none; an own name beside an issuer's is lost"
    ),
    "user.id": "Elastic does not set user.id for AWS services, so their principalId is not found",
    "cloud.account.id": (
        "newer pipelines fill cloud.account.id from recipientAccountId where userIdentity.accountId is absent"
    ),
}


def is_optional(field: str) -> bool:
    """Whether an older version of the integration may not map the field."""
    return field.startswith(_OPTIONAL)


def written(field: str) -> str:
    """The field as EQL writes it: `?` where it may be unmapped, backticks where the name needs them."""
    if "@" in field:
        return f"`{field}`"
    return f"?{field}" if is_optional(field) else field


def limit(field: str) -> int:
    """How many characters of a value Elastic indexes."""
    return STRING_LIMITS.get(field, KEYWORD_LIMIT)
