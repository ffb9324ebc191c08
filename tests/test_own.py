"""What users add to rules: pipelines of their own, values of placeholders, filters; proven by execution."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

import pytest
from proof import LOCAL, OPTIONS, differences, event_of, rule_of, trial
from random_events import CALLS, random_record
from random_rules import random_rule
from random_words import Words

from converter.cli import main
from converter.conversion import Converter, convert
from converter.errors import SettingsError
from converter.load import load
from converter.own import Filter, Own, OwnFiles
from converter.own.read import read_own
from converter.own.renames import usual_names
from converter.targets import TARGETS
from converter.verify.cases import cases_of, reference_of
from converter.verify.generate import generate

if TYPE_CHECKING:
    from converter.load import Rule

ROOT = Path(__file__).parent.parent
RULE = """
title: A trail is gone
id: 5f0b0f33-6a44-4c55-9b8e-0a6a3a1f2c11
name: gone
logsource:
    product: aws
    service: cloudtrail
detection:
    selection:
        eventName: DeleteTrail
    other:
        eventName: StopLogging
    condition: 1 of them
"""
FILTER: dict[str, Any] = {
    "title": "Our deployment",
    "logsource": {"product": "aws", "service": "cloudtrail"},
    "filter": {
        "rules": ["gone"],
        "selection": {"userIdentity.arn|endswith": ":role/deploy"},
        "condition": "not selection",
    },
}
RECORD = {
    "eventSource": "cloudtrail.amazonaws.com",
    "eventName": "DeleteTrail",
    "eventTime": "2026-11-24T07:00:00Z",
    "awsRegion": "us-east-1",
    "userIdentity": {"type": "IAMUser", "accountId": "111111111111", "arn": "arn:aws:iam::1:user/a"},
}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a rule, from which the command runs."""
    (tmp_path / "gone.yml").write_text(RULE)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def own_of(folder: Path, **texts: str) -> Own:
    """What files with these texts add: `pipelines`, `placeholders`, `filters`."""
    for kind, text in texts.items():
        (folder / f"{kind}.yml").write_text(text)
    return read_own(OwnFiles(**{kind: (str(folder / f"{kind}.yml"),) for kind in texts}))


def matched(rule: Rule, own: Own, records: dict[str, dict[str, Any]]) -> list[str]:
    """The records that a rule matches with what is added; every query judges like the reference."""
    converter = Converter((), OPTIONS, own=own)
    problems: list[str] = []
    tried = cases_of(rule, converter, problems.append)
    events = [event_of(record, name) for name, record in records.items()]
    made = generate(rule.document, 40, reference_of(rule, own))
    events += [event_of(each.event, f"made {number}") for number, each in enumerate(made)]
    result = trial(tried, events, LOCAL)
    assert (problems, differences(result)) == ([], [])
    assert [case.refusals for case in tried] == [{}] * len(tried)
    return [name for name, record in records.items() if any(case.reference.matches(record) for case in tried)]


def identity(**members: str) -> dict[str, Any]:
    """The record, made by somebody else."""
    return RECORD | {"userIdentity": {**RECORD["userIdentity"], **members}}  # type: ignore[dict-item]


PEOPLE = {
    "ours": identity(accountId="111111111111"),
    "also ours": identity(accountId="222222222222"),
    "theirs": identity(accountId="333333333333"),
    "nobody's": RECORD | {"userIdentity": {"type": "AWSService"}},
}


def test_a_placeholder_stands_for_each_of_its_values(tmp_path: Path) -> None:
    """On every engine, in a selection that must hold and in one that must not."""
    own = own_of(tmp_path, placeholders="own_accounts: ['111111111111', 222222222222]\n")
    detection: dict[str, Any] = {
        "selection": {"eventName": "DeleteTrail"},
        "own": {"userIdentity.accountId|expand": "%own_accounts%"},
    }
    inside = rule_of(detection | {"condition": "selection and own"})
    assert matched(inside, own, PEOPLE) == ["ours", "also ours"]
    outside = rule_of(detection | {"condition": "selection and not own"})
    assert matched(outside, own, PEOPLE) == ["theirs", "nobody's"]


@pytest.mark.parametrize(
    ("key", "written", "values", "names"),
    [
        ("userIdentity.arn|contains|expand", ":%x%:", "['1', '2']", ["a", "b"]),
        ("userIdentity.arn|expand", "arn:aws:iam::%x%:user/%y%", "['1', '2']", ["a"]),
        ("userIdentity.arn|expand|endswith", "%x%", "['/a', '/*c']", ["a", "c"]),
        ("userIdentity.arn|cased|expand", "%x%", "['arn:aws:iam::1:user/A']", []),
        ("userIdentity.arn|neq|expand", "%x%", "['*/a', '*/b']", ["c", "none"]),
        ("userIdentity.arn|expand", r"\%x%", "['arn:aws:iam::1:user/a']", []),
        ("userIdentity.arn|all|expand", "*%x%*", "['user/b']", ["b"]),
    ],
)
def test_a_placeholder_may_be_part_of_a_value(
    tmp_path: Path, key: str, written: str, values: str, names: list[str]
) -> None:
    """Between other text, several in one, with wildcards in its values, and beside other modifiers."""
    own = own_of(tmp_path, placeholders=f"x: {values}\ny: [a, n]\n")
    records = {
        name: identity(arn=f"arn:aws:iam::{account}:user/{name}")
        for name, account in (("a", 1), ("b", 2), ("c", 3))
    }
    records["none"] = RECORD | {"userIdentity": {"type": "AWSService"}}
    rule = rule_of({"selection": {"eventName": "DeleteTrail", key: written}, "condition": "selection"})
    assert matched(rule, own, records) == names


def test_a_field_with_and_without_a_placeholder_is_refused(tmp_path: Path) -> None:
    """Filled, they are one key, of which one value would be lost."""
    own = own_of(tmp_path, placeholders="x: [a]")
    rule = rule_of({"s": {"eventName|expand": "%x%", "eventName": "b"}, "condition": "s"})
    for found in Converter(own=own).convert(rule):
        assert "detection 's', which has a field with and without 'expand'" in str(found.error)


def test_an_account_keeps_its_zeros(tmp_path: Path) -> None:
    """YAML would take 012345670123 for a number to the base of eight."""
    assert own_of(tmp_path, placeholders="own: [012345670123]").placeholders == {"own": ("012345670123",)}


@pytest.mark.parametrize(
    ("key", "reason"),
    [
        (
            "eventName|expand",
            "the placeholder %x% has no value; write 'x: [...]' in a file for --placeholders",
        ),
        ("eventName|re|expand", "a placeholder in a regular expression is open to two readings"),
        ("eventName|base64|expand", "'base64' before 'expand' changes the placeholder itself"),
        ("eventName|all|expand", "'all' beside a placeholder of several values is open to two readings"),
    ],
)
def test_a_placeholder_that_cannot_be_filled_is_refused_by_name(
    tmp_path: Path, key: str, reason: str
) -> None:
    """For every target, with selection and field."""
    written = "%x%" if "no value" in reason else "%several%"
    own = own_of(tmp_path, placeholders="several: [a, b]")
    rule = rule_of({"selection": {key: written}, "condition": "selection"})
    errors = [found.error for found in Converter(own=own).convert(rule)]
    assert [reason in str(error) for error in errors] == [True] * len(TARGETS)
    assert str(errors[0]).startswith("rule: detection 'selection', field 'eventName': ")


@pytest.mark.parametrize(
    ("change", "names"),
    [
        ({}, ["theirs"]),
        ({"rules": "any"}, ["theirs"]),
        ({"rules": "gone"}, ["theirs"]),
        ({"rules": ["other", "5f0b0f33-6a44-4c55-9b8e-0a6a3a1f2c11"]}, ["theirs"]),
        ({"rules": ["other"]}, ["deployed", "theirs"]),
        ({"condition": "selection"}, ["deployed"]),
        ({"_hidden": {"awsRegion": "us-east-1"}, "condition": "not 1 of them"}, ["theirs"]),
        ({"other": {"awsRegion": "us-east-1"}, "condition": "not all of them"}, ["theirs"]),
        ({"selection": [{"awsRegion": "eu-*"}, {"userIdentity.arn": "*role*"}]}, ["theirs"]),
    ],
)
def test_a_filter_is_joined_to_the_rule_that_it_names(
    tmp_path: Path, change: dict[str, Any], names: list[str]
) -> None:
    """By id or name, or to any; its patterns cover its own selections, the rule's patterns the rule's."""
    own = own_of(tmp_path, filters=json.dumps(FILTER | {"filter": FILTER["filter"] | change}))
    detection = {
        "selection": {"eventName": "DeleteTrail"},
        "other": {"eventName": "StopLogging"},
        "condition": "1 of them",
    }
    rule = rule_of(detection)
    rule.document.update(name="gone", id="5f0b0f33-6a44-4c55-9b8e-0a6a3a1f2c11")
    records = {"deployed": identity(arn="arn:aws:iam::1:role/deploy"), "theirs": RECORD}
    assert matched(rule, own, records) == names


@pytest.mark.parametrize(
    ("logsource", "concerned"),
    [
        ({"product": "aws"}, True),
        ({"service": "cloudtrail"}, True),
        ({"product": "aws", "service": "s3"}, False),
        ({"product": "aws", "category": "x"}, False),
        ({"product": "windows"}, False),
    ],
)
def test_a_filter_of_another_log_source_is_left_alone(
    tmp_path: Path, logsource: dict[str, str], *, concerned: bool
) -> None:
    """What it leaves out may be anything."""
    text = json.dumps(FILTER | {"logsource": logsource, "filter": FILTER["filter"] | {"rules": "any"}})
    rule = rule_of({"selection": {"eventName": "DeleteTrail"}, "condition": "selection"})
    deployed = {"deployed": identity(arn="arn:aws:iam::1:role/deploy")}
    assert matched(rule, own_of(tmp_path, filters=text), deployed) == ([] if concerned else ["deployed"])


def test_a_filter_concerns_every_condition_and_takes_placeholders(tmp_path: Path) -> None:
    """Two conditions give two queries, each with the filter in it."""
    body = {"rules": "any", "own": {"userIdentity.accountId|expand": "%own%"}, "condition": "not own"}
    own = own_of(
        tmp_path, filters=json.dumps(FILTER | {"filter": body}), placeholders="own: ['111111111111']"
    )
    rule = rule_of(
        {
            "a": {"eventName": "DeleteTrail"},
            "b": {"awsRegion": "us-east-1"},
            "condition": ["a and b", "a or b"],
        }
    )
    assert matched(rule, own, PEOPLE) == ["also ours", "theirs", "nobody's"]


@pytest.mark.parametrize("name", ["and", "my selection", "them", "selection_1", "selection_2"])
def test_a_rule_may_call_its_selections_what_it_likes(tmp_path: Path, name: str) -> None:
    """A filter changes nothing of what the rule's patterns cover."""
    own = own_of(tmp_path, filters=json.dumps(FILTER | {"filter": FILTER["filter"] | {"rules": "any"}}))
    rule = rule_of({name: {"eventName": "DeleteTrail"}, "condition": "1 of them"})
    records = {"deployed": identity(arn="arn:aws:iam::1:role/deploy"), "theirs": RECORD}
    assert matched(rule, own, records) == ["theirs"]


PIPELINE = """
name: ours
priority: 50
vars:
  own_accounts: ['111111111111', '222222222222']
transformations:
  - id: accounts
    type: value_placeholders
  - id: region
    type: add_condition
    conditions:
      awsRegion: [us-east-1, eu-*]
    rule_conditions:
      - type: logsource
        product: aws
        service: cloudtrail
  - id: robots
    type: add_condition
    conditions:
      userAgent|contains: bot
    negated: true
"""


def test_a_pipeline_fills_placeholders_and_adds_conditions(tmp_path: Path) -> None:
    """On every engine, as pySigma's pipelines mean it, in raw CloudTrail paths."""
    own = own_of(tmp_path, pipelines=PIPELINE)
    rule = rule_of(
        {
            "selection": {"eventName": "DeleteTrail"},
            "own": {"userIdentity.accountId|expand": "%own_accounts%"},
            "condition": "selection and not own",
        }
    )
    records = PEOPLE | {
        "far": PEOPLE["theirs"] | {"awsRegion": "ap-south-1"},
        "near": PEOPLE["theirs"] | {"awsRegion": "EU-WEST-1"},
        "robot": PEOPLE["theirs"] | {"userAgent": "a bot"},
    }
    assert matched(rule, own, records) == ["theirs", "nobody's", "near"]


def test_from_python_the_same_files_count(folder: Path) -> None:
    """As on the command line: a pipeline on top, and a filter among the rules."""
    (folder / "own.yml").write_text(PIPELINE.replace("%own_accounts%", "x"))
    [plain] = convert("gone.yml", ["eql"])
    [narrowed] = convert("gone.yml", ["eql"], own=OwnFiles(pipelines=("own.yml",)))
    assert "bot" in str(narrowed.query)
    assert "bot" not in str(plain.query)
    (folder / "filter.yml").write_text(json.dumps(FILTER))
    [filtered] = convert(["gone.yml", "filter.yml"], ["eql"])
    assert ":role/deploy" in str(filtered.query)


RENAMING = """
transformations:
  - type: field_name_mapping
    mapping:
      event.action: cloud.call
      "@timestamp": time
      eventName: call
      result_id: code
      eventname: call
      useridentity: who
      resources: things
      requestparameters: parameters
"""


def test_new_names_stand_where_the_usual_ones_did(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Bare, quoted and inside structs; never in a value, though it reads like a name."""
    rule = RULE.replace("eventName: StopLogging", "errorCode: 'eventName=result_id event.action eventname'")
    (folder / "gone.yml").write_text(
        rule.replace("DeleteTrail", "\"it's eventName='x' \\\\\\\" event.action\"")
    )
    (folder / "own.yml").write_text(RENAMING)
    for target, names in {
        "splunk": {'eventName="': 'call="', "'eventName'": "'call'", 'result_id="': 'code="'},
        "eql": {"event.action : ": "cloud.call : "},
        "athena": {"lower(eventname)": 'lower("call")'},
    }.items():
        main(["convert", "gone.yml", "-t", target, "--bare"])
        wanted = capsys.readouterr().out
        for old, new in names.items():
            wanted = wanted.replace(old, new)
        main(["convert", "gone.yml", "-t", target, "--bare", "-p", "own.yml"])
        assert capsys.readouterr().out == wanted
        assert any(new in wanted for new in names.values())


@pytest.mark.parametrize("target", TARGETS)
def test_new_names_change_nothing_else(target: str) -> None:
    """Every name that can be exchanged is, in every query; put back, they give the same bytes."""
    names = {old: f"zz{number}zz" for number, old in enumerate(sorted(usual_names(target)))}
    paths = [path for folder in ("rules", "tests/cases") for path in sorted((ROOT / folder).glob("*.yml"))]
    plain = [each for each in convert(paths, [target]) if each.query]
    converter, exchanged = Converter([target], own=Own(renames={target: names})), 0
    own = [each for path in paths for rule in load(path) for each in converter.convert(rule) if each.query]
    for before, after in zip(plain, own, strict=True):
        query = str(after.query)
        exchanged += query != before.query
        for old, new in names.items():
            query = query.replace(f'"{new}"' if target == "athena" else new, old)
        assert query in {before.query, str(before.query).replace("`@timestamp`", "@timestamp")}
    assert exchanged > len(plain) // 2


REFUSED = [
    *(
        (
            f"transformations:\n- type: field_name_mapping\n  mapping: {{eventName: {new}}}",
            3,
            f"'{new}' is no name that splunk can have in a query",
        )
        for new in ("index", "where", "a b")
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
        "transformations:\n  - type: field_name_mapping\n    mapping:\n      eventname: a\n      nosuch: x",
        5,
        "has no field 'nosuch' that could be renamed",
    ),
    (
        "transformations:\n  - type: field_name_mapping\n    mapping:\n      eventname: eventsource",
        4,
        "has no field 'eventname'",
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
        "has no field 'resources.ARN'",
    ),
]


@pytest.mark.parametrize(("text", "line", "reason"), REFUSED)
def test_what_a_pipeline_cannot_do_exactly_is_refused_with_its_line(
    folder: Path, capsys: pytest.CaptureFixture[str], text: str, line: int, reason: str
) -> None:
    """The call is wrong, and nothing is converted."""
    (folder / "own.yml").write_text(text)
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
    folder: Path, capsys: pytest.CaptureFixture[str], flags: list[str], change: dict[str, Any], reason: str
) -> None:
    """Nobody knows which rules it was to narrow."""
    (folder / "f.yml").write_text(json.dumps(FILTER | change))
    assert main(["convert", "gone.yml", *flags]) == 2
    said = capsys.readouterr()
    assert (said.out, said.err.startswith("sigmatrail: f.yml: "), reason in said.err) == ("", True, True)


def test_filters_among_the_rules_apply(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """As a file of their own or behind a rule in its file; neither gives a query."""
    main(["convert", "gone.yml", "--bare", "-t", "splunk"])
    plain = capsys.readouterr().out
    (folder / "f.yml").write_text(json.dumps(FILTER))
    assert main(["convert", "gone.yml", "f.yml", "--bare", "-t", "splunk"]) == 0
    filtered = capsys.readouterr()
    assert (filtered.out != plain, "f.yml" in filtered.err) == (True, False)
    (folder / "gone.yml").write_text(f"{RULE}---\n{json.dumps(FILTER)}\n")
    assert main(["convert", "gone.yml", "--bare", "-t", "splunk"]) == 0
    assert capsys.readouterr() == filtered


def test_a_filter_hidden_by_an_escape_is_no_rule(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Whatever is not seen as a filter is refused rather than left out."""
    (folder / "f.yml").write_text(json.dumps(FILTER).replace('"filter"', '"fil\\u0074er"'))
    assert main(["convert", "gone.yml", "f.yml"]) == 1
    assert "f.yml: a Sigma filter is no rule by itself" in capsys.readouterr().err


def test_settings_name_what_flags_would(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """From the settings' folder; a flag takes the place of the setting."""
    (folder / "own").mkdir()
    (folder / "own" / "p.yml").write_text(PIPELINE)
    (folder / "own" / "f.yml").write_text(json.dumps(FILTER))
    (folder / "v.yml").write_text("x: [y]")
    flags = ["-p", "own/p.yml", "--filter", "own/f.yml", "--placeholders", "v.yml"]
    main(["convert", "gone.yml", *flags])
    wanted = capsys.readouterr()
    (folder / "sigmatrail.toml").write_text(
        'pipelines = ["own/p.yml"]\nfilters = ["own/f.yml"]\nplaceholders = ["v.yml"]\n'
    )
    main(["convert", "gone.yml"])
    assert capsys.readouterr() == wanted
    (folder / "below").mkdir()
    main(["convert", "gone.yml", "--filter", "nosuch.yml"])
    assert "nosuch.yml: there is no such file or folder" in capsys.readouterr().err


def test_verify_judges_the_rule_with_what_is_added(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The reference reads the filter by itself, so events that it keeps out are no matches."""
    (folder / "p.yml").write_text(PIPELINE)
    (folder / "f.yml").write_text(json.dumps(FILTER))
    events = folder / "e.jsonl"
    events.write_text("".join(json.dumps(each) + "\n" for each in (RECORD, identity(arn="x:role/deploy"))))
    command = ["verify", "gone.yml", "--generated", "0", "--events", "e.jsonl", "--engine", "eql"]
    main(command)
    assert "2 matched" in capsys.readouterr().out
    assert main([*command, "--filter", "f.yml", "-p", "p.yml"]) == 0
    assert "1 matched" in capsys.readouterr().out


def test_a_value_given_twice_is_refused(tmp_path: Path) -> None:
    """Neither file overrules the other in silence."""
    with pytest.raises(SettingsError, match="the placeholder %own_accounts% has values already"):
        own_of(tmp_path, placeholders="own_accounts: [a]", pipelines=PIPELINE)


def test_check_judges_a_repository_with_what_its_settings_add(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its goldens are what `convert` gives, and a filter that changes is found in them."""
    monkeypatch.delenv("CI", raising=False)
    assert main(["init", str(folder / "made")]) == 0
    monkeypatch.chdir(folder / "made")
    [rule] = Path("rules").rglob("*.yml")
    Path("own.yml").write_text(PIPELINE + RENAMING.replace("transformations:\n", ""))
    Path("f.yml").write_text(json.dumps(FILTER | {"filter": FILTER["filter"] | {"rules": "any"}}))
    settings = Path("sigmatrail.toml")
    added = settings.read_text().replace("pipelines/own.yml", "own.yml")
    settings.write_text(f'filters = ["f.yml"]\n{added}')
    main(["check", "--update", "--severity", "error"])
    capsys.readouterr()
    for target in TARGETS:
        main(["convert", str(rule), "--bare", "-t", target])
        query = capsys.readouterr().out.strip()
        [golden] = Path("tests/golden", target).glob(f"*{TARGETS[target].suffix}")
        assert golden.read_text().strip() == query
        assert ":role/deploy" in query
    Path("f.yml").write_text(Path("f.yml").read_text().replace("deploy", "build"))
    main(["check", "--format", "json"])
    found = [each["code"] for each in json.loads(capsys.readouterr().out)]
    assert found.count("CK201") == len(TARGETS)


def _as_filter(rule: Rule) -> Filter:
    """A filter for any rule that says what this rule says."""
    detection = rule.document["detection"]
    return Filter(
        rule.name, {"logsource": rule.document["logsource"], "filter": {"rules": "any"} | detection}
    )


@pytest.mark.parametrize("number", range(2))
def test_random_rules_filter_random_rules(number: int) -> None:
    """Whatever a rule can say, a filter can; every verdict is the reference's."""
    chance = Random(f"filters {number}")  # noqa: S311 -- the same each time, and no secret
    call, words = CALLS[number % len(CALLS)], Words(chance)
    rules = [random_rule(call, words, f"rule {place}") for place in range(16)]
    events = [event_of(random_record(call, words), f"event {place}") for place in range(60)]
    ran = 0
    for rule, other in pairwise(rules):
        own = Own((_as_filter(other),))
        tried = cases_of(rule, Converter((), OPTIONS, own=own), pytest.fail)
        result = trial(tried, events, LOCAL)
        assert differences(result) == []
        ran += sum(cell.state == "ran" for case in result.cases for cell in case.cells.values())
    assert ran > 20
