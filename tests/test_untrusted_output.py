"""What a stranger wrote comes out as inert text: it drives no terminal, commands no CI and hides nothing."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest
import yaml
from hostile import EVENT, RULE, STEM, commands_of_ci, make_repository, raw_characters, run
from hypothesis import given
from hypothesis import strategies as st

from converter.check.run import Report
from converter.check.summary import append_summary
from converter.printable import printable, printable_json, printable_lines

if TYPE_CHECKING:
    from pathlib import Path

# ESC, BEL, the one-character CSI, marks that turn text around or do not show, line ends, commands of CI.
EVIL = (
    "\x1b[2J\x07\x9b1m\u202eevil\u2066\u200b\u2028\n::error::x\n  ::add-mask::y\r\n##[add-mask]z##vso[task.x]"
)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A small repository of rules."""
    return make_repository(tmp_path)


def quoted(text: str) -> str:
    """A text as YAML has it in quotes."""
    return json.dumps(text)


PLACES = {
    "title": lambda text: RULE.replace("title: A rule", f"title: {quoted(text)}"),
    "id": lambda text: RULE.replace("id: 0b1c6a52", f"id: {quoted(text)} #"),
    "level": lambda text: RULE.replace("level: medium", f"level: {quoted(text)}"),
    "tags": lambda text: RULE.replace("[attack.defense-impairment", f"[{quoted(text)}"),
    "date": lambda text: RULE.replace("date: 2026-11-24", f"date: {quoted(text)}"),
    "field": lambda text: RULE.replace("eventName:", f"{quoted(text)}:"),
    "nested field": lambda text: RULE.replace("eventName:", f"{quoted('requestParameters.' + text)}:"),
    "modifier": lambda text: RULE.replace("eventName:", f"{quoted('eventName|' + text)}:"),
    "value": lambda text: RULE.replace("StopLogging}", f"{quoted(text)}}}"),
    "selection": lambda text: RULE.replace("selection: {", f"{quoted(text)}: {{"),
    "condition": lambda text: RULE.replace("condition: selection", f"condition: {quoted(text)}"),
    "logsource": lambda text: RULE.replace("service: cloudtrail", f"service: {quoted(text)}"),
    "key": lambda text: RULE + f"{quoted(text)}: 1\n{quoted(text)}: 2\n",
    "placeholder": lambda text: RULE.replace(
        "eventName: StopLogging", f"eventName|expand: {quoted(f'%{text}%')}"
    ),
    "regex": lambda text: RULE.replace("eventName: StopLogging", f"eventName|re: {quoted(text + '(')}"),
}
COMMANDS = {
    "convert": ("convert", "rules"),
    "report": ("convert", "rules", "-f", "report"),
    "json": ("convert", "rules", "--json"),
    "lint": ("lint", "rules", "--severity", "info"),
    "explain": ("explain", "rules"),
    "verify": ("verify", "rules", "--generated", "3"),
    "check": ("check", "--severity", "info"),
}


def assert_inert(text: str) -> None:
    """Nothing raw, and no line that is a command."""
    assert raw_characters(text) == []
    assert commands_of_ci(text) == []


def assert_inert_query(text: str) -> None:
    """Nothing raw, and no line that begins like a command; `##[` inside is a value, byte for byte."""
    assert raw_characters(text) == []
    assert [line for line in text.splitlines() if line.lstrip().startswith("::")] == []


@pytest.mark.parametrize("place", PLACES)
def test_a_text_of_a_rule_comes_out_inert(root: Path, place: str) -> None:
    """Whatever key it stands in, and whether the rule is taken or refused."""
    (root / "rules" / f"{STEM}.yml").write_text(PLACES[place](EVIL), encoding="utf-8")
    for command in (COMMANDS["convert"], COMMANDS["check"], COMMANDS["explain"]):
        done = run(root, *command)
        assert done.status in {0, 1}, done.err
        assert_inert(done.err)
        (assert_inert_query if command[0] == "convert" else assert_inert)(done.out)


@pytest.mark.parametrize("name", ["report", "json", "lint", "verify"])
def test_every_command_prints_inert_text(root: Path, name: str) -> None:
    """One rule whose title, value, field and file name are all hostile."""
    for number, place in enumerate(("title", "value", "nested field", "condition", "regex")):
        path = root / "rules" / f"{number}\x1b[2J\n::error::\u202e##[add-mask]z.yml"
        path.write_text(PLACES[place](EVIL), encoding="utf-8")
    done = run(root, *COMMANDS[name])
    assert done.status in {0, 1}, done.err
    assert_inert(done.err)
    (assert_inert_query if name == "report" else assert_inert)(done.out)


@pytest.mark.parametrize(
    "settings",
    [
        {EVIL: 1},
        {"targets": [EVIL]},
        {"splunk": {EVIL: "x"}},
        {"splunk": {"index": EVIL}},
        {"athena": {"table": EVIL}},
        {"athena": {"window": EVIL}},
        {"placeholders": [EVIL]},
        {"lint": {"ignore": [EVIL]}},
        {"splunk": {"pipeline": f"../{EVIL}"}},
    ],
)
def test_a_text_of_the_settings_comes_out_inert(root: Path, settings: dict[str, object]) -> None:
    """A key, a value and a path of sigmatrail.toml."""
    table = "".join(
        f"[{key}]\n{quoted_toml(next(iter(value)))} = {quoted_toml(next(iter(value.values())))}\n"
        if isinstance(value, dict)
        else f"{quoted_toml(key)} = {quoted_toml(value)}\n"
        for key, value in settings.items()
    )
    (root / "sigmatrail.toml").write_text(table, encoding="utf-8")
    for command in (("check",), ("convert", "rules")):
        done = run(root, *command)
        assert done.status == 2, done.text
        assert_inert(done.text)


def quoted_toml(value: object) -> str:
    """A text or a list of texts as TOML has it."""
    if isinstance(value, list):
        return f"[{', '.join(map(quoted_toml, value))}]"
    if isinstance(value, str):
        escaped = (f"\\u{ord(c):04x}" if not c.isprintable() or c in '"\\' else c for c in value)
        return f'"{"".join(escaped)}"'
    return str(value)


@pytest.mark.parametrize("form", ["text", "json", "github", "sarif", "junit"])
def test_every_form_of_findings_is_inert(root: Path, form: str) -> None:
    """Names of files, of events and of goldens, and what stands in them; the form stays what it is."""
    (root / f"rules/{STEM}\n::error::\x1b.yml").write_text(PLACES["value"](EVIL), encoding="utf-8")
    (root / f"tests/events/{STEM}/match-\n::error::\u202e.json").write_text("{\x1b", encoding="utf-8")
    (root / f"tests/events/{STEM}/miss-id.json").write_text(
        EVENT.replace('"eventVersion"', f'"eventID": {quoted(EVIL)}, "eventVersion"') % "StopLogging"
    )
    (root / "tests/golden/splunk").mkdir(parents=True)
    (root / f"tests/golden/splunk/{STEM}.spl").write_text(EVIL, encoding="utf-8")
    (root / f"tests/golden/splunk/\n::error::x##[add-mask]{STEM}.spl").write_text("x")
    summary = root.parent / "summary.md"
    done = run(root, "check", "--format", form, "--severity", "info", "--summary", str(summary))
    assert done.status == 1
    assert raw_characters(done.text) == []
    commands = commands_of_ci(done.text)
    if form == "github":
        assert commands
        assert all(
            line.startswith(("::error file=", "::warning file=", "::notice file=")) for line in commands
        )
    else:
        assert commands == []
    if form == "junit":
        ET.fromstring(done.out)  # noqa: S314 -- our own output
    if form in {"json", "sarif"}:
        json.loads(done.out)
    assert_inert(summary.read_text(encoding="utf-8"))


def test_names_in_the_summary_are_no_markup(tmp_path: Path) -> None:
    """A rule may be called like a link, an image, a table or a tag; it stays one cell of code."""
    names = [
        "[click](https://example.com)",
        "![](https://example.com/x.png)",
        "<img src=x onerror=alert(1)>",
        "a | b | c",
        "``` `` `",
        "@somebody",
        "www.example.com",
        "x\n\n# Nothing is wrong",
    ]
    append_summary(tmp_path / "s.md", Report([], {name: {"splunk": "1 matched"} for name in names}, 1, 1))
    lines = (tmp_path / "s.md").read_text(encoding="utf-8").splitlines()
    rows = lines[lines.index("| rule | splunk |") + 2 : -1]
    assert rows == [
        "| ` [click](https://example.com) ` | 1 matched |",
        "| ` ![](https://example.com/x.png) ` | 1 matched |",
        "| ` <img src=x onerror=alert(1)> ` | 1 matched |",
        r"| ` a \| b \| c ` | 1 matched |",
        "| ```` ``` `` ` ```` | 1 matched |",
        "| ` @somebody ` | 1 matched |",
        "| ` www.example.com ` | 1 matched |",
        r"| ` x\n\n# Nothing is wrong ` | 1 matched |",
    ]


def test_the_exported_info_has_no_keys_of_the_rule_s(root: Path) -> None:
    """A date, a title, an author and a file's name are values, whatever they hold."""
    evil = "2026-11-24\nregression_tests_info: []\nx: [a"
    text = RULE.replace("2026-11-24", quoted(evil)).replace("author: Nobody", f"author: {quoted(evil)}")
    name = "named"
    (root / f"rules/{name}.yml").write_text(text, encoding="utf-8")
    (root / f"tests/events/{STEM}").rename(root / f"tests/events/{name}")
    done = run(root, "export", "--upstream", "up", f"rules/{name}.yml")
    assert done.status == 0, done.err
    folder = root / f"up/regression_data/rules/cloud/aws/cloudtrail/{name}"
    info = yaml.safe_load((folder / "info.yml").read_text(encoding="utf-8"))
    assert list(info) == ["id", "description", "date", "author", "rule_metadata", "regression_tests_info"]
    assert (info["date"], info["author"]) == (evil, evil)
    assert info["regression_tests_info"][0]["path"].endswith(f"{name}/{info['rule_metadata'][0]['id']}.json")


@given(st.text())
def test_any_text_is_one_line_that_prints(text: str) -> None:
    """And no command to a runner of CI."""
    shown = printable(text)
    assert shown.isprintable()
    assert commands_of_ci(shown) == []
    assert raw_characters(printable_lines(text)) == []
    assert commands_of_ci(printable_lines(text)) == []


@given(st.dictionaries(st.text(), st.text() | st.lists(st.text())))
def test_json_keeps_its_meaning_and_prints(data: dict[str, object]) -> None:
    """Escapes of JSON stand for what does not print."""
    text = printable_json(data)
    assert json.loads(text) == data
    assert raw_characters(text) == []
    assert "##[" not in text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain", "plain"),
        ("a\x1b[2J\nb", r"a\x1b[2J\nb"),
        ("\u202etxt.exe", r"\u202etxt.exe"),
        ("  ::error::x", r"  \x3a:error::x"),
        ("a ::error::x", "a ::error::x"),
        ("a##[error]x", r"a#\x23[error]x"),
        ("##vso[task.complete]", r"#\x23vso[task.complete]"),
        ("# ## C#", "# ## C#"),
    ],
)
def test_what_is_spelled_out(text: str, shown: str) -> None:
    """Only what would be misread."""
    assert printable(text) == shown
