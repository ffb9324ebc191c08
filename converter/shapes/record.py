"""What no service model says: CloudTrail's own record, and the calls that only the console makes.

Shapes are written as in the archive: `SCALAR`, `JSON` (anything), `[shape]`, `{name: shape}`.
https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
(November 2026).
"""

from __future__ import annotations

from typing import Final, TypeAlias

SCALAR: Final = 0
JSON: Final = 1

Written: TypeAlias = "int | list[Written] | dict[str, Written] | None"


def scalars(names: str) -> dict[str, Written]:
    """A structure whose members, named in one text, are all scalars."""
    return dict.fromkeys(names.split(), SCALAR)


USER_IDENTITY: Final[dict[str, Written]] = {
    **scalars("type userName principalId arn accountId accessKeyId invokedBy identityProvider credentialId"),
    "sessionContext": {
        "sessionIssuer": scalars("type principalId arn accountId userName"),
        "attributes": scalars("creationDate mfaAuthenticated sessionCredentialFromConsole"),
        "webIdFederationData": {"federatedProvider": SCALAR, "attributes": {"*": SCALAR}},
        **scalars("sourceIdentity ec2RoleDelivery assumedRoot"),
    },
    "onBehalfOf": scalars("userId identityStoreArn"),
    "inScopeOf": scalars("sourceArn sourceAccount issuerType credentialsIssuedTo"),
}

RECORD: Final[dict[str, Written]] = {
    **scalars(
        "eventVersion eventTime eventSource eventName awsRegion sourceIPAddress userAgent errorCode "
        "errorMessage requestID eventID eventType apiVersion managementEvent readOnly recipientAccountId "
        "sharedEventID vpcEndpointId vpcEndpointAccountId eventCategory sessionCredentialFromConsole",
    ),
    "userIdentity": USER_IDENTITY,
    "resources": [scalars("ARN arn accountId type ARNPrefix")],
    "tlsDetails": scalars("tlsVersion cipherSuite clientProvidedHostHeader keyExchange"),
    "addendum": scalars("reason updatedFields originalRequestID originalEventID"),
    "edgeDeviceDetails": JSON,
    "insightDetails": JSON,
    "serviceEventDetails": JSON,
    "additionalEventData": scalars(
        "MFAUsed MFAIdentifier LoginTo MobileVersion SamlProviderArn SwitchFrom SwitchTo RedirectTo "
        "SignatureVersion CipherSuite AuthenticationMethod SSEApplied bytesTransferredIn "
        "bytesTransferredOut x-amz-id-2 sub requestAccountId",
    ),
}

# https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-aws-console-sign-in-events.html
# (November 2026). Each call: its request, its response.
CONSOLE: Final[dict[str, list[Written]]] = {
    call: [{}, scalars(call)]
    for call in (
        "CheckMfa",
        "ConsoleLogin",
        "CredentialChallenge",
        "CredentialVerification",
        "ExitRole",
        "GetSigninToken",
        "PasswordRecoveryCompleted",
        "PasswordRecoveryRequested",
        "RenewRole",
        "SwitchRole",
        "UserAuthentication",
    )
}
CONSOLE_SOURCES: Final = ("signin.amazonaws.com",)

# Members of requests that CloudTrail names in its own way, beside those of the model.
# https://docs.aws.amazon.com/AmazonS3/latest/userguide/cloudtrail-logging-s3-info.html (November 2026)
OTHER_MEMBERS: Final[dict[str, dict[str, Written]]] = {
    "ec2": scalars("attributeType"),
    "s3": scalars("bucketName key"),
    "s3control": scalars("bucketName key"),
}
# S3's parameters in the query string and in headers are text or an array, whatever the model says; of its
# requests only the members above are sure.
XML_QUERY: Final = frozenset(
    (
        *("accelerate", "acl", "analytics", "cors", "delete", "encryption", "host", "inventory", "lifecycle"),
        *("location", "logging", "metrics", "notification", "object-lock", "ownershipControls", "policy"),
        *("policyStatus", "publicAccessBlock", "replication", "requestPayment", "restore", "retention"),
        *("tagging", "torrent", "uploads", "versioning", "versions", "website"),
    )
)
# S3 writes its XML as it comes: a list of one element as that element.
XML_SERVICES: Final = frozenset({"s3", "s3control"})
