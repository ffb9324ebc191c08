"""No text of a rule breaks out of a Splunk .conf file, and all of them come back."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from splunk_files import APP, HOSTILE, MACROS, STORIES, detection, read, searches

from converter.errors import UnsupportedError
from converter.targets.splunk import conf
from converter.targets.splunk.artifact import artifacts, check
from converter.targets.splunk.naming import filter_macro

if TYPE_CHECKING:
    from collections.abc import Mapping


@pytest.mark.parametrize(("length", "shortened"), [(79, False), (80, True), (500, True)])
def test_stanza_names_have_99_characters_at_most(length: int, *, shortened: bool) -> None:
    """A longer title is cut, and a digest keeps it apart from others that begin alike."""
    names = list(
        searches(detection(name="a", title="x" * length), detection(name="b", title="x" * length + "y"))
    )
    assert all(len(name) <= 99 for name in names)
    assert len(set(names)) == 2
    assert (f"Sigmatrail - {'x' * length} - Rule" not in names) == shortened


@pytest.mark.parametrize(
    ("name", "macro"),
    [("aws_x_2", "aws_x_2_filter"), ("a b", "a_b_c8687a08_filter"), ("a-b", "a_b_d44362d6_filter")],
)
def test_filter_macros_are_words(name: str, macro: str) -> None:
    """A macro's name holds only letters, digits and underscores, and two rules never share one."""
    assert filter_macro(name) == macro


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("a\nb", "a\nb"),
        ("a\n# b\n; c\n* d\nREM e", "a # b; c * d REM e"),
        ("ends in \\\nnext", "ends in \\.\nnext"),
        ("ends in \\", "ends in \\."),
        ("\n a \n\n b ", "a\nb"),
        ("a ; b", "a; b"),
        ('""', "''"),
        ("a\x00b\ud800", "a\\x00b\\ud800"),
        ("a\u202eb\x1b[31m\u2028c\u200b", "a\\u202eb\\x1b[31m\nc\\u200b"),
        ("[x]\n[y] = z", "[x]\n[y] = z"),
    ],
)
def test_free_texts_as_values(text: str, kept: str) -> None:
    """A free text keeps its words and lines as far as a .conf file can hold them."""
    assert conf.lines(text) == kept


@pytest.mark.parametrize(
    "value",
    [
        "a\\\nb",
        "a\\",
        "a\n\nb",
        "a\n# b",
        "a\n;b",
        "a\n*b",
        "a\nrem b",
        "a\rb",
        "a ;b",
        "a ",
        "a\x85b",
        "a\x1bb",
        "a\u202eb",
        "\ud800",
    ],
)
def test_a_value_that_would_break_out_is_refused(value: str) -> None:
    """The writer itself refuses what a reader would take for something else."""
    with pytest.raises(ValueError, match=r"^key "):
        conf.render({"stanza": {"key": value}})


@pytest.mark.parametrize("name", ["", "a]", "[a", "a\nb", " a", "a\\", "a\u202eb", "a\x9bb"])
def test_a_stanza_that_would_break_out_is_refused(name: str) -> None:
    """The writer refuses names that its brackets cannot hold."""
    with pytest.raises(ValueError, match="stanza"):
        conf.render({name: {}})


def test_a_search_keeps_its_semicolon() -> None:
    """A semicolon after a blank ends no search, though add-on tools read it so on a value's first line."""
    [keys] = searches(detection('`cloudtrail` a="b ;c"\n| where d="e ;f"')).values()
    assert keys["search"] == '\n`cloudtrail` a="b ;c"\n| where d="e ;f"\n| `made_filter`'


@pytest.mark.parametrize("query", ["a\\", "a\rb", "a\n#b"])
def test_a_query_that_no_file_can_hold_is_refused(query: str) -> None:
    """Such a query stops the app with the rule's path, and `check` finds it beforehand."""
    made = detection(f"{query}\n| x")
    with pytest.raises(UnsupportedError, match=r"^made\.yml: splunk cannot save the search"):
        artifacts([made])
    with pytest.raises(UnsupportedError, match=r"^splunk cannot save the search"):
        check(made)


def untokened(text: str) -> str:
    """A text with full-width dollar signs, in which Splunk sees no token."""
    return text.replace("$", "\uff04")


@given(title=HOSTILE, description=HOSTILE, positives=st.lists(HOSTILE, max_size=2), author=HOSTILE)
def test_no_text_breaks_out(title: str, description: str, positives: list[str], author: str) -> None:
    """Whatever a rule's texts hold, the app has the same stanzas and keys, and the texts as meant."""
    made = detection(title=title, description=description, falsepositives=positives, author=author)
    files = artifacts([made])
    [(name, keys)] = searches(made).items()
    assert len(name) <= 99
    assert keys.keys() == next(iter(searches(detection()).values())).keys()
    assert keys["description"] == (conf.lines(description.strip()) or conf.line(made.rule.title))
    assert keys["action.notable.param.rule_description"] == untokened(keys["description"])
    assert "$" not in keys["action.notable.param.rule_title"] + name
    assert keys["action.correlationsearch.label"] == name
    assert keys["search"] == "`cloudtrail` eventName=x\n| `made_filter`"
    assert list(read(files[STORIES])) == [f"savedsearch://{name}"]
    assert len(read(files[MACROS])) == 3
    assert files[f"{APP}/README.md"].count("\n| ") == 3
    assert all(text.replace("\n", "").isprintable() for text in files.values())


@given(st.dictionaries(st.sampled_from("abc"), HOSTILE, min_size=1))
def test_values_come_back(texts: Mapping[str, str]) -> None:
    """Free texts, on one line or several, are read as they were written."""
    for shape in (conf.line, conf.lines):
        values = {key: shape(text) for key, text in texts.items()}
        assert read(conf.render({"stanza": values})) == {"stanza": values}


@given(HOSTILE)
def test_json_comes_back(text: str) -> None:
    """A text within JSON is read as it was written, and all of it prints."""
    written = conf.render({"stanza": {"key": conf.json_value([text])}})
    assert written.replace("\n", "").isprintable()
    assert json.loads(read(written)["stanza"]["key"]) == [text]


@given(HOSTILE)
def test_titles_hold_no_token(title: str) -> None:
    """In the risk message only the plan's own columns are tokens."""
    [keys] = searches(detection(title=title)).values()
    message = keys["action.risk.param._risk_message"]
    assert message.count("$") == 8
    assert message.endswith(": $eventName$ by $user_arn$ from $src_ip$ in account $aws_account_id$")
