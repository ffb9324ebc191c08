"""What surprises in a Splunk query, and why it is so."""

from __future__ import annotations

from typing import Final

from converter.explain.reasons import Reason

_DOCS: Final = "https://docs.splunk.com/Documentation/Splunk/latest/SearchReference"
_ADDON: Final = "https://github.com/annieaswini/AK_Splunk_TA_aws/tree/c76807f (add-on 7.0.0, props.conf)"
_NOT: Final = "https://docs.splunk.com/Documentation/Splunk/9.0.2/Search/NOTexpressions"
_WHERE: Final = r"^\| where "

REASONS: Final = (
    Reason(
        "the macro selects CloudTrail events; --splunk-macro, --splunk-index or --splunk-sourcetype change"
        " it",
        "https://docs.splunk.com/Documentation/Splunk/latest/Knowledge/Definesearchmacros",
        fragment=r"^`[^`]*`$",
    ),
    Reason(
        "errorCode became result_id: the Add-on overwrites errorCode with success or failure where the event"
        " has none; result_id is its alias of the raw value, and absent when the call succeeded",
        _ADDON,
        fragment=r"\bresult_id\b",
        raw="^errorCode$",
    ),
    Reason(
        "{} marks an array: Splunk names the members of a JSON array so, and AWS's API models tell where"
        " arrays are",
        f"{_DOCS}/Spath",
        fragment=r"\{\}",
    ),
    Reason(
        "a where stage after the search: a search misses nothing but cannot say this test exactly (regular"
        " expressions, ?, letter case, order of numbers, other fields, members of arrays, whole objects), so"
        " the search narrows and where decides",
        f"{_DOCS}/Search",
        fragment=_WHERE,
    ),
    Reason(
        "isnotnull() and isnull() around each test: eval knows null beside true and false, where drops null,"
        " and NOT over a missing field must be true",
        f"{_DOCS}/Where",
        fragment=rf"{_WHERE}.*is(not)?null\(",
    ),
    Reason(
        "(?i) ignores letter case, as Sigma does: patterns of where mind it, unlike values of a search",
        f"{_DOCS}/MultivalueEvalFunctions",
        fragment=rf"{_WHERE}.*\(\?is?\)",
    ),
    Reason(
        r"the pattern ends in \z, for $ would also match before a line feed at the end",
        "https://www.pcre.org/current/doc/html/pcre2pattern.html",
        fragment=rf"{_WHERE}.*\\\\z",
    ),
    Reason(
        'extra null handling: Splunk extracts JSON null as the text null, so !="null" keeps it from'
        " counting as a value",
        f"{_DOCS}/Spath",
        fragment=r'!="null"|nullif\(',
    ),
    Reason(
        "json_extract reads the raw event, because an object has no field of its own, only its leaves have",
        f"{_DOCS}/JSONFunctions",
        fragment=r"json_extract\(",
    ),
    Reason(
        "mvfilter and mvmap go through the members of a field that may have several values: one of them must"
        " pass the whole test",
        f"{_DOCS}/MultivalueEvalFunctions",
        fragment=r"mvfilter\(match|mvmap\(",
    ),
    Reason(
        "NOT, never !=: NOT keeps events that lack the field, as Sigma does, and != drops them",
        _NOT,
        fragment=r"^NOT ",
    ),
    Reason(
        "a keyword is looked for in the values of the raw event: the pattern knows JSON's keys and escapes",
        "https://www.rfc-editor.org/rfc/rfc8259",
        fragment=r"mvfind\(_raw",
    ),
    Reason(
        "a number has two spellings, since Splunk compares the texts of a search",
        f"{_DOCS}/Search",
        fragment=r'IN \("(-?\d+)",\s?"\1\.0"',
    ),
    Reason(
        "only one plain address may pass: a search finds the text of a block, too",
        f"{_DOCS}/ConditionalFunctions",
        fragment=r"cidrmatch\(|\!=\"\*/\*\"",
        modifier="^cidr$",
    ),
)
