WITH found AS (
  SELECT
    coalesce(sourceipaddress, 'unknown') AS "src_ip",
    coalesce(awsregion, 'unknown') AS "region",
    coalesce(eventname, 'unknown') AS "eventName",
    coalesce(useragent, 'unknown') AS "userAgent",
    coalesce(useridentity.arn, 'unknown') AS "user_arn",
    coalesce(useridentity.accountid, recipientaccountid, 'unknown') AS "aws_account_id",
    coalesce(useridentity.principalid, 'unknown') AS "userIdentity.principalId",
    eventtime AS "firstTime",
    nullif(
      filter(
        transform(
          CAST(json_parse(json_query(requestparameters, 'lax $.launchPermission[*].add[*].items[*].group[*][*][*]' WITH UNCONDITIONAL ARRAY WRAPPER)) AS ARRAY(JSON)),
          v -> json_extract_scalar(v, '$')
        ),
        v -> v IS NOT NULL
      ),
      ARRAY[]
    ) AS "group_added",
    nullif(
      filter(
        transform(
          CAST(json_parse(json_query(requestparameters, 'lax $.launchPermission[*].add[*].items[*].userId[*][*][*]' WITH UNCONDITIONAL ARRAY WRAPPER)) AS ARRAY(JSON)),
          v -> json_extract_scalar(v, '$')
        ),
        v -> v IS NOT NULL
      ),
      ARRAY[]
    ) AS "accounts_added",
    coalesce(useridentity.username, useridentity.sessioncontext.sessionissuer.username) AS "user",
    eventsource AS "dest",
    CASE WHEN any_match(
      CAST(json_parse(json_query(requestparameters, 'lax $.launchPermission[*].add[*].items[*].group[*][*][*]' WITH UNCONDITIONAL ARRAY WRAPPER)) AS ARRAY(JSON)),
      v -> lower(json_extract_scalar(v, '$')) = 'all'
    ) THEN 'Public AMI' ELSE 'Not Public' END AS "ami_status"
  FROM cloudtrail_logs
  WHERE "timestamp" >= date_format((current_timestamp - INTERVAL '2' DAY) AT TIME ZONE 'UTC', '%Y/%m/%d')
    AND eventtime >= date_format((current_timestamp - INTERVAL '24' HOUR) AT TIME ZONE 'UTC', '%Y-%m-%dT%H:%i:%sZ')
    AND lower(eventsource) = 'ec2.amazonaws.com'
    AND lower(eventname) = 'modifyimageattribute'
    AND (
      json_exists(requestparameters, 'lax $.launchPermission[*].add[*].items[*].userId[*][*][*]?(@.type() != "null")')
      OR any_match(
        CAST(json_parse(json_query(requestparameters, 'lax $.launchPermission[*].add[*].items[*].group[*][*][*]' WITH UNCONDITIONAL ARRAY WRAPPER)) AS ARRAY(JSON)),
        v -> lower(json_extract_scalar(v, '$')) = 'all'
      )
      OR json_exists(requestparameters, 'lax $.launchPermission[*].add[*].items[*].organizationArn[*][*][*]?(@.type() != "null")')
      OR json_exists(requestparameters, 'lax $.launchPermission[*].add[*].items[*].organizationalUnitArn[*][*][*]?(@.type() != "null")')
    )
)
SELECT
  "src_ip",
  "region",
  "eventName",
  "userAgent",
  "user_arn",
  "aws_account_id",
  "userIdentity.principalId",
  count(*) AS "count",
  substr(min("firstTime"), 1, 19) AS "firstTime",
  substr(max("firstTime"), 1, 19) AS "lastTime",
  array_join(array_sort(array_distinct(flatten(array_agg("group_added") FILTER (WHERE "group_added" IS NOT NULL)))), ', ') AS "group_added",
  array_join(array_sort(array_distinct(flatten(array_agg("accounts_added") FILTER (WHERE "accounts_added" IS NOT NULL)))), ', ') AS "accounts_added",
  array_join(array_sort(array_agg(DISTINCT "user") FILTER (WHERE "user" IS NOT NULL)), ', ') AS "user",
  array_join(array_sort(array_agg(DISTINCT "dest") FILTER (WHERE "dest" IS NOT NULL)), ', ') AS "dest",
  array_join(array_sort(array_agg(DISTINCT "ami_status") FILTER (WHERE "ami_status" IS NOT NULL)), ', ') AS "ami_status"
FROM found
GROUP BY 1, 2, 3, 4, 5, 6, 7
ORDER BY 1, 2, 3, 4, 5, 6, 7
