"""Which fields an EQL query reads, and their types, as Kibana lists them beside a rule.

The types are those of the AWS integration, data stream cloudtrail
(https://www.elastic.co/docs/reference/integrations/aws/cloudtrail, November 2026).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

# Texts, numbers, functions, which a bracket follows, then names: in backticks, or bare.
_TOKEN: Final = re.compile(
    r'"""[\s\S]*?"""+'
    r'|"(?:[^"\\]|\\.)*"'
    r"|\d[\w.]*"
    r"|[A-Za-z]\w*~?(?=\()"
    r"|`(?P<quoted>[^`]+)`"
    r"|(?P<bare>[@A-Za-z_][\w@]*(?:\.[\w@-]+)*)~?"
)
_WORDS: Final = frozenset(
    {
        *("and", "any", "by", "false", "in", "like", "maxspan", "not", "null", "of", "or"),
        *("regex", "sample", "sequence", "true", "until", "where", "with"),
    }
)
# Every other field of the data stream is a keyword.
_TYPES: Final = {
    "@timestamp": "date",
    "aws.cloudtrail.console_login.additional_eventdata.mfa_used": "boolean",
    "aws.cloudtrail.console_login.additional_eventdata.mobile_version": "boolean",
    "aws.cloudtrail.read_only": "boolean",
    "aws.cloudtrail.user_identity.session_context.creation_date": "date",
    "event.ingested": "date",
    "related.ip": "ip",
    "source.ip": "ip",
}
_FLATTENED: Final = "aws.cloudtrail.flattened."


def required_fields(query: str, own_names: Mapping[str, str]) -> list[dict[str, Any]]:
    """The fields of a query by name, with type and whether the Elastic Common Schema has them.

    A field that its user calls otherwise, `own_names` by usual ones, keeps its type.
    """
    usual = {own: name for name, own in own_names.items()}
    return [
        {"name": name, "type": _type(usual.get(name, name)), "ecs": name not in usual and _is_common(name)}
        for name in sorted(_names(query))
    ]


def _names(query: str) -> set[str]:
    _, _, condition = query.partition("where")
    found = {match["quoted"] or match["bare"] for match in _TOKEN.finditer(condition)}
    return {name for name in found if name and name not in _WORDS}


def _type(name: str) -> str:
    if name.startswith(_FLATTENED):
        return "flattened"
    return "text" if name.endswith(".text") else _TYPES.get(name, "keyword")


def _is_common(name: str) -> bool:
    return not name.startswith("aws.")
