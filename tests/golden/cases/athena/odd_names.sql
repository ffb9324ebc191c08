SELECT *
FROM cloudtrail_logs
WHERE "timestamp" >= date_format((current_timestamp - INTERVAL '2' DAY) AT TIME ZONE 'UTC', '%Y/%m/%d')
  AND eventtime >= date_format((current_timestamp - INTERVAL '24' HOUR) AT TIME ZONE 'UTC', '%Y-%m-%dT%H:%i:%sZ')
  AND any_match(
    CAST(json_parse(json_query(requestparameters, 'lax $."x-amz-acl"[*][*][*]' WITH UNCONDITIONAL ARRAY WRAPPER)) AS ARRAY(JSON)),
    v -> lower(json_extract_scalar(v, '$')) = 'public-read'
  )
  AND any_match(
    CAST(json_parse(json_query(requestparameters, 'lax $."6a"[*][*][*]' WITH UNCONDITIONAL ARRAY WRAPPER)) AS ARRAY(JSON)),
    v -> lower(json_extract_scalar(v, '$')) = 'x'
  )
  AND any_match(
    CAST(json_parse(json_query(requestparameters, 'lax $.in[*][*][*]' WITH UNCONDITIONAL ARRAY WRAPPER)) AS ARRAY(JSON)),
    v -> lower(json_extract_scalar(v, '$')) = 'y'
  )
  AND any_match(
    CAST(json_parse(json_query(responseelements, 'lax $.group[*].end[*][*][*]' WITH UNCONDITIONAL ARRAY WRAPPER)) AS ARRAY(JSON)),
    v -> lower(json_extract_scalar(v, '$')) = 'z'
  )
  AND any_match(
    CAST(json_parse(json_query(requestparameters, 'lax $."aws:s3:arn"[*][*][*]' WITH UNCONDITIONAL ARRAY WRAPPER)) AS ARRAY(JSON)),
    v -> lower(json_extract_scalar(v, '$')) LIKE 'arn:aws:s3%'
  )
