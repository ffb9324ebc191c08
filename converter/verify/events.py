"""CloudTrail records from files as people keep them, one at a time.

Taken are a record, a list of records, `{"Records": [...]}` as CloudTrail writes to S3, EventBridge
envelopes (the record is under `detail`), and any of these line by line; plain or compressed with
gzip. JSON Lines are read line by line, every other file as a whole, so memory holds one file at most.

The text of an event is its record as compact JSON: keys in their order, characters as they are.
Numbers are printed in their shortest form, so 1.50 becomes 1.5, and whole numbers beyond 64 bits
become floats. Of a key that stands twice in one object the last one counts.
"""

from __future__ import annotations

import gzip
import re
import zlib
from itertools import chain
from typing import TYPE_CHECKING, Any, TypeAlias

import orjson

from converter.errors import SettingsError
from converter.verify.engine import Event

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from io import BufferedIOBase
    from pathlib import Path

    Json: TypeAlias = Any
    Report = Callable[[str], None]

LINES = (".jsonl", ".ndjson", ".jsonl.gz", ".ndjson.gz")
ENDINGS = (".json", ".json.gz", *LINES)
GZIP_MAGIC = b"\x1f\x8b"
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", re.ASCII)
BYTE_ORDER_MARK = b"\xef\xbb\xbf"


def read_events(paths: Iterable[Path], report: Report, note: Report | None = None) -> Iterator[Event]:
    """Yield the events of files and folders, in the order given; files of a folder by name.

    Whatever cannot be read is left out and told to `report`, whatever is no CloudTrail record to
    `note` (without it to `report`), in one line that begins with `file:line` or `file[position]`.
    A record needs an `eventTime`: every platform files its documents by it. A file that says nothing
    at all is told to `note`, too.

    Raises:
        SettingsError: a path does not exist, or a folder holds no file of events.
    """
    for file in [file for path in paths for file in event_files(path)]:
        yield from _events(file, report, note or report)


def event_files(path: Path) -> list[Path]:
    """List the file, or the files of events anywhere in the folder, sorted; others are not events.

    Raises:
        SettingsError: nothing is there.
    """
    if path.is_file():
        return [path]
    if not path.is_dir():
        raise SettingsError(f"{path}: no such file or folder of events")
    files = sorted(file for file in path.rglob("*") if file.name.endswith(ENDINGS) and file.is_file())
    if not files:
        raise SettingsError(f"{path}: no file in it ends in {', '.join(ENDINGS)}")
    return files


def _events(file: Path, report: Report, note: Report) -> Iterator[Event]:
    said = False

    def broken(problem: str) -> None:
        nonlocal said
        said = True
        report(problem)

    for place, document in _documents(file, broken):
        for where, record in _records(place, document):
            said = True
            if problem := _problem(record):
                note(f"{where}: {problem}; left out")
            else:
                name = record.get("eventID")
                text = orjson.dumps(record).decode()
                yield Event(name if isinstance(name, str) and name else where, record, text)
    if not said:
        note(f"{file}: holds no event; a record of CloudTrail begins with {{")


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


def _documents(file: Path, report: Report) -> Iterator[tuple[str, Json]]:
    """Parse the file's JSON documents, each with its place."""
    try:
        with _opened(file) as stream:
            yield from _parsed(file, stream, report)
    except (OSError, EOFError, zlib.error) as error:
        report(f"{file}: cannot be read: {error}; the rest of it is left out")


def _opened(file: Path) -> BufferedIOBase:
    with file.open("rb") as stream:
        magic = stream.read(len(GZIP_MAGIC))
    return gzip.open(file, "rb") if magic == GZIP_MAGIC else file.open("rb")


def _parsed(file: Path, stream: BufferedIOBase, report: Report) -> Iterator[tuple[str, Json]]:
    first = stream.readline().removeprefix(BYTE_ORDER_MARK)
    if file.name.endswith(LINES) or _complete(first):
        for number, line in enumerate(chain([first], stream), 1):
            if not line.isspace():
                yield from _document(file, line, report, number)
    elif content := first + stream.read():
        yield from _document(file, content, report)


def _complete(line: bytes) -> bool:
    """Whether a line is a document by itself, so that the file may hold one a line."""
    try:
        orjson.loads(line)
    except orjson.JSONDecodeError:
        return False
    return True


def _document(file: Path, content: bytes, report: Report, line: int = 0) -> Iterator[tuple[str, Json]]:
    """Parse one line of a file, or with `line` 0 the whole of it."""
    try:
        document = orjson.loads(content)
    except orjson.JSONDecodeError as error:
        report(f"{file}:{line or error.lineno}: not JSON: {error.msg}; left out")
    else:
        yield f"{file}:{line}" if line else str(file), document
