"""CloudTrail records from files as people keep them, one at a time.

Taken are a record, a list of records, `{"Records": [...]}` as CloudTrail writes to S3, EventBridge
envelopes (the record is under `detail`), and any of these line by line; plain or compressed with
gzip. JSON Lines are read line by line, every other file as a whole, so memory holds one file at most.

The text of an event is its record as compact JSON: keys in their order, characters as they are.
Numbers are printed in their shortest form, so 1.50 becomes 1.5, and whole numbers beyond 64 bits
become floats. Of a key that stands twice in one object the last one counts.

Whatever is over a limit is left out and told with its figure, and the rest goes on.
"""

from __future__ import annotations

import os
import re
import zlib
from contextlib import closing
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import orjson

from converter.errors import SettingsError
from converter.files.boundary import is_inside, refuse_outer_path
from converter.files.walk import walk
from converter.verify.engine import Event
from converter.verify.event_file import EventFile, Limits, TooLargeError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    Json: TypeAlias = Any
    Report = Callable[[str], None]

LINES = (".jsonl", ".ndjson", ".jsonl.gz", ".ndjson.gz")
ENDINGS = (".json", ".json.gz", *LINES)
USUAL: Final = Limits()
DEEPEST: Final = 100
"""Levels of a record; CloudTrail's have some ten."""
LONGEST: Final = 1_048_576
"""Characters of a record, four times what CloudTrail writes at most."""
_LONGEST_ID: Final = 200
MOST_NESTS: Final = 1_000_000  # 32 MB of records have half as many
_MOST_TOLD: Final = 100  # lines about one file
_TOO_DEEP: Final = f"nested more than {DEEPEST} levels deep, so no CloudTrail record"
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", re.ASCII)


def read_events(
    paths: Iterable[Path], report: Report, note: Report | None = None, limits: Limits = USUAL
) -> Iterator[Event]:
    """Yield the events of files and folders, in the order given; files of a folder by name.

    Whatever cannot be read is left out and told to `report`, whatever is no CloudTrail record to
    `note` (without it to `report`), in one line that begins with `file:line` or `file[position]`.
    A record needs an `eventTime`: every platform files its documents by it. A file that says nothing
    at all is told to `note`, too.

    Raises:
        SettingsError: a path does not exist, or a folder holds no file of events.
    """
    for file in [file for path in paths for file in event_files(path, report)]:
        yield from _events(file, report, note or report, limits)


def event_files(path: Path, report: Report | None = None) -> list[Path]:
    """List the file, or the files of events anywhere in the folder, sorted; others are not events.

    A link in the folder that leads out of it is left out and told to `report`.

    Raises:
        SettingsError: nothing is there, a folder in it cannot be read, or the path is a link of a repository
            that leads out of it.
    """
    refuse_outer_path(path)
    if path.is_file():
        return [path]
    if not path.is_dir():
        what = "is no regular file" if path.exists() else "no such file or folder of events"
        raise SettingsError(f"{path}: {what}")
    files = [Path(entry.path) for entry in walk(path, ENDINGS)]
    if not files:
        raise SettingsError(f"{path}: no file in it ends in {', '.join(ENDINGS)}")
    root = Path(os.path.realpath(path))
    inside = []
    for file in files:
        if not file.is_symlink() or is_inside(file, root):
            inside.append(file)
        elif report:
            report(f"{file}: is a link that leads out of {path}; left out")
    return inside


def _events(file: Path, report: Report, note: Report, limits: Limits) -> Iterator[Event]:
    told = 0

    def telling(to: Report) -> Report:
        """A few lines are read, a million fill memory; they are counted."""

        def tell(line: str) -> None:
            nonlocal told
            told += 1
            if told <= _MOST_TOLD:
                to(line)

        return tell

    broken, odd = telling(report), telling(note)
    events = 0
    for place, document in _documents(file, broken, limits):
        for where, record in _records(place, document):
            event = _event(where, record)
            if isinstance(event, str):
                odd(f"{where}: {event}; left out")
            else:
                events += 1
                yield event
    if told > _MOST_TOLD:
        report(f"{file}: {told - _MOST_TOLD:,} more are left out")
    if not told and not events:
        note(f"{file}: holds no event; a record of CloudTrail begins with {{")


def _event(where: str, record: Json) -> Event | str:
    """The event, or why the record is none."""
    if problem := _problem(record):
        return problem
    try:
        text = orjson.dumps(record).decode()
    except orjson.JSONEncodeError:
        return _TOO_DEEP
    if len(text) > LONGEST:
        return f"more than {LONGEST:,} characters, so no CloudTrail record, which has 256 KB at most"
    if text.count("{") + text.count("[") > DEEPEST and _is_deeper(record):
        return _TOO_DEEP
    name = record.get("eventID")
    named = isinstance(name, str) and 0 < len(name) <= _LONGEST_ID
    return Event(name if named else where, record, text)


def _is_deeper(record: Json) -> bool:
    """Whether it is nested deeper than any record, found out level by level."""
    level = [record]
    for _ in range(DEEPEST):
        inner = [each for node in level for each in (node.values() if isinstance(node, dict) else node)]
        level = [each for each in inner if isinstance(each, dict | list)]
        if not level:
            return False
    return True


def _problem(record: Json) -> str | None:
    if not isinstance(record, dict):
        return "not a JSON object, so no CloudTrail record"
    when = record.get("eventTime")
    if not isinstance(when, str) or not _TIME.fullmatch(when):
        return "no eventTime such as 2026-11-24T07:00:00Z, so no CloudTrail record"
    return None


def _records(place: str, document: Json) -> Iterator[tuple[str, Json]]:
    """Unwrap what CloudTrail and EventBridge put around records."""
    records = document.get("Records") if isinstance(document, dict) else document
    if isinstance(records, list):
        for position, record in enumerate(records):
            yield f"{place}[{position}]", _unwrapped(record)
    else:
        yield place, _unwrapped(document)


def _unwrapped(record: Json) -> Json:
    """Take the record out of an EventBridge envelope.

    https://docs.aws.amazon.com/eventbridge/latest/ref/overiew-event-structure.html (read November 2026)
    """
    if isinstance(record, dict) and "detail-type" in record and isinstance(record.get("detail"), dict):
        return record["detail"]
    return record


def _documents(file: Path, report: Report, limits: Limits) -> Iterator[tuple[str, Json]]:
    """Parse the file's JSON documents, each with its place."""
    try:
        with closing(EventFile(file, limits)) as source:
            yield from _parsed(file, source, report, limits)
    except (OSError, EOFError, zlib.error, TooLargeError) as error:
        reason = getattr(error, "strerror", None) or error
        report(f"{file}: cannot be read: {reason}; the rest of it is left out")


def _parsed(file: Path, source: EventFile, report: Report, limits: Limits) -> Iterator[tuple[str, Json]]:
    def tell(number: int, what: str) -> None:
        report(f"{file}:{number}: {what}; left out")

    if file.name.endswith(LINES):
        lines = source.lines(tell, 1)
    else:
        first = source.line(limits.document)
        if not _complete(first):
            yield from _document(file, first + source.document_after(first), report)
            return
        lines = chain([(1, first)], source.lines(tell, 2))
    for number, line in lines:
        if not line.isspace():
            yield from _document(file, line, report, number)


def _complete(line: bytes) -> bool:
    """Whether a line is a document by itself, so that the file may hold one a line."""
    try:
        _loaded(line)
    except orjson.JSONDecodeError:
        return False
    except TooLargeError:
        return True
    return True


def _document(file: Path, content: bytes, report: Report, line: int = 0) -> Iterator[tuple[str, Json]]:
    """Parse one line of a file, or with `line` 0 the whole of it."""
    if not content:
        return
    try:
        document = _loaded(content)
    except orjson.JSONDecodeError as error:
        report(f"{file}:{line or error.lineno}: not JSON: {error.msg}; left out")
    except TooLargeError as error:
        report(f"{file}:{line or 1}: {error}; left out")
    else:
        yield f"{file}:{line}" if line else str(file), document


def _loaded(content: bytes) -> Json:
    """Parse; raises TooLargeError for what would take far more memory than records do."""
    if len(content) > LONGEST and content.count(b"{") + content.count(b"[") > MOST_NESTS:
        raise TooLargeError(f"holds more than {MOST_NESTS:,} objects and arrays")
    return orjson.loads(content)
