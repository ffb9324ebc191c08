SELECT *
FROM cloudtrail_logs
WHERE "timestamp" >= date_format((current_timestamp - INTERVAL '2' DAY) AT TIME ZONE 'UTC', '%Y/%m/%d')
  AND eventtime >= date_format((current_timestamp - INTERVAL '24' HOUR) AT TIME ZONE 'UTC', '%Y-%m-%dT%H:%i:%sZ')
  AND lower(eventname) = 'consolelogin'
  AND (
    hour(try(from_iso8601_timestamp(regexp_extract(eventtime, '^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z\z')))) = 2
    OR hour(try(from_iso8601_timestamp(regexp_extract(eventtime, '^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z\z')))) = 3
  )
