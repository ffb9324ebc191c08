"""`sigmatrail check` and goldens: what is stale is shown, and written anew where it is wished."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from gate import GOLDEN, PLAN, ROOT, RULE, STEM, found, line_of, places, replace

from converter.cli import main

if TYPE_CHECKING:
    from collections.abc import Callable

    Change = Callable[[Path], object]


def test_a_stale_golden_shows_its_difference_and_the_command(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A unified difference, below the line that names the command."""
    replace(repository / GOLDEN, "Root", "Admin")
    assert main(["check"]) == 1
    query = '`cloudtrail` eventName="CreateAccessKey" eventSource="iam.amazonaws.com" userIdentity.type'
    assert capsys.readouterr().out.splitlines() == [
        (
            f"{GOLDEN}:1:1: CK201 {RULE} converts to something else; if the query is right: "
            "sigmatrail check --update"
        ),
        f"    --- {GOLDEN}",
        "    +++ converted now",
        "    @@ -1 +1 @@",
        f'    -{query}="Admin"',
        f'    +{query}="Root"',
        "1 error",
    ]


def test_a_golden_whose_line_ends_differ_is_told_so(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its difference would be empty, and nobody would know why."""
    (repository / GOLDEN).write_bytes((repository / GOLDEN).read_bytes().replace(b"\n", b"\r\n"))
    [finding] = found(capsys)
    assert finding["message"].startswith(f"its line ends are not those that {RULE} converts to")
    assert main(["check", "--update"]) == 0


def test_update_writes_what_is_stale_and_removes_what_is_left_over(repository: Path) -> None:
    """Afterwards the gate is open, and a golden that was right is untouched."""
    replace(repository / GOLDEN, "Root", "Admin")
    left = repository / "tests/golden/eql/aws_old_rule.eql"
    left.write_text("any where true\n")
    right = repository / f"tests/golden/athena/{STEM}.sql"
    before = right.stat().st_mtime_ns
    assert main(["check", "--update"]) == 0
    assert 'userIdentity.type="Root"' in (repository / GOLDEN).read_text()
    assert not left.exists()
    assert right.stat().st_mtime_ns == before


def test_summaries_are_held_where_a_folder_for_them_is(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """As rule and plan give them, one a target; a change of the plan shows in the summary."""
    (repository / "tests" / "reports").mkdir()
    assert [each[:2] for each in places(found(capsys))] == [("CK202", RULE)] * 3
    assert main(["check", "--update"]) == 0
    reports = {name: f"tests/reports/{name}/{STEM}" for name in ("athena", "eql", "splunk")}
    assert sorted(path.as_posix() for path in Path("tests/reports").rglob("*.*")) == [
        f"{reports['athena']}.sql",
        f"{reports['eql']}.esql",
        f"{reports['splunk']}.spl",
    ]
    assert "| stats " in Path(f"{reports['splunk']}.spl").read_text()
    assert found(capsys) == []
    plan = "[summary]\ngroup_by = [{ field = 'sourceIPAddress', name = 'origin' }]\n"
    (repository / PLAN).write_text(plan)
    stale = places(found(capsys))
    assert {(code, path) for code, path, _ in stale} == {
        ("CK201", f"{reports['athena']}.sql"),
        ("CK201", f"{reports['eql']}.esql"),
        ("CK201", f"{reports['splunk']}.spl"),
    }
    assert main(["check", "--update"]) == 0
    left = repository / "tests/reports/eql/aws_old_rule.esql"
    left.write_text("FROM x\n")
    assert places(found(capsys)) == [("CK203", "tests/reports/eql/aws_old_rule.esql", 1)]
    assert main(["check", "--update"]) == 0
    assert not left.exists()


@pytest.mark.parametrize(
    "broken",
    [(RULE, "detection:", "detection", "ST001"), (PLAN, "impact = 100", "impact = ", "CK101")],
)
def test_update_keeps_the_goldens_of_what_cannot_be_read(
    repository: Path, capsys: pytest.CaptureFixture[str], broken: tuple[str, str, str, str]
) -> None:
    """One finding at the broken line; no query is lost to a slip of the pen."""
    name, old, new, code = broken
    (repository / "tests" / "reports").mkdir()
    assert main(["check", "--update"]) == 0
    before = {path: path.read_bytes() for path in repository.glob("tests/*/*/*") if path.is_file()}
    replace(repository / name, old, new)
    assert main(["check", "--update"]) == 1
    assert {path: path.read_bytes() for path in before} == before
    assert [each[:2] for each in places(found(capsys))] == [(code, name)]


def test_a_refused_rule_keeps_its_goldens_and_blames_the_pipeline(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Athena has no such column: the entry of the repository's own pipeline is the place to mend."""
    name, golden = "pipelines/athena/cloudtrail.yml", repository / f"tests/golden/athena/{STEM}.sql"
    (repository / name).parent.mkdir(parents=True)
    shutil.copy(ROOT / name, repository / name)
    replace(repository / name, "userIdentity.type: useridentity.type", "userIdentity.type: useridentity.kind")
    line = line_of(ROOT / name, " userIdentity.type: ")
    before = golden.read_text()
    for arguments in ((), ("--update",)):
        findings = found(capsys, *arguments)
        assert ("CK402", name, line) in places(findings)
        [message] = [each["message"] for each in findings if each["code"] == "CK203"]
        assert message.startswith(f"{RULE} is refused: athena cannot test 'useridentity.kind'")
        assert golden.read_text() == before


def test_a_broken_condition_has_its_own_line(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Not the first line of the detection."""
    replace(repository / RULE, "condition: selection", "condition: selectio")
    line = line_of(repository / RULE, "condition:")
    findings = [each for each in places(found(capsys)) if each[1] == RULE]
    assert findings == [("CK304", RULE, line), ("ST001", RULE, line)]


def test_update_refuses_where_ci_runs(
    repository: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """CI would agree with whatever it finds."""
    monkeypatch.setenv("CI", "true")
    replace(repository / GOLDEN, "Root", "Admin")
    assert main(["check", "--update"]) == 2
    assert capsys.readouterr().err == (
        "sigmatrail: --update rewrites what CI is to check; run it by hand and read the difference\n"
    )
    assert "Admin" in (repository / GOLDEN).read_text()
