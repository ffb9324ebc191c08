SELECT *
FROM cloudtrail_logs
WHERE "timestamp" >= date_format((current_timestamp - INTERVAL '2' DAY) AT TIME ZONE 'UTC', '%Y/%m/%d')
  AND eventtime >= date_format((current_timestamp - INTERVAL '24' HOUR) AT TIME ZONE 'UTC', '%Y-%m-%dT%H:%i:%sZ')
  AND lower(eventname) = 'authorizesecuritygroupingress'
  AND any_match(
    CAST(json_parse(json_query(requestparameters, 'lax $.ipPermissions[*].items[*].fromPort[*][*][*]' WITH UNCONDITIONAL ARRAY WRAPPER)) AS ARRAY(JSON)),
    v ->
      json_extract_scalar(v, '$') IN ('22', '22.0')
      OR json_extract_scalar(v, '$') IN ('3389', '3389.0')
      OR lower(json_extract_scalar(v, '$')) = 'all'
  )
