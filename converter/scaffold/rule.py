"""A rule, its plan and its events from one call, with what the call's API model knows."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from typing import TYPE_CHECKING, Final

from converter.lint.aws.events import dated_test
from converter.scaffold.event import json_text, record

if TYPE_CHECKING:
    from collections.abc import Iterable

    from converter.scaffold.call import Call

_WORD: Final = re.compile(r"[A-Z]+(?![a-z])|[A-Z][a-z0-9]*|[a-z0-9]+")
_LISTED: Final = 4
_SHORT: Final = 4
_LONGEST_NAME: Final = 86

_RULE: Final = """\
title: {title}
id: {id}
status: experimental
description: Detects calls of {name} at {source}. Say here who makes such a call in an attack, and why.
references:
    - https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference.html
author: The authors of this repository
date: {date}
# Tags take a tactic and a technique of ATT&CK, such as attack.exfiltration and attack.t1537.
logsource:
    product: aws
    service: cloudtrail
detection:
    selection:
        eventSource: {source}
        {event}
{fields}    condition: selection
falsepositives:
    - Administrators who do this on purpose
level: medium
"""
_FIELDS: Final = """\
        # The call is known to carry these; keep what tells a bad call from a good one:
"""
_USER: Final = (
    '    { field = "userIdentity.userName", name = "user", '
    'fallback = "userIdentity.sessionContext.sessionIssuer.userName" },\n'
)
_PLAN: Final = """\
# How the detection beside this file runs and reports; what is left out here, the rule's level decides.

[summary]
group_by = [
    {{ field = "sourceIPAddress", name = "src_ip" }},
    {{ field = "awsRegion", name = "region" }},
    {{ field = "eventName", name = "eventName" }},
    {{ field = "userIdentity.arn", name = "user_arn" }},
    {{ field = "userIdentity.accountId", name = "aws_account_id", fallback = "recipientAccountId" }},
]
values = [
{values}]
"""


def rule_files(call: Call, today: dt.date | None = None) -> dict[str, str]:
    """The files of a new rule, by their place in a repository; every rule gets an id of its own."""
    words = _words(call)
    stem = "_".join(word.lower() for word in words)[:_LONGEST_NAME].rstrip("_")
    return {
        f"rules/{stem}.yml": _rule(call, " ".join(words), today or dt.datetime.now(dt.UTC).date()),
        f"rules/{stem}.toml": _PLAN.format(values="".join(_columns(call.paths))),
        **{f"tests/events/{stem}/{name}.json": text for name, text in _events(call).items()},
    }


def _words(call: Call) -> list[str]:
    """AWS, the service and the words of the call, as a title has them."""
    service = call.source.removesuffix(".amazonaws.com")
    named = [part.upper() if len(part) <= _SHORT else part.capitalize() for part in re.split(r"\W+", service)]
    return ["AWS", *named, *(word[:1].upper() + word[1:] for word in _WORD.findall(call.name))]


def _rule(call: Call, title: str, date: dt.date) -> str:
    event = dated_test(call.source, call.name) if call.dated else ("eventName", call.name)
    fields = "".join(f"        # {path}: '*'\n" for path in call.paths)
    return _RULE.format(
        title=title,
        id=uuid.uuid4(),
        name=call.name,
        source=call.source,
        date=date.isoformat(),
        event=": ".join(event),
        fields=f"{_FIELDS}{fields}" if fields else "",
    )


def _columns(paths: Iterable[str]) -> list[str]:
    """The first parameters as columns, each under a name that no other column has."""
    taken = {
        "src_ip",
        "region",
        "eventname",
        "user_arn",
        "aws_account_id",
        "count",
        "firsttime",
        "lasttime",
        "user",
    }
    columns = [_USER]
    for path in paths:
        name = "_".join(word.lower() for word in _WORD.findall(path.removeprefix("requestParameters.")))
        if name in taken or not name[:1].isalpha() or not re.fullmatch(r"[\w.:@/-]+", path):
            continue
        taken.add(name)
        columns.append(f'    {{ field = "{path}", name = "{name[:80]}" }},\n')
        if len(columns) > _LISTED:
            break
    return columns


def _events(call: Call) -> dict[str, str]:
    """One call that the rule finds, and one of another name that it does not."""
    suffix = "20150331" if call.dated else ""
    return {
        "match-the-call": json_text(record(call.source, call.name + suffix, call.sample)),
        "miss-another-call": json_text(record(call.source, "NoSuchCall", call.sample)),
    }
