SELECT *
FROM cloudtrail_logs
WHERE "timestamp" >= date_format((current_timestamp - INTERVAL '2' DAY) AT TIME ZONE 'UTC', '%Y/%m/%d')
  AND eventtime >= date_format((current_timestamp - INTERVAL '24' HOUR) AT TIME ZONE 'UTC', '%Y-%m-%dT%H:%i:%sZ')
  AND (
    any_match(
      concat(
        ARRAY[
          eventversion,
          useridentity.type,
          useridentity.principalid,
          useridentity.arn,
          useridentity.accountid,
          useridentity.invokedby,
          useridentity.accesskeyid,
          useridentity.username,
          useridentity.onbehalfof.userid,
          useridentity.onbehalfof.identitystorearn,
          useridentity.sessioncontext.attributes.mfaauthenticated,
          useridentity.sessioncontext.attributes.creationdate,
          useridentity.sessioncontext.sessionissuer.type,
          useridentity.sessioncontext.sessionissuer.principalid,
          useridentity.sessioncontext.sessionissuer.arn,
          useridentity.sessioncontext.sessionissuer.accountid,
          useridentity.sessioncontext.sessionissuer.username,
          useridentity.sessioncontext.ec2roledelivery,
          useridentity.sessioncontext.webidfederationdata.federatedprovider,
          eventtime,
          eventsource,
          eventname,
          awsregion,
          sourceipaddress,
          useragent,
          errorcode,
          errormessage,
          requestid,
          eventid,
          readonly,
          eventtype,
          apiversion,
          recipientaccountid,
          sharedeventid,
          vpcendpointid,
          vpcendpointaccountid,
          eventcategory,
          addendum.reason,
          addendum.updatedfields,
          addendum.originalrequestid,
          addendum.originaleventid,
          sessioncredentialfromconsole,
          tlsdetails.tlsversion,
          tlsdetails.ciphersuite,
          tlsdetails.clientprovidedhostheader
        ],
        coalesce(flatten(transform(resources, r -> ARRAY[r.arn, r.accountid, r.type])), CAST(ARRAY[] AS ARRAY(VARCHAR))),
        coalesce(map_values(useridentity.sessioncontext.webidfederationdata.attributes), CAST(ARRAY[] AS ARRAY(VARCHAR)))
      ),
      v -> lower(v) LIKE '%pacu%' OR lower(v) LIKE '%kali%linux%'
    )
    OR any_match(
      flatten(
        transform(
          ARRAY[
            requestparameters,
            responseelements,
            additionaleventdata,
            serviceeventdetails,
            edgedevicedetails
          ],
          j -> coalesce(regexp_extract_all(j, '"(?:[^"\\]|\\.)*+":?|[^\[\]{},:"\s]+'), CAST(ARRAY[] AS ARRAY(VARCHAR)))
        )
      ),
      t ->
        t NOT LIKE '%:' AND (
          lower(json_extract_scalar(t, '$')) LIKE '%pacu%'
          OR lower(json_extract_scalar(t, '$')) LIKE '%kali%linux%'
        )
    )
  )

warning: keywords are looked for in the columns of the documented table only: what an event holds beside them, such as managementEvent, is not searched
