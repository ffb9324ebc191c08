SELECT *
FROM cloudtrail_logs
WHERE "timestamp" >= date_format((current_timestamp - INTERVAL '2' DAY) AT TIME ZONE 'UTC', '%Y/%m/%d')
  AND eventtime >= date_format((current_timestamp - INTERVAL '24' HOUR) AT TIME ZONE 'UTC', '%Y-%m-%dT%H:%i:%sZ')
  AND useridentity.sessioncontext.sessionissuer.arn IS NOT NULL
  AND errorcode IS NULL
  AND json_exists(requestparameters, 'lax $.ipPermissions[*].items[*].ipRanges[*].items[*].cidrIp')

warning: userIdentity.sessionContext.sessionIssuer.arn: the table keeps nothing of a null, so exists means 'not null' here

warning: errorCode: the table keeps nothing of a null, so exists means 'not null' here
