"""Rules of Elastic, made of detections and read back."""

from __future__ import annotations

import json
from contextlib import suppress
from functools import cache
from importlib.resources import files
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from converter.conversion import Converter
from converter.detection import Detection
from converter.errors import UnsupportedError
from converter.load import Rule, load
from converter.paths import find
from converter.plan import load_plan
from converter.targets.eql.artifact import artifacts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from converter.plan import Plan

ROOT = Path(__file__).parents[1]
AMI = ROOT / "rules" / "aws_ec2_ami_shared_or_made_public.yml"
QUERY = 'any where event.dataset == "aws.cloudtrail" and event.action : "x"'
ID = "0a5f3c1e-2b7d-4e0f-9a63-5d4c8b7e6f10"
HOSTILE = st.text(
    st.sampled_from("ab\"'\\\n\r\t ${}%[]=#!`*_|<>\x00\x85\u2028é漢") | st.characters(), max_size=120
)


@cache
def schema() -> Draft202012Validator:
    """The schema that the target carries."""
    text = (files("converter.targets.eql") / "rule.schema.json").read_text(encoding="utf-8")
    return Draft202012Validator(json.loads(text))


def faults(rule: dict[str, Any]) -> list[str]:
    """What the schema finds wrong with a rule."""
    return [f"{error.json_path}: {error.message}" for error in schema().iter_errors(rule)]


def detection(name: str = "made", number: str = "", query: str = QUERY, **document: Any) -> Detection:  # noqa: ANN401 -- a rule's values
    """A detection that no file has, without a plan."""
    rule = Rule(f"{name}.yml", name, {"title": "T", "level": "high", **document})
    plan = load_plan(rule)
    return Detection(rule, plan, {"eql": query}, {}, f"{name}{number}", fields_of(plan))


def fields_of(plan: Plan) -> dict[str, str]:
    """Elastic's field for each path of a plan that it has one for."""
    converter, fields = Converter(["eql"]), {}
    for path in chain.from_iterable(plan.summary.paths.values()):
        with suppress(UnsupportedError):
            fields[path] = converter.field_of(path, "eql")
    return fields


def planned(**changes: Any) -> Detection:  # noqa: ANN401 -- parts of a plan
    """A detection whose plan differs from the usual one."""
    import msgspec  # noqa: PLC0415 -- only a few tests change plans

    usual = detection()
    plan = msgspec.structs.replace(usual.plan, **changes)
    return Detection(usual.rule, plan, usual.queries, fields=fields_of(plan))


def converted(*paths: Path) -> Iterator[Detection]:
    """The detections of rule files, as the command makes them."""
    converter = Converter(["eql"])
    for path in find(paths):
        for rule in load(path):
            if isinstance(rule, Rule):
                plan = load_plan(rule)
                yield from (
                    Detection(rule, plan, {"eql": each.query}, {}, each.name, fields_of(plan))
                    for each in converter.convert(rule)
                    if each.query
                )


def rules(*detections: Detection) -> list[dict[str, Any]]:
    """The rules in the file, line by line."""
    [text] = artifacts(detections).values()
    assert text.endswith("\n")
    return [json.loads(line) for line in text.removesuffix("\n").split("\n")]


def rule(made: Detection) -> dict[str, Any]:
    """The one rule of a detection."""
    [only] = rules(made)
    return only


@cache
def ami() -> dict[str, Any]:
    """The rule that is made of the AMI rule and its plan."""
    return rule(next(converted(AMI)))
