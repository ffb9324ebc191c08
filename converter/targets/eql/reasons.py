"""What surprises in an EQL query, and why it is so."""

from __future__ import annotations

from typing import Final

from converter.explain.reasons import Reason

_INTEGRATION: Final = "https://github.com/elastic/integrations/tree/main/packages/aws/data_stream/cloudtrail"
_EQL: Final = "https://www.elastic.co/docs/reference/query-languages/eql/eql-syntax"
_ECS: Final = "https://www.elastic.co/docs/reference/integrations/aws/cloudtrail"
_TWIN: Final = r"^\(?(not )?\(?(user\.(target|changes)|group)\.(name|id)\b"
_STRING: Final = (
    r"aws\.cloudtrail\.(request_parameters|response_elements|additional_eventdata|service_event_details)"
)
_PATTERN: Final = rf"{_STRING} regex~? "

REASONS: Final = (
    Reason(
        "any, and the data set: event.category is set for some event names only, so no category will do",
        _INTEGRATION,
        fragment="^any where ",
    ),
    Reason(
        "twin field: the ingest pipeline copies this parameter into a field of its own, which is exact where"
        " the text of all parameters is not",
        _INTEGRATION,
        fragment=_TWIN,
        raw=r"^(requestParameters|responseElements)\.",
    ),
    Reason(
        "brace-aware pattern: Elastic keeps the parameters as one string, the text of a Java map"
        " {k=v, k2={..}, k3=[a, b]}, and EQL refuses the flattened fields beside it; the pattern walks to the"
        " key and steps over whole objects on the way",
        _INTEGRATION,
        fragment=_PATTERN,
        raw=r"\.",
    ),
    Reason(
        "regex~ ignores letter case, as Sigma's values do; it is used where AWS's models have no two keys"
        " that differ in case only",
        _EQL,
        fragment=rf"{_STRING} regex~ ",
        raw=r"\.",
    ),
    Reason(
        "regex~ ignores letter case: the rule asks for it, or its text holds letters that : would not fold",
        _EQL,
        fragment=r"regex~ ",
        raw=r"^((?!requestParameters|responseElements|additionalEventData|serviceEventDetails).)*$",
    ),
    Reason(
        "[aA] stands for a letter in either case: keys mind letter case and values do not, and one flag"
        " cannot say both",
        "https://www.elastic.co/docs/reference/query-languages/query-dsl/regexp-syntax",
        fragment=r"regex .*(\[aA\]|\[bB\]|\[cC\]|\[dD\]|\[eE\]|\[iI\]|\[oO\]|\[tT\])",
    ),
    Reason(
        "the whole object is asked for words only: Elastic keeps a Java map's text, in which JSON's quotes"
        " and colons do not occur",
        _INTEGRATION,
        fragment=rf"{_STRING} (:|like) ",
        raw=r"^(requestParameters|responseElements|additionalEventData|serviceEventDetails)$",
    ),
    Reason(
        "one user.name for two raw fields: for AssumedRole and FederatedUser the pipeline puts the session"
        " issuer's name there, so the query asks for the type of identity, too",
        _INTEGRATION,
        fragment=r"user_identity\.type",
        raw=r"userName$",
    ),
    Reason(
        "source.address, not source.ip: the latter holds only what parses as an address, and CloudTrail also"
        " writes names of services here",
        _INTEGRATION,
        fragment=r"\bsource\.address\b",
    ),
    Reason(
        "source.ip is the address field that cidrMatch takes; it is filled where the whole value is an"
        " address",
        _INTEGRATION,
        fragment=r"cidrMatch\(source\.ip",
    ),
    Reason(
        "a boolean in Elastic, text or boolean in the event: so it is compared without quotes",
        _ECS,
        fragment=r"read_only == ",
    ),
    Reason(
        'TLSv1.3 is stored as "1.3": the pipeline takes the protocol off',
        _INTEGRATION,
        fragment=r"\btls\.version\b",
    ),
    Reason(
        "eventTime became @timestamp, a date: only whole instants can be compared",
        _INTEGRATION,
        fragment=r"`@timestamp`",
    ),
    Reason(
        "extra null handling: below a NOT an optional field is asked for first, because EQL gives null for it"
        " where no index has it, and not null finds nothing",
        _EQL,
        fragment=r"\(\?\S+ != null and ",
    ),
    Reason(
        "? before a field: older versions of the integration do not have it, and EQL then takes it for null",
        _EQL,
        fragment=r"(^|[ (])\?[a-z]",
    ),
    Reason(
        "in~ with one value: the value holds * or ?, which : would expand and in~ never does",
        _EQL,
        fragment=r"in~ \(\"[^\"]*\"\)$",
    ),
    Reason(
        "== and like mind letter case, which : ignores; the rule says cased",
        _EQL,
        fragment=r" (==|like|in) ",
        modifier="^cased$",
    ),
    Reason(
        "a pattern on the digits: Elastic keeps the number as text, which EQL compares letter by letter",
        _INTEGRATION,
        fragment="regex",
        modifier="^(lt|lte|gt|gte)$",
    ),
    Reason(
        "both fields are asked for first: the functions give null for a missing one",
        "https://www.elastic.co/docs/reference/query-languages/eql/eql-function-ref",
        fragment=r"!= null and .*(stringContains|startsWith|endsWith)~",
    ),
    Reason(
        "no event can satisfy this in Elastic: the pipeline drops such values, or keeps the field in another"
        " form",
        _INTEGRATION,
        fragment=r"^(false|true)$",
    ),
)
