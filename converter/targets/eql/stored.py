"""The fields of a CloudTrail document in Elastic: their types, and which raw path each is copied from.

Source: elastic/integrations, packages/aws, data stream cloudtrail (`fields/*.yml` and the ingest
pipeline), https://www.elastic.co/docs/reference/integrations/aws/cloudtrail, read November 2026. The
newest pipeline is the one described; what is computed rather than copied is in `document.py`.
"""

from __future__ import annotations

from typing import Final

KEYWORD: Final = "keyword"
CONSTANT: Final = "constant_keyword"
BOOLEAN: Final = "boolean"
DATE: Final = "date"
IP: Final = "ip"
FLATTENED: Final = "flattened"
TEXT: Final = "text"

# Fleet indexes nothing of a longer keyword: the field looks absent.
IGNORE_ABOVE: Final = 1024
LONG_KEYWORDS: Final = {
    "aws.cloudtrail.request_parameters": 8191,
    "aws.cloudtrail.response_elements": 8191,
}

_IDENTITY: Final = "aws.cloudtrail.user_identity"
_CONTEXT: Final = f"{_IDENTITY}.session_context"

# Keywords that hold the leaf values of one raw path.
COPIED: Final = {
    "aws.cloudtrail.addendum.original_event_id": "addendum.originalEventID",
    "aws.cloudtrail.addendum.original_request_id": "addendum.originalRequestID",
    "aws.cloudtrail.addendum.reason": "addendum.reason",
    "aws.cloudtrail.addendum.updated_fields": "addendum.updatedFields",
    "aws.cloudtrail.api_version": "apiVersion",
    "aws.cloudtrail.error_code": "errorCode",
    "aws.cloudtrail.error_message": "errorMessage",
    "aws.cloudtrail.event_category": "eventCategory",
    "aws.cloudtrail.event_type": "eventType",
    "aws.cloudtrail.event_version": "eventVersion",
    "aws.cloudtrail.management_event": "managementEvent",
    "aws.cloudtrail.recipient_account_id": "recipientAccountId",
    "aws.cloudtrail.request_id": "requestID",
    "aws.cloudtrail.session_credential_from_console": "sessionCredentialFromConsole",
    "aws.cloudtrail.shared_event_id": "sharedEventID",
    "aws.cloudtrail.tls_details.key_exchange": "tlsDetails.keyExchange",
    "aws.cloudtrail.vpc_endpoint_account_id": "vpcEndpointAccountId",
    "aws.cloudtrail.vpc_endpoint_id": "vpcEndpointId",
    f"{_IDENTITY}.access_key_id": "userIdentity.accessKeyId",
    f"{_IDENTITY}.arn": "userIdentity.arn",
    f"{_IDENTITY}.credential_id": "userIdentity.credentialId",
    f"{_IDENTITY}.identity_provider": "userIdentity.identityProvider",
    f"{_IDENTITY}.in_scope_of.credentials_issued_to": "userIdentity.inScopeOf.credentialsIssuedTo",
    f"{_IDENTITY}.in_scope_of.issuer_type": "userIdentity.inScopeOf.issuerType",
    f"{_IDENTITY}.in_scope_of.source_account": "userIdentity.inScopeOf.sourceAccount",
    f"{_IDENTITY}.in_scope_of.source_arn": "userIdentity.inScopeOf.sourceArn",
    f"{_IDENTITY}.invoked_by": "userIdentity.invokedBy",
    f"{_IDENTITY}.invoked_by_delegate.account_id": "userIdentity.invokedByDelegate.accountId",
    f"{_IDENTITY}.on_behalf_of.identity_store_arn": "userIdentity.onBehalfOf.identityStoreArn",
    f"{_IDENTITY}.on_behalf_of.user_id": "userIdentity.onBehalfOf.userId",
    f"{_IDENTITY}.type": "userIdentity.type",
    f"{_CONTEXT}.assumed_root": "userIdentity.sessionContext.assumedRoot",
    f"{_CONTEXT}.ec2_role_delivery": "userIdentity.sessionContext.ec2RoleDelivery",
    f"{_CONTEXT}.mfa_authenticated": "userIdentity.sessionContext.attributes.mfaAuthenticated",
    f"{_CONTEXT}.session_issuer.account_id": "userIdentity.sessionContext.sessionIssuer.accountId",
    f"{_CONTEXT}.session_issuer.arn": "userIdentity.sessionContext.sessionIssuer.arn",
    f"{_CONTEXT}.session_issuer.principal_id": "userIdentity.sessionContext.sessionIssuer.principalId",
    f"{_CONTEXT}.session_issuer.type": "userIdentity.sessionContext.sessionIssuer.type",
    f"{_CONTEXT}.source_identity": "userIdentity.sessionContext.sourceIdentity",
    f"{_CONTEXT}.web_id_federation_data.federated_provider": (
        "userIdentity.sessionContext.webIdFederationData.federatedProvider"
    ),
    "cloud.region": "awsRegion",
    "event.action": "eventName",
    "event.id": "eventID",
    "event.provider": "eventSource",
    "group.id": "responseElements.group.groupId",
    "group.name": "requestParameters.groupName",
    "source.address": "sourceIPAddress",
    "tls.cipher": "tlsDetails.cipherSuite",
    "tls.client.server_name": "tlsDetails.clientProvidedHostHeader",
    "user.changes.name": "requestParameters.newUserName",
    "user.target.id": "responseElements.user.userId",
    "user.target.name": "requestParameters.userName",
    "user_agent.original": "userAgent",
}

# Keywords that hold a whole part of the record as the text of a Java map.
PRINTED: Final = {
    "aws.cloudtrail.additional_eventdata": "additionalEventData",
    "aws.cloudtrail.request_parameters": "requestParameters",
    "aws.cloudtrail.response_elements": "responseElements",
    "aws.cloudtrail.service_event_details": "serviceEventDetails",
}

# The same parts again with their structure, and one more; every key below is part of the field.
FLATTENED_PARTS: Final = {
    "aws.cloudtrail.flattened.additional_eventdata": "additionalEventData",
    "aws.cloudtrail.flattened.insight_details": "insightDetails",
    "aws.cloudtrail.flattened.request_parameters": "requestParameters",
    "aws.cloudtrail.flattened.response_elements": "responseElements",
    "aws.cloudtrail.flattened.service_event_details": "serviceEventDetails",
}

# Full-text twins of keywords.
TEXTS: Final = frozenset({*(f"{name}.text" for name in PRINTED), "user_agent.original.text"})

CONSTANTS: Final = {
    "data_stream.dataset": "aws.cloudtrail",
    "data_stream.type": "logs",
    "event.dataset": "aws.cloudtrail",
    "event.module": "aws",
}

_COMPUTED: Final = {
    "@timestamp": DATE,
    "aws.cloudtrail.console_login.additional_eventdata.login_to": KEYWORD,
    "aws.cloudtrail.console_login.additional_eventdata.mfa_used": BOOLEAN,
    "aws.cloudtrail.console_login.additional_eventdata.mobile_version": BOOLEAN,
    "aws.cloudtrail.read_only": BOOLEAN,
    "aws.cloudtrail.resources.account_id": KEYWORD,
    "aws.cloudtrail.resources.arn": KEYWORD,
    "aws.cloudtrail.resources.type": KEYWORD,
    f"{_CONTEXT}.creation_date": DATE,
    "cloud.account.id": KEYWORD,
    "cloud.provider": KEYWORD,
    "cloud.service.name": KEYWORD,
    "event.kind": KEYWORD,
    "event.outcome": KEYWORD,
    "related.hosts": KEYWORD,
    "related.ip": IP,
    "related.user": KEYWORD,
    "service.name": KEYWORD,
    "source.ip": IP,
    "tls.version": KEYWORD,
    "tls.version_protocol": KEYWORD,
    "user.email": KEYWORD,
    "user.id": KEYWORD,
    "user.name": KEYWORD,
}

TYPES: Final[dict[str, str]] = {
    **dict.fromkeys(COPIED, KEYWORD),
    **dict.fromkeys(PRINTED, KEYWORD),
    **dict.fromkeys(CONSTANTS, CONSTANT),
    **dict.fromkeys(TEXTS, TEXT),
    **dict.fromkeys(FLATTENED_PARTS, FLATTENED),
    **_COMPUTED,
}


def type_of(name: str) -> str | None:
    """A field's type in the mapping; None for a field that the mapping does not have."""
    if name in TYPES:
        return TYPES[name]
    return FLATTENED if flattened_part(name) else None


def flattened_part(name: str) -> str | None:
    """The flattened field that a name is or lies in."""
    inside = (part for part in FLATTENED_PARTS if name == part or name.startswith(f"{part}."))
    return next(inside, None)
