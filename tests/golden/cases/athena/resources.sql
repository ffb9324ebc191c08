SELECT *
FROM cloudtrail_logs
WHERE "timestamp" >= date_format((current_timestamp - INTERVAL '2' DAY) AT TIME ZONE 'UTC', '%Y/%m/%d')
  AND eventtime >= date_format((current_timestamp - INTERVAL '24' HOUR) AT TIME ZONE 'UTC', '%Y-%m-%dT%H:%i:%sZ')
  AND lower(eventname) = 'decrypt'
  AND any_match(resources, v -> lower(v.arn) LIKE '%:key/00000000-0000-4000-8000-000000000000')
  AND any_match(resources, v -> v.accountid = '111122223333')
