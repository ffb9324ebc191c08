SELECT *
FROM cloudtrail_logs
WHERE "timestamp" >= date_format((current_timestamp - INTERVAL '2' DAY) AT TIME ZONE 'UTC', '%Y/%m/%d')
  AND eventtime >= date_format((current_timestamp - INTERVAL '24' HOUR) AT TIME ZONE 'UTC', '%Y-%m-%dT%H:%i:%sZ')
  AND lower(eventname) = 'consolelogin'
  AND NOT coalesce(
    try(contains('10.0.0.0/8', CAST(regexp_extract(sourceipaddress, '^[0-9.]+\z') AS IPADDRESS))),
    FALSE
  )
