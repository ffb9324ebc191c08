"""A new repository of rules, one rule in it, that passes its own gate."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING, Final

from converter import __version__
from converter.check.command import write_goldens
from converter.check.repository import RULES, survey
from converter.errors import SettingsError
from converter.scaffold.event import json_text, record
from converter.scaffold.files import write_new
from converter.settings import load_settings
from converter.targets import TARGETS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from converter.check.repository import Repository

REQUIREMENT: Final = f"sigmatrail[verify,lint]=={__version__}"
RULE: Final = "aws_iam_root_user_access_key_created"
_OWN: Final = f"""\
# Of this repository: it replaces the pipeline of sigmatrail {__version__}, which it was copied from.
# Add the fields that only your data has; without this file, sigmatrail's own pipeline counts again.
#
"""
_TEMPLATES: Final = {
    ".gitattributes": "gitattributes",
    ".gitignore": "gitignore",
    ".pre-commit-config.yaml": "pre-commit.yaml",
    ".github/workflows/detections.yml": "workflow.yml",
    "README.md": "readme.md",
    "pipelines/own.yml": "own.yml",
    "sigmatrail.toml": "settings.toml",
    f"rules/{RULE}.yml": "rule.yml",
    f"rules/{RULE}.toml": "plan.toml",
}


def make_repository(root: Path, requirement: str = REQUIREMENT, pipelines: Sequence[str] = ()) -> list[Path]:
    """Write the repository; the files in it.

    Args:
        root: its folder; made if it does not exist.
        requirement: what pip installs in hooks and CI.
        pipelines: targets that get a pipeline of the repository's own.

    Raises:
        SettingsError: one of the files exists already, or the requirement is not in one line.
    """
    if not requirement.isprintable() or "'" in requirement or not requirement:
        raise SettingsError("--requirement is one line without single quotes, as pip takes it")
    template = files(__package__) / "template"
    texts = {
        path: (template / name).read_text(encoding="utf-8").replace("@REQUIREMENT@", requirement)
        for path, name in _TEMPLATES.items()
    }
    written = write_new(root, texts | _events() | _pipelines(pipelines))
    write_goldens(survey(root), load_settings(root.resolve()))
    return [*written, *_goldens(survey(root))]


def add_pipelines(root: Path, pipelines: Sequence[str]) -> list[Path]:
    """Give targets of a repository a pipeline of their own; the files.

    Raises:
        SettingsError: one of them has a pipeline already.
    """
    return write_new(root, _pipelines(pipelines))


def is_repository(root: Path) -> bool:
    """Whether a folder holds rules already."""
    return (root / RULES).is_dir()


def _pipelines(targets: Sequence[str]) -> dict[str, str]:
    """Copies of our own pipelines for some targets, in the place where a repository has its own."""
    return {
        f"pipelines/{name}/cloudtrail.yml": _OWN + TARGETS[name].pipeline.read_text(encoding="utf-8")
        for name in dict.fromkeys(targets)
    }


def _goldens(repository: Repository) -> list[Path]:
    return [path for each in repository.rules for path in each.goldens]


def _events() -> dict[str, str]:
    """Events by which the rule of the template is judged."""
    call = ("iam.amazonaws.com", "CreateAccessKey")
    of_root = record(*call, {"userName": None}, root=True) | {"requestParameters": None}
    records = {
        "match-root-makes-a-key": of_root,
        "match-root-makes-a-key-in-the-console": of_root | {"sessionCredentialFromConsole": "true"},
        "miss-user-makes-a-key": record(*call, {"userName": "build"}),
        "miss-root-lists-keys": record("iam.amazonaws.com", "ListAccessKeys", {}, root=True),
    }
    return {f"tests/events/{RULE}/{name}.json": json_text(each) for name, each in records.items()}
