"""A plausible CloudTrail record to start from, and what CloudTrail would never write.

An event that AWS cannot produce proves nothing about a query: a list where AWS's model has a text, a
number as event name, a field that no record has. Everything else may be tried.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING, Any, Final

import orjson

from converter.shapes import Segment, shape_of
from converter.shapes.record import RECORD, SCALAR

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from converter.shapes import Shape
    from converter.verify.reference.paths import Json

    Record = dict[str, Any]

BASE_ID: Final = "00000000-0000-4000-8000-000000000000"
BASE: Final = orjson.dumps(
    {
        "eventVersion": "1.11",
        "userIdentity": {
            "type": "IAMUser",
            "principalId": "AIDAEXAMPLEEXAMPLE111",
            "arn": "arn:aws:iam::111122223333:user/build",
            "accountId": "111122223333",
            "accessKeyId": "AKIAEXAMPLEEXAMPLE11",
            "userName": "build",
        },
        "eventTime": "2026-03-04T05:06:07Z",
        "eventSource": "ec2.amazonaws.com",
        "eventName": "DescribeInstances",
        "awsRegion": "eu-west-1",
        "sourceIPAddress": "198.51.100.7",
        "userAgent": "aws-cli/2.27.50",
        "requestParameters": None,
        "responseElements": None,
        "requestID": "5f1c3c0e-8d55-4d2b-9a52-3d8f0c8f1e10",
        "eventID": BASE_ID,
        "readOnly": False,
        "eventType": "AwsApiCall",
        "managementEvent": True,
        "recipientAccountId": "111122223333",
        "eventCategory": "Management",
    }
)

BOOLEANS: Final = frozenset({"readOnly", "managementEvent"})
OBJECTS: Final = frozenset(
    {"requestParameters", "responseElements", "additionalEventData", "serviceEventDetails"}
)
# Callers choose these. Other texts outside the parameters are words that AWS coins, or names of IAM, and
# ASCII: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html (November 2026).
FREE_TEXTS: Final = frozenset({"userAgent", "errorMessage"})
# CloudTrail began in 2013.
TIME: Final = re.compile(r"20(?:1[3-9]|[2-9][0-9])-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-5][0-9]Z")


def base_record() -> Record:
    """Give a fresh record of an everyday call."""
    record: Record = orjson.loads(BASE)
    return record


def copied(record: Record) -> Record:
    """Copy a record, all the way down."""
    copy: Record = orjson.loads(orjson.dumps(record))
    return copy


class Schema:
    """What the records that a rule is about may look like.

    `paths` are the rule's fields; `sources` and `names` the event sources and names that it asks for,
    which say by AWS's models where lists and objects are. `letters` are those of the rule's values.
    """

    def __init__(
        self, paths: Iterable[str], sources: Iterable[str], names: Iterable[str], letters: str = ""
    ) -> None:
        self.letters = frozenset(letters.lower() + letters.upper() + letters)
        self.sources, self.calls = sorted(sources), sorted(names)
        self.shapes = {path: shape_of(path, self.sources, self.calls) for path in sorted(set(paths))}
        self.names = {name for path in self.shapes for name in path.split(".")}
        self._below: dict[str, dict[str, list[Shape]]] = defaultdict(lambda: defaultdict(list))
        for shape in self.shapes.values():
            first, second, *_ = (*(segment.name for segment in shape.segments), "")
            self._below[first][second].append(shape)

    def allows(self, record: Record) -> bool:
        """Say whether AWS could have written the record."""
        return (
            isinstance(record.get("eventTime"), str)
            and TIME.fullmatch(record["eventTime"]) is not None
            and all(self._allows_field(name, value) for name, value in record.items())
            and all(_fits(record, shape) for shape in self._concerned(record))
        )

    def _concerned(self, record: Record) -> Iterator[Shape]:
        """Yield the shapes of paths that may lie in the record; of those that begin alike, one at least."""
        for first, below in self._below.items():
            if first in record:
                yield next(iter(below.values()))[0]
                node = record[first]
                for second in [name for name in node if name in below] if isinstance(node, dict) else below:
                    yield from below[second]
                yield from below.get("", ())

    def coined(self, path: str) -> bool:
        """Say whether some call that the rule names has this very path in AWS's models."""
        shapes = (shape_of(path, self.sources, [call]) for call in self.calls)
        return any(all(len(segment.depths) == 1 for segment in shape.segments) for shape in shapes)

    def _allows_field(self, name: str, value: Json) -> bool:
        if value is None:
            return True
        if name in BOOLEANS:
            return isinstance(value, bool)
        if name in OBJECTS:
            return isinstance(value, dict)
        if name in FREE_TEXTS:
            return isinstance(value, str)
        return self._allows_value(RECORD[name], value) if name in RECORD else name in self.names

    def _allows_value(self, shape: Json, value: Json) -> bool:
        if value is None:
            return True
        if shape == SCALAR:
            return isinstance(value, str) and (value.isascii() or self._spells(value))
        if isinstance(shape, list):
            return isinstance(value, list) and all(self._allows_value(shape[0], each) for each in value)
        return isinstance(value, dict) and all(
            self._allows_value(shape[name], each) if name in shape else "*" in shape or name in self.names
            for name, each in value.items()
        )

    def _spells(self, text: str) -> bool:
        """Say whether the letters beyond ASCII are the rule's own, which is not doubted."""
        return all(letter.isascii() or letter in self.letters for letter in text)


def _fits(record: Record, shape: Shape) -> bool:
    """Say whether lists lie along the path only as deep as AWS's models have them."""
    nodes: list[Any] = [record]
    for segment in shape.segments:
        children = [node[segment.name] for node in nodes if isinstance(node, dict) and segment.name in node]
        if not children:
            return True
        if not all(child is None or _depth(child) in segment.depths for child in children):
            return False
        nodes = [member for child in children for member in _flat(child)]
    return shape.end != "scalar" or not any(isinstance(node, dict) for node in nodes)


def _depth(node: Json) -> int:
    return 1 + max((_depth(each) for each in node), default=0) if isinstance(node, list) else 0


def _flat(node: Json) -> list[Any]:
    return [leaf for each in node for leaf in _flat(each)] if isinstance(node, list) else [node]


def listed(segment: Segment) -> bool:
    """Say whether a list is the first guess for a name: EC2 wraps every list in `items`."""
    return 0 not in segment.depths or (segment.name == "items" and 1 in segment.depths)
