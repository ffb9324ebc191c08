r"""No query holds a raw character that does not print, wherever a rule has it; each finds its event.

A terminal and a page of a review show a query as it is: an ESC would drive the one, a bidi control would show
the other in an order that nobody runs.
"""

from __future__ import annotations

import json
import os
import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Final

import orjson
import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from converter import TARGETS, convert_text
from converter.cli import main
from converter.conversion import Converter
from converter.load import load
from converter.targets.athena.trino import VARIABLE, TrinoEngine
from converter.verify.engine import Event
from converter.verify.engines import ENGINES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from converter.converted import Conversion
    from converter.verify.engine import Engine

HIDDEN: Final = {
    "NUL": "\x00",
    "BEL": "\x07",
    "tab": "\t",
    "newline": "\n",
    "return": "\r",
    "ESC": "\x1b",
    "DEL": "\x7f",
    "next line": "\x85",
    "CSI": "\x9b",
    "no-break blank": "\xa0",
    "soft hyphen": "\xad",
    "Arabic mark": "\u061c",
    "zero width": "\u200b",
    "joiner": "\u200d",
    "right-to-left mark": "\u200f",
    "line separator": "\u2028",
    "paragraph separator": "\u2029",
    "override": "\u202e",
    "isolate": "\u2066",
    "byte order mark": "\ufeff",
    "private": "\ue000",
    "tag": "\U000e0041",
}
STRINGS: Final = {
    "splunk": re.compile(r'"(?:\\.|[^"\\])*"|\'[^\']*\'|`[^`]*`', re.DOTALL),
    "eql": re.compile(r'"""[\s\S]*?"""+|"(?:\\.|[^"\\])*"', re.DOTALL),
    "athena": re.compile(r"'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"", re.DOTALL),
}
ALL_TIME: Final = {"athena": {"window": "36500d"}}


@dataclass(frozen=True)
class Form:
    """A place of a rule for a text: its detection, the record that it means, and one that it does not."""

    detection: Callable[[str], Any]
    record: Callable[[str], dict[str, Any]]
    other: Callable[[str], dict[str, Any]]
    refused: tuple[str, ...] = ()


def literal(text: str) -> str:
    """The Sigma string that means exactly this text."""
    return "".join(f"\\{char}" if char in "\\*?" else char for char in text)


def pattern(text: str) -> str:
    """A regular expression that finds this text and holds each of its characters as it is."""
    return "".join(f"\\{char}" if char in "\\^$.|?*+()[]{}" else char for char in text)


def agent(text: str) -> dict[str, Any]:
    """A record with this user agent."""
    return {"userAgent": text}


def key(text: str) -> dict[str, Any]:
    """A record with this key."""
    return {"requestParameters": {text: "x"}}


def modified(modifiers: str, write: Callable[[str], str] = literal) -> Callable[[str], Any]:
    """The detection of one test of the user agent."""
    return lambda text: {f"userAgent{modifiers}": write(text)}


def without(text: str) -> str:
    """The text less what does not print; something else where all of it does."""
    shown = "".join(filter(str.isprintable, text))
    return shown if shown != text else f"{text}q"


FORMS: Final = {
    "equals": Form(modified(""), agent, lambda text: agent(without(text))),
    "cased": Form(modified("|cased"), agent, lambda text: agent(without(text))),
    "list": Form(
        lambda text: {"userAgent": [literal(text), literal(f"2{text}")]},
        agent,
        lambda text: agent(without(text)),
    ),
    "contains": Form(
        modified("|contains"), lambda text: agent(f"1{text}2"), lambda text: agent(f"1{text[:-1]}2")
    ),
    "startswith": Form(
        modified("|startswith"), lambda text: agent(f"{text}2"), lambda text: agent(f"1{text}2")
    ),
    "endswith": Form(modified("|endswith"), lambda text: agent(f"1{text}"), lambda text: agent(f"1{text}2")),
    "wildcard": Form(
        modified("|cased", lambda text: f"{literal(text)}?{literal(text)}"),
        lambda text: agent(f"{text}1{text}"),
        lambda text: agent(text * 2),
    ),
    "regex": Form(
        modified("|re", pattern), lambda text: agent(f"1{text}2"), lambda text: agent(f"1{text[:-1]}2")
    ),
    "regex, ignoring case": Form(
        modified("|re|i", pattern), lambda text: agent(f"1{text}2"), lambda text: agent(f"1{text[:-1]}2")
    ),
    "keyword": Form(lambda text: [literal(text)], agent, lambda text: agent(without(text)), ("eql",)),
    "field": Form(
        lambda text: {f"requestParameters.{text}": "x"}, key, lambda text: key(without(text)), ("splunk",)
    ),
    "field inside": Form(
        lambda text: {f"requestParameters.{text}|contains": "x"},
        key,
        lambda text: key(without(text)),
        ("splunk",),
    ),
}


@cache
def engine(name: str) -> Engine:
    """The first engine of a target, once for all examples."""
    [first, *_] = TARGETS[name].engines
    return ENGINES[first.name].start()


@pytest.fixture(scope="module", autouse=True)
def _closed() -> Iterator[None]:
    """Close what the examples opened."""
    yield
    for name in TARGETS:
        engine(name).close()


def event(parts: dict[str, Any]) -> Event:
    """An event with these parts."""
    record = {"eventTime": "2026-01-02T03:04:05Z", "eventName": "ListBuckets", **parts}
    return Event("1", record, orjson.dumps(record).decode())


def rule(detection: object) -> str:
    """A rule as YAML, which spells everything out."""
    parts = {"selection": detection, "condition": "selection"}
    document = {
        "title": "t",
        "logsource": {"product": "aws", "service": "cloudtrail"},
        "detection": parts,
    }
    return yaml.safe_dump(document, default_style='"', width=10_000)


def converted(target: str, detection: object) -> Conversion:
    """What a target makes of a rule."""
    options = {name: values for name, values in ALL_TIME.items() if name == target}
    [found] = convert_text(rule(detection), [target], options)
    return found


def shown(target: str, query: str) -> None:
    """All of a query prints but for newlines, and none of those is inside a text."""
    assert query.replace("\n", "").isprintable()
    assert [text for text in STRINGS[target].findall(query) if "\n" in text] == []


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("name", FORMS)
def test_a_hidden_character_is_an_escape_or_refused(target: str, name: str) -> None:
    """Once, twice before a brace, and behind a letter beyond ASCII: each query finds its event alone."""
    form, runner = FORMS[name], engine(target)
    texts = [
        text for char in HIDDEN.values() for text in (f"a{char}b", f"{{a{char}{char}}}", f"\u00e9{char}")
    ]
    for text in texts:
        query = converted(target, form.detection(text)).query
        assert (query is None) == (target in form.refused)
        if query is not None:
            shown(target, query)
            runner.load([event(form.record(text)), event(form.other(text))])
            assert runner.run(query) == {0}


def test_a_field_that_splunk_cannot_name_is_refused_by_its_code_point() -> None:
    """The line names rule, field, character and the next step; the character is not in it."""
    error = converted("splunk", {"requestParameters.a\u202eb": "x"}).error
    assert error == (
        "rule: splunk cannot name the field 'requestParameters.a\\u202eb': U+202E does not print, and no "
        "name has an escape; test another field"
    )


def test_a_pattern_in_which_splunk_has_no_escape_is_refused_by_its_code_point() -> None:
    """A comment is no part of the pattern, and extended syntax drops blanks that an escape would keep."""
    for written in ("a(?#\x1b)b", "(?x) a \x1b"):
        found = converted("splunk", {"userAgent|re": written})
        assert found.error == (
            "rule: splunk cannot say U+001B in a pattern with \\Q, \\c, a comment or extended syntax, where "
            "its escape would mean something else; write the pattern without these"
        )


PATTERNS: Final = [
    ("[\u202a-\u202e]", "a\u202cb", "ab"),
    ("[^\x00-\x1f]\x1b", "a\x1b", "\x1b"),
    ("\\\u202ea", "\u202ea", "a"),
    ("[\\\x9b\u200b]{2}", "\u200b\x9b", "\u200ba"),
    (r"\x1b\[31m", "\x1b[31m", "[31m"),
    (r"^[\x07-\x1b]\a\t$", "\x1b\x07\t", "ea\t"),
    ("(?i)K\u2066", "k\u2066", "k"),
    ("(?:\n|\u2028)$", "a\u2028", "a"),
]


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize(("written", "found", "other"), PATTERNS)
def test_a_pattern_of_a_rule_keeps_its_meaning(target: str, written: str, found: str, other: str) -> None:
    """Raw in a class, behind a backslash, as a number, beside a flag: none is refused, and all are exact."""
    query = converted(target, {"userAgent|re": written}).query
    assert query is not None
    shown(target, query)
    runner = engine(target)
    runner.load([event(agent(found)), event(agent(other))])
    assert runner.run(query) == {0}


ANY_TEXT: Final = st.lists(
    st.sampled_from(list(HIDDEN.values()))
    | st.sampled_from(list("aZ'\"`\\{}[]()$*?.|-%_&<>#~@ \u00e9\u0130\u017f"))
    | st.characters(exclude_categories=["Cs"]),
    min_size=2,
    max_size=8,
).map("".join)


@pytest.mark.parametrize("target", TARGETS)
@given(ANY_TEXT, st.sampled_from(sorted(FORMS)))
@example("\x1b[31m", "regex")
@example("\u202e\u2066}", "field inside")
@settings(max_examples=400, deadline=None)
def test_whatever_the_text_and_wherever_it_stands(target: str, text: str, name: str) -> None:
    """All of the query prints, and no newline is inside a text; the rule may also be refused."""
    found = converted(target, FORMS[name].detection(text))
    if found.query is not None:
        shown(target, found.query)


PLAN: Final = """
[[summary.group_by]]
field = "sourceIPAddress"
name = "src_ip"
[[summary.derived]]
name = "state"
when = {{ field = "userAgent", values = [{text}] }}
then = {text}
otherwise = "no"
"""


@pytest.mark.parametrize("char", HIDDEN.values(), ids=HIDDEN)
def test_a_summary_shows_all_of_itself_or_is_refused(tmp_path: Path, char: str) -> None:
    """Athena has escapes; ES|QL has three, and Splunk none for the text of a column."""
    text = f"a{char}{char}b"
    spelled = "".join(f"\\U{ord(each):08x}" for each in text)
    (tmp_path / "a.yml").write_text(rule({"userAgent": text}))
    (tmp_path / "a.toml").write_text(PLAN.format(text=f'"{spelled}"'))
    [loaded] = load(tmp_path / "a.yml")
    said = {}
    for target in TARGETS:
        [said[target]] = Converter([target], format="report").convert(loaded)
    if char in "\n\r":  # a plan takes one line of text
        assert {found.query for found in said.values()} == {None}
        return
    assert said["athena"].query is not None
    shown("athena", said["athena"].query)
    assert (said["eql"].query is None) == (char != "\t")
    assert said["splunk"].query is None
    assert f"U+{ord(char):04X}" in str(said["eql"].error) or char == "\t"


def test_what_a_target_has_no_escape_for_is_stopped_at_the_end() -> None:
    """The last look at a query, for what its target has overlooked, names target and code point."""
    from converter.errors import UnsupportedError  # noqa: PLC0415 -- only here
    from converter.targets.athena.backend import AthenaCloudTrail  # noqa: PLC0415 -- only here

    with pytest.raises(UnsupportedError, match=r"^athena cannot say U\+202E in a query: it does not print"):
        AthenaCloudTrail().shown("SELECT *\nFROM a\u202eb")


@pytest.mark.parametrize("flags", [[], ["--bare"], ["--json"]])
def test_what_the_command_prints_of_a_query_prints(
    tmp_path: Path, flags: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """Headings, queries and JSON: the title, the file's name and the value are told, and nothing raw."""
    path = tmp_path / "a\x1b[31m\u202e.yml"
    document = yaml.safe_load(rule({"userAgent": "c\x9b\u2066"})) | {"title": "d\u2067\x07\U000e0041"}
    path.write_text(yaml.safe_dump(document))
    main(["convert", str(path), *flags])
    said = capsys.readouterr()
    assert (said.out + said.err).replace("\n", "").isprintable()
    if flags == ["--json"]:
        rows = json.loads(said.out)
        assert {(row["title"], row["path"]) for row in rows} == {(document["title"], str(path))}
        assert [row["target"] for row in rows] == list(TARGETS)


def test_a_real_trino_reads_the_escapes() -> None:
    """Literals, patterns, regular expressions and JSON paths find their events there, too."""
    where = os.environ.get(VARIABLE)
    if not where:
        pytest.skip(f"not run: {VARIABLE}=host:port names no Trino")
    texts = [f"{{a{char}{char}b}}" for char in HIDDEN.values()]
    runner = TrinoEngine(where)
    try:
        for form in FORMS.values():
            runner.load([event(form.record(text)) for text in texts] + [event({"userAgent": "harmless"})])
            for place, text in enumerate(texts):
                query = converted("athena", form.detection(text)).query
                assert query is not None
                assert runner.run(query) == {place}
    finally:
        runner.close()
