SELECT *
FROM cloudtrail_logs
WHERE "timestamp" >= date_format((current_timestamp - INTERVAL '2' DAY) AT TIME ZONE 'UTC', '%Y/%m/%d')
  AND eventtime >= date_format((current_timestamp - INTERVAL '24' HOUR) AT TIME ZONE 'UTC', '%Y-%m-%dT%H:%i:%sZ')
  AND (
    any_match(
      CAST(json_parse(json_query(requestparameters, 'lax $.userData[*][*][*]' WITH UNCONDITIONAL ARRAY WRAPPER)) AS ARRAY(JSON)),
      v ->
        lower(coalesce(json_extract_scalar(v, '$'), json_format(v))) LIKE '%y3vybcbodhrw%'
        OR lower(coalesce(json_extract_scalar(v, '$'), json_format(v))) LIKE '%n1cmwgahr0c%'
        OR lower(coalesce(json_extract_scalar(v, '$'), json_format(v))) LIKE '%jdxjsigh0dh%'
        OR lower(coalesce(json_extract_scalar(v, '$'), json_format(v))) LIKE '%sqbuahyabwbragualqbxaguaygbsaguacqb1aguacwb0a%'
        OR lower(coalesce(json_extract_scalar(v, '$'), json_format(v))) LIKE '%kabgb2ag8aawblac0avwblagiaugblaheadqblahmada%'
        OR lower(coalesce(json_extract_scalar(v, '$'), json_format(v))) LIKE '%jag4adgbvagsazqatafcazqbiafiazqbxahuazqbzahqa%'
    )
    OR lower(useragent) LIKE '% -exec%'
    OR lower(useragent) LIKE '% /exec%'
    OR lower(useragent) LIKE lower('% –exec%')
    OR lower(useragent) LIKE lower('% —exec%')
    OR lower(useragent) LIKE lower('% ―exec%')
  )
