"""Checks of rules before anybody deploys them: what can never match, and what SigmaHQ would send back.

`lint` runs every check over some files; `converter.lint.codes` lists the checks, docs/lint.md explains them.
"""

from __future__ import annotations

from converter.lint.findings import Finding
from converter.lint.run import lint

__all__ = ["Finding", "lint"]
