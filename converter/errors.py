"""What can go wrong, said in one line: where, what, and what to do next."""

from __future__ import annotations


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
