"""Names of fields that are a user's own, in queries."""

from __future__ import annotations

from pathlib import Path

import pytest
from own_files import RENAMING, RULE

from converter.cli import main
from converter.conversion import Converter, convert
from converter.load import load
from converter.own import Own
from converter.own.renames import usual_names
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
