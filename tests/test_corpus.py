"""SigmaHQ's rules over public records and over events made from each rule: every engine agrees.

The corpus is no part of the project: see the fixture `corpus`. With SIGMATRAIL_TRINO=host:port a real Trino
answers as well.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest
from proof import LOCAL, cases, differences, generated, runner, trial

from converter.load import Rule, load
from converter.verify.engines import ENGINES
from converter.verify.events import read_events

if TYPE_CHECKING:
    from converter.verify.engine import Event
    from converter.verify.trial import Trial

GENERATED: Final = 50
ROOT: Final = Path(__file__).parent.parent
AMI: Final = ROOT / "rules" / "aws_ec2_ami_shared_or_made_public.yml"
REFUSED: Final = {"aws_delete_saml_provider": "'status'"}

# What becomes of an image, read from the parameters of each call: an account or everybody is added, or not.
IMAGES: Final = [
    ("1f00bcfa-e050-4c2e-b99b-768ebe3a3dd3", "match"),
    ("11fe0ffa-a7b2-4241-afaf-8ea1f92b30f6", "miss"),
    ("8fe3095f-909c-41f5-a769-00b9ec6e95df", "match"),
    ("8d96ddae-ab7e-4230-9935-44dde036f058", "miss"),
    ("d1f68cab-64bc-481c-92b4-d0ca2e4a5e65", "match"),
    ("...", "miss"),
    ("...", "match"),
    ("b837800c-c462-4907-86f7-73b02fd4958f", "miss"),
    ("b4469d10-a068-41eb-8d3f-ca36e5e8d06b", "miss"),
    ("XXXXXXXX-XXXX-XXXX-XXXX-XXXXXXXXXXXX", "match"),
    ("00e9d8e0-e089-43db-b757-a5dd5c210c4f", "miss"),
    ("3bcb33d2-ce17-4e98-a4a5-d71373819c90", "match"),
    ("1111", "match"),
    ("1111", "miss"),
    ("1111", "miss"),
    ("1111", "match"),
    ("1111", "match"),
    ("1111", "match"),
    ("1d52e5c9-9c38-4888-a654-d08b5d3aae77", "match"),
    ("957e1b12-ea17-4006-aefd-20677ace72b8", "match"),
]


@cache
def rules(corpus: Path) -> list[Rule]:
    """SigmaHQ's rules for CloudTrail."""
    found = [rule for path in sorted(corpus.glob("sigmahq/*.yml")) for rule in load(path)]
    assert len(found) == 57
    return [rule for rule in found if isinstance(rule, Rule)]


@cache
def own_rules() -> list[Rule]:
    """The rules that this project carries."""
    found = [rule for path in sorted((ROOT / "rules").glob("*.yml")) for rule in load(path)]
    return [rule for rule in found if isinstance(rule, Rule)]


def quiet(_: str) -> None:
    """Six lines of the corpus are no records; `read_events` says so, and leaves them out."""


def events(corpus: Path, made_for: list[Rule]) -> list[Event]:
    """The public records, and those made from each rule."""
    public = list(read_events([corpus / "events"], quiet))
    assert len(public) == 3594
    return public + [event for rule in made_for for event in generated(rule, GENERATED)]


@cache
def tried(corpus: Path) -> Trial:
    """SigmaHQ's rules on all engines that need no platform."""
    return trial(cases(rules(corpus)), events(corpus, rules(corpus)), LOCAL)


def test_sigmahq_rules_disagree_nowhere(corpus: Path) -> None:
    """Each query finds exactly what its rule means, on real events and on those made to fool it."""
    found = differences(tried(corpus))
    assert found == [], "\n".join(found[:10])


def test_only_what_cannot_be_said_is_refused(corpus: Path) -> None:
    """One rule asks for a field that CloudTrail does not have; every other runs everywhere."""
    refused = {
        (case.name, engine): cell.reason
        for case in tried(corpus).cases
        for engine, cell in case.cells.items()
        if cell.state != "ran"
    }
    assert set(refused) == {(name, engine) for name in REFUSED for engine in LOCAL}
    assert [reason for (name, _), reason in refused.items() if REFUSED[name] not in reason] == []


@pytest.mark.parametrize("engine", LOCAL)
def test_images_that_were_shared(corpus: Path, engine: str) -> None:
    """Twenty real calls get the verdicts that their parameters deserve."""
    calls = list(read_events([corpus / "ami_events.jsonl"], quiet))
    (rule,) = load(AMI)
    assert isinstance(rule, Rule)
    (case,) = cases([rule])
    running = runner(engine).engine
    assert running is not None
    running.load(calls)
    found = running.run(case.queries[ENGINES[engine].target])
    verdicts = [(call.id, "match" if place in found else "miss") for place, call in enumerate(calls)]
    assert verdicts == IMAGES


def test_trino_answers_as_duckdb_does(corpus: Path) -> None:
    """A real Trino gives the rows that DuckDB and the reference give, for every Athena query."""
    why_not = ENGINES["trino"].why_not()
    if why_not is not None:
        pytest.skip(f"not run: {why_not}")
    every = [*own_rules(), *rules(corpus)]
    result = trial(cases(every, "athena"), events(corpus, every), ["athena", "trino"])
    assert differences(result) == []
    assert [case.name for case in result.cases if case.cells["athena"] != case.cells["trino"]] == []
