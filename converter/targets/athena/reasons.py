"""What surprises in an Athena query, and why it is so."""

from __future__ import annotations

from typing import Final

from converter.explain.reasons import Reason

_TABLE: Final = (
    "https://docs.aws.amazon.com/athena/latest/ug/create-cloudtrail-table-partition-projection.html"
)
_PARTITIONS: Final = "https://docs.aws.amazon.com/athena/latest/ug/cloudtrail-logs.html"
_JSON: Final = "https://trino.io/docs/current/functions/json.html"
_TRINO: Final = "https://trino.io/docs/current/functions"

REASONS: Final = (
    Reason(
        "the table that AWS documents for CloudTrail; --athena-table names another",
        _TABLE,
        fragment="^FROM ",
    ),
    Reason(
        "partition predicate: it bounds what Athena reads and bills; partitions follow the day of delivery,"
        " so it reaches a day further back than --athena-window",
        _PARTITIONS,
        fragment=r'^("timestamp"|year|concat\(year).* >= ',
    ),
    Reason(
        "time window: how far back to look is --athena-window",
        _PARTITIONS,
        fragment=r"^eventtime >= date_format",
    ),
    Reason(
        "the end of the window: --athena-delay leaves out what may not have been delivered yet",
        _PARTITIONS,
        fragment=r"^eventtime < date_format",
    ),
    Reason(
        "lower(): Sigma ignores letter case, and SQL compares texts as they are",
        f"{_TRINO}/string.html",
        fragment=r"lower\(",
    ),
    Reason(
        "json_query in lax mode with any_match: the column is JSON text, and any member of an array on the"
        " way may hold the value",
        _JSON,
        fragment=r"any_match\(\s*CAST\(json_parse\(json_query",
    ),
    Reason(
        "[*] behind a key enters an array if there is one; AWS has arrays in arrays",
        _JSON,
        fragment=r"'lax \$\..*\[\*\]",
    ),
    Reason(
        "extra NULL handling: a JSON null is there but has no value",
        _JSON,
        fragment=r'@\.type\(\) != "null"',
    ),
    Reason(
        "extra NULL handling: nothing and nothing but nulls are the same to Sigma, even in arrays",
        _JSON,
        fragment=r"coalesce\(\s*regexp_like\(\s*json_query",
    ),
    Reason(
        "extra NULL handling: a missing field makes SQL's NOT come out NULL, where Sigma's NOT is true",
        f"{_TRINO}/conditional.html",
        fragment=r"NOT coalesce\(",
    ),
    Reason(
        "the values of all columns and of all JSON texts are searched, as the table has no text of the whole"
        " event",
        _TABLE,
        fragment=r"regexp_extract_all\(j,",
    ),
    Reason(
        "any_match goes through resources, an array of structs: one of them must pass",
        _TABLE,
        fragment=r"any_match\(\s*resources",
    ),
    Reason(
        "regexp_like takes Joni's expressions: the rule's PCRE is rewritten where the two differ",
        f"{_TRINO}/regexp.html",
        fragment=r"regexp_like\(",
        modifier="^re$",
    ),
    Reason(
        "ESCAPE: the text holds % or _, which LIKE would expand",
        f"{_TRINO}/comparison.html",
        fragment=r"ESCAPE '",
    ),
    Reason(
        "every column is text, so a number has several spellings",
        _TABLE,
        fragment=r"IN \('-?\d+', '-?\d+\.0'",
    ),
    Reason(
        "TRY_CAST of a checked text: only wholly numeric text is a number, and other text must not fail the"
        " query",
        f"{_TRINO}/conversion.html",
        fragment=r"TRY_CAST\(",
    ),
    Reason(
        "try() and a pattern: a text that is no address must not fail the query, and Trino fails where the"
        " two families of addresses meet",
        "https://github.com/trinodb/trino/issues/18497",
        fragment=r"AS IPADDRESS",
    ),
    Reason(
        "a text that is no time must not fail the query: so the pattern, and try()",
        f"{_TRINO}/datetime.html",
        fragment=r"try\(from_iso8601_timestamp",
    ),
    Reason(
        "the ends are compared from behind: SQL has starts_with and no ends_with",
        f"{_TRINO}/string.html",
        fragment=r"starts_with\(reverse\(",
    ),
)
