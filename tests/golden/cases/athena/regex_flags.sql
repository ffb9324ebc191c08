SELECT *
FROM cloudtrail_logs
WHERE "timestamp" >= date_format((current_timestamp - INTERVAL '2' DAY) AT TIME ZONE 'UTC', '%Y/%m/%d')
  AND eventtime >= date_format((current_timestamp - INTERVAL '24' HOUR) AT TIME ZONE 'UTC', '%Y-%m-%dT%H:%i:%sZ')
  AND regexp_like(useragent, '[Pp][Aa][Cc][Uu]|[Ssſ][Cc][Aa]?[Nn][Nn][Ee][Rr]')
  AND regexp_like(errormessage, '[Nn][Oo][Tt] [Aa][Uu][Tt][Hh][Oo][Rr][Ii][Zz][Ee][Dd] [Tt][Oo] [Pp][Ee][Rr][Ff][Oo][Rr][Mm]: [Ii][Aa][Mm]:\w+')
