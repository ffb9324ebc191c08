"""What a conversion gives; nothing here imports pySigma, so that answers of earlier runs need none of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

Options = dict[str, dict[str, str]]
Format: TypeAlias = Literal["query", "report"]


@dataclass(frozen=True, slots=True)
class Conversion:
    """One query of one rule for one target, or the reason why there is none.

    `name` is the file name that the query gets, without suffix. Exactly one of `query` and `error` is set;
    where the file itself could not be read, `rule_id` is None and `title` is empty.
    """

    path: str
    name: str
    title: str
    rule_id: str | None
    target: str
    query: str | None = None
    warnings: tuple[str, ...] = ()
    error: str | None = None
