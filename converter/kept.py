"""Files of answers that earlier runs left: JSON behind a line with its kind and its hash.

A file that is cut, foreign, old or edited counts as none, so it costs time and never truth.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from converter.files.read import read_bytes
from converter.fingerprint import of_bytes

if TYPE_CHECKING:
    from pathlib import Path


def load_kept(path: Path, kind: str, most: int) -> dict[str, Any]:
    """The answers in a file of this kind of at most so many bytes; none where it holds no `kept_text`."""
    try:
        head, _, body = read_bytes(path, most).partition(b"\n")
        answers: Any = json.loads(body) if head == _head(kind, body) else {}
    except (OSError, ValueError, RecursionError):
        return {}
    return answers if isinstance(answers, dict) else {}


def kept_text(answers: dict[str, Any], kind: str) -> str:
    """What a file holds that keeps these answers."""
    body = json.dumps(answers, separators=(",", ":"))
    return f"{_head(kind, body.encode()).decode()}\n{body}"


def _head(kind: str, body: bytes) -> bytes:
    return f"{kind} {of_bytes(body)}".encode()
