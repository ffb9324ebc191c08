SELECT *
FROM cloudtrail_logs
WHERE "timestamp" >= date_format((current_timestamp - INTERVAL '2' DAY) AT TIME ZONE 'UTC', '%Y/%m/%d')
  AND eventtime >= date_format((current_timestamp - INTERVAL '24' HOUR) AT TIME ZONE 'UTC', '%Y-%m-%dT%H:%i:%sZ')
  AND lower(eventsource) = 'ec2.amazonaws.com'
  AND lower(eventname) = 'authorizesecuritygroupingress'
  AND any_match(
    CAST(json_parse(json_query(requestparameters, 'lax $.ipPermissions[*][*][*]' WITH UNCONDITIONAL ARRAY WRAPPER)) AS ARRAY(JSON)),
    v -> coalesce(json_extract_scalar(v, '$'), json_format(v)) LIKE '%0.0.0.0/0%'
  )
