"""How TOML is read everywhere: from regular files of a bounded size, in a time that the size bounds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from converter.files.read import read_bytes

if TYPE_CHECKING:
    from pathlib import Path

# Python's tomllib needs a time that grows with the square of a dotted key's parts: twelve seconds for the
# 32,000 that fit into 64 KB, a thousandth of one for so many (Python 3.11, November 2026).
MOST_DOTS: Final = 300


class TomlError(ValueError):
    """A file is no TOML, or holds more than is read; the text says why."""


def read_toml(path: Path, most: int) -> dict[str, Any]:
    """The tables of a TOML file that has at most so many bytes.

    Raises:
        OSError: it cannot be read, is no regular file, or is too large.
        TomlError: it is no TOML.
    """
    import tomllib  # noqa: PLC0415 -- most folders have no settings, and most rules no plan

    try:
        text = read_bytes(path, most).decode("utf-8")
        for number, line in enumerate(text.splitlines(), 1):
            if line.count(".") > MOST_DOTS:
                raise TomlError(f"line {number} has more than {MOST_DOTS} dots; write several lines")
        return tomllib.loads(text)
    except RecursionError:
        raise TomlError("is nested too deeply") from None
    except ValueError as error:
        raise TomlError(" ".join(str(error).split())) from None
