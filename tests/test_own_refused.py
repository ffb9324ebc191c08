"""What a user adds and nobody could apply exactly: refused, with its line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from own_files import FILTER, PIPELINE, own_of

from converter.cli import main
from converter.errors import SettingsError


def mapping_of(mapping: str, target: str) -> str:
    """A pipeline for one target that maps names in its fourth line."""
    step = f"- type: field_name_mapping\n  mapping: {{{mapping}}}"
    return f"allowed_backends: [{target}]\ntransformations:\n{step}"


ROOT = Path(__file__).parent.parent
OF_SPLUNK = (
    "index",
    "where",
    "starttime",
    "_index_earliest",
    "startdaysago",
    "requestParameters.userName",
    "userIdentity.nosuch",
)
REFUSED = [
    *(
        (
            f"transformations:\n- type: field_name_mapping\n  mapping: {{eventName: {new}}}",
            3,
            reason,
        )
        for new, reason in (
            ("a b", "'a b' is no name that splunk can have in a query"),
            *((new, f"'{new}' is a word or a field of splunk itself") for new in OF_SPLUNK),
        )
    ),
    *(
        (
            mapping_of(f"{old}: {new}", target),
            4,
            f"'{new}' is a word or a field of {target} itself",
        )
        for target, old, new in (
            ("athena", "eventtime", "timestamp"),
            ("athena", "awsregion", "region"),
            ("athena", "requestparameters", "v"),
            ("eql", "event.action", "event.dataset"),
            ("eql", "event.action", "_id"),
            ("eql", "event.action", "aws.cloudtrail.flattened.request_parameters.userName"),
        )
    ),
    *(
        (
            mapping_of(mapping, "athena"),
            4,
            reason,
        )
        for mapping, reason in (
            ("eventname: useridentity.foo", "'useridentity.foo' is another field of athena, or lies in one"),
            ("eventname: who.arn, useridentity: who", "in another renaming"),
            ("useridentity: who, eventname: who.arn", "in another renaming"),
            (
                "resources.arn: id",
                "no field 'resources.arn' can be renamed on athena",
            ),
        )
    ),
    (
        "transformations:\n- type: field_name_mapping\n  mapping: {addendum.reason: index}",
        3,
        "'index' is a word or a field of splunk itself",
    ),
    (
        "transformations:\n- type: field_name_mapping\n  mapping:\n    event.acton: code",
        4,
        "can be renamed on splunk or eql or athena; did you mean 'event.action', of eql?",
    ),
    (
        "transformations:\n- type: field_name_mapping\n  mapping:\n    event.action: cloud.api call",
        4,
        "'cloud.api call' is no name that eql can have in a query",
    ),
    (
        "transformations:\n- type: field_name_mapping\n  mapping:\n    event.action: [a, b]",
        4,
        "the new name of 'event.action' is a text",
    ),
    ("- a", 1, "is no map of names"),
    ("transformations: }", 1, "is no YAML"),
    ("name: x", 1, "it takes at least a list of transformations"),
    ("transformations: []\npostprocessing: []", 2, "'postprocessing' of a pipeline cannot be applied here"),
    (
        "transformations:\n  - type: replace_string\n    regex: a",
        2,
        "'replace_string' cannot be applied exactly",
    ),
    ("transformations:\n  - type: drop_detection_item", 2, "'drop_detection_item' cannot be applied exactly"),
    (
        "transformations:\n  - type: add_condition\n    conditions: {a: b}\n    template: true",
        4,
        "'template' of add_condition cannot be applied exactly",
    ),
    (
        (
            "transformations:\n  - type: add_condition\n    conditions: {a: b}\n    rule_conditions:\n"
            "      - type: logsource\n        product: windows"
        ),
        5,
        "a condition other than CloudTrail's logsource",
    ),
    ("transformations:\n  - type: add_condition\n    conditions: []", 2, "add_condition takes conditions"),
    ("transformations:\n  - type: value_placeholders", 2, "the pipeline has none"),
    ("vars: {a: [true]}\ntransformations:\n  - type: value_placeholders", 1, "is a text; write it in quotes"),
    ("vars: {a: []}\ntransformations:\n  - type: value_placeholders", 1, "an empty list would match nothing"),
    (
        "allowed_backends: [splunk]\ntransformations:\n  - type: add_condition\n    conditions: {a: b}",
        3,
        "changes what rules mean, for some targets only",
    ),
    ("allowed_backends: [qradar]\ntransformations: []", 1, "there is no target 'qradar'"),
    (
        "transformations:\n- type: field_name_mapping\n  mapping:\n    eventname: action\n    nosuch: x",
        5,
        "no field 'nosuch' can be renamed on splunk or eql or athena; see pipelines/",
    ),
    (
        "transformations:\n  - type: field_name_mapping\n    mapping:\n      eventname: eventsource",
        4,
        "'eventsource' is another field of athena",
    ),
    (
        (
            "allowed_backends: [athena]\ntransformations:\n  - type: field_name_mapping\n    mapping:\n"
            "      eventname: eventsource"
        ),
        5,
        "'eventsource' is another field of athena",
    ),
    (
        (
            "allowed_backends: [eql]\ntransformations:\n  - type: field_name_mapping\n    mapping:\n"
            "      event.action: 'a where true'"
        ),
        5,
        "is no name that eql can have in a query",
    ),
    (
        (
            "allowed_backends: [splunk]\ntransformations:\n  - type: field_name_mapping\n    mapping:\n"
            "      resources.ARN: arn"
        ),
        5,
        "no field 'resources.ARN' can be renamed on splunk",
    ),
]


@pytest.mark.parametrize(("text", "line", "reason"), REFUSED)
def test_what_a_pipeline_cannot_do_exactly_is_refused_with_its_line(
    gone: Path, capsys: pytest.CaptureFixture[str], text: str, line: int, reason: str
) -> None:
    """The call is wrong, and nothing is converted."""
    (gone / "own.yml").write_text(text)
    assert main(["convert", "gone.yml", "-p", "own.yml"]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith(f"sigmatrail: own.yml:{line}: ")
    assert (reason in said.err, said.err.count("\n")) == (True, 1)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"logsource": {}}, "a filter has a logsource"),
        ({"filter": []}, "filter is a map of rules, at least one selection, and a condition"),
        ({"filter": {"rules": "any", "condition": "x"}}, "at least one selection"),
        ({"filter": FILTER["filter"] | {"condition": ["a"]}}, "filter takes one condition"),
        ({"filter": FILTER["filter"] | {"rules": []}}, "filter takes rules"),
    ],
)
@pytest.mark.parametrize("flags", [["--filter", "f.yml"], ["f.yml"]])
def test_a_filter_that_cannot_be_used_stops_the_run(
    gone: Path, capsys: pytest.CaptureFixture[str], flags: list[str], change: dict[str, Any], reason: str
) -> None:
    """Nobody knows which rules it was to narrow."""
    (gone / "f.yml").write_text(json.dumps(FILTER | change))
    assert main(["convert", "gone.yml", *flags]) == 2
    said = capsys.readouterr()
    assert (said.out, said.err.startswith("sigmatrail: f.yml: "), reason in said.err) == ("", True, True)


def test_a_value_given_twice_is_refused(tmp_path: Path) -> None:
    """Neither file overrules the other in silence."""
    with pytest.raises(SettingsError, match="the placeholder %own_accounts% has values already"):
        own_of(tmp_path, placeholders="own_accounts: [a]", pipelines=PIPELINE)


def test_a_pipeline_in_the_place_of_ours_names_the_fields_itself(
    gone: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Names on top of it would be exchanged by names that it need not give."""
    pipeline = (ROOT / "pipelines" / "eql" / "cloudtrail.yml").read_text(encoding="utf-8")
    (gone / "place.yml").write_text(pipeline, encoding="utf-8")
    (gone / "sigmatrail.toml").write_text('[eql]\npipeline = "place.yml"\n')
    (gone / "own.yml").write_text(mapping_of("event.action: code", "eql"))
    for command in ("convert", "explain"):
        assert main([command, "gone.yml", "-t", "eql", "-p", "own.yml"]) == 2
        said = capsys.readouterr().err
        assert said.endswith("place.yml names the fields of eql; rename them there, not on top of it\n")


def test_the_table_of_aws_has_the_usual_names(gone: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A definition beside queries of other names would be no table of theirs."""
    (gone / "own.yml").write_text(mapping_of("eventname: action", "athena"))
    assert main(["convert", "-f", "ddl", "-p", "own.yml"]) == 2
    assert "leave out the pipeline that renames them" in capsys.readouterr().err
