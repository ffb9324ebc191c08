"""`sigmatrail check`: what is broken is found in its file and line, and no old answer passes for new."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest
from gate import (
    EVENT,
    GOLDEN,
    PIPELINE,
    PLAN,
    ROOT,
    RULE,
    STEM,
    found,
    line_of,
    own_pipeline,
    places,
    replace,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Change = Callable[[Path], object]


def dangling(path: Path) -> None:
    """Put a link in the place of a file that leads nowhere."""
    path.unlink()
    path.symlink_to("nowhere")


def own_field(root: Path) -> None:
    """Have the rule ask for a field that no documented platform keeps."""
    entry = "      userIdentity.type: userIdentity.type\n"
    own_pipeline(root, entry, f"{entry}      myField: my_field\n")
    replace(root / RULE, "userIdentity.type: Root\n", "userIdentity.type: Root\n        myField: x\n")
    replace(root / EVENT, '  "eventVersion"', '  "myField": "x",\n  "eventVersion"')


def cut(path: Path) -> None:
    """Take the last character of a file away."""
    path.write_bytes(path.read_bytes()[:-1])


def add_record(path: Path) -> None:
    """Put a record that misses behind the one in a file, as CloudTrail writes several to S3."""
    call = '"eventSource": "iam.amazonaws.com", "eventName": "CreateAccessKey"'
    second = f'{{"eventTime": "2026-11-20T09:13:31Z", {call},\n\n"userIdentity": {{"type": "IAMUser"}}}}'
    path.write_text(f'{{"Records": [{path.read_text()},{second}]}}')


BROKEN: dict[str, tuple[Change, tuple[str, str, int]]] = {
    "golden": (
        lambda root: replace(root / GOLDEN, "Root", "Admin"),
        ("CK201", GOLDEN, 1),
    ),
    "golden further down": (
        lambda root: replace(
            root / GOLDEN.replace("splunk", "athena").replace(".spl", ".sql"), "'createaccesskey'", "'x'"
        ),
        ("CK201", f"tests/golden/athena/{STEM}.sql", 6),
    ),
    "golden with line ends of Windows": (
        lambda root: (root / GOLDEN).write_bytes((root / GOLDEN).read_bytes().replace(b"\n", b"\r\n")),
        ("CK201", GOLDEN, 1),
    ),
    "golden without the last newline": (
        lambda root: cut(root / GOLDEN.replace("splunk", "eql").replace(".spl", ".eql")),
        ("CK201", f"tests/golden/eql/{STEM}.eql", 4),
    ),
    "golden gone": (lambda root: (root / GOLDEN).unlink(), ("CK202", RULE, 1)),
    "golden of nothing": (
        lambda root: (root / "tests/golden/eql/aws_old_rule.eql").write_text("any where true\n"),
        ("CK203", "tests/golden/eql/aws_old_rule.eql", 1),
    ),
    "golden of a second condition": (
        lambda root: (root / f"tests/golden/eql/{STEM}_2.eql").write_text("any where true\n"),
        ("CK203", f"tests/golden/eql/{STEM}_2.eql", 1),
    ),
    "plan with a gap": (
        lambda root: replace(root / PLAN, 'lookback = "70m"', 'lookback = "20m"'),
        ("CK101", PLAN, 5),
    ),
    "plan with a key that no plan has": (
        lambda root: replace(root / PLAN, "impact", "impakt"),
        ("CK101", PLAN, 10),
    ),
    "plan with a table that no plan has": (
        lambda root: replace(root / PLAN, "[alert]", "[alarm]"),
        ("CK101", PLAN, line_of(ROOT / "converter/scaffold/template/plan.toml", "[alert]")),
    ),
    "plan with a wrong type in a list": (
        lambda root: replace(root / PLAN, 'type = "other"', 'type = "planet"'),
        ("CK101", PLAN, 13),
    ),
    "plan that is no TOML": (
        lambda root: replace(root / PLAN, "impact = 100", "impact = "),
        ("CK101", PLAN, 10),
    ),
    "plan cut off": (lambda root: (root / PLAN).write_text("a = 1\nb = ["), ("CK101", PLAN, 2)),
    "plan of nothing": (
        lambda root: (root / "rules/aws_old_rule.toml").write_text(""),
        ("CK205", "rules/aws_old_rule.toml", 1),
    ),
    "event": (lambda root: replace(root / EVENT, '"Root"', '"IAMUser"'), ("CK301", EVENT, 4)),
    "event without what decides": (
        lambda root: replace(root / EVENT, '    "type": "Root",\n', ""),
        ("CK301", EVENT, 3),
    ),
    "event that should miss": (
        lambda root: shutil.copy(root / EVENT, root / EVENT.replace("match-root", "miss-root")),
        ("CK301", EVENT.replace("match-root", "miss-root"), 11),
    ),
    "event that is no JSON": (lambda root: replace(root / EVENT, '"1.11",', '"1.11"'), ("CK302", EVENT, 3)),
    "event without a time": (lambda root: replace(root / EVENT, "eventTime", "time"), ("CK302", EVENT, 1)),
    "event file without an event": (lambda root: (root / EVENT).write_text(""), ("CK302", EVENT, 1)),
    "event file that leads nowhere": (lambda root: dangling(root / EVENT), ("CK302", EVENT, 1)),
    "event of neither name": (
        lambda root: (root / EVENT).rename(root / EVENT.replace("match-root", "root")),
        ("CK302", EVENT.replace("match-root", "root"), 1),
    ),
    "event file without events": (lambda root: (root / EVENT).write_text("[]\n"), ("CK302", EVENT, 1)),
    "second event of a file": (lambda root: add_record(root / EVENT), ("CK301", EVENT, 28)),
    "second event of a file without a time": (
        lambda root: (root / EVENT).write_text(f'[{(root / EVENT).read_text().strip()},\n{{"a": 1}}]'),
        ("CK302", EVENT, 26),
    ),
    "events of nothing": (
        lambda root: shutil.copytree((root / EVENT).parent, root / "tests/events/aws_old_rule"),
        ("CK205", "tests/events/aws_old_rule/match-root-makes-a-key-in-the-console.json", 1),
    ),
    "pipeline that leads away": (
        lambda root: own_pipeline(
            root, "userIdentity.type: userIdentity.type", "userIdentity.type: user_type"
        ),
        ("CK402", PIPELINE, line_of(ROOT / PIPELINE, " userIdentity.type: ")),
    ),
    "pipeline with a field that is the repository's alone": (
        own_field,
        ("CK402", PIPELINE, line_of(ROOT / PIPELINE, " userIdentity.type: ") + 1),
    ),
    "pipeline that maps to nothing": (
        lambda root: own_pipeline(root, "userIdentity.type: userIdentity.type", "userIdentity.type: []"),
        ("CK401", PIPELINE, line_of(ROOT / PIPELINE, " userIdentity.type: ")),
    ),
    "pipeline of an unknown step": (
        lambda root: own_pipeline(root, "type: field_name_mapping\n", "type: field_mapping\n"),
        ("CK401", PIPELINE, line_of(ROOT / PIPELINE, "id: fields")),
    ),
    "pipeline that is no YAML": (
        lambda root: own_pipeline(root, "      eventTime: eventTime", "     eventTime: eventTime"),
        ("CK401", PIPELINE, line_of(ROOT / PIPELINE, " eventTime: ")),
    ),
    "pipeline without the field": (
        lambda root: own_pipeline(root, "      userIdentity.type: userIdentity.type\n", ""),
        ("ST402", RULE, 17),
    ),
    "rule": (
        lambda root: replace(root / RULE, "CreateAccessKey\n        u", "CreateAccesKey\n        u"),
        ("ST102", RULE, 20),
    ),
    "rule with a modifier that no rule has": (
        lambda root: replace(root / RULE, "userIdentity.type:", "userIdentity.type|startwith:"),
        ("CK304", RULE, 21),
    ),
    "rule whose modifier no target takes": (
        lambda root: replace(root / RULE, "userIdentity.type:", "userIdentity.type|startwith:"),
        ("ST001", RULE, 21),
    ),
    "rule whose condition asks for nothing": (
        lambda root: replace(root / RULE, "condition: selection", "condition: selections"),
        ("CK304", RULE, 22),
    ),
    "rule of a name that is taken": (
        lambda root: shutil.copytree(
            root / "rules", root / "rules" / "sub", ignore=shutil.ignore_patterns("*.toml")
        ),
        ("CK204", f"rules/sub/{STEM}.yml", 1),
    ),
}


@pytest.mark.parametrize(("change", "place"), BROKEN.values(), ids=BROKEN)
def test_what_is_broken_is_found_in_its_line(
    repository: Path, change: Change, place: tuple[str, str, int], capsys: pytest.CaptureFixture[str]
) -> None:
    """Every kind of file that a repository has; the findings before the change were none."""
    assert found(capsys) == []
    change(repository)
    assert place in places(found(capsys))


def test_mending_what_was_broken_ends_the_finding(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """And breaking it again brings it back: the answer belongs to the content."""
    for _ in range(2):
        replace(repository / EVENT, '"Root"', '"IAMUser"')
        assert places(found(capsys)) == [("CK301", EVENT, 4)]
        replace(repository / EVENT, '"IAMUser"', '"Root"')
        assert found(capsys) == []
