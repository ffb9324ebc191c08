"""Checks of rules before anybody deploys them: what can never match, and what SigmaHQ would send back.

`lint` runs every check over some files; `converter.lint.codes` lists the checks, docs/lint.md explains them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from converter.lint.findings import Finding

if TYPE_CHECKING:
    from converter.lint.run import lint

__all__ = ["Finding", "lint"]


def __getattr__(name: str) -> object:
    if name == "lint":
        from converter.lint.run import lint  # noqa: PLC0415 -- whoever only prints findings needs no checks

        return lint
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
