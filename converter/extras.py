"""What only extras install, asked for before work begins."""

from __future__ import annotations

from importlib import import_module
from typing import Final

from converter.errors import SettingsError

# What the verifier itself imports; where the package of one engine is missing, that engine says so.
_VERIFY: Final = ("orjson", "pcre2")


def need_verify(doing: str) -> None:
    """Go on only where the extra `verify` is installed.

    Args:
        doing: who needs it and why, such as "verify runs queries".

    Raises:
        SettingsError: it is not installed.
    """
    missing = [name for name in _VERIFY if not _installed(name)]
    if missing:
        raise SettingsError(f"{doing}: pip install 'sigmatrail[verify]' (no {', '.join(missing)})")


def _installed(name: str) -> bool:
    try:
        import_module(name)
    except ModuleNotFoundError:
        return False
    return True
