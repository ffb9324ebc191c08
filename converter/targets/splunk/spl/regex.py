r"""Regular expressions of eval functions: PCRE, within a budget of steps.

Splunk searches for the expression anywhere in the value, minding letter case; classes such as \w
are ASCII, as in PCRE without UCP.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from converter.verify.budget import Pattern
from converter.verify.engine import EngineError

if TYPE_CHECKING:
    from collections.abc import Callable

_REFERENCE = re.compile(r"\\(\d)")
_ESCAPE = re.compile(
    r"\\Q.*?(?:\\E|\Z)|\\x\{(?P<braced>[0-9A-Fa-f]+)\}|\\x(?P<bare>[0-9A-Fa-f]{0,2})|\\(?P<letter>[uU])|\\.",
    re.DOTALL,
)


@lru_cache(maxsize=1024)
def finder(pattern: str) -> Callable[[str], Any]:
    """A function that finds the first match of a PCRE pattern in a text, or None.

    Raises EngineError for a pattern that PCRE does not know; the function raises UndecidedError when PCRE
    gives up on a text.
    """
    return _compiled(pattern).search


def substitute(text: str, pattern: str, replacement: str) -> str:
    r"""A text with every match replaced; `\1` to `\9` in the replacement are the groups."""
    parts, at = [], 0
    for found in _compiled(pattern).every(text):
        parts += [text[at : found.start()], _filled(replacement, found)]
        at = found.end()
    return "".join([*parts, text[at:]])


def _filled(replacement: str, found: Any) -> str:  # noqa: ANN401 - pcre2 publishes no types
    return _REFERENCE.sub(lambda reference: found.group(int(reference[1])) or "", replacement)


@lru_cache(maxsize=1024)
def _compiled(pattern: str) -> Pattern:
    from pcre2 import ASCII  # noqa: PLC0415 - an optional package, needed only when a query holds a pattern

    try:
        return Pattern(_ESCAPE.sub(_plain_escape, pattern), ASCII, written=pattern)
    except ValueError as error:
        raise EngineError(f"SPL: PCRE cannot read the pattern {pattern!r}: {error}") from error


def _plain_escape(escape: re.Match[str]) -> str:
    r"""An escape as PCRE2 reads it by default: the package reads `\x` and `\u` as JavaScript does."""
    if escape["letter"] or escape["bare"] == "":
        raise EngineError(f"SPL: PCRE does not know the escape {escape.group()}")
    digits = escape["braced"] or escape["bare"]
    return rf"\N{{U+{digits}}}" if digits else escape.group()
