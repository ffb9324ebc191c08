"""What the parts of a Splunk app are called: searches, macros, stories."""

from __future__ import annotations

import re
from collections import Counter
from hashlib import sha256
from typing import TYPE_CHECKING, Final

from converter import wording
from converter.targets.splunk.conf import line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from converter.detection import Detection

LABEL: Final = "Sigmatrail"
# Enterprise Security refuses longer names of searches
# (https://github.com/splunk/contentctl, CONTENTCTL_MAX_SEARCH_NAME_LENGTH, November 2026).
LONGEST: Final = 99
# Splunk expands `$name$` in titles, descriptions and messages, and knows no escape for the sign.
DOLLAR: Final = "\uff04"
_PLAIN: Final = str.maketrans(
    {"[": "(", "]": ")", '"': "'", "`": "'", "\\": "/", "|": "/", ";": ",", "$": DOLLAR}
)
_MACRO: Final = re.compile(r"\w+", re.ASCII)


def untokened(text: str) -> str:
    """A text in which Splunk finds no token to expand: its dollar signs are full-width."""
    return text.replace("$", DOLLAR)


def plain(text: str) -> str:
    """A text as part of a stanza's name or of a quoted name in a search: `/u202e` for what does not print."""
    return line(wording.line(text).translate(_PLAIN)) or "Untitled"


def filter_macro(name: str) -> str:
    """The macro in which the users of a detection keep its exceptions; `name` is the detection's."""
    if _MACRO.fullmatch(name):
        return f"{name}_filter"
    return f"{re.sub(r'[^A-Za-z0-9_]+', '_', name).strip('_')[:80]}_{_digest(name)}_filter"


def search_names(detections: Sequence[Detection]) -> list[str]:
    """The stanza of each detection: its title, and its name where several have that title.

    All detections of one title get their name, so that a further one never takes over the stanza,
    and so the local settings, of another.
    """
    titles = [_stanza(detection.rule.title) for detection in detections]
    counted = Counter(title.casefold() for title in titles)
    named = [
        _stanza(f"{detection.rule.title} ({detection.name})") if counted[title.casefold()] > 1 else title
        for title, detection in zip(titles, detections, strict=True)
    ]
    again = Counter(name.casefold() for name in named)
    return [
        _stanza(f"{detection.rule.title} ({detection.rule.path} {detection.name})", digest=True)
        if again[name.casefold()] > 1
        else name
        for name, detection in zip(named, detections, strict=True)
    ]


def _stanza(text: str, *, digest: bool = False) -> str:
    """`Sigmatrail - text - Rule`; what had to be cut off leaves a digest."""
    room = LONGEST - len(f"{LABEL} -  - Rule")
    title = plain(text)
    if digest or len(title) > room:
        title = f"{title[: room - 9].rstrip()} {_digest(text)}"
    return f"{LABEL} - {title} - Rule"


def _digest(text: str) -> str:
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:8]
