"""What holds for any text, any event and any condition in SPL."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as some
from splunk_search import Record, hits, value

CHARACTERS = some.characters(codec="utf-8", exclude_characters="`*")
TEXTS = some.text(CHARACTERS, min_size=1, max_size=30)


def quoted(text: str) -> str:
    """A text between quotation marks."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


@given(TEXTS)
def test_any_text_is_found_as_it_is(text: str) -> None:
    """A quoted text finds the value that it spells and not a longer one, in a search and in where."""
    records = [{"a": text}, {"a": f"{text}y"}, {"a": f"y{text}"}, {}]
    assert hits(f"a={quoted(text)}", *records) == [0]
    assert hits(f"NOT a={quoted(text)}", *records) == [1, 2, 3]
    assert hits(f'* | where match(a, "^") AND lower(a)=lower({quoted(text)})', *records) == [0]
    assert {0, 2} <= set(hits(f"a={quoted('*' + text)}", *records))


LEAVES = some.one_of(some.text(max_size=5), some.integers(), some.booleans())
TREES = some.recursive(
    LEAVES,
    lambda inner: some.one_of(
        some.lists(inner, min_size=1, max_size=3),
        some.dictionaries(some.text(max_size=3), inner, min_size=1, max_size=3),
    ),
    max_leaves=6,
)


@given(TREES)
def test_json_extract_gives_compact_json(tree: Any) -> None:  # noqa: ANN401 - any JSON
    """Objects and arrays come back as the event spells them."""
    whole = json.dumps([tree], separators=(",", ":"), ensure_ascii=False)
    assert value('json_extract(_raw,"p")', p=[tree]) == whole


@given(TREES)
def test_every_leaf_is_extracted(tree: Any) -> None:  # noqa: ANN401 - any JSON
    """However deep a marked leaf lies, its field is the path with {} for each array."""
    record = {"p": [[{"k": ["mark"], "other": tree}]]}
    assert hits("p{}{}.k{}=mark", record, {"p": [{"k": ["mark"]}]}) == [0]


CONDITIONS = some.recursive(
    some.sampled_from(["a", "b", "c"]),
    lambda inner: some.one_of(
        some.tuples(some.just("not"), inner), some.tuples(some.sampled_from(["and", "or"]), inner, inner)
    ),
    max_leaves=8,
)


def written(tree: Any, term: str) -> str:  # noqa: ANN401 - a nested tuple
    """A condition with every parenthesis; `term` has a place for the field's name."""
    if isinstance(tree, str):
        return term.format(tree)
    if tree[0] == "not":
        return f"(NOT {written(tree[1], term)})"
    return f"({written(tree[1], term)} {tree[0].upper()} {written(tree[2], term)})"


def meant(tree: Any, record: Record) -> bool:  # noqa: ANN401 - a nested tuple
    """What the condition means."""
    if isinstance(tree, str):
        return record.get(tree) == "x"
    parts = [meant(part, record) for part in tree[1:]]
    return not parts[0] if tree[0] == "not" else (all(parts) if tree[0] == "and" else any(parts))


@given(CONDITIONS)
def test_conditions_mean_what_they_say(tree: Any) -> None:  # noqa: ANN401 - a nested tuple
    """AND, OR and NOT over fields that are there, differ or are missing, in a search and in where."""
    records: list[Record] = [
        {name: text for name, text in zip("abc", texts, strict=True) if text}
        for texts in [
            ("x", "y", ""),
            ("", "x", "x"),
            ("y", "", "x"),
            ("x", "x", "x"),
            ("", "", ""),
            ("y", "y", "y"),
        ]
    ]
    expected = [place for place, record in enumerate(records) if meant(tree, record)]
    assert hits(written(tree, '{0}="X"'), *records) == expected
    in_eval = written(tree, 'isnotnull(mvfind({0}, "^x$"))')
    assert hits(f"* | where {in_eval}", *records) == expected
