"""Events of strangers: no size, shape, link or kind of file makes the program hang, break or fill memory."""

from __future__ import annotations

import gzip
import json
import os
from typing import TYPE_CHECKING, Any

import orjson
import pytest
from hostile import BYTES, STEM, make_repository, peak_of, run
from hypothesis import given, settings
from hypothesis import strategies as st
from proof import LOCAL, cases, rule_of, trial

from converter.check.places import MOST_TO_PLACE, event_line
from converter.errors import SettingsError
from converter.verify.event_file import OF_A_REPOSITORY, Limits
from converter.verify.events import DEEPEST, LONGEST, event_files, read_events
from converter.verify.trial import _batches

if TYPE_CHECKING:
    from pathlib import Path

    from converter.verify.engine import Event
    from converter.verify.trial import Case

TIME = '"eventTime":"2026-01-01T00:00:00Z"'
ONE = f'{{{TIME},"eventID":"one"}}'
RULE = """\
title: Trail stopped
logsource: {product: aws, service: cloudtrail}
detection:
  call: {eventName: StopLogging, requestParameters.name|contains: x}
  condition: call
"""


def read(file: Path, limits: Limits | None = None) -> tuple[list[Event], list[str]]:
    """The events of a file, and what is told without the folder's name."""
    told: list[str] = []
    events = list(read_events([file], told.append, limits=limits or Limits()))
    return events, [line.replace(f"{file.parent}/", "") for line in told]


def written(path: Path, content: str | bytes) -> Path:
    """A file with this content."""
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def bomb(size: int) -> bytes:
    """An archive of zeros, 16 MB in each member."""
    return gzip.compress(bytes(1 << 24)) * (size >> 24)


@pytest.mark.parametrize("name", ["bomb.jsonl.gz", "bomb.json.gz", "bomb.json"])
def test_a_packed_line_without_end(tmp_path: Path, name: str) -> None:
    """4 MB that unpack to one line of 4 GB are told in a line, within a gigabyte and half a minute."""
    (tmp_path / "rule.yml").write_text(RULE)
    written(tmp_path / name, bomb(1 << 32))
    done = peak_of(tmp_path, "verify", "rule.yml", "--generated", "0", "--events", name)
    assert (done.status, "Traceback" in done.text) == (1, False)
    assert done.peak < BYTES
    assert f"{name}: cannot be read: " in done.err


def test_archives_are_bounded_by_what_is_packed(tmp_path: Path) -> None:
    """An archive that unpacks to over 200 times its bytes is left out from there; what came before counts."""
    file = written(tmp_path / "a.jsonl.gz", gzip.compress(f"{ONE}\n".encode() * 100_000))
    size = file.stat().st_size
    events, told = read(file)
    assert len(events) == -(-max(1_048_576, 200 * size) // (len(ONE) + 1)) - 1
    limit = f"unpacks to more than 200 times its {size:,} bytes"
    assert told == [f"a.jsonl.gz: cannot be read: {limit}; the rest of it is left out"]


def test_archives_of_many_members_and_cut_ones(tmp_path: Path) -> None:
    """All members are read, empty ones, too; of a cut one what it still gives, and the damage is told."""
    whole = gzip.compress(b"") * 1_000 + gzip.compress(f"{ONE}\n".encode()) * 2
    events, told = read(written(tmp_path / "a.jsonl.gz", whole))
    assert ([event.id for event in events], told) == (["one", "one"], [])
    events, told = read(written(tmp_path / "b.jsonl.gz", whole[:-4]))
    assert len(events) == 2
    assert told[0].startswith("b.jsonl.gz: cannot be read: Compressed file ended")
    _, told = read(written(tmp_path / "c.jsonl.gz", whole + b"\0garbage"))
    assert told[0].startswith("c.jsonl.gz: cannot be read: Not a gzipped file")


@pytest.mark.parametrize(
    ("name", "content", "events", "told"),
    [
        (
            "a.jsonl",
            f'{{"a":"{"x" * 300}"}}\n{ONE}\n',
            1,
            ["a.jsonl:1: a line of more than 200 bytes; left out"],
        ),
        (
            "a.jsonl",
            f'{ONE}\n{{"a":"{"x" * 300}"}}',
            1,
            ["a.jsonl:2: a line of more than 200 bytes; left out"],
        ),
        (
            "a.jsonl",
            f"{ONE}\n" * 20,
            18,
            ["a.jsonl: cannot be read: holds more than 1,000 bytes; split it; "],
        ),
        ("a.json", f"[\n{ONE},\n{ONE}\n]", 2, []),
        (
            "a.json",
            f"[\n{','.join([ONE] * 8)}\n]",
            0,
            ["a.json: cannot be read: holds one document of more than 300 bytes; write a record a line; "],
        ),
        (
            "a.json",
            f"[{','.join([ONE] * 8)}]",
            0,
            ["a.json: cannot be read: holds one document of more than 300 "],
        ),
    ],
)
def test_limits_are_told_with_their_figures(
    tmp_path: Path, name: str, content: str, events: int, told: list[str]
) -> None:
    """Lines, documents and files over their limits; what comes before and behind is read."""
    limits = Limits(line=200, document=300, unpacked=1_000)
    found, lines = read(written(tmp_path / name, content), limits)
    assert len(found) == events
    assert len(lines) == len(told)
    assert all(line.startswith(start) for line, start in zip(lines, told, strict=True)), lines


def test_a_document_of_very_many_arrays_is_not_parsed(tmp_path: Path) -> None:
    """Each takes 60 bytes of memory and three of the file."""
    _, told = read(written(tmp_path / "a.json", f"[{','.join(['[]'] * 1_100_000)}]"))
    assert told == ["a.json:1: holds more than 1,000,000 objects and arrays; left out"]


@pytest.mark.parametrize("levels", [DEEPEST - 1, DEEPEST, 240, 1_000, 5_000])
@pytest.mark.parametrize("around", [("[", "]"), ('{"a":', "}")])
def test_levels(tmp_path: Path, levels: int, around: tuple[str, str]) -> None:
    """A record of a hundred levels is read, deeper ones are left out by name, and the next record is read."""
    deep = f'{{{TIME},"requestParameters":{around[0] * levels}1{around[1] * levels}}}'
    events, told = read(written(tmp_path / "a.jsonl", f"{deep}\n{ONE}\n"))
    if levels < DEEPEST:
        assert (len(events), told) == (2, [])
    else:
        assert [event.id for event in events] == ["one"]
        why = "not JSON: depth limit exceeded" if levels > 1_024 else "nested more than 100 levels deep"
        assert told[0].startswith(f"a.jsonl:1: {why}")


def test_a_record_larger_than_any(tmp_path: Path) -> None:
    """A record of over a million characters is none of CloudTrail's."""
    large = f'{{{TIME},"userAgent":"{"x" * LONGEST}"}}'
    events, told = read(written(tmp_path / "a.jsonl", f"{large}\n{ONE}\n"))
    assert [event.id for event in events] == ["one"]
    assert len(told) == 1
    assert told[0].startswith(
        "a.jsonl:1: more than 1,048,576 characters, so no CloudTrail record, which has 256 KB"
    )


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (f'{{{TIME},"n":{"1" * 100_000}}}', "not JSON: number is infinity"),
        (f'{{{TIME},"n":1e999}}', "not JSON: number is infinity"),
        (f'{{{TIME},"n":NaN}}', "not JSON: "),
        (f'{{{TIME},"n":"\\ud800"}}', "not JSON: "),
        (f'{{{TIME},"n":"\udcff"}}', "not JSON: "),
        (f'{{"eventTime":"{"2" * 100_000}"}}', "no eventTime such as"),
        ('{"Records":{"a":1}}', "no eventTime such as"),
        ('{"Records":[[[1]]]}', "not a JSON object"),
        ('{"Records":null}', "no eventTime such as"),
        ("\0" * 100, "not JSON: "),
    ],
)
def test_what_no_record_holds(tmp_path: Path, line: str, told: str) -> None:
    """Each is told with its line, and the next one is read."""
    content = f"{line}\n{ONE}\n".encode("utf-8", "surrogateescape")
    events, lines = read(written(tmp_path / "a.jsonl", content))
    assert [event.id for event in events] == ["one"]
    assert len(lines) == 1
    assert lines[0].startswith("a.jsonl:1")
    assert told in lines[0]


def test_odd_records_that_are_records(tmp_path: Path) -> None:
    """Of two equal keys the last counts; a number keeps 64 bits; an endless eventID names no event."""
    lines = [
        f'{{{TIME},"a":1,"a":2}}',
        f'{{{TIME},"a":0.{"1" * 100_000}}}',
        f'{{{TIME},"eventID":"{"y" * 9_000}"}}',
    ]
    events, told = read(written(tmp_path / "a.jsonl", "\n".join(lines)))
    assert told == []
    assert events[0].record["a"] == 2
    assert events[1].text.endswith('"a":0.1111111111111111}')
    assert events[2].id == f"{tmp_path}/a.jsonl:3"


def test_a_million_broken_lines_are_told_in_a_hundred(tmp_path: Path) -> None:
    """And their number, so that nothing is left out in silence."""
    _, told = read(written(tmp_path / "a.jsonl", "?\n" * 1_000 + f"{ONE}\n"))
    assert len(told) == 101
    assert told[-1] == "a.jsonl: 900 more are left out"


def test_what_is_no_file_is_never_waited_for(tmp_path: Path) -> None:
    """A pipe, a device or a link in circles among the files costs itself alone."""
    (tmp_path / "rule.yml").write_text(RULE)
    folder = tmp_path / "events"
    folder.mkdir()
    os.mkfifo(folder / "a.json")
    (folder / "b.json").symlink_to("b.json")
    (folder / "c.json").mkdir()
    (folder / "d.jsonl").symlink_to("/dev/zero")
    (folder / "e.jsonl").write_text(ONE)
    done = run(tmp_path, "verify", "rule.yml", "--generated", "0", "--events", "events")
    assert (done.status, "Traceback" in done.text) == (1, False)
    told = done.err.splitlines()
    assert [line.partition(":")[0] for line in told] == ["events/d.jsonl", "events/a.json", "events/b.json"]
    assert "leads out of events; left out" in told[0]
    assert "is a pipe, a device or a socket, and no regular file" in told[1]
    assert "over 1 events" in done.out
    for name in ("events/a.json", "/dev/zero"):
        done = run(tmp_path, "verify", "rule.yml", "--generated", "0", "--events", name)
        assert (done.status, done.err) == (2, f"sigmatrail: {name}: is no regular file\n")


def test_links_stay_in_their_folder(tmp_path: Path) -> None:
    """A link to a file in the folder is read, one that leads out is refused; the call may name any."""
    outside = written(tmp_path / "secret.jsonl", ONE)
    folder = tmp_path / "events"
    (folder / "sub").mkdir(parents=True)
    written(folder / "sub" / "a.jsonl", ONE)
    (folder / "in.jsonl").symlink_to("sub/a.jsonl")
    (folder / "out.jsonl").symlink_to(outside)
    told: list[str] = []
    assert event_files(folder, told.append) == [folder / "in.jsonl", folder / "sub" / "a.jsonl"]
    assert told == [f"{folder}/out.jsonl: is a link that leads out of {folder}; left out"]
    assert [event.id for event in read_events([folder / "out.jsonl"], told.append)] == ["one"]
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(SettingsError, match="is no regular file"):
        event_files(tmp_path / "pipe")
    (folder / "away").symlink_to(tmp_path)
    with pytest.raises(SettingsError, match="away: is a link that leads out of"):
        event_files(folder)


@pytest.mark.parametrize("shape", ["strings", "objects", "arrays"])
def test_memory_is_flat_over_the_largest_records(tmp_path: Path, shape: str) -> None:
    """As many records of nearly the largest size as one document may hold stay within a gigabyte."""
    member = {"strings": '"s%05d"', "objects": '{"k":%d}', "arrays": "[[[%d]]]"}[shape]
    body = ",".join(member % number for number in range(20_000))
    record = f'{{{TIME},"eventName":"StopLogging","requestParameters":{{"name":[{body}]}}}}'
    (tmp_path / "rule.yml").write_text(RULE)
    written(tmp_path / "a.json", f'{{"Records":[{",".join([record] * 12)}]}}')
    flags = (
        "--generated",
        "0",
        "--events",
        "a.json",
        "--engine",
        "splunk",
        "--engine",
        "eql",
        "--engine",
        "athena",
    )
    done = peak_of(tmp_path, "verify", "rule.yml", *flags)
    assert (done.status, "Traceback" in done.text) == (0, False)
    assert done.peak < BYTES


def test_a_batch_is_bounded_by_its_text(tmp_path: Path) -> None:
    """Four thousand records of a million characters would be four gigabytes before an engine sees them."""
    line = f'{{{TIME},"userAgent":"{"x" * 900_000}"}}\n'
    batches = list(_batches(read_events([written(tmp_path / "a.jsonl", line * 20)], print)))
    assert [len(batch) for batch in batches] == [7, 7, 6]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A repository of rules."""
    return make_repository(tmp_path / "repository")


def checked(root: Path) -> dict[str, list[tuple[str, int, str]]]:
    """The findings of check for each file: code, line, message."""
    done = peak_of(root, "check", "--no-cache", "--format", "json")
    assert "Traceback" not in done.text
    assert done.peak < BYTES
    found: dict[str, list[tuple[str, int, str]]] = {}
    for each in json.loads(done.out):
        found.setdefault(each["path"], []).append((each["code"], each["line"], each["message"]))
    return found


def test_check_reads_a_sample(root: Path) -> None:
    """A megabyte of a file, ten of a rule, and each limit is a finding at the file."""
    events = root / "tests/events" / STEM
    large = f'{{{TIME},"eventName":"x","userAgent":"{"x" * 900_000}"}}\n'
    for number in range(14):
        written(events / f"miss-{number:02}.json", large)
    written(events / "match-bomb.json.gz", bomb(1 << 28))
    written(events / "miss-deep.json", f'{{{TIME},"a":{"[" * 5_000}{"]" * 5_000}}}')
    written(events / "match-levels.json", "[" * 100_000)
    found = checked(root)
    place = f"tests/events/{STEM}"
    limit = f"holds more than {OF_A_REPOSITORY.unpacked:,} bytes"
    assert found[f"{place}/match-bomb.json.gz"][0] == (
        "CK302",
        1,
        f"cannot be read: {limit}; split it; the rest of it is left out",
    )
    assert found[f"{place}/match-levels.json"][0][:2] == ("CK302", 1)
    over = [
        each for name in found for each in found[name] if "brings the events of the rule to more" in each[2]
    ]
    assert len(over) == 1


def test_lines_are_placed_in_small_files_alone() -> None:
    """The line of a field is looked for in a quarter of a megabyte, at any depth, without recursion."""
    text = f'{{"a":\n{"[" * 50_000}1{"]" * 50_000}}}'
    assert event_line(text, 0, "a.b") == 1
    assert event_line("[" * 100_000, 0) == 1
    assert event_line("\n" * MOST_TO_PLACE + "{}", 0) == 1
    assert event_line(f'{{\n{TIME},\n"a": 1}}', 0, "a") == 3


def test_export_reads_within_the_same_bounds(root: Path) -> None:
    """A bomb, a pipe and a record of a thousand levels are one line each, and nothing is written."""
    rule = f"rules/{STEM}.yml"
    events = root / "tests/events" / STEM
    for name, content, reason in (
        ("match-bomb.json.gz", bomb(1 << 28), "holds more than 1,048,576 bytes"),
        (
            "match-deep.json",
            f'{{{TIME},"a":{"[" * 1_000}{"]" * 1_000}}}'.encode(),
            "nested more than 100 levels",
        ),
        ("match-pipe.json", None, "is no regular file"),
    ):
        if content is None:
            os.mkfifo(events / name)
        else:
            written(events / name, content)
        done = run(root, "export", rule, "--upstream", "upstream")
        assert done.status != 0
        assert reason in done.err
        assert len(done.err.splitlines()) == 1
        (events / name).unlink()
    assert not (root / "upstream").exists()


FIELDS = (
    *(
        "requestParameters",
        "userIdentity",
        "resources",
        "additionalEventData",
        "responseElements",
        "tlsDetails",
    ),
    *("userAgent", "errorCode", "sourceIPAddress", "eventName", "eventSource", "readOnly", "eventID"),
)
DETECTIONS: tuple[dict[str, Any], ...] = (
    {"requestParameters.a": "x"},
    {"requestParameters.a.b|contains": "x"},
    {"requestParameters|contains": "x"},
    {"requestParameters.a|exists": True},
    {"requestParameters.a|gt": 5},
    {"userIdentity.sessionContext.sessionIssuer.arn|re": "a.*b"},
    {"resources.ARN|endswith": "x"},
    {"sourceIPAddress|cidr": "10.0.0.0/8"},
    {"userAgent|fieldref": "errorCode"},
    {"eventTime|hour": 5},
    {"errorCode": None},
    {"readOnly": True},
)
KEYS = st.sampled_from(
    [
        "a",
        "b",
        "",
        "a.b",
        "a{}",
        "{",
        "}",
        "[0]",
        "\n",
        "\0",
        "é",
        "a=b",
        '"',
        "\\",
        "_raw",
        "Records",
        "ARN",
        "\u202e",
    ]
) | st.text(max_size=3)
TEXTS = st.sampled_from(
    [
        "x",
        "",
        "\0",
        "\x1b[2J",
        "{a=x, b=}",
        '{"a":1}',
        "10.1.2.3",
        "fe80::1%eth0",
        "9" * 400,
        "null",
        "\uffff",
        "a=b, ",
    ]
) | st.text(max_size=8)
SCALARS = (
    TEXTS
    | st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**64 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
)
VALUES = st.recursive(SCALARS, lambda inner: st.lists(inner) | st.dictionaries(KEYS, inner), max_leaves=12)
LEVELS = st.tuples(st.integers(0, 80), st.sampled_from(['{"a":%s}', "[%s]", '[{"b":%s}]', '{"":[%s]}']))
TIMES = st.sampled_from(
    ["2026-01-01T05:00:00Z", "0000-00-00T00:00:00Z", "2026-13-45T99:99:99Z", "9999-12-31T23:59:60Z"]
)


@st.composite
def hostile_records(draw: st.DrawFn) -> str:
    """Records with any JSON where CloudTrail has something certain, and deep where it is flat."""
    fields = draw(st.dictionaries(st.sampled_from(FIELDS) | KEYS, VALUES, max_size=6))
    record = orjson.dumps(fields | {"eventTime": draw(TIMES)}).decode()
    times, around = draw(LEVELS)
    deep = "1"
    for _ in range(times // around.count("%s") // 2):
        deep = around % deep
    return f"{record[:-1]},{orjson.dumps(draw(st.sampled_from(FIELDS[:6]))).decode()}:{deep}}}"


@pytest.fixture(scope="module")
def tried() -> list[Case]:
    """A condition for each kind of test, and keywords."""
    rules = [rule_of({"call": each, "condition": "call"}, f"r{n}") for n, each in enumerate(DETECTIONS)]
    return cases([*rules, rule_of({"words": ["x"], "condition": "not words"}, "words")])


@settings(max_examples=60, deadline=None)
@given(lines=st.lists(hostile_records(), min_size=1, max_size=8))
def test_no_shape_breaks_an_engine(
    tmp_path_factory: pytest.TempPathFactory, tried: list[Case], lines: list[str]
) -> None:
    """Whatever the reader lets through, documents and engines take, and give a verdict on each event."""
    file = written(tmp_path_factory.mktemp("events") / "a.jsonl", "\n".join(lines))
    events, told = read(file)
    assert not [line for line in told if "not JSON" in line]
    result = trial(tried, events, LOCAL)
    states = {(case.name, name): cell for case in result.cases for name, cell in case.cells.items()}
    assert {place: cell.reason for place, cell in states.items() if cell.state == "failed"} == {}
    assert result.events == len(events)
