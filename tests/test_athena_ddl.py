"""The statement that makes the CloudTrail table."""

from __future__ import annotations

import re

import pytest

from converter.errors import SettingsError
from converter.targets.athena.ddl import ddl

COLUMNS = (
    *("eventversion", "useridentity", "eventtime", "eventsource", "eventname", "awsregion"),
    *("sourceipaddress", "useragent", "errorcode", "errormessage", "requestparameters", "responseelements"),
    *("additionaleventdata", "requestid", "eventid", "readonly", "resources", "eventtype", "apiversion"),
    *("recipientaccountid", "serviceeventdetails", "sharedeventid", "vpcendpointid"),
    *("vpcendpointaccountid", "eventcategory", "addendum", "sessioncredentialfromconsole"),
    *("edgedevicedetails", "tlsdetails"),
)
IDENTITY = (
    "useridentity struct<type:string,principalid:string,arn:string,accountid:string,invokedby:string,"
    "accesskeyid:string,username:string,onbehalfof:struct<userid:string,identitystorearn:string>,"
    "sessioncontext:struct<attributes:struct<mfaauthenticated:string,creationdate:string>,"
    "sessionissuer:struct<type:string,principalid:string,arn:string,accountid:string,username:string>,"
    "ec2roledelivery:string,webidfederationdata:struct<federatedprovider:string,"
    "attributes:map<string,string>>>>"
)


def test_every_documented_column_is_there() -> None:
    """The table has the columns of AWS's page, and no partition among them."""
    assert tuple(re.findall(r"^  (\w+) (?:string|struct|array)", ddl(), re.MULTILINE)) == COLUMNS


@pytest.mark.parametrize(
    "said",
    [
        "CREATE EXTERNAL TABLE cloudtrail_logs (\n",
        f"  {IDENTITY},\n",
        "  resources array<struct<arn:string,accountid:string,type:string>>,\n",
        "PARTITIONED BY (`timestamp` string)\n",
        "ROW FORMAT SERDE 'org.apache.hive.hcatalog.data.JsonSerDe'\n",
        "STORED AS INPUTFORMAT 'com.amazon.emr.cloudtrail.CloudTrailInputFormat'\n",
        "LOCATION 's3://<BUCKET>/AWSLogs/<ACCOUNT_ID>/CloudTrail/<REGION>/'\n",
        "  'projection.enabled'='true',\n",
        "  'projection.timestamp.format'='yyyy/MM/dd',\n",
        "  'projection.timestamp.range'='2020/01/01,NOW',\n",
        "'storage.location.template'='s3://<BUCKET>/AWSLogs/<ACCOUNT_ID>/CloudTrail/<REGION>/${timestamp}'\n",
    ],
)
def test_the_usual_layout_projects_its_partitions(said: str) -> None:
    """Types are Hive's, and what nobody knows yet stands in angle brackets."""
    assert said in ddl()


@pytest.mark.parametrize(
    ("layout", "keys", "location"),
    [
        (
            "manual",
            "`region` string, `year` string, `month` string, `day` string",
            "s3://b/AWSLogs/111122223333/CloudTrail/",
        ),
        (
            "organization",
            "`account` string, `region` string, `year` string, `month` string, `day` string",
            "s3://b/AWSLogs/o-1/",
        ),
    ],
)
def test_other_layouts_have_their_partitions(layout: str, keys: str, location: str) -> None:
    """Where partitions are added by hand, nothing is projected."""
    statement = ddl({"layout": layout, "bucket": "b", "account": "111122223333", "organization": "o-1"})
    assert f"PARTITIONED BY ({keys})\n" in statement
    assert statement.endswith(f"LOCATION '{location}'\n")


def test_options_fill_the_statement() -> None:
    """With all options given there is no placeholder, and the queries' window does not matter."""
    statement = ddl(
        {
            "table": "logs.trail",
            "window": "7d",
            "bucket": "b",
            "account": "111122223333",
            "region": "eu-west-1",
            "start": "2026/01/01",
        }
    )
    assert "<BUCKET>" not in statement
    assert statement.startswith("CREATE EXTERNAL TABLE logs.trail (")
    assert "LOCATION 's3://b/AWSLogs/111122223333/CloudTrail/eu-west-1/'" in statement
    assert "'projection.timestamp.range'='2026/01/01,NOW'" in statement


@pytest.mark.parametrize(
    "options",
    [{"bucket": "b'; DROP"}, {"bucket": ""}, {"layout": "none"}, {"colour": "red"}, {"region": "a\nb"}],
)
def test_what_cannot_stand_in_a_statement_is_refused(options: dict[str, str]) -> None:
    """An option that does not exist or would end a text stops the statement."""
    with pytest.raises(SettingsError, match=r"^athena: "):
        ddl(options)
