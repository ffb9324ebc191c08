SELECT *
FROM cloudtrail_logs
WHERE "timestamp" >= date_format((current_timestamp - INTERVAL '2' DAY) AT TIME ZONE 'UTC', '%Y/%m/%d')
  AND eventtime >= date_format((current_timestamp - INTERVAL '24' HOUR) AT TIME ZONE 'UTC', '%Y-%m-%dT%H:%i:%sZ')
  AND lower(eventname) = 'consolelogin'
  AND (
    try(contains('10.0.0.0/9', CAST(regexp_extract(sourceipaddress, '^[0-9.]+\z') AS IPADDRESS)))
    OR try(contains('192.0.2.0/24', CAST(regexp_extract(sourceipaddress, '^[0-9.]+\z') AS IPADDRESS)))
    OR try(contains('2001:db8::/33', CAST(regexp_extract(sourceipaddress, '^[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*\z') AS IPADDRESS)))
  )
