"""What Athena deploys, made of detections and read back."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import yaml
from hypothesis import strategies as st

from converter.conversion import Converter
from converter.detection import Detection
from converter.load import Rule, load
from converter.paths import find
from converter.plan import load_plan
from converter.targets.athena.artifact import artifacts

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[1]
AMI = ROOT / "rules" / "aws_ec2_ami_shared_or_made_public.yml"
AMI_EVENTS = ROOT / "tests" / "events" / AMI.stem
TEMPLATE = "sigmatrail_athena/cloudformation.yaml"
MODULE = "sigmatrail_athena/terraform"
HOSTILE = st.text(
    st.sampled_from("ab\"'\\\n\r\t ${}%[]=#!&*:|<>-?\x00\x85\u2028\ufeffé漢\U0001f600")
    | st.characters(exclude_categories=["Cs"]),
    max_size=120,
)


class Loader(yaml.SafeLoader):
    """YAML with CloudFormation's short forms, each read as its long form."""


def _long_form(loader: Loader, tag: str, node: yaml.Node) -> dict[str, Any]:
    if isinstance(node, yaml.SequenceNode):
        return {tag: loader.construct_sequence(node, deep=True)}
    return {tag: loader.construct_scalar(node)}  # type: ignore[arg-type]  # nothing else is left


Loader.add_multi_constructor("!", _long_form)


def detection(name: str = "made", query: str = "SELECT 1", number: str = "", **document: Any) -> Detection:  # noqa: ANN401 -- a rule's values
    """A detection that no file has, without a plan."""
    rule = Rule(f"{name}.yml", name, {"title": "T", "level": "high", **document})
    return Detection(rule, load_plan(rule), {"athena": query}, {}, f"{name}{number}")


def planned(usual: Detection, **changes: Any) -> Detection:  # noqa: ANN401 -- parts of a plan
    """A detection with another plan."""
    return Detection(usual.rule, msgspec.structs.replace(usual.plan, **changes), usual.queries)


def converted(*paths: Path) -> Iterator[Detection]:
    """The detections of rule files, as the command makes them."""
    converter = Converter(["athena"])
    for path in find(paths):
        for rule in load(path):
            if isinstance(rule, Rule):
                yield from (
                    Detection(rule, load_plan(rule), {"athena": each.query}, {}, each.name)
                    for each in converter.convert(rule)
                    if each.query
                )


@cache
def ami() -> dict[str, str]:
    """The files that are made of the AMI rule and its plan."""
    return artifacts(list(converted(AMI)))


def resources(*detections: Detection) -> dict[str, Any]:
    """The resources of a template."""
    found: dict[str, Any] = yaml.load(artifacts(detections)[TEMPLATE], Loader)["Resources"]  # noqa: S506 -- a safe one
    return found


def told(schedule: dict[str, Any]) -> dict[str, Any]:
    """What a schedule tells the state machine, with an id in the place of the query's."""
    separator, parts = schedule["Properties"]["Target"]["Input"]["Fn::Join"]
    found: dict[str, Any] = json.loads(
        separator.join(part if isinstance(part, str) else "ID" for part in parts)
    )
    return found


def ami_input() -> dict[str, Any]:
    """What the AMI rule's schedule tells the state machine."""
    found = yaml.load(ami()[TEMPLATE], Loader)["Resources"]  # noqa: S506 -- a safe one
    return told(found["AwsEc2AmiSharedOrMadePublicSchedule"])


def definition() -> dict[str, Any]:
    """The state machine."""
    found: dict[str, Any] = json.loads(ami()[f"{MODULE}/state_machine.json"])
    return found
