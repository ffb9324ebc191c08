"""What Elastic deploys: one file of rules, an object a line, as Kibana's import takes it.

Stack Management or Security > Rules > Import rules
(https://www.elastic.co/docs/solutions/security/detect-and-alert/manage-detection-rules, November 2026).
"""

from __future__ import annotations

import json
from collections import defaultdict
from typing import TYPE_CHECKING, Any, Final

from converter.errors import UnsupportedError
from converter.targets.eql.rule import rule, rule_id

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from converter.detection import Detection

PLACE: Final = "sigmatrail_cloudtrail.ndjson"
"""Where all of it lies, below the target's folder."""


def artifacts(detections: Sequence[Detection], options: Mapping[str, str] | None = None) -> dict[str, str]:
    """The file of rules, by its path: the same detections in any order make the same file.

    Raises:
        UnsupportedError: a detection cannot be a rule, or two have one id; `check` and `clashes` tell which.
    """
    del options  # the queries say it all
    for _, reason in clashes(detections):
        raise UnsupportedError(reason)
    rules = map(_own, _ordered(detections))
    # ASCII only: some readers of lines also break at U+2028 and its like.
    return {PLACE: "".join(json.dumps(each) + "\n" for each in rules)}


def check(detection: Detection) -> None:
    """Raise UnsupportedError where a detection cannot be a rule."""
    rule(detection)


def clashes(detections: Iterable[Detection]) -> Iterator[tuple[Detection, str]]:
    """Each detection that Kibana could not tell from another, and the reason in one line."""
    owners: dict[str, list[Detection]] = defaultdict(list)
    for detection in _ordered(detections):
        owners[rule_id(detection)].append(detection)
    for id_, alike in owners.items():
        for one in alike if len(alike) > 1 else ():
            other = next(each for each in alike if each is not one)
            told = f"{one.rule.path}: eql cannot tell it from {other.rule.path}"
            yield one, f"{told}: both rules have the id {id_}; give one another id"


def _ordered(detections: Iterable[Detection]) -> list[Detection]:
    return sorted(detections, key=lambda each: (each.name, each.rule.path))


def _own(detection: Detection) -> dict[str, Any]:
    try:
        return rule(detection)
    except UnsupportedError as error:
        raise UnsupportedError(f"{detection.rule.path}: {error}") from None
