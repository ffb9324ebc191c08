"""`sigmatrail explain`: its fragments are pieces of the queries, and each of its reasons is of use."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from converter import TARGETS, convert, convert_text
from converter.explain.reasons import reasons
from converter.load import parse

ROOT = Path(__file__).parent.parent
RULES = [*sorted((ROOT / "rules").glob("*.yml")), *sorted((ROOT / "tests" / "cases").glob("*.yml"))]
# What no rule of the repository has.
RARE = """
title: Rare
logsource: {product: aws, service: cloudtrail}
detection:
    selection:
        eventSource: iam.amazonaws.com
        eventName: CreateUser
        requestParameters.userName: mallory
        sourceIPAddress: guardduty.amazonaws.com
        tlsDetails.tlsVersion: TLSv1.3
        eventTime: '2026-11-24T07:00:00Z'
        userAgent|contains: '100%'
        requestID: 22
    dropped:
        errorMessage: x
        readOnly: maybe
    newest:
        vpcEndpointAccountId: '111111111111'
    condition: selection and not newest or dropped
"""


def explained(*arguments: str, text: str | None = None) -> subprocess.CompletedProcess[str]:
    """A run of the command."""
    return subprocess.run(  # noqa: S603 -- our own command
        [sys.executable, "-m", "converter", "explain", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        input=text,
        check=False,
    )


@cache
def rows() -> list[dict[str, Any]]:
    """Every explanation of every rule in the repository."""
    runs = (
        explained("rules", "tests/cases", "--json"),
        explained("-", "--athena-delay", "10m", "--json", text=RARE),
    )
    return [row for run in runs for row in json.loads(run.stdout)]


def packed(text: str) -> str:
    """A text without blanks and line breaks, which a long query has in other places."""
    return re.sub(r"\s", "", text.removeprefix("| where "))


def test_every_fragment_is_a_piece_of_the_query_that_convert_prints() -> None:
    """Nothing is shown that a query does not have."""
    queries: dict[tuple[str, str], str] = {}
    for each in [
        *convert([ROOT / "rules", ROOT / "tests" / "cases"]),
        *convert_text(RARE, options={"athena": {"delay": "10m"}}, name="-"),
    ]:
        key = (each.path.removeprefix(f"{ROOT}/"), each.target)
        queries[key] = queries.get(key, "") + packed(each.query or "")
    for row in rows():
        for item in [row, *row["items"]]:
            for fragment in item.get("fragments", item.get("frame")):
                assert packed(fragment["text"]) in queries[row["path"], row["target"]], (
                    row["path"],
                    fragment,
                )


def test_every_item_of_a_converted_rule_has_a_fragment_on_every_target() -> None:
    """No item goes unexplained, and targets without a query say why."""
    assert {row["target"] for row in rows()} == set(TARGETS)
    for row in rows():
        assert row["errors"] or all(item["fragments"] for item in row["items"]), row["path"]


@pytest.mark.parametrize("path", RULES, ids=lambda path: path.stem)
def test_the_items_are_those_that_the_rule_has_at_the_top_of_its_selections(path: Path) -> None:
    """Each `field|modifier` of the rule's own YAML is there, for every target that can say the rule."""
    mine = [row for row in rows() if row["path"] == str(path.relative_to(ROOT)) and not row["errors"]]
    for target in {row["target"] for row in mine}:
        shown = {
            "|".join([item["field"], *item["modifiers"]])
            for row in mine
            if row["target"] == target
            for item in row["items"]
        }
        for rule in parse(path.read_bytes(), str(path), path.stem):
            detection = rule.document["detection"]  # type: ignore[union-attr] # none of them is broken
            fields = {key for name, value in detection.items() if name != "condition" for key in keys(value)}
            assert {name.strip() for name in shown if name} <= fields
            assert shown


def keys(selection: object) -> set[str]:
    """The fields of a selection as its rule writes them."""
    several = selection if isinstance(selection, list) else [selection]
    return {key for each in several if isinstance(each, dict) for key in each}


@pytest.mark.parametrize("target", TARGETS)
def test_every_reason_of_a_target_is_given_for_some_rule(target: str) -> None:
    """A reason whose pattern no query fits any more is dead."""
    given = {
        reason["text"]
        for row in rows()
        if row["target"] == target
        for item in [row, *row["items"]]
        for fragment in item.get("fragments", item.get("frame"))
        for reason in fragment["reasons"]
    }
    dead = [reason.text for reason in reasons(target) if reason.text not in given]
    assert dead == []


@pytest.mark.parametrize("target", TARGETS)
def test_every_reason_says_where_it_can_be_looked_up(target: str) -> None:
    """A claim about a platform has an address."""
    assert [reason.text for reason in reasons(target) if not reason.source.startswith("https://")] == []


RULE = """
title: Failed
logsource: {product: aws, service: cloudtrail}
detection:
    call: {eventSource: iam.amazonaws.com, errorCode: AccessDenied}
    mine: {userAgent|contains: terraform}
    condition: call and not mine
"""


def test_an_item_is_shown_with_its_fragment_and_the_reason_for_a_name_that_surprises() -> None:
    """The example of the command's own purpose: errorCode became result_id."""
    run = explained("-", "-t", "splunk", text=RULE)
    assert run.returncode == 0
    assert 'call: errorCode: "AccessDenied"\n  splunk  result_id="AccessDenied" [' in run.stdout
    assert "errorCode became result_id: the Add-on overwrites errorCode" in run.stdout
    assert 'not mine: userAgent|contains: "terraform"\n  splunk  NOT userAgent="*terraform*" [' in run.stdout


def test_options_of_a_target_change_what_is_explained() -> None:
    """The same flags as for convert."""
    run = explained("-", "-t", "athena", "--athena-delay", "10m", text=RULE)
    assert "eventtime < date_format(" in run.stdout
    assert "the end of the window" in run.stdout


def test_a_rule_that_a_target_cannot_say_is_explained_for_the_others() -> None:
    """The item at fault says so, and the exit status, too."""
    run = explained("tests/cases/keywords.yml")
    assert run.returncode == 1
    assert "not converted: eql cannot search all fields for a keyword" in run.stdout
    assert "cannot say it: eql cannot search all fields" in run.stdout
    assert "mvfind(_raw" in run.stdout


def test_hostile_values_do_not_reach_the_terminal_as_they_are() -> None:
    """A control character of a rule is spelled out."""
    run = explained("-", "-t", "eql", text=RULE.replace("terraform", r'"\e[2Jx"'))
    assert run.returncode == 0
    assert "\x1b" not in run.stdout


OWN = """
transformations:
  - type: add_condition
    conditions: {awsRegion: eu-*}
  - type: field_name_mapping
    mapping: {result_id: code}
"""


def test_a_user_s_own_pipeline_is_explained_with_the_rule(tmp_path: Path) -> None:
    """What the user adds is in the query, so it is in the explanation, under the user's own names."""
    own = tmp_path / "own.yml"
    own.write_text(OWN, encoding="utf-8")
    run = explained("-", "-t", "splunk", "-p", str(own), text=RULE)
    assert run.returncode == 0, run.stderr
    assert ': errorCode: "AccessDenied"\n  splunk  code="AccessDenied" [' in run.stdout
    assert "errorCode became result_id" in run.stdout
    assert 'awsRegion="eu-*"' in run.stdout


SUBTLE = """
title: Subtle
logsource: {product: aws, service: cloudtrail}
detection:
    either:
        - readOnly: maybe
        - errorMessage: x
    filter: {eventName: Foo, errorCode: null, additionalEventData.MFAUsed|exists: false}
    condition: either and not filter
"""


@pytest.mark.parametrize(
    ("target", "fragments"),
    [
        ("splunk", ['NOT result_id!="null"', "NOT additionalEventData.MFAUsed=*"]),
        (
            "athena",
            ["errorcode IS NULL", "NOT coalesce(json_exists(additionaleventdata, 'lax $.MFAUsed'), FALSE)"],
        ),
    ],
)
def test_a_fragment_behind_a_not_is_shown_with_it(target: str, fragments: list[str]) -> None:
    """The piece alone would say the opposite of what the query says."""
    row = json.loads(explained("-", "-t", target, "--json", text=SUBTLE).stdout)[0]
    shown = {item["field"]: [each["text"] for each in item["fragments"]] for item in row["items"]}
    assert [*shown["errorCode"], *shown["additionalEventData.MFAUsed"]] == fragments


def test_an_item_that_the_query_leaves_out_says_so() -> None:
    """Elastic keeps readOnly as a boolean, so that an alternative of another value is none."""
    row = json.loads(explained("-", "-t", "eql", "--json", text=SUBTLE).stdout)[0]
    item = row["items"][0]
    assert (item["field"], item["fragments"]) == ("readOnly", [])
    assert item["warnings"][-1].endswith("so the query leaves it out")


def test_a_rule_that_pysigma_cannot_read_costs_no_other_its_explanation(tmp_path: Path) -> None:
    """One line, as convert says it, and the exit status."""
    (tmp_path / "broken.yml").write_text(RULE.replace("contains: terraform", "re: 5"), encoding="utf-8")
    (tmp_path / "sound.yml").write_text(RULE, encoding="utf-8")
    run = explained(str(tmp_path), "-t", "splunk")
    assert run.returncode == 1
    assert "not converted: cannot be read by pySigma: AttributeError" in run.stdout
    assert 'result_id="AccessDenied"' in run.stdout
    assert "Traceback" not in run.stderr
