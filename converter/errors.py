"""What can go wrong, said in one line: where, what, and what to do next."""

from __future__ import annotations

import re
from typing import Final


class SigmatrailError(Exception):
    """A failure that a person can act on; its text is the whole message."""


class RuleError(SigmatrailError):
    """The rule itself is at fault: unreadable, not Sigma, not for CloudTrail, or open to two readings."""


class UnsupportedError(SigmatrailError):
    """The rule is sound, but this target cannot say it; the text gives the reason and the way out."""


class SettingsError(SigmatrailError):
    """A flag, a configuration file or an output folder cannot be used."""


class PlanError(SigmatrailError):
    """The plan beside a rule is at fault: no TOML, or a key or value that a plan cannot have."""


# How Python shows an object that has no text of its own: with its address.
_OBJECT: Final = re.compile(r"<(?:\w+\.)*(\w+) object at 0x[0-9a-f]+>")


def one_line(error: Exception) -> str:
    """The text of an error on one line, the same at every run; its kind where it has none."""
    return " ".join(_OBJECT.sub(r"\1", str(error)).split()) or type(error).__name__
