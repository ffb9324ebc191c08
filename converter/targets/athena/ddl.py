"""The statement that makes the CloudTrail table which the queries read.

Columns, reader and layouts are those that AWS documents:
https://docs.aws.amazon.com/athena/latest/ug/create-cloudtrail-table-partition-projection.html (projection),
https://docs.aws.amazon.com/athena/latest/ug/create-cloudtrail-table.html (manual) and
https://docs.aws.amazon.com/athena/latest/ug/create-cloudtrail-table-org-wide-trail.html (organization),
November 2026.
"""

from __future__ import annotations

from textwrap import indent
from typing import TYPE_CHECKING, Final

from converter.errors import SettingsError
from converter.targets.athena.document import COLUMNS
from converter.unprintable import is_printable

if TYPE_CHECKING:
    from collections.abc import Mapping

    from converter.targets.athena.kinds import Kind

# What `sigmatrail convert -f ddl` cannot know stands in angle brackets.
_DEFAULTS: Final = {
    "table": "cloudtrail_logs",
    "layout": "projection",
    "bucket": "<BUCKET>",
    "account": "<ACCOUNT_ID>",
    "organization": "<ORGANIZATION_ID>",
    "region": "<REGION>",
    "start": "2020/01/01",
}
_PARTITIONS: Final = {
    "projection": ("timestamp",),
    "manual": ("region", "year", "month", "day"),
    "organization": ("account", "region", "year", "month", "day"),
}
_LOCATIONS: Final = {
    "projection": "s3://{bucket}/AWSLogs/{account}/CloudTrail/{region}/",
    "manual": "s3://{bucket}/AWSLogs/{account}/CloudTrail/",
    "organization": "s3://{bucket}/AWSLogs/{organization}/",
}
_FORMAT: Final = """\
ROW FORMAT SERDE 'org.apache.hive.hcatalog.data.JsonSerDe'
STORED AS INPUTFORMAT 'com.amazon.emr.cloudtrail.CloudTrailInputFormat'
OUTPUTFORMAT 'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat'
"""
# The queries' own option, which the table does not need.
_WINDOW: Final = "window"
_UNSAFE: Final = frozenset("'\\;`")


def ddl(options: Mapping[str, str] | None = None) -> str:
    """The CREATE EXTERNAL TABLE statement of a layout.

    Args:
        options: `table` and `layout` like the target's options; `bucket`, `account`, `organization`,
            `region` and `start` (the first day, as 2020/01/01), without which a placeholder stands in
            angle brackets.

    Raises:
        SettingsError: an option does not exist or cannot stand in a statement.
    """
    values = {**_DEFAULTS, **_checked(options or {})}
    layout = values["layout"]
    location = _LOCATIONS[layout].format_map(values)
    columns = ",\n".join(
        f"{name} {_type(kind)}" for name, kind in COLUMNS.items() if name not in _partitions()
    )
    keys = ", ".join(f"`{name}` string" for name in _PARTITIONS[layout])
    statement = (
        f"CREATE EXTERNAL TABLE {values['table']} (\n{indent(columns, '  ')}\n)\n"
        f"COMMENT 'CloudTrail logs'\nPARTITIONED BY ({keys})\n{_FORMAT}LOCATION '{location}'"
    )
    return statement + (_projection(location, values["start"]) if layout == "projection" else "") + "\n"


def _checked(options: Mapping[str, str]) -> Mapping[str, str]:
    options = {name: value for name, value in options.items() if name != _WINDOW}
    for name, value in options.items():
        if name not in _DEFAULTS:
            raise SettingsError(f"athena: the table has no option {name!r}; it has {', '.join(_DEFAULTS)}")
        if not value or not is_printable(value) or _UNSAFE & set(value):
            raise SettingsError(f"athena: {name} {value!r} cannot stand in a statement; write it plainly")
    layout = options.get("layout", _DEFAULTS["layout"])
    if layout not in _PARTITIONS:
        raise SettingsError(f"athena: there is no layout {layout!r}; choose from {', '.join(_PARTITIONS)}")
    return options


def _partitions() -> set[str]:
    return {name for names in _PARTITIONS.values() for name in names}


def _type(kind: Kind) -> str:
    """A type as Hive writes it."""
    inner = [(name, _type(member)) for name, member in kind.members]
    if kind.name == "row":
        return "struct<" + ",".join(f"{name}:{member}" for name, member in inner) + ">"
    if inner:
        return f"{kind.name}<{','.join(member for _, member in inner)}>"
    return {"varchar": "string"}[kind.name]


def _projection(location: str, start: str) -> str:
    """A partition for each day since `start`, without any statement that adds it."""
    properties = {
        "projection.enabled": "true",
        "projection.timestamp.type": "date",
        "projection.timestamp.format": "yyyy/MM/dd",
        "projection.timestamp.interval": "1",
        "projection.timestamp.interval.unit": "DAYS",
        "projection.timestamp.range": f"{start},NOW",
        "storage.location.template": f"{location}${{timestamp}}",
    }
    rows = ",\n".join(f"  '{key}'='{value}'" for key, value in properties.items())
    return f"\nTBLPROPERTIES (\n{rows}\n)"
