SELECT *
FROM cloudtrail_logs
WHERE "timestamp" >= date_format((current_timestamp - INTERVAL '2' DAY) AT TIME ZONE 'UTC', '%Y/%m/%d')
  AND eventtime >= date_format((current_timestamp - INTERVAL '24' HOUR) AT TIME ZONE 'UTC', '%Y-%m-%dT%H:%i:%sZ')
  AND lower(eventsource) = 'lambda.amazonaws.com'
  AND lower(eventname) = 'updatefunctionconfiguration20150331v2'
  AND any_match(
    CAST(json_parse(json_query(requestparameters, 'lax $.environment[*][*][*]' WITH UNCONDITIONAL ARRAY WRAPPER)) AS ARRAY(JSON)),
    v -> regexp_like(coalesce(json_extract_scalar(v, '$'), nullif(json_format(v), 'null')), '(?:AKIA|ASIA)[0-9A-Z]')
  )
