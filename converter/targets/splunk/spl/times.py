"""Times in eval (docs.splunk.com, Search Reference, "Date and time format variables", November 2026).

The search head's time zone is taken to be UTC.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime

from converter.targets.splunk.spl.values import Value, number_of
from converter.verify.engine import EngineError

_VARIABLE = re.compile(r"%(.)", re.DOTALL)
# What each variable writes, and the pattern of what it reads; the empty pattern: not read here.
_VARIABLES = {
    "Y": ("%Y", r"(?P<Y>\d{4})"),
    "m": ("%m", r"(?P<m>\d{1,2})"),
    "d": ("%d", r"(?P<d>\d{1,2})"),
    "H": ("%H", r"(?P<H>\d{1,2})"),
    "M": ("%M", r"(?P<M>\d{1,2})"),
    "S": ("%S", r"(?P<S>\d{1,2})"),
    "F": ("%Y-%m-%d", r"(?P<Y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})"),
    "T": ("%H:%M:%S", r"(?P<H>\d{1,2}):(?P<M>\d{1,2}):(?P<S>\d{1,2})"),
    "Z": ("UTC", r"(?:Z|UTC|GMT)"),
    "G": ("%G", ""),
    "V": ("%V", ""),
    "j": ("%j", ""),
    "u": ("%u", ""),
    "w": ("%w", ""),
    "%": ("%%", "%"),
}
_PARTS = {"Y": 1970, "m": 1, "d": 1, "H": 0, "M": 0, "S": 0}


def strptime(text: str, form: str) -> Value:
    """Seconds since 1970 of a time written in this form; null if the text is not wholly in it."""
    pattern = _VARIABLE.sub("\0\\1", re.sub(r"([^\w%\s])", r"\\\1", form))
    pattern = re.sub("\0(.)", lambda variable: _known(variable[1])[1] or _refuse(variable[1]), pattern)
    found = re.fullmatch(pattern, text, re.ASCII)
    if not found:
        return None
    parts = {**_PARTS, **{name: int(value) for name, value in found.groupdict().items()}}
    try:
        moment = datetime(parts["Y"], parts["m"], parts["d"], parts["H"], parts["M"], parts["S"], tzinfo=UTC)
    except ValueError:
        return None
    return int(moment.timestamp())


def strftime(seconds: str, form: str) -> Value:
    """A time, given as seconds since 1970, written in this form; null if it is no number."""
    number = number_of(seconds)
    if number is None:
        return None
    moment = datetime.fromtimestamp(number, UTC)
    return _VARIABLE.sub(lambda variable: _written(moment, variable[1]), form)


def _written(moment: datetime, variable: str) -> str:
    form = _known(variable)[0]
    return f"{moment.year:04}" if form == "%Y" else moment.strftime(form)


def _known(variable: str) -> tuple[str, str]:
    if variable not in _VARIABLES:
        _refuse(variable)
    return _VARIABLES[variable]


def _refuse(variable: str) -> str:
    raise EngineError(f"SPL: the time variable %{variable} is not known here")
