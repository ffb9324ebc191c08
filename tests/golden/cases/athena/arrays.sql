SELECT *
FROM cloudtrail_logs
WHERE "timestamp" >= date_format((current_timestamp - INTERVAL '2' DAY) AT TIME ZONE 'UTC', '%Y/%m/%d')
  AND eventtime >= date_format((current_timestamp - INTERVAL '24' HOUR) AT TIME ZONE 'UTC', '%Y-%m-%dT%H:%i:%sZ')
  AND lower(eventsource) = 'ecs.amazonaws.com'
  AND lower(eventname) = 'registertaskdefinition'
  AND any_match(
    CAST(json_parse(json_query(requestparameters, 'lax $.containerDefinitions[*].command[*][*][*]' WITH UNCONDITIONAL ARRAY WRAPPER)) AS ARRAY(JSON)),
    v -> coalesce(json_extract_scalar(v, '$'), json_format(v)) LIKE '%169.254.170.2%'
  )
  AND any_match(
    CAST(json_parse(json_query(requestparameters, 'lax $.containerDefinitions[*].environment[*].name[*][*][*]' WITH UNCONDITIONAL ARRAY WRAPPER)) AS ARRAY(JSON)),
    v -> lower(json_extract_scalar(v, '$')) = 'aws_secret_access_key'
  )
