"""A user's settings: what TOML says, overruled by what the command line says."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from converter.errors import SettingsError
from converter.files.boundary import find_root, is_inside
from converter.files.read import MOST_OF_SETTINGS
from converter.files.toml import TomlError, read_toml
from converter.targets import OWN_PIPELINE, TARGETS
from converter.wording import cut

if TYPE_CHECKING:
    from collections.abc import Mapping

FILE = "sigmatrail.toml"
_SHOWN: Final = 80
OWN_FILES = ("pipelines", "placeholders", "filters")


def load_settings(start: Path) -> dict[str, Any]:
    """The nearest settings at or above `start`: sigmatrail.toml or a pyproject.toml's [tool.sigmatrail].

    The search ends at the root of the repository that `start` is in, or at `start` where it is in none.

    Returns:
        `targets`, a list of names, for each target a table of its options, lists of the user's own
        `pipelines`, `placeholders` and `filters`, and `lint` with `ignore`, a list of codes; empty without
        a file. Paths are from here. Where a target has no option `pipeline`, which replaces its own, it is
        pipelines/<target>/cloudtrail.yml beside the file, if that exists.

    Raises:
        SettingsError: the file is no TOML, holds something that sigmatrail does not know, names a file
            outside the repository, or belongs to somebody else.
    """
    start = start.resolve()
    root = find_root(start)
    for folder in (start, *(above for above in start.parents if above.is_relative_to(root))):
        for path, table in ((folder / FILE, ()), (folder / "pyproject.toml", ("tool", "sigmatrail"))):
            settings = _read(path, table, start)
            if settings is not None:
                _check(path, settings)
                return _with_paths(path, root, settings)
    return {}


def own_files(settings: Mapping[str, Any], key: str) -> tuple[str, ...]:
    """The user's own files that settings, as `load_settings` gives them, name under one of `OWN_FILES`.

    Raises:
        SettingsError: one does not exist.
    """
    named = tuple(settings.get(key, ()))
    for path in named:
        if not Path(path).exists():
            raise SettingsError(f"{path}: does not exist; {FILE} or pyproject.toml names it under {key}")
    return named


def _read(path: Path, table: tuple[str, ...], start: Path) -> dict[str, Any] | None:
    if not path.exists():
        return None
    try:
        settings: Any = read_toml(path, MOST_OF_SETTINGS)
    except OSError as error:
        raise SettingsError(f"{path}: cannot be read: {error.strerror}") from None
    except TomlError as error:
        raise SettingsError(f"{path}: cannot be read as TOML: {error}") from None
    for key in table:
        settings = settings.get(key) if isinstance(settings, dict) else None
    if settings is not None:
        _refuse_foreign(path, start)
    return settings  # type: ignore[no-any-return] # _check says whether it is one


def _refuse_foreign(path: Path, start: Path) -> None:
    """Refuse settings of another user, who may have put them into a folder that several share.

    Whoever owns the folder that the call names may also own the settings, as in a container that runs as
    root over a checkout of somebody else.
    """
    if not hasattr(os, "geteuid"):
        return
    owner = path.stat().st_uid
    if owner not in {os.geteuid(), 0, start.stat().st_uid}:
        raise SettingsError(
            f"{path}: belongs to another user (uid {owner}), so it is not read; "
            "copy it, or take it out of the folders above yours"
        )


def _with_paths(file: Path, root: Path, settings: dict[str, Any]) -> dict[str, Any]:
    """The settings with paths from here, and with the pipeline files that a repository has of its own."""
    found = dict(settings)
    for key in OWN_FILES:
        if key in found:
            found[key] = [_inner(file, root, path) for path in found[key]]
    for name in TARGETS:
        options = dict(settings.get(name, {}))
        written = options.get(OWN_PIPELINE, f"pipelines/{name}/cloudtrail.yml")
        if OWN_PIPELINE in options or os.path.lexists(file.parent / written):
            found[name] = options | {OWN_PIPELINE: _inner(file, root, written)}
    return found


def _inner(file: Path, root: Path, written: str) -> str:
    """The path, from here, of what a settings file names, which lies in its repository."""
    path = file.parent / written
    try:
        inside = is_inside(path, root)
        os.path.lexists(path)
        path.exists()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise SettingsError(f"{file}: '{cut(written, _SHOWN)}' is no path: {reason}") from None
    if not inside:
        raise SettingsError(
            f"{file}: '{written}' leads out of {root}; put the file there, or name it by a flag"
        )
    return _from_here(path)


def _from_here(path: Path) -> str:
    """A path as short as it is from the folder where the program runs."""
    here = Path.cwd()
    return str(path.relative_to(here) if path.is_relative_to(here) else path)


def _check(path: Path, settings: object) -> None:
    if not isinstance(settings, dict):
        raise SettingsError(f"{path}: sigmatrail's settings are a table")
    for key, value in settings.items():
        if key == "targets":
            _check_targets(path, value)
        elif key == "lint":
            _check_lint(path, value)
        elif key in OWN_FILES:
            _check_paths(path, key, value)
        elif key in TARGETS:
            _check_options(path, key, value)
        else:
            known = ", ".join(("targets", "lint", *OWN_FILES, *TARGETS))
            raise SettingsError(f"{path}: '{key}' is no setting; there are {known}")


def _check_targets(path: Path, value: object) -> None:
    if not isinstance(value, list) or not all(name in TARGETS for name in value):
        raise SettingsError(f"{path}: targets is a list of {', '.join(TARGETS)}")


def _check_paths(path: Path, key: str, value: object) -> None:
    if not isinstance(value, list) or not all(isinstance(each, str) and each for each in value):
        raise SettingsError(f"{path}: {key} is a list of paths, each in quotes")


def _check_lint(path: Path, value: object) -> None:
    from converter.lint.codes import is_code  # noqa: PLC0415 -- only where there are such settings

    codes = value.get("ignore", []) if isinstance(value, dict) and value.keys() <= {"ignore"} else None
    if not isinstance(codes, list) or not all(isinstance(code, str) for code in codes):
        raise SettingsError(
            f"{path}: [lint] has one setting, ignore = a list of codes such as 'ST105' or 'SH'"
        )
    wrong = [code for code in codes if not is_code(code)]
    if wrong:
        raise SettingsError(f"{path}: [lint] ignore '{wrong[0]}': no check has a code that begins so")


def _check_options(path: Path, target: str, value: object) -> None:
    known = [*(option.name for option in TARGETS[target].options), OWN_PIPELINE]
    if not isinstance(value, dict):
        raise SettingsError(f"{path}: [{target}] is a table of {', '.join(known) or 'nothing yet'}")
    for option, setting in value.items():
        if option not in known:
            raise SettingsError(
                f"{path}: [{target}] has no option '{option}'; it has {', '.join(known) or 'none'}"
            )
        if not isinstance(setting, str):
            raise SettingsError(f"{path}: [{target}] {option} is a text, in quotes")
