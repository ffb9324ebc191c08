"""`sigmatrail export`: the rule, its regression data, and what a reviewer will ask.

Layout and keys of the regression data: https://github.com/SigmaHQ/sigma/blob/master/regression_data/README.md,
read in November 2026.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
import yaml
from gate import EVENT, RULE, STEM, replace

from converter.cli import main
from converter.errors import RuleError
from converter.lint import lint
from converter.upstream.text import upstream_text

PLACE = f"rules/cloud/aws/cloudtrail/{STEM}.yml"
DATA = f"regression_data/rules/cloud/aws/cloudtrail/{STEM}"
ID = "6d4f0e0b-6a8e-4b0f-9d5a-3f1c2b7a9e54"
OTHER = "rules/cloud/aws/cloudtrail/aws_another.yml"
OWN = Path(__file__).parent.parent / "rules" / "aws_ec2_ami_shared_or_made_public.yml"


@pytest.fixture
def upstream(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Path:
    """A folder for the export with another rule in it, beside a repository from which the command runs."""
    main(["init", str(tmp_path / "own")])
    monkeypatch.chdir(tmp_path / "own")
    replace(Path(RULE), "The authors of this repository", "Jane Roe")
    for path in Path("tests/events").rglob("match-*"):
        replace(path, "ASIAEXAMPLEEXAMPLE22", "ASIAIOSFODNN7EXAMPLE")
    capsys.readouterr()
    other = tmp_path / "upstream" / OTHER
    other.parent.mkdir(parents=True)
    other.write_text("title: Another\nid: none\ndetection: {selection: {eventName: StopInstances}}\n")
    return tmp_path / "upstream"


def export(rule: str = RULE) -> int:
    """The exit status of one call."""
    return main(["export", "--upstream", "../upstream", rule])


def test_rule_and_regression_data_lie_where_sigmahq_has_them(
    upstream: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The events' file is called like the rule's id; a clean rule leaves nothing to ask."""
    assert export() == 0
    assert capsys.readouterr().out.splitlines() == [
        f"../upstream/{PLACE}",
        f"../upstream/{DATA}/info.yml",
        f"../upstream/{DATA}/{ID}.jsonl",
        "nothing is left to ask",
    ]
    assert len([path for path in upstream.rglob("*") if path.is_file()]) == 3 + 1


def test_the_rule_points_to_its_regression_data(upstream: Path) -> None:
    """The path is the last key, as in SigmaHQ's rules; everything else is as it was written."""
    export()
    own = Path(RULE).read_text()
    assert (upstream / PLACE).read_text() == f"{own}regression_tests_path: {DATA}/info.yml\n"
    assert [each.code for each in lint([upstream / PLACE]) if each.severity != "info"] == []


def test_info_says_what_the_runner_asks_for(upstream: Path) -> None:
    """Id and title of the rule, type, number of matches and path of the events."""
    export()
    info = yaml.safe_load((upstream / DATA / "info.yml").read_text())
    assert list(info) == ["id", "description", "date", "author", "rule_metadata", "regression_tests_info"]
    assert info["rule_metadata"] == [{"id": ID, "title": "AWS Root User Access Key Created"}]
    assert info["regression_tests_info"] == [
        {
            "name": "Positive Detection Test",
            "type": "jsonl",
            "match_count": 2,
            "path": f"{DATA}/{ID}.jsonl",
        }
    ]
    lines = (upstream / DATA / f"{ID}.jsonl").read_text().splitlines()
    assert [json.loads(line)["userIdentity"]["type"] for line in lines] == ["Root", "Root"]


def test_one_event_is_type_json_and_replaces_an_older_export(upstream: Path) -> None:
    """No events of another number are left behind."""
    export()
    Path(EVENT).unlink()
    assert export() == 0
    [test] = yaml.safe_load((upstream / DATA / "info.yml").read_text())["regression_tests_info"]
    assert (test["type"], test["match_count"]) == ("json", 1)
    assert sorted(path.name for path in (upstream / DATA).iterdir()) == [f"{ID}.json", "info.yml"]


def test_the_same_rule_gives_the_same_bytes(upstream: Path) -> None:
    """A second export changes nothing."""
    export()
    before = {path: path.read_bytes() for path in upstream.rglob("*") if path.is_file()}
    export()
    assert {path: path.read_bytes() for path in upstream.rglob("*") if path.is_file()} == before


def test_our_own_rule_is_ready(upstream: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """All of its matching events go along; only the arrays on its paths are worth a word."""
    assert export(str(OWN)) == 0
    assert capsys.readouterr().out.splitlines()[3:] == [
        "a reviewer will ask:",
        "- a path leads through an array, as SigmaHQ's json_checker may not: try the regression data",
    ]
    info = yaml.safe_load((upstream / DATA.replace(STEM, OWN.stem) / "info.yml").read_text())
    assert info["regression_tests_info"][0]["match_count"] == 13


def test_a_reviewer_asks_for_what_is_missing(upstream: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """References, techniques, status, events; and lint's findings."""
    text = Path(RULE).read_text()
    start, end = text.index("references:"), text.index("author:")
    text = text[:start] + text[end:]
    text = text.replace("    - attack.t1098.001\n", "").replace("status: experimental", "status: stable")
    Path(RULE).write_text(text.replace("eventName: CreateAccessKey", "eventName: CreateAccesKey"))
    shutil.rmtree("tests/events")
    assert export() == 0
    asked = [line.removeprefix("- ") for line in capsys.readouterr().out.splitlines()]
    assert "there is no technique of ATT&CK in the tags" in asked
    assert "the status is stable; new rules are experimental" in asked
    assert (
        "there are no references; SigmaHQ wants the source of the idea, GitHub links as permalinks" in asked
    )
    assert "there is no match-*.json, so no regression data; a rule needs them to leave experimental" in asked
    assert any(line.startswith("ST102 iam.amazonaws.com has no event 'CreateAccesKey'") for line in asked)
    assert "regression_tests_path" not in (upstream / PLACE).read_text()


def test_without_sigmahqs_rules_nobody_can_compare(
    upstream: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A folder that is no checkout is told from one in which nothing is alike."""
    (upstream / OTHER).unlink()
    export()
    said = capsys.readouterr().out.splitlines()
    assert said[-1] == (
        "- ../upstream has none of SigmaHQ's rules, which may find the same; export into a checkout of theirs"
    )


def test_a_reviewer_asks_what_is_new(upstream: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Rules that look for the same events, or have the same title or id, are named."""
    other = upstream / "rules/cloud/aws/cloudtrail/aws_iam_other_rule.yml"
    other.write_text(Path(RULE).read_text().replace(ID, ID.replace("6", "7")))
    (other.parent / "aws_broken.yml").write_text("a: [")
    export()
    assert capsys.readouterr().out.splitlines()[-3:] == [
        "a reviewer will ask:",
        "- aws_iam_other_rule.yml has the same title",
        "- aws_iam_other_rule.yml looks for CreateAccessKey, too: what does this rule add?",
    ]


@pytest.mark.usefixtures("upstream")
def test_a_reviewer_asks_for_what_new_left_to_write(capsys: pytest.CaptureFixture[str]) -> None:
    """What `new` cannot know stands in the rule as its own words; its events are made up."""
    main(["new", "StopLogging"])
    capsys.readouterr()
    assert export("rules/aws_cloudtrail_stop_logging.yml") == 0
    assert capsys.readouterr().out.splitlines()[3:] == [
        "a reviewer will ask:",
        "- there is no technique of ATT&CK in the tags",
        "- author: still what sigmatrail wrote; write your own",
        "- description: still what sigmatrail wrote; write your own",
        "- references: still what sigmatrail wrote; write your own",
        "- falsepositives: still what sigmatrail wrote; write your own",
        "- the events are sigmatrail's own, made up; take recorded ones, without names that are yours",
    ]


@pytest.mark.usefixtures("upstream")
def test_a_reviewer_asks_about_real_data(capsys: pytest.CaptureFixture[str]) -> None:
    """Accounts that are none of AWS's examples, and addresses of the internet."""
    replace(Path(EVENT), '"recipientAccountId": "111122223333"', '"recipientAccountId": "603528914701"')
    replace(Path(EVENT), "198.51.100.23", "8.8.4.4")
    export()
    assert capsys.readouterr().out.splitlines()[-2:] == [
        "- the events hold accounts that may be real: 603528914701",
        "- the events hold addresses that may be real: 8.8.4.4",
    ]


@pytest.mark.usefixtures("upstream")
def test_an_event_that_the_rule_misses_is_no_regression_data(capsys: pytest.CaptureFixture[str]) -> None:
    """SigmaHQ's runner would fail."""
    replace(Path(EVENT), '"Root"', '"IAMUser"')
    assert export() == 1
    assert capsys.readouterr().err.endswith(
        f"{EVENT}: the rule does not match this event; sigmatrail check says why\n"
    )


def test_another_rule_is_never_overwritten(upstream: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A file of this name that has another id stays, also if it names this one as related."""
    (upstream / PLACE).parent.mkdir(parents=True, exist_ok=True)
    related = (
        Path(RULE).read_text().replace(f"id: {ID}", f"id: {ID.replace('6', '7')}\nrelated:\n    - id: {ID}")
    )
    for text in ("id: another\n", "", related):
        (upstream / PLACE).write_text(text)
        assert export() == 2
        assert capsys.readouterr().err == f"sigmatrail: ../upstream/{PLACE} is another rule; rename yours\n"
        assert (upstream / PLACE).read_text() == text


@pytest.mark.usefixtures("upstream")
@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        (f"id: {ID}\n", "", "has no UUID as id"),
        (f"id: {ID}\n", "id: ../../x\n", "has no UUID as id"),
        ("title:", "---\ntitle: x\nlogsource: {}\n---\ntitle:", "holds several rules"),
    ],
)
def test_what_sigmahq_cannot_take_is_refused(
    old: str, new: str, reason: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """With the reason, and nothing written."""
    replace(Path(RULE), old, new)
    assert export() == 1
    assert reason in capsys.readouterr().err
    assert [path for path in Path("../upstream").rglob("*") if path.is_file()] == [Path("../upstream", OTHER)]


def test_keys_are_put_in_order_with_what_belongs_to_them() -> None:
    """Comments go with the key below them; those for sigmatrail go; unknown keys come last."""
    text = (
        "level: low\n# why\nid: x # sigmatrail: ignore SH005\ncustom: 1\n"
        "# sigmatrail: ignore-file ST\ntitle: T\ndetection:\n    # inside\n    a: 1\n\n    condition: a\n"
    )
    assert upstream_text(text, "r/info.yml") == (
        "title: T\n# why\nid: x\ndetection:\n    a: 1\n    condition: a\nlevel: low\n"
        "regression_tests_path: r/info.yml\ncustom: 1\n"
    ).replace("detection:\n", "detection:\n    # inside\n")


def test_an_older_path_of_regression_data_is_replaced() -> None:
    """It never stands twice, and goes where there are no events."""
    text = "regression_tests_path: old\ntitle: T\n"
    assert upstream_text(text, "new") == "title: T\nregression_tests_path: new\n"
    assert upstream_text(text, None) == "title: T\n"


@pytest.mark.parametrize("text", ["{title: T, id: x}", "a: &x 1\ntitle: *x\n", "- 1\n"])
def test_what_cannot_be_put_in_order_is_refused(text: str) -> None:
    """Rather than to change what the rule says."""
    with pytest.raises(RuleError):
        upstream_text(text, None)
