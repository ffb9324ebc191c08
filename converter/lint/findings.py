"""What a check has to say, and about which place of a file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import yaml

    from converter.lint.codes import Check


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where a piece of YAML begins and ends: lines and columns from 1, the end column exclusive."""

    line: int = 1
    column: int = 1
    end_line: int = 1
    end_column: int = 1

    @classmethod
    def of(cls, node: yaml.Node) -> Place:
        """The place of a YAML node; of a block over several lines, its first line."""
        start, end = node.start_mark, node.end_mark
        if end.line > start.line:
            return cls(start.line + 1, start.column + 1, start.line + 1, start.column + 1)
        return cls(start.line + 1, start.column + 1, end.line + 1, end.column + 1)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong, or worth knowing, with one rule; `detail` is what takes more than a line."""

    path: str
    place: Place
    code: str
    message: str
    detail: str = ""

    @property
    def check(self) -> Check:
        """The check that found it."""
        from converter.lint.codes import CHECKS  # noqa: PLC0415 -- the table imports this module

        return CHECKS[self.code]

    @property
    def severity(self) -> str:
        """`error`, `warning` or `info`."""
        return self.check.severity

    @property
    def order(self) -> tuple[str, Place, str, str]:
        """By file, by place, by code."""
        return (self.path, self.place, self.code, self.message)


def said(finding: Finding) -> str:
    """The message with its detail below."""
    return f"{finding.message}\n{finding.detail}".rstrip("\n")
