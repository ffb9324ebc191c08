SELECT *
FROM cloudtrail_logs
WHERE "timestamp" >= date_format((current_timestamp - INTERVAL '2' DAY) AT TIME ZONE 'UTC', '%Y/%m/%d')
  AND eventtime >= date_format((current_timestamp - INTERVAL '24' HOUR) AT TIME ZONE 'UTC', '%Y-%m-%dT%H:%i:%sZ')
  AND lower(eventname) = 'createaccesskey'
  AND NOT coalesce(
    any_match(
      CAST(json_parse(json_query(requestparameters, 'lax $.userName[*][*][*]' WITH UNCONDITIONAL ARRAY WRAPPER)) AS ARRAY(JSON)),
      w -> starts_with(reverse(lower(useridentity.arn)), reverse(lower(json_extract_scalar(w, '$'))))
    ),
    FALSE
  )
