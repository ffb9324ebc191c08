"""A rule is read once for all targets, and what comes out is what pySigma makes of it target by target."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from random import Random
from typing import Any
from warnings import catch_warnings, simplefilter

import pytest
from proof import rule_of
from random_events import CALLS
from random_rules import random_rule
from random_words import Words
from sigma.exceptions import SigmaError
from sigma.processing.pipeline import ProcessingPipeline
from sigma.rule import SigmaRule

from converter import TARGETS
from converter.condition import Leaf, Not, Null, SameAs
from converter.conversion import Converter, convert_text, load_backend
from converter.errors import RuleError
from converter.load import Rule, load
from converter.paths import find
from converter.targets.backend import WARNINGS
from converter.targets.field_names import FieldNames

ROOT = Path(__file__).parent.parent
ROUNDS = 120
Told = list[tuple[str, tuple[str, ...]]] | str


@cache
def rules() -> list[Rule]:
    """Ours, the cases, and random ones, most of which some target can say."""
    written = [rule for path in find([ROOT / "rules", ROOT / "tests" / "cases"]) for rule in load(path)]
    made = []
    for number in range(ROUNDS):
        call, words = CALLS[number % len(CALLS)], Words(Random(f"reading {number}"))  # noqa: S311 -- no secret
        made += [random_rule(call, words, f"round {number} rule {place}") for place in range(4)]
    return [rule for rule in written if not isinstance(rule, RuleError)] + made


def by_pysigma(rule: Rule, target: str) -> Told:
    """Its queries and their warnings, or the refusal, by way of the pipeline that pySigma applies."""
    backend = load_backend(target, {})
    try:
        with catch_warnings():
            simplefilter("ignore", FutureWarning)
            parsed = SigmaRule.from_dict(rule.document)
            queries = backend.convert_rule(parsed)
    except SigmaError as error:
        return " ".join(str(error).split())
    warnings = [state.processing_state[WARNINGS] for state in parsed.get_conversion_states()]
    return [(query, tuple(told)) for query, told in zip(queries, warnings, strict=True)]


def by_us(rule: Rule, converter: Converter) -> dict[str, Told]:
    """The same for each target, by one reading."""
    found: dict[str, Told] = {}
    for each in converter.convert(rule):
        if each.query is None:
            found[each.target] = str(each.error).removeprefix(f"{rule.path}: ")
            continue
        told = found.setdefault(each.target, [])
        assert isinstance(told, list)
        told.append((each.query, each.warnings))
    return found


def test_one_reading_gives_what_pysigma_gives_target_by_target() -> None:
    """The same bytes, warnings and refusals as through the pipelines, which the plugin for sigma-cli uses.

    Before what pySigma says of a rule that it cannot read, there stands the place.
    """
    converter = Converter()
    ours = {rule.name: by_us(rule, converter) for rule in rules()}
    for rule in rules():
        for target in TARGETS:
            mine, theirs = ours[rule.name][target], by_pysigma(rule, target)
            if isinstance(mine, str) and mine.startswith("detection '"):
                mine = mine[-len(theirs) :]
            assert mine == theirs
    refused = [told for found in ours.values() for told in found.values() if isinstance(told, str)]
    assert 0 < len(refused) < len(ours)


def test_pysigma_reads_a_rule_once_for_three_targets(monkeypatch: pytest.MonkeyPatch) -> None:
    """What costs most of a conversion is done once."""
    read, once = [], SigmaRule.from_dict

    def counted(document: dict[str, Any]) -> SigmaRule:
        read.append(document)
        return once(document)

    monkeypatch.setattr(SigmaRule, "from_dict", counted)
    [rule] = load(ROOT / "tests" / "cases" / "arrays.yml")
    assert len([each for each in Converter().convert(rule) if each.query]) == len(TARGETS)
    assert len(read) == 1


@pytest.mark.parametrize("target", TARGETS)
def test_our_pipelines_do_no_more_than_name_fields(target: str) -> None:
    """Any other step, or condition of one, needs pySigma to apply it: see `has_packaged_pipeline`."""
    steps = {
        type(item.transformation).__name__: {
            *(type(each).__name__ for each in item.rule_conditions),
            *(type(each).__name__ for each in item.detection_item_conditions),
            *(type(each).__name__ for each in item.field_name_conditions),
        }
        for item in load_backend(target, {}).last_processing_pipeline.items
    }
    steps.pop("SetStateTransformation", None)  # what stock backends read, and ours do not
    assert steps == {
        "RuleFailureTransformation": {"LogsourceCondition"},
        "FieldMappingTransformation": set(),
        "FieldPrefixMappingTransformation": set(),
        "StrictFieldMappingFailure": set(),
        "DetectionItemFailureTransformation": {
            "DetectionItemProcessingItemAppliedCondition",
            "IncludeFieldCondition",
        },
    }


def names(*mappings: dict[str, Any], strict: bool = False) -> FieldNames:
    """The names that a pipeline of these mappings gives."""
    steps: list[dict[str, Any]] = [{"type": "field_name_mapping", "mapping": each} for each in mappings]
    strictly = [{"type": "strict_field_mapping_failure"}] if strict else []
    return FieldNames(ProcessingPipeline.from_dict({"transformations": steps + strictly}))


def test_mappings_follow_one_another() -> None:
    """As in pySigma, the second mapping sees the name that the first one gave."""
    assert names({"a": "b"}, {"b": "c"}).name("a") == "c"


@pytest.mark.parametrize("mapping", [{}, {"a": ["b", "c"]}, {"a": []}])
def test_a_path_without_one_name_has_none(mapping: dict[str, Any]) -> None:
    """Neither an unknown path nor one with several names can be written as one field."""
    assert names(mapping).name("a") is None


def test_only_a_strict_pipeline_refuses_paths() -> None:
    """And it takes a path with an empty part for unknown, whatever a mapping says of its beginning."""
    assert names({"a": "b"}, strict=True).unknown(["a", "a.", "c"]) == ["a.", "c"]
    assert names({"a": "b"}).unknown(["a", "a.", "c"]) == []


def test_both_fields_of_a_comparison_are_named() -> None:
    """The field that a fieldref names is a field as well; an unknown one keeps its path."""
    node = Not(Leaf("a", SameAs("b", "endswith", "b"), "a"))
    assert names({"a": "x", "b": "y"}).named(node) == Not(Leaf("x", SameAs("y", "endswith", "b"), "a"))
    assert names({"a": "x"}).named(Leaf("c", Null(), "c")) == Leaf("c", Null(), "c")


@pytest.mark.parametrize(
    ("detection", "reason"),
    [
        ({"s": {"eventName|contain": "a"}}, "detection 's', field 'eventName': Unknown modifier 'contain'"),
        ({"s": [{"a": 1}, {"b|cidr": "10.0.0.1/8"}]}, "detection 's', field 'b': Invalid CIDR expression"),
        ({"a": {"eventName": "x"}, "s": {}}, "detection 's': Detection is empty"),
        ({"s": {"a": "b"}}, "splunk has no field for 'a'; if your data has it"),
        ({"s": {"eventname": "b"}}, "splunk has no field for 'eventname'; did you mean 'eventName'?"),
        (
            {"s": {"eventname": "b", "a": "b"}},
            "splunk has no field for 'a', 'eventname'; if your",
        ),
    ],
)
def test_a_refusal_says_where(detection: dict[str, Any], reason: str) -> None:
    """The detection and the field, or the name that was meant."""
    [found] = Converter(["splunk"]).convert(rule_of(detection | {"condition": "s"}))
    assert str(found.error).removeprefix("rule: ").startswith(reason)


def test_a_refusal_reads_the_same_at_every_run() -> None:
    """PySigma shows some objects with their addresses, which no cache and no diff could bear."""
    rule = """
title: x
logsource: {product: aws, service: cloudtrail}
detection: {selection: {errorCode|contains: [a, null]}, condition: selection}
"""
    errors = {str(found.error) for found in convert_text(rule)}
    assert len(errors) == 1
    assert "SigmaNull" in errors.pop()
    assert not any("0x" in str(found.error) for found in convert_text(rule))
