SELECT *
FROM cloudtrail_logs
WHERE "timestamp" >= date_format((current_timestamp - INTERVAL '2' DAY) AT TIME ZONE 'UTC', '%Y/%m/%d')
  AND eventtime >= date_format((current_timestamp - INTERVAL '24' HOUR) AT TIME ZONE 'UTC', '%Y-%m-%dT%H:%i:%sZ')
  AND any_match(
    CAST(json_parse(json_query(additionaleventdata, 'lax $.bytesTransferredOut[*][*][*]' WITH UNCONDITIONAL ARRAY WRAPPER)) AS ARRAY(JSON)),
    v -> TRY_CAST(regexp_extract(json_extract_scalar(v, '$'), '^-?[0-9]+(\.[0-9]+(E-?[0-9]+)?)?\z') AS double) > 1000000
  )
  AND any_match(
    CAST(json_parse(json_query(requestparameters, 'lax $.maxResults[*][*][*]' WITH UNCONDITIONAL ARRAY WRAPPER)) AS ARRAY(JSON)),
    v -> TRY_CAST(regexp_extract(json_extract_scalar(v, '$'), '^-?[0-9]+(\.[0-9]+(E-?[0-9]+)?)?\z') AS double) <= 5
  )
