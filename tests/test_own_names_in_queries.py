"""Names of fields that are a user's own, in queries."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from own_files import RENAMING, RULE
from proof import rule_of

from converter.cli import main
from converter.conversion import Converter, convert
from converter.load import load
from converter.own import Own
from converter.own.renames import usual_names
from converter.pipeline_file import entries
from converter.targets import TARGETS

ROOT = Path(__file__).parent.parent


def test_new_names_stand_where_the_usual_ones_did(gone: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Bare, quoted and inside structs; never in a value, though it reads like a name."""
    rule = RULE.replace("eventName: StopLogging", "errorCode: 'eventName=result_id event.action eventname'")
    (gone / "gone.yml").write_text(
        rule.replace("DeleteTrail", "\"it's eventName='x' \\\\\\\" event.action\"")
    )
    (gone / "own.yml").write_text(RENAMING)
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


def queries(target: str, names: dict[str, str], selection: dict[str, Any]) -> list[str]:
    """What a rule with one selection becomes under some names: its query, or the refusal."""
    rule = rule_of({"selection": selection, "condition": "selection"})
    converter = Converter([target], own=Own(renames={target: names}))
    return [found.query or str(found.error) for found in converter.convert(rule)]


@pytest.mark.parametrize("target", TARGETS)
def test_every_name_that_can_be_exchanged_is(target: str) -> None:
    """In the query of a rule that tests a field, none of the usual names of that field is left."""
    tried = 0
    for raw, entry in entries(TARGETS[target].pipeline).items():
        old, selection = str(entry.name), {raw: "seven"}
        [plain] = queries(target, {}, selection)
        if old in usual_names(target) and old in plain and "seven" in plain:
            tried += 1
            [query] = queries(target, {old: "zz_name"}, selection)
            assert "zz_name" in query, (raw, query)
    assert tried > 20


def test_no_part_of_another_name_is_exchanged() -> None:
    """A search takes names with a hyphen as they are."""
    names, field = {"eventName": "call"}, "requestParameters.x-eventName"
    assert queries("splunk", names, {field: "y"}) == queries("splunk", {}, {field: "y"})


def test_the_limit_of_a_query_holds_for_new_names() -> None:
    """Athena counts the bytes that it gets."""
    agents = [f"{number:06}" for number in range(7_000)]
    [plain] = queries("athena", {}, {"userAgent|contains": agents})
    assert plain.startswith("SELECT")
    [refused] = queries("athena", {"useragent": "the_agent_of_the_user"}, {"userAgent|contains": agents})
    assert "the limit is 262144" in refused


def test_explain_tells_the_names_of_the_queries(gone: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """In its fragments, and as the field that an item became."""
    (gone / "own.yml").write_text(RENAMING)
    assert main(["explain", "gone.yml", "-t", "splunk", "-p", "own.yml", "--json"]) == 0
    [row] = json.loads(capsys.readouterr().out)
    assert {item["target_field"] for item in row["items"]} == {"call"}
    assert all("call" in part["text"] for item in row["items"] for part in item["fragments"])
