"""A detection's saved query, within Athena's limits.

https://docs.aws.amazon.com/athena/latest/APIReference/API_CreateNamedQuery.html (November 2026)
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from converter.errors import UnsupportedError
from converter.wording import cut, line, lines

if TYPE_CHECKING:
    from converter.detection import Detection

TARGET: Final = "athena"
_NAME: Final = 128
_DESCRIPTION: Final = 1_024
_QUERY: Final = 262_144
# What a state of Step Functions takes in and gives out, all of it JSON
# (https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html, November 2026); the rest is
# for what stands beside the query.
_STATE: Final = 262_144 - 8_192


def name(detection: Detection) -> str:
    """The rule's title, numbered where it has several conditions."""
    number = line(detection.name.removeprefix(detection.rule.name).strip("_"))
    title = line(detection.rule.title) or line(detection.name)
    room = _NAME - len(f" ({number})") if number else _NAME
    return f"{cut(title, room)} ({cut(number, 20)})" if number else cut(title, room)


def description(detection: Detection) -> str:
    """What the rule says of itself, or its title."""
    return cut(lines(detection.field("description")) or line(detection.rule.title), _DESCRIPTION)


def check(detection: Detection) -> None:
    """Raise UnsupportedError where the query is too long to be saved or handed on."""
    query = detection.text(TARGET)
    if (size := len(query.encode())) > _QUERY:
        raise UnsupportedError(
            f"athena cannot save a query of {size} bytes: the limit is {_QUERY}; split the rule"
        )
    if (size := len(json.dumps(query, ensure_ascii=False).encode())) > _STATE:
        raise UnsupportedError(
            f"athena cannot run a query of {size} bytes by Step Functions: {_STATE} go from state to state; "
            "split the rule"
        )
