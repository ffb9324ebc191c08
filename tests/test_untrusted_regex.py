"""Regular expressions that keep a search busy without end: it gives up, and that is no verdict."""

from __future__ import annotations

import json
import random
import re
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import pytest
from hostile import STEM, make_repository, run
from proof import cases, event_of, rule_of, trial

from converter.pcre import parse
from converter.search import is_found
from converter.targets.athena.duck import joni
from converter.targets.athena.engine import AthenaEngine
from converter.targets.eql.effort import fits
from converter.targets.splunk.engine import SplunkEngine
from converter.verify.budget import LONGEST, Pattern, UndecidedError
from converter.verify.engine import Answer, EngineError
from converter.verify.generate import generate
from converter.verify.reference import compile_rule

if TYPE_CHECKING:
    from pathlib import Path

HOSTILE = {
    r"^(a|a)*b$": "a" * 32 + "cb",
    r"^(?:(?:a+)+)+b": "a" * 32 + "cb",
    r"(x+x+)+y": "x" * 32 + "zy",
    r"(.*){7}x$": "a" * 32 + "x!",
    r"^(a|a)*[bc]$": "a" * 33,
    r"(a*)*\.b": "a" * 33 + "b.",
}
SLOW = "^(a|a)*[bc]$"
RULE = """\
title: Tool named
logsource: {product: aws, service: cloudtrail}
detection:
  call: {userAgent|re: '%s'}
  condition: call
"""


def record(agent: str, **fields: Any) -> dict[str, Any]:  # noqa: ANN401 -- any JSON
    """A record with this user agent."""
    return {"eventTime": "2026-01-01T00:00:00Z", "eventName": "StopLogging", "userAgent": agent} | fields


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with the rule of SLOW, a plain one, and three events: undecided, a match, a miss."""
    (tmp_path / "slow.yml").write_text(RULE % SLOW)
    (tmp_path / "plain.yml").write_text(RULE % "^aab$")
    agents = {"endless": "a" * 33, "match": "aab", "miss": "xyz"}
    lines = [json.dumps(record(agent, eventID=name)) for name, agent in agents.items()]
    (tmp_path / "events.jsonl").write_text("\n".join(lines))
    return tmp_path


@pytest.mark.parametrize("pattern", HOSTILE)
def test_verify_ends(tmp_path: Path, pattern: str) -> None:
    """Every engine ends with every pattern that backtracks without end, over events made from it, too."""
    (tmp_path / "rule.yml").write_text(RULE % pattern)
    (tmp_path / "events.jsonl").write_text(json.dumps(record(HOSTILE[pattern])))
    done = run(tmp_path, "verify", "rule.yml", "--events", "events.jsonl")
    assert done.status == 1
    assert "Traceback" not in done.text
    assert "undecided" in done.out
    assert re.search(
        r"takes more than 10,000 steps on a text of [0-9]+ characters; write it without", done.out
    )


def test_one_event_costs_neither_the_others_nor_another_rule(folder: Path) -> None:
    """The other events are judged, and so is the other rule; the event is in none of the counts."""
    flags = ("--generated", "0", "--json", "out.json", "--junit", "out.xml")
    done = run(folder, "verify", "slow.yml", "plain.yml", "--events", "events.jsonl", *flags)
    assert done.status == 1
    rows = {name: row.strip() for name, _, row in (line.partition(" ") for line in done.out.splitlines())}
    assert re.split("  +", rows["slow"]) == ["1 matched, 1 undecided"] * 4
    assert re.split("  +", rows["plain"]) == ["1 matched"] * 4
    assert "8 of 8 cells ran over 3 events; 4 undecided\n" in done.out
    line = f"slow: undecided endless: the rule: the regular expression '{SLOW}' takes more than 10,000 steps"
    assert done.out.count(line) == 1
    cells = json.loads((folder / "out.json").read_text())["cells"]
    told = [cell for cell in cells if cell["name"] == "slow"]
    counts = ("matched", "missed", "extra", "lost", "undecided")
    assert {cell["state"] for cell in told} == {"undecided"}
    assert {tuple(cell[count] for count in counts) for cell in told} == {(1, 0, 0, 0, 1)}
    assert [doubt["event"] for cell in told for doubt in cell["doubts"]] == ["endless"] * 4
    for suite in ET.parse(folder / "out.xml").getroot():  # noqa: S314 -- our own file
        assert (suite.get("failures"), suite.get("errors")) == ("0", "1")
        assert [error.get("message") for error in suite.iter("error")] == ["1 matched, 1 undecided"]


def test_check_has_a_finding_of_its_own(tmp_path: Path) -> None:
    """CK306 stands at the event that nobody can judge; it is called neither misjudged nor a disagreement."""
    root = make_repository(tmp_path / "repository")
    rule = root / "rules" / f"{STEM}.yml"
    rule.write_text(rule.read_text().replace("eventName: StopLogging", f"'userAgent|re': '{SLOW}'"))
    event = root / f"tests/events/{STEM}/match-one.json"
    event.write_text(json.dumps(record("a" * 33, eventSource="cloudtrail.amazonaws.com")))
    done = run(root, "check", "--no-cache", "--format", "json", "--summary", "summary.md")
    assert done.status == 1
    findings = json.loads(done.out)
    told = [each for each in findings if each["path"].endswith("match-one.json")]
    assert [each["code"] for each in told] == ["CK306"]
    assert "is undecided on this event: the regular expression" in told[0]["message"]
    assert "undecided" in (root / "summary.md").read_text()


def test_the_athena_engine_tells_the_events_on_which_it_gives_up() -> None:
    """DuckDB stops at the first; the engine runs once more, and judges all the other events."""
    engine = AthenaEngine()
    agents = ["aab", "a" * 33, "b" * 9, "a" * 33]
    names = ["A", "A", "A", "B"]
    engine.load([event_of(record(a, eventName=n), "x") for a, n in zip(agents, names, strict=True)])
    search = f"regexp_like(useragent, '{SLOW}')"
    for where, found, undecided in (
        (search, {0, 2} - {2}, {1, 3}),
        (f"eventname = 'A' AND {search}", {0}, {1}),
        (f"eventname = 'B' OR {search}", {0, 3}, {1}),
        (f"NOT coalesce({search}, FALSE)", {2}, {1, 3}),
        (f"coalesce(try({search}), FALSE)", {0}, {1, 3}),
        (f"any_match(ARRAY[useragent], v -> regexp_like(v, '{SLOW}'))", {0}, {1, 3}),
    ):
        answer = engine.run(f"SELECT * FROM logs WHERE {where}")  # noqa: S608 -- SQL is the subject
        assert isinstance(answer, Answer), where
        assert (set(answer), set(answer.undecided)) == (found, undecided), where
    with pytest.raises(EngineError, match=r"takes (too many|more than 10,000) steps"):
        engine.rows(f"SELECT * FROM logs WHERE {search}")  # noqa: S608 -- likewise
    engine.close()


def test_an_engine_that_gives_up_alone_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the rule has a verdict and one engine none, the doubt is that engine's."""
    rule = rule_of({"call": {"userAgent|re": "^aa[bc]$"}, "condition": "call"})
    monkeypatch.setattr(
        "converter.targets.splunk.engine.SplunkEngine.run", lambda *_: Answer({0}, {0: "too many steps"})
    )
    tried = trial(cases([rule]), [event_of(record("aab"), "one")], ["splunk", "athena"])
    cells = tried.cases[0].cells
    assert (cells["splunk"].state, cells["splunk"].matched, cells["splunk"].undecided) == ("undecided", 0, 1)
    assert [(doubt.event, doubt.by, doubt.reason) for doubt in cells["splunk"].doubts] == [
        ("one", "engine", "too many steps")
    ]
    assert (cells["athena"].state, cells["athena"].matched) == ("ran", 1)


def test_a_difference_that_the_rule_gives_up_on_is_no_loss(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is left of an event on the platform may be the one that nobody can judge."""
    rule = rule_of({"call": {"userAgent|re": SLOW, "errorCode": None}, "condition": "call"})
    monkeypatch.setattr("converter.targets.splunk.engine.SplunkEngine.run", lambda *_: set())
    monkeypatch.setattr(
        "converter.targets.splunk.losses.kept", lambda _: (event_of(record("a" * 33), "left"),)
    )
    from converter.verify.engines import ENGINES  # noqa: PLC0415 -- a fresh runner sees the patch
    from converter.verify.trial import Trial  # noqa: PLC0415 -- likewise

    tried = Trial(cases([rule]), [ENGINES["splunk"].runner()])
    tried.run([event_of(record("aab"), "one")], lambda _: None)
    cell = tried.cases[0].cells["splunk"]
    assert (cell.undecided, cell.lost, cell.missed) == (1, 0, 0)


@pytest.mark.parametrize(
    ("pattern", "text", "found"),
    [
        ("^(?:a|b)*$", "ab" * 50_000, True),
        ("^(?:[a-z]|[A-Z]+)*$", "ab" * 5_000 + "!", False),
        (r'"(?:[^"\\]|\\.)*+":?', '"' + "x" * 60_000 + '"', True),
        (".*foo.*bar", "x" * 60_000, False),
        (r"(?x) a | b  # comment", "x" * 1_000 + "b", True),
        (r"\Qa.b", "x" * 1_000 + "a.b", True),
        ("(?i)STRASSE$", "x" * 300_000, None),
    ],
)
def test_long_texts_are_searched(pattern: str, text: str, found: bool | None) -> None:  # noqa: FBT001 -- a column
    """What grows with the text is within its budget, where PCRE2's quick code has too small a stack, too."""
    if found is None:
        with pytest.raises(UndecidedError, match=f"is longer than the {LONGEST:,} that are searched"):
            Pattern(pattern).search(text)
    else:
        assert (Pattern(pattern).search(text) is not None) is found


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("(?:(?!a*+[xy])a){0,90}[yz]", "a" * 10_000),
        ("(?:(?!a*+x)a){0,400}[yz]", "a" * 100_000),
        ("(*LIMIT_MATCH=4000000000)^(a|a)*[bc]$", "a" * 33),
        ("(*NO_JIT)^(a|a)*[bc]$", "a" * 33),
        ("^(?:(?!.*[xy]).)*$", "a" * 60_000),
    ],
)
def test_no_pattern_escapes_its_budget(pattern: str, text: str) -> None:
    """Neither one that stays below the limit wherever it begins, nor one that sets limits of its own."""
    with pytest.raises(UndecidedError, match=r"takes more than"):
        Pattern(pattern).search(text)


def test_a_pattern_that_was_slow_for_ten_seconds_is_not_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """Events that each stay just below the limits do not add up to hours."""
    monkeypatch.setattr("converter.verify.budget._PATIENCE", 0.5)
    pattern = Pattern("(?:(?!a*+[xy])a){0,90}[yz]")
    for reason in ("more than 1 second", "0 seconds in all before"):
        with pytest.raises(UndecidedError, match=reason):
            pattern.search("a" * 10_000)


def test_real_patterns_need_a_thirtieth_of_the_budget(corpus: Path) -> None:
    """SigmaHQ's rules decide every public record with a limit of 300 steps."""
    patterns = [
        match[1]
        for path in (corpus / "sigmahq").glob("*.yml")
        for match in re.finditer(r"\|re: ['\"]?(.+?)['\"]?$", path.read_text(), re.MULTILINE)
    ]
    texts = {
        text
        for path in (corpus / "events").glob("*.jsonl")
        for line in path.read_text().splitlines()
        for text in re.findall(r'"((?:[^"\\]|\\.){3,500})"', line)
    }
    assert patterns
    for source in patterns:
        pattern = Pattern(f"(*NOTEMPTY_ATSTART){source}")
        limited = pattern._made(300, jit=True)  # noqa: SLF001 -- the same, with a thirtieth of the steps
        for text in texts:
            limited.search(text)


def test_samples_of_a_pattern_are_short() -> None:
    """`(a{1000}){1000}` has a sample of a million characters; none of more than ten thousand is made."""
    for pattern in ("(a{1000}){1000}", "(a{1000}){60}", "([a-c]d){900}(e{900})*"):
        made = generate({"detection": {"s": {"userAgent|re": pattern}, "condition": "s"}}, 20)
        assert all(len(str(each.event)) < 40_000 for each in made)


def test_events_are_made_where_the_rule_gives_up() -> None:
    """An event on which the rule gives up is left out of those that are made, and others are there."""
    rule = {"detection": {"s": {"userAgent|re": "^(a|a){30,40}[bc]$"}, "condition": "s"}}
    (reference,) = compile_rule(rule)
    made = generate(rule, 20)
    assert made
    for each in made:
        reference.matches(each.event)


@pytest.mark.parametrize(
    "pattern",
    [
        "(){999999999}",
        "(a{0}){99999999}",
        f"a{{{'9' * 500}}}",
        "((.|(){0,60000})*a.{12})",
        "(((a?){50}){50}){50}",
    ],
)
def test_making_an_automaton_ends(pattern: str) -> None:
    """What repeats nothing, or is in very many states at once, is too complex for Elastic's engine."""
    assert not fits(pattern)


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ('* | where like(a, "%a_%a_%a_%a_%a_%a_%bc_")', "a" * 5_000),
        ("a*a*a*a*a*a*a*b*c", "a" * 100_000),
    ],
)
def test_wildcards_of_splunk_do_not_backtrack(query: str, text: str) -> None:
    """A row of wildcards over a text that nearly fits is looked at once."""
    engine = SplunkEngine()
    engine.load([event_of({"a": text}, "one")])
    assert engine.run(query) == set()


def test_wildcards_of_athena_do_not_backtrack() -> None:
    """LIKE of DuckDB 2 does not, and no older one is taken."""
    engine = AthenaEngine()
    engine.load([event_of(record("a" * 5_000 + "c"), "one")])
    pattern = "%a_%a_%a_%a_%a_%a_%b%c_"
    assert engine.run(f"SELECT * FROM logs WHERE useragent LIKE '{pattern}'") == set()  # noqa: S608 -- SQL
    engine.close()


def test_conversion_does_not_search_null_for_ever(tmp_path: Path) -> None:
    """Splunk's query depends on whether a pattern finds `null`, the text of JSON's null."""
    for name, pattern in {
        "one": "(.*){5000}x$",
        "two": "(?:(?:(.*){99}){99}){99}x",
        "three": "(|n|nu){600}x",
    }.items():
        (tmp_path / f"{name}.yml").write_text(RULE % pattern)
    stars = "*?" * 2 + "*" * 3_000 + "x"
    (tmp_path / "four.yml").write_text((RULE % stars).replace("|re", ""))
    done = run(tmp_path, "convert", ".", "--no-cache")
    assert "Traceback" not in done.text
    assert 'match(userAgent, "(.*){5000}x$")' in done.out or "(.*){5000}x$" in done.out


def test_a_search_in_a_short_text_agrees_with_python() -> None:
    """Random patterns over `null`, as Python's own `re` reads them."""
    chance = random.Random(12)  # noqa: S311 -- the same each time, and no secret
    atoms = [
        "n",
        "u",
        "l",
        "L",
        ".",
        "x",
        "[nu]",
        "[^n]",
        "[a-m]",
        r"\w",
        r"\d",
        r"\S",
        "^",
        "$",
        r"\b",
        "ll",
    ]

    def pattern(depth: int) -> str:
        parts = []
        for _ in range(chance.randint(1, 3)):
            kind = chance.random()
            if kind < 0.6 or depth > 2:
                part = chance.choice(atoms)
            elif kind < 0.85:
                part = f"({chance.choice(['', '?:', '?i:', '?>', '?=', '?!'])}{pattern(depth + 1)})"
            else:
                part = f"(?:{pattern(depth + 1)}|{pattern(depth + 1)})"
            if part not in {"^", "$", r"\b"} and chance.random() < 0.4:
                part += chance.choice(["*", "+", "?", "{2}", "{1,2}", "*+", "++", "{6}", "{0,3}"])
            parts.append(part)
        return "".join(parts)

    for _ in range(3_000):
        source = pattern(0)
        for text in ("null", "true", "n"):
            expected = re.search(source, text) is not None
            assert is_found(parse(source), text) is expected, (source, text)


@pytest.mark.parametrize(
    ("pattern", "text", "found"),
    [
        (r"(?<=a\z)", "a", [""]),
        (r"\b\w+\b", "aé b", ["b"]),
        (r"\Bé", "aé", ["é"]),
        ("(?s)a.*c", "a\nc", ["a\nc"]),
        ("a.*c", "a\nc", []),
        ("[^a]", "a\U0001f600", ["\U0001f600"]),
        ("a*", "baa", ["", "aa", ""]),
        (r"[\W]", "é", ["é"]),
    ],
)
def test_trinos_patterns_keep_their_meaning(pattern: str, text: str, found: list[str]) -> None:
    """As Trino 476 answers regexp_extract_all; PCRE2 reads what is written for it so."""
    assert [match.group() for match in joni.compiled(pattern).every(text)] == found


@pytest.mark.parametrize("pattern", ["(?<=(?:a|bc)d)e", "(?<!a|b+)c", "(?<=a{1,2})b"])
def test_look_behinds_of_varied_length_stay_refused(pattern: str) -> None:
    """PCRE2 would take some that Joni refuses."""
    with pytest.raises(EngineError, match="Trino takes no such look-behind"):
        joni.compiled(pattern)
