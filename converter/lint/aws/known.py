"""Events that CloudTrail records although no model of AWS's APIs has them, and other things no model says.

Compiled in November 2026 from AWS's pages on what each service logs, named beside each group, and from
public records. The lists only keep the checks silent, so a name in doubt is on them.
"""

from __future__ import annotations

from typing import Final


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Events by event source, beside the calls of its models.
EVENTS: Final[dict[str, frozenset[str]]] = {
    # https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-aws-console-sign-in-events.html
    "signin.amazonaws.com": _words(
        "CheckMfa ConsoleLogin CredentialChallenge CredentialVerification ExitRole GetSigninToken "
        "PasswordRecoveryCompleted PasswordRecoveryRequested RenewRole SwitchRole UserAuthentication "
        "PasswordUpdated ExternalIdPDirectoryLogin EmailUpdated SendEmailVerification AssumeRole Logout "
        "AccountSignInFailed CreateOAuth2Token AuthorizeOAuth2Access"
    ),
    # https://docs.aws.amazon.com/singlesignon/latest/userguide/understanding-cloudtrail.html
    "sso.amazonaws.com": _words(
        "AssociateDirectory AssociateProfile Authenticate CreateApplicationInstance "
        "CreateApplicationInstanceCertificate CreateManagedApplicationInstance CreateProfile CreateTrust "
        "DeleteApplicationInstance DeleteApplicationInstanceCertificate DeleteManagedApplicationInstance "
        "DeletePermissionsPolicy DeleteProfile DescribePermissionsPolicies DescribeRegisteredRegions "
        "DescribeUserDirectory DisassociateDirectory DisassociateProfile Federate GetApplicationInstance "
        "GetApplicationTemplate GetManagedApplicationInstance GetMfaDeviceManagementForDirectory "
        "GetPermissionSet GetPermissionsPolicy GetProfile GetSSOStatus GetSSOConfiguration "
        "GetSharedSsoConfiguration GetSsoConfiguration GetTrust "
        "ImportApplicationInstanceServiceProviderMetadata "
        "ListApplicationInstanceCertificates ListApplicationInstances ListApplications "
        "ListApplicationTemplates ListDirectoryAssociations ListProfileAssociations ListProfiles "
        "ListProfilesForApplication Logout PutMfaDeviceManagementForDirectory PutPermissionsPolicy "
        "SearchGroups SearchUsers StartSSO UpdateApplicationInstanceActiveCertificate "
        "UpdateApplicationInstanceDisplayData UpdateApplicationInstanceResponseConfiguration "
        "UpdateApplicationInstanceResponseSchemaConfiguration UpdateApplicationInstanceSecurityConfiguration "
        "UpdateApplicationInstanceServiceProviderConfiguration UpdateApplicationInstanceStatus "
        "UpdateDirectoryAssociation UpdateManagedApplicationInstanceStatus UpdateProfile "
        "UpdateSSOConfiguration UpdateTrust"
    ),
    # https://docs.aws.amazon.com/singlesignon/latest/userguide/understanding-cloudtrail.html and the
    # permissions of https://docs.aws.amazon.com/service-authorization/latest/reference/
    "sso-directory.amazonaws.com": _words(
        "AddMemberToGroup CompleteVirtualMfaDeviceRegistration CompleteWebAuthnDeviceRegistration "
        "CreateAlias CreateBearerToken CreateExternalIdPConfigurationForDirectory "
        "CreateGroup CreateProvisioningTenant "
        "CreateUser DeleteBearerToken DeleteExternalIdPCertificate "
        "DeleteExternalIdPConfigurationForDirectory "
        "DeleteGroup DeleteMfaDeviceForUser DeleteProvisioningTenant DeleteUser DescribeDirectory "
        "DescribeGroup DescribeGroups DescribeProvisioningTenant DescribeUser DescribeUserByUniqueAttribute "
        "DescribeUsers DisableExternalIdPConfigurationForDirectory DisableUser "
        "EnableExternalIdPConfigurationForDirectory EnableUser GetAWSSPConfigurationForDirectory GetGroupId "
        "GetUserId GetUserPoolInfo ImportExternalIdPCertificate IsMemberInGroup IsMemberInGroups "
        "ListBearerTokens ListExternalIdPCertificates ListExternalIdPConfigurationsForDirectory ListGroups "
        "ListGroupsForMember ListGroupsForUser ListMembersInGroup ListMfaDevicesForUser "
        "ListProvisioningTenants ListUsers RemoveMemberFromGroup SearchGroups SearchUsers "
        "StartVirtualMfaDeviceRegistration StartWebAuthnDeviceRegistration "
        "UpdateExternalIdPConfigurationForDirectory UpdateGroup UpdateGroupDisplayName "
        "UpdateMfaDeviceForUser UpdatePassword UpdateUser UpdateUserName VerifyEmail"
    ),
    # https://docs.aws.amazon.com/systems-manager/latest/userguide/monitoring-cloudtrail-logs.html
    "ssm.amazonaws.com": _words(
        "RegisterManagedInstance RequestManagedInstanceRoleToken UpdateInstanceInformation "
        "UpdateInstanceAssociationStatus UpdateManagedInstancePublicKey ListInstanceAssociations "
        "PutConfigurePackageResult GetManifest GetCalendar PutCalendar ExecuteAPI DescribeDocumentParameters"
    ),
    # https://docs.aws.amazon.com/AmazonS3/latest/userguide/cloudtrail-logging-s3-info.html: names of its own
    "s3.amazonaws.com": _words(
        "DeleteAccountPublicAccessBlock GetAccountPublicAccessBlock PutAccountPublicAccessBlock "
        "DeleteBucketPublicAccessBlock GetBucketPublicAccessBlock PutBucketPublicAccessBlock "
        "GetAccelerateConfiguration PutAccelerateConfiguration GetBucketObjectLockConfiguration "
        "PutBucketObjectLockConfiguration GetBucketCors GetBucketNotification PutBucketNotification "
        "GetBucketLifecycle PutBucketLifecycle JobCreated JobStatusChanged "
        "GetStorageLensDashboardDataInternal OptionsObject POSTObject PreflightRequest BucketKeyRotation"
    ),
    # https://docs.aws.amazon.com/kms/latest/developerguide/understanding-kms-entries.html
    "kms.amazonaws.com": _words(
        "RotateKey DeleteKey DeleteExpiredKeyMaterial SynchronizeMultiRegionKey CloudHsmClusterNotActive"
    ),
    # https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/monitor-with-cloudtrail.html and the pages it names
    "ec2.amazonaws.com": _words(
        "SharedSnapshotVolumeCreated SharedSnapshotCopyInitiated BidEvictedEvent InstanceTerminated "
        "BatchDescribeInstances CreateSecurityGroupRule DeleteBucketPublicAccessBlock"
    ),
    # https://docs.aws.amazon.com/organizations/latest/userguide/orgs_cloudtrail-integration.html
    "organizations.amazonaws.com": _words(
        "CloseAccountResult CreateAccountResult AcceptHandshakeResult HandshakeExpired"
    ),
    # https://docs.aws.amazon.com/secretsmanager/latest/userguide/retrieve-ct-entries.html
    "secretsmanager.amazonaws.com": _words(
        "CancelSecretVersionDelete EndSecretVersionDelete StartSecretVersionDelete RotationAbandoned "
        "RotationFailed RotationStarted RotationSucceeded TestRotationStarted TestRotationSucceeded "
        "TestRotationFailed SecretVersionDeletion"
    ),
    # https://docs.aws.amazon.com/controltower/latest/userguide/logging-using-cloudtrail.html
    "controltower.amazonaws.com": _words(
        "SetupLandingZone UpdateLandingZone DisableGuardrail EnableGuardrail CreateManagedAccount "
        "UpdateManagedAccount RegisterOrganizationalUnit DeregisterOrganizationalUnit "
        "DeregisterManagedAccount PrecheckOrganizationalUnit"
    ),
    # https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-info-in-cloudtrail.html
    "cognito-idp.amazonaws.com": _words(
        "Login_GET Login_POST Signup_GET Signup_POST Confirm_GET Confirm_POST SAML2Response_POST Token_POST "
        "ForgotPassword_GET ForgotPassword_POST ResetPassword_GET ResetPassword_POST OAuth2_Authorize_GET "
        "OAuth2Response_GET ResendCode_POST Logout_GET UserInfo_GET UserInfo_POST Revoke_POST "
        "Beta_Authorize_GET Beta_Confirm_GET Beta_Confirm_POST Error_GET Login_Continue_POST"
    ),
    # https://docs.aws.amazon.com/IAM/latest/UserGuide/cloudtrail-integration.html, account and console pages
    "iam.amazonaws.com": _words(
        "UpdateAccountEmailAddress UpdateAccountName GetAccountEmailAddress GetAccountName "
        "ListSTSRegionalEndpointsStatus SetSTSRegionalEndpointStatus UploadCloudFrontPublicKey "
        "UpdateCloudFrontPublicKey DeleteCloudFrontPublicKey GetCloudFrontPublicKey ListCloudFrontPublicKeys"
    ),
    # https://docs.aws.amazon.com/cloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
    "cloudtrail.amazonaws.com": _words("CreateServiceLinkedChannel GetServiceLinkedChannel InsightsEvent"),
    # https://docs.aws.amazon.com/efs/latest/ug/logging-using-cloudtrail.html
    "elasticfilesystem.amazonaws.com": _words("NewClientConnection UpdateClientConnection"),
    # https://docs.aws.amazon.com/quicksight/latest/user/logging-using-cloudtrail.html
    "quicksight.amazonaws.com": _words(
        "QueryDatabase QuerySubmitted CreateAccount BatchCreateUser BatchResetUserPassword SetUserPermission "
        "AccountDeleted"
    ),
    # https://docs.aws.amazon.com/bedrock/latest/userguide/logging-using-cloudtrail.html
    "bedrock.amazonaws.com": _words("PutFoundationModelEntitlement PutUseCaseForModelAccess"),
    # https://docs.aws.amazon.com/cloudshell/latest/userguide/logging-and-monitoring.html
    "cloudshell.amazonaws.com": _words(
        "CreateEnvironment CreateSession DeleteEnvironment GetEnvironmentStatus GetFileDownloadUrls "
        "GetFileUploadUrls PutCredentials StartEnvironment StopEnvironment SendHeartBeat RedeemCode "
        "DescribeEnvironments GetLayout UpdateLayout"
    ),
    # https://docs.aws.amazon.com/athena/latest/ug/athena-cloudtrail.html and public records
    "rds.amazonaws.com": _words("DescribeRecommendations DescribeRecommendationGroups"),
    "ssm-guiconnect.amazonaws.com": _words("StartConnection CancelConnection GetConnection"),
    "s3-outposts.amazonaws.com": _words("PutObject GetObject DeleteObject ListObjects CopyObject"),
    "account.amazonaws.com": _words("CloseAccount UpdateBillingPreferences EnableIAMUserAccess"),
    "trustedadvisor.amazonaws.com": _words("RefreshCheck DescribeAccount UpdateNotificationPreferences"),
}

# Calls that CloudTrail records under another name than the API's.
# https://docs.aws.amazon.com/AmazonS3/latest/userguide/cloudtrail-logging-s3-info.html and public records
RENAMED: Final[dict[str, dict[str, str]]] = {
    "s3.amazonaws.com": {
        "DeletePublicAccessBlock": "DeleteBucketPublicAccessBlock",
        "GetBucketAccelerateConfiguration": "GetAccelerateConfiguration",
        "GetBucketLifecycleConfiguration": "GetBucketLifecycle",
        "GetBucketNotificationConfiguration": "GetBucketNotification",
        "GetObjectLockConfiguration": "GetBucketObjectLockConfiguration",
        "GetPublicAccessBlock": "GetBucketPublicAccessBlock",
        "ListObjectsV2": "ListObjects",
        "PutBucketAccelerateConfiguration": "PutAccelerateConfiguration",
        "PutBucketLifecycleConfiguration": "PutBucketLifecycle",
        "PutBucketNotificationConfiguration": "PutBucketNotification",
        "PutObjectLockConfiguration": "PutBucketObjectLockConfiguration",
        "PutPublicAccessBlock": "PutBucketPublicAccessBlock",
    }
}

# Event sources without a model: consoles, agents and services that AWS has closed.
SOURCES: Final = frozenset(
    f"{name}.amazonaws.com"
    for name in _words(
        "aws-portal billingconsole codestar codewhisperer console ec2messages elastictranscoder "
        "iotanalytics kafka-cluster mechanicalturk mobilehub nimble opsworks payments q qldb "
        "resource-explorer robomaker sms sqlworkbench ssmmessages supportcenter vpce worklink"
    )
)

# Services whose events carry the API's version behind the name, and calls that came too late for that.
# https://docs.aws.amazon.com/lambda/latest/dg/logging-using-cloudtrail.html
DATED: Final[dict[str, frozenset[str]]] = {
    "lambda.amazonaws.com": _words(
        "AddPermission CreateAlias CreateEventSourceMapping CreateFunction DeleteAlias "
        "DeleteEventSourceMapping DeleteFunction GetAlias GetEventSourceMapping GetFunction "
        "GetFunctionConfiguration GetPolicy ListAliases ListEventSourceMappings ListFunctions "
        "ListVersionsByFunction PublishVersion RemovePermission UpdateAlias UpdateEventSourceMapping "
        "UpdateFunctionCode UpdateFunctionConfiguration"
    ),
}

# Sources of which records hold names that the models do not: EC2's older names, S3's XML, REST paths.
OWN_NAMES: Final = frozenset(
    ("ec2.amazonaws.com", "s3.amazonaws.com", "apigateway.amazonaws.com", "dynamodb.amazonaws.com")
)

# Parameters and response fields in public records beside those of the models, by source.
RECORDED: Final[dict[str, frozenset[str]]] = {
    "ssm.amazonaws.com": _words(
        "interactive clientName clientSourceId hasCancelCommandSignature hasSendCommandSignature domain"
    ),
    "lambda.amazonaws.com": _words("fullyQualifiedArn"),
    "secretsmanager.amazonaws.com": _words("arn"),
    "ec2-instance-connect.amazonaws.com": _words("monitorMode"),
    "athena.amazonaws.com": _words("contentMD5"),
    "kms.amazonaws.com": _words("clusterId AWSAccountId"),
    "sts.amazonaws.com": _words("incomingTransitiveTags sAMLAssertionID roleSessionName principalTags"),
    "redshift.amazonaws.com": _words("producerNamespaceArn"),
    "rds.amazonaws.com": _words("httpEndpointEnabled"),
    "cloudfront.amazonaws.com": _words("oacSigningBehavior"),
}
# In the answer of a call that failed or has none of its own.
ANSWERS: Final = _words("_return requestId requestID message __type")

# What a field may hold, in lower case, where CloudTrail's documentation lists it.
# https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
# https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-user-identity.html
VALUES: Final[dict[str, tuple[str, ...]]] = {
    "eventType": (
        *("AwsApiCall", "AwsServiceEvent", "AwsConsoleAction", "AwsConsoleSignIn", "AwsVpceEvent"),
        *("AwsCloudTrailInsight", "AwsAggregatedEvent"),
    ),
    "eventCategory": ("Management", "Data", "NetworkActivity", "Insight", "Aggregated"),
    "userIdentity.type": (
        *("Root", "IAMUser", "AssumedRole", "Role", "FederatedUser", "Directory", "AWSAccount", "AWSService"),
        *("IdentityCenterUser", "Unknown", "SAMLUser", "WebIdentityUser"),
    ),
    "userIdentity.sessionContext.sessionIssuer.type": ("Root", "IAMUser", "Role"),
    "userIdentity.sessionContext.attributes.mfaAuthenticated": ("true", "false"),
    "additionalEventData.MFAUsed": ("Yes", "No"),
    "readOnly": ("true", "false"),
    "managementEvent": ("true", "false"),
    "responseElements.ConsoleLogin": ("Success", "Failure"),
    "responseElements.SwitchRole": ("Success", "Failure"),
}
# Values that rules look for and that the field never has: it is missing where a call succeeds.
NEVER: Final[dict[str, frozenset[str]]] = {
    "errorCode": _words("success succeeded ok none null 200"),
    "errorMessage": _words("success succeeded ok none null"),
}
