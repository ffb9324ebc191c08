"""The bytes of a file of events, plain or packed with gzip, and never more of them than memory can take.

A file of events is a stranger's: a packed one of 4 MB can hold a line of 4 GB, and JSON takes up to 36 times
its bytes once it is parsed (`[[[]]]`; a record of CloudTrail takes five times). CloudTrail itself writes no
event over 256 KB, and S3 gets some MB in one file:
https://docs.aws.amazon.com/awscloudtrail/latest/userguide/WhatIsCloudTrail-Limits.html (November 2026).
"""

from __future__ import annotations

import gzip
import io
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, cast

from converter.files.read import open_regular

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

BYTE_ORDER_MARK: Final = b"\xef\xbb\xbf"
GZIP_MAGIC: Final = b"\x1f\x8b"
MOST_TIMES: Final = 200  # as many bytes as are packed; logs have ten to forty, zeros a thousand
_ALWAYS: Final = 1_048_576
_CHUNK: Final = 1_048_576


class TooLargeError(Exception):
    """A file is over a limit; the text says over which, to stand behind the file's name."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How many bytes a line may have, a document that is not one of lines, and a file once it is unpacked."""

    line: int = 16_777_216
    document: int = 33_554_432
    unpacked: int = 17_179_869_184


OF_A_REPOSITORY: Final = Limits(line=1_048_576, document=1_048_576, unpacked=1_048_576)
"""Of the events that a repository keeps for its rules: a few records in a file, some 2,000 bytes each."""
MOST_OF_A_RULE: Final = 10_485_760
"""Characters of all events that a repository keeps for one rule."""


class EventFile:
    """An open file of events; to be closed.

    Args:
        path: the file; a byte order mark is left out.
        limits: what is read of it at most.

    Raises:
        OSError, EOFError, zlib.error: it cannot be opened or unpacked, or is no regular file.
    """

    def __init__(self, path: Path, limits: Limits) -> None:
        self._limits = limits
        raw = open_regular(os.path.realpath(path))  # where a link may lead, the caller knows
        self._size = os.fstat(raw.fileno()).st_size
        self._file = io.BufferedReader(cast("io.RawIOBase", raw), _CHUNK)
        packed = self._file.peek(len(GZIP_MAGIC)).startswith(GZIP_MAGIC)
        self._stream = gzip.GzipFile(fileobj=self._file) if packed else self._file
        proportion = max(_ALWAYS, MOST_TIMES * self._size) if packed else limits.unpacked
        self._most = min(limits.unpacked, proportion)
        self._read = 0
        if self._stream.peek(len(BYTE_ORDER_MARK)).startswith(BYTE_ORDER_MARK):
            self._stream.read(len(BYTE_ORDER_MARK))

    def close(self) -> None:
        """Close it."""
        self._stream.close()
        self._file.close()

    def line(self, most: int) -> bytes:
        """The next line with its end, or more than `most` bytes of one that is longer; nothing at the end.

        Raises:
            OSError, EOFError, zlib.error: it cannot be read, or unpacked.
            TooLargeError: the file holds more than it may.
        """
        return self._counted(self._stream.readline(most + 1))

    def document_after(self, first: bytes) -> bytes:
        """What is left of a document that begins with a line; raises like `line`."""
        left = self._limits.document - len(first)
        parts = []
        while left >= 0 and (part := self._counted(self._stream.read(min(_CHUNK, left + 1)))):
            parts.append(part)
            left -= len(part)
        if left < 0:
            raise TooLargeError(
                f"holds one document of more than {self._limits.document:,} bytes; write a record a line"
            )
        return b"".join(parts)

    def lines(self, tell: Callable[[int, str], None], number: int) -> Iterator[tuple[int, bytes]]:
        """The lines that are left, the next one being `number`; what is too long is told and left out.

        Raises like `line`.
        """
        most = self._limits.line
        readline = self._stream.readline
        while line := readline(most + 1):
            self._read += len(line)
            if self._read > self._most:
                raise self._too_large()
            if len(line) > most:
                tell(number, f"a line of more than {most:,} bytes")
                self._skip_line()
            else:
                yield number, line
            number += 1

    def _skip_line(self) -> None:
        while (part := self._counted(self._stream.readline(_CHUNK))) and not part.endswith(b"\n"):
            pass

    def _counted(self, part: bytes) -> bytes:
        self._read += len(part)
        if self._read > self._most:
            raise self._too_large()
        return part

    def _too_large(self) -> TooLargeError:
        if self._most < self._limits.unpacked:
            return TooLargeError(f"unpacks to more than {MOST_TIMES} times its {self._size:,} bytes")
        return TooLargeError(f"holds more than {self._limits.unpacked:,} bytes; split it")
