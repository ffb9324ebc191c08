"""Reading events: every form that people keep them in, and nothing skipped in silence."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING

import pytest

from converter.errors import SettingsError
from converter.verify.engine import Event
from converter.verify.events import event_files, read_events

if TYPE_CHECKING:
    from pathlib import Path

ONE = '{"eventTime":"2026-01-01T00:00:00Z","eventID":"one"}'
TWO = '{"eventTime":"2026-01-01T00:00:01Z","eventID":"two"}'


def read(path: Path, name: str, content: str | bytes) -> tuple[list[Event], list[str]]:
    """Write a file and read it: its events and what was reported, without the folder's name."""
    file = path / name
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    problems: list[str] = []
    events = list(read_events([file], problems.append))
    return events, [problem.replace(f"{path}/", "") for problem in problems]


def ids(path: Path, name: str, content: str | bytes) -> list[str]:
    """Write a file and read it: the IDs of its events, with nothing to report."""
    events, problems = read(path, name, content)
    assert problems == []
    return [event.id for event in events]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("log.jsonl", f"{ONE}\n\n{TWO}"),
        ("log.json", f"{ONE}\n{TWO}\n"),
        ("log.json", f"[{ONE},{TWO}]"),
        ("log.json", f"[\n  {ONE},\n  {TWO}\n]\n"),
        ("log.json", f'{{"Records":[{ONE},{TWO}]}}'),
        ("log.jsonl", f'{{"Records":[{ONE}]}}\n[{TWO}]\n'),
        ("log.json", f'\ufeff{{\n"Records": [{ONE},\n{TWO}]}}'),
        ("log.json.gz", gzip.compress(f'{{"Records":[{ONE},{TWO}]}}'.encode())),
        ("log.jsonl.gz", gzip.compress(f"{ONE}\n{TWO}".encode())),
        ("log.jsonl", f'{{"detail-type":"x","detail":{ONE}}}\n{TWO}'),
        ("log.json", f'{{"Records":[{{"detail-type":"x","detail":{ONE}}},{TWO}]}}'),
    ],
)
def test_forms(tmp_path: Path, name: str, content: str | bytes) -> None:
    """Lines, lists, Records and EventBridge envelopes, plain or compressed, all give their records."""
    assert ids(tmp_path, name, content) == ["one", "two"]


def test_single_record_over_many_lines(tmp_path: Path) -> None:
    """A pretty-printed record is one event; its text is compact, in its order, unescaped."""
    content = '{\n  "z": 1.50,\n  "eventTime": "2026-01-01T00:00:00Z",\n  "a": ["\\u00e9", null]\n}\n'
    record = {"z": 1.5, "eventTime": "2026-01-01T00:00:00Z", "a": ["é", None]}
    text = '{"z":1.5,"eventTime":"2026-01-01T00:00:00Z","a":["é",null]}'
    assert read(tmp_path, "one.json", content) == ([Event(f"{tmp_path}/one.json", record, text)], [])


def test_events_without_id_are_named_by_their_place(tmp_path: Path) -> None:
    """An event without eventID goes by file and line, or file and position."""
    line = '{"eventTime":"2026-01-01T00:00:00Z"}'
    assert ids(tmp_path, "a.jsonl", f"\n{line}") == [f"{tmp_path}/a.jsonl:2"]
    assert ids(tmp_path, "b.json", f"[{ONE},\n{line}]") == ["one", f"{tmp_path}/b.json[1]"]


def test_broken_lines_are_reported_and_the_rest_is_read(tmp_path: Path) -> None:
    """A line that is no JSON costs itself alone, and its place is told."""
    events, problems = read(tmp_path, "a.jsonl", f'{ONE}\n{{"eventTime":\n{TWO}')
    assert [event.id for event in events] == ["one", "two"]
    assert len(problems) == 1
    assert problems[0].startswith("a.jsonl:2: not JSON: ")


def test_broken_file(tmp_path: Path) -> None:
    """A document that is broken somewhere is reported with that line."""
    events, problems = read(tmp_path, "a.json", '{\n"a": 1,\n"b": ?\n}')
    assert events == []
    assert problems[0].startswith("a.json:3: not JSON: ")


def test_what_is_no_record_is_reported(tmp_path: Path) -> None:
    """Without eventTime it is no CloudTrail record, and neither is anything but an object."""
    assert read(tmp_path, "a.jsonl", '{"eventName":"x"}\n{"Records":[5]}\n{"eventTime":null}\n"x"') == (
        [],
        [
            "a.jsonl:1: no eventTime such as 2026-11-24T07:00:00Z, so no CloudTrail record; left out",
            "a.jsonl:2[0]: not a JSON object, so no CloudTrail record; left out",
            "a.jsonl:3: no eventTime such as 2026-11-24T07:00:00Z, so no CloudTrail record; left out",
            "a.jsonl:4: not a JSON object, so no CloudTrail record; left out",
        ],
    )


@pytest.mark.parametrize("content", ["[]", '{"Records": []}', '{"Records": []}\n[]\n'])
def test_a_file_without_an_event_says_so(tmp_path: Path, content: str) -> None:
    """Once, and to `note`: it was read, and nothing was in it."""
    (tmp_path / "a.json").write_text(content)
    problems: list[str] = []
    notes: list[str] = []
    assert list(read_events([tmp_path / "a.json"], problems.append, notes.append)) == []
    assert problems == []
    assert notes == [f"{tmp_path}/a.json: holds no event; a record of CloudTrail begins with {{"]


def test_cut_archive_is_reported(tmp_path: Path) -> None:
    """What a damaged archive still gives is read, and the damage is told."""
    whole = gzip.compress(f"{ONE}\n".encode() + b"x" * 10_000)
    _, problems = read(tmp_path, "a.jsonl.gz", whole[:-12])
    assert problems[-1].startswith("a.jsonl.gz: cannot be read: ")


def test_folder(tmp_path: Path) -> None:
    """A folder gives its files of events by name, those below included, and no other files."""
    for name in ("b.jsonl", "a/c.json", "a.txt", "c.jsonl.gz"):
        file = tmp_path / name
        file.parent.mkdir(exist_ok=True)
        file.write_text("")
    names = [str(file.relative_to(tmp_path)) for file in event_files(tmp_path)]
    assert names == ["a/c.json", "b.jsonl", "c.jsonl.gz"]


def test_nothing_there(tmp_path: Path) -> None:
    """A path that leads nowhere, or a folder without events, cannot be used."""
    with pytest.raises(SettingsError, match="no such file or folder"):
        event_files(tmp_path / "none")
    with pytest.raises(SettingsError, match="no file in it ends in"):
        event_files(tmp_path)


def test_lines_are_read_one_by_one(tmp_path: Path) -> None:
    """The first event of a file of lines comes before the rest has been looked at."""
    problems: list[str] = []
    (tmp_path / "a.jsonl").write_text(f"{ONE}\nbroken\n")
    events = read_events([tmp_path / "a.jsonl"], problems.append)
    assert next(events).id == "one"
    assert problems == []
    assert list(events) == []
    assert len(problems) == 1
