"""No text of a rule or of its plan breaks out of any file that the command writes for it."""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from addonfactory_splunk_conf_parser_lib import TABConfigParser
from cfnlint.api import ManualArgs, lint
from jsonschema import Draft202012Validator

from converter.cli import main

if TYPE_CHECKING:
    from pathlib import Path

# An escape of a terminal, the bell, CSI, an override, an isolate, marks, what has no width, a private one.
HIDDEN = "\x1b[31mred\x07 \x7f\x9b2J a\u202eb\u2066c\u200fd\u061ce\u200bf\ue000g\U000e0041h"
TEXTS = (
    "plain",
    'it\'s "quoted" `twice` \'\'\'thrice"""',
    "ends in a backslash \\",
    "x\\\n[default]\ndisabled = 0\nsearch = | delete",
    "]\n[cloudtrail]\ndefinition = *",
    "a = b # c ; d",
    "$src_ip$ $$ ${AWS::StackName} $1 $token",
    '", "query": "DROP TABLE x", "a": "',
    "{% $states.input %} %{ if true } {{resolve:ssm:x}} <aws.scheduler.execution-id>",
    "!{investigate{} | [x](javascript:y) <img src=x> \\`_*",
    "x: |\n  y: !Ref Z\n---\n...\n- &a *a",
    "é 漢 \U0001f600 \u202e \u2028 \x85 \ufeff",
    HIDDEN,
    "x" * 3_000,
)
RULE: dict[str, Any] = {
    "level": "high",
    "tags": ["attack.exfiltration", "attack.t1537"],
    "logsource": {"product": "aws", "service": "cloudtrail"},
}
PLAN = """
implementation = {text}
[summary]
group_by = [{{ field = "sourceIPAddress", name = "src_ip" }}]
[[summary.derived]]
name = "state"
when = {{ field = "eventName", values = [{value}] }}
then = {value}
otherwise = "no"
[risk]
message = {template}
objects = [{{ name = "src_ip", type = "system" }}]
[alert]
title = {line}
[annotations]
analytic_stories = [{line}]
threat_actors = [{line}]
[[drilldowns]]
name = {template}
search = "results"
by = ["src_ip"]
"""


def toml(text: str) -> str:
    """A text as TOML writes it."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def said(text: str) -> str:
    """A text as part of a query, without what is refused there: macros, great length."""
    return text.replace("`", "'")[:500]


def summarised(text: str) -> str:
    """A text of a summary, without what is refused there, too: what does not print."""
    return "".join(filter(str.isprintable, said(text)))


def write(folder: Path, number: int, text: str) -> None:
    """A rule and its plan, of which every free text is this one."""
    rule = RULE | {
        "id": f"5f0b0f33-6a44-4c55-9b8e-{number:012}",
        "title": text[:250],
        "description": text,
        "references": [text],
        "falsepositives": [text],
        "author": text,
        "license": text,
        "detection": {"selection": {"eventName": ["DeleteTrail", said(text)]}, "condition": "selection"},
    }
    line = " ".join(text.split())[:900]
    plan = PLAN.format(
        text=toml(text), line=toml(line), value=toml(summarised(line)), template=toml(line.replace("$", "$$"))
    )
    (folder / f"rule_{number:02}.yml").write_text(yaml.safe_dump(rule), encoding="utf-8")
    (folder / f"rule_{number:02}.toml").write_text(plan, encoding="utf-8")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files for one rule of each text."""
    folder = tmp_path_factory.mktemp("hostile")
    for number, text in enumerate(TEXTS):
        write(folder, number, text)
    done = subprocess.run(
        [sys.executable, "-m", "converter", "convert", "-f", "app", "-o", "out", "."],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        encoding="utf-8",
    )
    refused = [line for line in done.stderr.splitlines() if re.match(r"rule_\d\d\.", line)]
    assert (refused, done.returncode) == ([], 0)
    return folder / "out"


def stanzas(made: Path, name: str) -> dict[str, dict[str, str]]:
    """A .conf file as Splunk's own library reads it."""
    parser = TABConfigParser()
    text = (made / "splunk" / "sigmatrail_cloudtrail" / "default" / f"{name}.conf").read_text(
        encoding="utf-8"
    )
    parser.read_file(io.StringIO(text, newline=None))
    assert parser.fields_outside_stanza == []
    found: dict[str, dict[str, str]] = parser.item_dict()
    return found


def test_the_app_has_one_search_for_each_rule(made: Path) -> None:
    """Every stanza has the keys of the plain one, is off, and ends in its own filter."""
    searches = stanzas(made, "savedsearches")
    assert searches.pop("default") == {"disabled": "1"}
    assert len(searches) == len(TEXTS)
    plain = searches["Sigmatrail - plain - Rule"]
    assert {tuple(keys) for keys in searches.values()} == {tuple(plain)}
    assert {keys["disabled"] for keys in searches.values()} == {"true"}
    ends = sorted(keys["search"].rpartition("| ")[2] for keys in searches.values())
    assert ends == [f"`rule_{number:02}_filter`" for number in range(len(TEXTS))]
    for keys in searches.values():
        json.loads(keys["action.risk.param._risk"])
        drilldowns = json.loads(keys["action.notable.param.drilldown_searches"])
        assert [set(re.findall(r"\$(\w+)\$", each["name"])) for each in drilldowns] == [set()]


def test_the_app_has_no_macro_and_no_story_of_a_text(made: Path) -> None:
    """Macros are the two of the app and one filter a rule; stories are as many as the texts."""
    macros = stanzas(made, "macros")
    filters = {f"rule_{number:02}_filter" for number in range(len(TEXTS))}
    assert macros.keys() == {"cloudtrail", "security_content_ctime(1)", *filters}
    assert macros["cloudtrail"]["definition"] == "sourcetype=aws:cloudtrail"
    found = stanzas(made, "analyticstories")
    assert sum(name.startswith("savedsearch://") for name in found) == len(TEXTS)
    assert sum(name.startswith("analytic_story://") for name in found) == len(TEXTS)


def test_the_elastic_file_has_one_rule_a_line(made: Path) -> None:
    """Each rule passes the schema, and only the plan's drilldown is a button."""
    schema = json.loads((files("converter.targets.eql") / "rule.schema.json").read_text(encoding="utf-8"))
    text = (made / "eql" / "sigmatrail_cloudtrail.ndjson").read_text(encoding="utf-8")
    rules = [json.loads(line) for line in text.splitlines()]
    assert len(rules) == len(TEXTS)
    assert [error.message for each in rules for error in Draft202012Validator(schema).iter_errors(each)] == []
    assert {each["note"].count("!{investigate{") for each in rules} == {1}
    assert {each["enabled"] for each in rules} == {False}


class Loader(yaml.SafeLoader):
    """YAML in which CloudFormation's short forms count for nothing."""


Loader.add_multi_constructor("!", lambda *_: None)


def test_template_and_module_have_two_resources_for_each_rule(made: Path) -> None:
    """The template passes cfn-lint, and the module's own files are the same for any rule."""
    stack = made / "athena" / "sigmatrail_athena"
    text = (stack / "cloudformation.yaml").read_text(encoding="utf-8")
    assert [str(found) for found in lint(text, config=ManualArgs(regions=["eu-west-1"]))] == []
    resources = yaml.load(text, Loader)["Resources"]  # noqa: S506 -- a safe one
    own = {f"Rule{number:02}{kind}" for number in range(len(TEXTS)) for kind in ("Query", "Schedule")}
    assert resources.keys() == {"ScheduleGroup", "SchedulerRole", "RunnerRole", "StateMachine", *own}
    detections = json.loads((stack / "terraform" / "detections.json").read_text(encoding="utf-8"))
    assert detections.keys() == {f"rule_{number:02}" for number in range(len(TEXTS))}
    assert {each["enabled"] for each in detections.values()} == {False}
    for number, key in enumerate(detections):
        saved = resources[f"Rule{number:02}Query"]["Properties"]["QueryString"]
        assert saved == (stack / "terraform" / "queries" / f"{key}.sql").read_text(encoding="utf-8")
        sent = resources[f"Rule{number:02}Schedule"]["Properties"]["Target"]["Input"]["Fn::Join"][1]
        assert re.findall("<[^>]*>", json.dumps(sent)) == ["<aws.scheduler.scheduled-time>"]


REFERENCE = "{{resolve:ssm:/prod/api/token}}"
RESOLVING = f"""\
title: 'Reads {REFERENCE}'
id: 0b1c6a52-2f5e-4b7c-9f5d-1e2d3c4b5a69
description: 'Looks for {REFERENCE}'
author: '{REFERENCE}'
references: ['{REFERENCE}']
falsepositives: ['{REFERENCE}']
logsource: {{product: aws, service: cloudtrail}}
detection:
    selection:
        userAgent: '{REFERENCE}'
        errorMessage|contains: '{REFERENCE}'
        requestID|re: '{{{{resolve:ssm:/x}}}}'
        requestParameters.userName: '{REFERENCE}'
    condition: selection
level: high
"""
RESOLVING_PLAN = f"[risk]\nmessage = '{REFERENCE}'\n[alert]\ntitle = '{REFERENCE}'\n"


def test_no_text_of_a_rule_is_a_reference_that_cloudformation_resolves(tmp_path: Path) -> None:
    """It would put a secret of the account that deploys into a saved query and into every message."""
    (tmp_path / "r.yml").write_text(RESOLVING, encoding="utf-8")
    (tmp_path / "r.toml").write_text(RESOLVING_PLAN, encoding="utf-8")
    assert main(["convert", str(tmp_path / "r.yml"), "-t", "athena", "-f", "app", "-o", str(tmp_path)]) == 0
    stack = tmp_path / "athena" / "sigmatrail_athena"
    text = (stack / "cloudformation.yaml").read_text(encoding="utf-8")
    assert "{{resolve" not in text
    resources = yaml.load(text, Loader)["Resources"]  # noqa: S506 -- a safe one
    values = json.dumps([each for each in resources.values() if "Query" in json.dumps(each)])
    assert "resolve:ssm" in values
    assert "{{resolve" not in values
    [parts] = [
        each["Properties"]["Target"]["Input"]["Fn::Join"][1]
        for each in resources.values()
        if each["Type"] == "AWS::Scheduler::Schedule"
    ]
    sent = json.loads("".join(part if isinstance(part, str) else "id" for part in parts))
    assert sent["title"] == REFERENCE


def written(made: Path) -> dict[str, str]:
    """Every file that was written, by its path."""
    paths = [path for path in sorted(made.rglob("*")) if path.is_file()]
    return {str(path.relative_to(made)): path.read_bytes().decode() for path in paths}


def test_all_of_every_file_prints(made: Path) -> None:
    """No file has a control or bidi character, and no line of one ends but by a newline."""
    files = written(made)
    assert len(files) > 10
    assert [name for name, text in files.items() if not text.replace("\n", "").isprintable()] == []


SPELLED = r"\x1b[31mred\x07 \x7f\x9b2J a\u202eb\u2066c\u200fd\u061ce\u200bf\ue000g\U000e0041h"


def test_what_does_not_print_is_spelled_out(made: Path) -> None:
    """Title, description, references, false positives and authors show it; names in Splunk, with a slash."""
    number = TEXTS.index(HIDDEN)
    slashed = SPELLED.replace("\\", "/").replace("[", "(")
    [name] = [name for name in stanzas(made, "savedsearches") if "2J a" in name]
    assert name.startswith(f"Sigmatrail - {slashed[:60]}")
    search = stanzas(made, "savedsearches")[name]
    assert search["description"] == SPELLED
    assert search["action.escu.known_false_positives"] == SPELLED
    assert search["action.notable.param.rule_title"] == SPELLED
    text = (made / "eql" / "sigmatrail_cloudtrail.ndjson").read_text(encoding="utf-8")
    [rule] = [each for each in map(json.loads, text.splitlines()) if "2J a" in each["name"]]
    assert (rule["name"], rule["description"]) == (SPELLED, SPELLED)
    assert (rule["author"], rule["references"], rule["false_positives"]) == ([SPELLED],) * 3
    module = made / "athena" / "sigmatrail_athena" / "terraform" / "detections.json"
    told = json.loads(module.read_text(encoding="utf-8"))[f"rule_{number:02}"]
    assert (told["name"], told["description"], told["input"]["title"]) == (SPELLED,) * 3
    assert told["input"]["message"][0]["text"] == SPELLED


def test_the_name_of_a_rules_file_prints_wherever_it_stands(tmp_path: Path) -> None:
    """Two rules of one title get their files' names into Splunk's; of those, nothing is raw."""
    twins = [f"one{HIDDEN[:8]}\u202e", "two\x9b\u2066\nthree"]
    for number, name in enumerate(twins):
        write(tmp_path, number, "twin")
        for suffix in (".yml", ".toml"):
            (tmp_path / f"rule_{number:02}{suffix}").rename(tmp_path / f"{name}{suffix}")
    done = subprocess.run(
        [sys.executable, "-m", "converter", "convert", "-f", "app", "-o", "out", "."],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        encoding="utf-8",
    )
    assert done.returncode == 0
    assert (done.stdout + done.stderr).replace("\n", "").isprintable()
    files = written(tmp_path / "out")
    assert [name for name, text in files.items() if not text.replace("\n", "").isprintable()] == []
    assert [name for name in files if not name.isprintable()] == []
    names = [name for name in stanzas(tmp_path / "out", "savedsearches") if name != "default"]
    assert sorted(names) == [
        "Sigmatrail - twin (one/x1b(31mred/u202e) - Rule",
        "Sigmatrail - twin (two/x9b/u2066 three) - Rule",
    ]
