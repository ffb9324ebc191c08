SELECT *
FROM cloudtrail_logs
WHERE "timestamp" >= date_format((current_timestamp - INTERVAL '2' DAY) AT TIME ZONE 'UTC', '%Y/%m/%d')
  AND eventtime >= date_format((current_timestamp - INTERVAL '24' HOUR) AT TIME ZONE 'UTC', '%Y-%m-%dT%H:%i:%sZ')
  AND lower(eventname) = 'consolelogin'
  AND (
    any_match(
      CAST(json_parse(json_query(additionaleventdata, 'lax $.MFAUsed[*][*][*]' WITH UNCONDITIONAL ARRAY WRAPPER)) AS ARRAY(JSON)),
      v -> lower(json_extract_scalar(v, '$')) = 'no'
    )
    OR lower(useragent) LIKE '%notepad%'
  )
