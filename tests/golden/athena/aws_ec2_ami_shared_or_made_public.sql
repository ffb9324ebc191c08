SELECT *
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
