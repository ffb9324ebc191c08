"""Make `api.zip`, the table of AWS's calls and their shapes, from botocore's service models.

Run it with botocore installed: `python -m converter.shapes.build`. The archive holds
`sources.json` (event source -> models), `calls.txt` (a line a call in lower case, a tab, its models),
`names.json` (what every member of that name is, see `Vocabulary`) and a file a model: a line with its
protocol and its operations with their input and output, then a line for each of its shapes, so that
the few that a rule needs can be read by themselves.

A shape is written as `0` (a scalar), `null` (any JSON), `[shape]` (a list), `{"*": shape}` (a map)
or `{name: shape, ...}` (a structure), where `shape` is a position in the model's list of shapes.
"""

from __future__ import annotations

import json
from collections import defaultdict
from typing import TYPE_CHECKING, Any, TypeAlias
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from converter.shapes.models import ANY_DEPTH, ARCHIVE, END_BITS, end_of
from converter.shapes.record import XML_SERVICES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

Encoded: TypeAlias = "int | list[int] | dict[str, int] | None"
Service: TypeAlias = dict[str, Any]

# Where CloudTrail's eventSource is neither the endpoint's nor the signer's name.
# https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-aws-service-specific-topics.html
# (November 2026) and public records.
OTHER_SOURCES = {
    "connectparticipant": ["connect"],
    "rds-data": ["rdsdata"],
    "sso": ["sso"],
    "sso-oidc": ["sso"],
}
# A blob stands in records as text, or as an object that shows a buffer of the service's program.
ANYTHING = "document"
# Endpoint names that many services share and no record carries.
NO_SOURCES = {"execute-api"}


class Model:
    """One service's operations and shapes, numbered in the order in which they are met."""

    def __init__(self, service: Service) -> None:
        self.described: dict[str, Service] = service["shapes"]
        self.protocol: str = service["metadata"].get("protocol", "")
        self.shapes: list[Encoded] = [0, None]
        self.numbers: dict[str, int] = {}
        self.operations = {
            name: [
                self.number(call.get("input", {}).get("shape")),
                self.result(call.get("output", {}).get("shape")),
            ]
            for name, call in sorted(service["operations"].items())
        }

    def number(self, name: str | None) -> int:
        """The position of a shape, encoded on first sight; a call without one has an empty structure."""
        if name is None:
            return self.add("", {})
        if name in self.numbers:
            return self.numbers[name]
        described = self.described[name]
        kind = ANYTHING if described.get("document") else described["type"]
        reader = {"structure": self.structure, "list": self.list, "map": self.map}.get(kind)
        return reader(name, described) if reader else int(kind in (ANYTHING, "blob"))

    def add(self, name: str, shape: Encoded) -> int:
        """Take the next position, before the members are read: shapes may hold themselves."""
        if name not in self.numbers:
            self.numbers[name] = len(self.shapes)
            self.shapes.append(shape)
        return self.numbers[name]

    def list(self, name: str, described: Service) -> int:
        """A list; EC2's parameters wrap every one of them in `items`."""
        place = self.add(name, [])
        shape: Encoded = [self.number(described["member"]["shape"])]
        if self.protocol == "ec2":
            self.shapes.append(shape)
            shape = {"items": len(self.shapes) - 1}
        self.shapes[place] = shape
        return place

    def map(self, name: str, described: Service) -> int:
        """A map, whatever its keys."""
        place = self.add(name, {})
        self.shapes[place] = {"*": self.number(described["value"]["shape"])}
        return place

    def structure(self, name: str, described: Service) -> int:
        """A structure under the names that CloudTrail gives its members."""
        members: dict[str, int] = {}
        place = self.add(name, members)
        for member, reference in described["members"].items():
            number = 1 if reference.get("jsonvalue") else self.number(reference["shape"])
            for called in self.called(member, reference):
                members.setdefault(called, number)
        return place

    def called(self, member: str, reference: Service) -> Iterator[str]:
        """CloudTrail lower-cases the first letter; EC2's older names are its names on the wire."""
        yield lower_first(member)
        if self.protocol == "ec2":
            yield lower_first(reference.get("locationName", member))

    def result(self, name: str | None) -> int:
        """The output; the query protocol's lone result may stand in CloudTrail without its wrapper."""
        place = self.number(name)
        shape = self.shapes[place]
        if isinstance(shape, dict) and self.protocol == "ec2":
            shape.setdefault("_return", 0)
            shape.setdefault("requestId", 0)
        if self.protocol != "query" or not isinstance(shape, dict) or len(shape) != 1:
            return place
        inner = self.shapes[next(iter(shape.values()))]
        if isinstance(inner, dict) and "*" not in inner:
            self.shapes[place] = inner | shape
        return place

    def encoded(self) -> str:
        """What the archive keeps of a service: a line about it, then a line for each shape."""
        return "\n".join(
            map(compact, ({"operations": self.operations, "protocol": self.protocol}, *self.shapes))
        )


class Vocabulary:
    """For each name of a member, everything that models say of it: depths of lists and ends, as bits.

    The lowest four bits are depths 0 to 3; then come scalar, object and anything.
    """

    def __init__(self) -> None:
        self.known: dict[str, int] = defaultdict(int)

    def take(self, name: str, model: Model) -> None:
        """Add the members of a model."""
        requests = {call[0] for call in model.operations.values()}
        for place, shape in enumerate(model.shapes):
            if isinstance(shape, dict):
                self.add(shape, model, xml=name in XML_SERVICES, request=place in requests)

    def add(self, members: dict[str, int], model: Model, *, xml: bool, request: bool) -> None:
        """Add the members of one structure."""
        for name, number in members.items():
            depth, shape = 0, model.shapes[number]
            while isinstance(shape, list):
                depth, shape = depth + 1, model.shapes[shape[0]]
            depths = sum(1 << each for each in range(0 if xml else depth, depth + 1))
            self.known[name] |= depths | END_BITS[end_of(shape)] | (ANY_DEPTH if xml and request else 0)

    def grouped(self) -> dict[str, list[str]]:
        """The names of each combination of bits."""
        groups: dict[str, list[str]] = defaultdict(list)
        for name, bits in sorted(self.known.items()):
            groups[str(bits)].append(name)
        return dict(sorted(groups.items()))


def lower_first(name: str) -> str:
    """A name of the API as CloudTrail writes it."""
    return name[:1].lower() + name[1:]


def sources_of(name: str, metadata: Service) -> set[str]:
    """Every event source under which a service's calls may be recorded."""
    endpoint = metadata["endpointPrefix"].lower()
    known = {endpoint, metadata.get("signingName", endpoint).lower(), *OTHER_SOURCES.get(name, ())}
    return {f"{source}.amazonaws.com" for source in known - NO_SOURCES}


def services() -> Iterator[tuple[str, Service]]:
    """Every service of botocore with its newest model, by name."""
    from botocore.loaders import Loader  # noqa: PLC0415 - conversion does without botocore

    loader = Loader()
    for name in sorted(loader.list_available_services("service-2")):
        yield name, loader.load_service_model(name, "service-2")


def members(known: Iterable[tuple[str, Service]]) -> Iterator[tuple[str, object]]:
    """Name and content of every file of the archive."""
    sources: dict[str, list[str]] = defaultdict(list)
    calls: dict[str, list[str]] = defaultdict(list)
    vocabulary = Vocabulary()
    for name, service in known:
        model = Model(service)
        vocabulary.take(name, model)
        for source in sources_of(name, service["metadata"]):
            sources[source].append(name)
        for call in model.operations:
            calls[call.lower()].append(name)
        yield f"{name}.jsonl", model.encoded()
    lines = (f"{call}\t{' '.join(models)}" for call, models in sorted(calls.items()))
    yield "calls.txt", "\n".join(["", *lines, ""])
    yield "names.json", vocabulary.grouped()
    yield "sources.json", dict(sorted(sources.items()))


def compact(content: object) -> str:
    """JSON without blanks."""
    return json.dumps(content, separators=(",", ":"))


def write(archive: Path, known: Iterable[tuple[str, Service]]) -> None:
    """Write the archive: the same models give the same bytes."""
    with ZipFile(archive, "w", ZIP_DEFLATED, compresslevel=9) as packed:
        for name, content in members(known):
            entry = ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            entry.compress_type = ZIP_DEFLATED
            packed.writestr(entry, content if isinstance(content, str) else compact(content), compresslevel=9)


if __name__ == "__main__":
    write(ARCHIVE, services())
