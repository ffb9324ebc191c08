"""How a repository of rules is laid out: which files belong to which rule.

rules/**/<rule>.yml with the plan <rule>.toml beside it, tests/events/<rule>/match-*.json and miss-*.json,
tests/golden/<target>/<rule>.<suffix>, tests/reports/<target>/<rule>.<suffix> where the repository
keeps its summaries, too, and pipelines/<target>/cloudtrail.yml where a target has its own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from converter.errors import SettingsError
from converter.files.boundary import find_root, is_inside
from converter.files.walk import walk
from converter.targets import TARGETS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

RULES: Final = Path("rules")
EVENTS: Final = Path("tests/events")
GOLDENS: Final = Path("tests/golden")
REPORTS: Final = Path("tests/reports")
# The second rule of a file, and the second condition of a rule, have a number behind the name.
_NUMBER: Final = re.compile(r"_\d+$")


@dataclass(frozen=True, slots=True)
class RuleFiles:
    """A rule file and the files that belong to it by their names."""

    rule: Path
    plans: tuple[Path, ...] = ()
    events: tuple[Path, ...] = ()
    goldens: tuple[Path, ...] = ()
    reports: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True)
class Repository:
    """All files that matter; `twins` are rules of a name that is taken, `strays` files without a rule.

    `keeps_reports`: whether it has goldens of its summaries, too.
    """

    root: Path
    rules: tuple[RuleFiles, ...]
    pipelines: dict[str, Path]
    twins: tuple[tuple[Path, Path], ...] = ()
    strays: tuple[Path, ...] = ()
    keeps_reports: bool = False


def survey(root: Path) -> Repository:
    """Look through a repository; reads names only.

    Raises:
        SettingsError: there is no folder of rules, or nothing in it.
    """
    rules = _files(root, RULES, (".yml", ".yaml"))
    if not rules:
        raise SettingsError(
            f"{root / RULES}: there is no rule here; "
            "name the folder that has rules/ in it, or make one with sigmatrail init DIR"
        )
    owners: dict[str, Path] = {}
    twins = []
    for rule in rules:
        owner = owners.setdefault(rule.stem.casefold(), rule)
        if owner != rule:
            twins.append((rule, owner))
    plans, stray_plans = _shared_out(_files(root, RULES, (".toml",)), owners, lambda path: path.stem)
    events, stray_events = _shared_out(_files(root, EVENTS), owners, lambda path: _folder(root, path))
    goldens, stray_goldens = _shared_out(_goldens(root), owners, lambda path: path.stem)
    reports, stray_reports = _shared_out(_reports(root), owners, lambda path: path.stem)
    return Repository(
        root,
        tuple(
            RuleFiles(rule, *(tuple(each.get(rule, ())) for each in (plans, events, goldens, reports)))
            for rule in owners.values()
        ),
        {name: path for name in TARGETS if (path := _inner(root, own_pipeline(name))).exists()},
        tuple(twins),
        (*stray_plans, *stray_events, *stray_goldens, *stray_reports),
        (root / REPORTS).is_dir(),
    )


def own_pipeline(target: str) -> Path:
    """Where a repository has a pipeline of its own for a target, from its root."""
    return Path("pipelines", target, "cloudtrail.yml")


def _inner(root: Path, name: Path) -> Path:
    """A file or folder of the repository, which need not be there.

    Raises:
        SettingsError: a link leads out of the repository.
    """
    place = root / name
    if not is_inside(place, find_root(root)):
        raise SettingsError(f"{place}: leads out of {find_root(root)}; put what it leads to there")
    return place


def _goldens(root: Path) -> list[Path]:
    return [path for each in TARGETS.values() for path in _files(root, GOLDENS / each.name, (each.suffix,))]


def _reports(root: Path) -> list[Path]:
    return [
        path
        for each in TARGETS.values()
        for path in _files(root, REPORTS / each.name, (each.report_suffix or each.suffix,))
    ]


def _folder(root: Path, path: Path) -> str:
    return path.relative_to(root / EVENTS).parts[0]


def _files(root: Path, folder: Path, suffixes: tuple[str, ...] = ("",)) -> list[Path]:
    """The files below a folder of the repository in a stable order, hidden ones left out.

    Raises:
        SettingsError: a link leads out of the repository.
    """
    place = _inner(root, folder)
    if not place.is_dir():
        return []
    return [Path(path) for path in sorted(entry.path for entry in walk(place, suffixes))]


def _shared_out(
    files: Iterable[Path], owners: dict[str, Path], name_of: Callable[[Path], str]
) -> tuple[dict[Path, list[Path]], list[Path]]:
    """The files of each rule, and those of none."""
    shares: dict[Path, list[Path]] = {}
    strays: list[Path] = []
    for file in files:
        owner = _owner(name_of(file).casefold(), owners)
        (strays if owner is None else shares.setdefault(owner, [])).append(file)
    return shares, strays


def _owner(name: str, owners: dict[str, Path]) -> Path | None:
    """The rule of this name, or of the name without the numbers behind it."""
    while name not in owners:
        shorter = _NUMBER.sub("", name)
        if shorter == name:
            return None
        name = shorter
    return owners[name]
