"""Modules that pySigma imports and a conversion never calls, put off until somebody does.

pySigma 1.5.1 imports Jinja2 for templates of pipelines and pyparsing imports its own test tools: a
sixth of the time that importing pySigma takes (`python -X importtime`, November 2026).
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import Any, Final

UNCALLED: Final = ("jinja2", "jinja2.sandbox", "pyparsing.testing")


class _Later:
    """A name of a module that is not imported yet."""

    def __init__(self, module: str, name: str) -> None:
        self._module, self._name = module, name

    def __call__(self, *arguments: Any, **options: Any) -> Any:  # noqa: ANN401 -- whatever the real one takes
        restore()
        return getattr(import_module(self._module), self._name)(*arguments, **options)


class _StandIn(ModuleType):
    """Looks like the module until one of its names is called."""

    def __getattr__(self, name: str) -> _Later:
        if name.startswith("__"):
            raise AttributeError(name)
        return _Later(self.__name__, name)


def postpone() -> None:
    """Stand in for the modules that are not imported yet; only a program of its own may do that."""
    for name in UNCALLED:
        sys.modules.setdefault(name, _StandIn(name))


def restore() -> None:
    """Take every stand-in out again, so that the next import is the real one."""
    for name in UNCALLED:
        if isinstance(sys.modules.get(name), _StandIn):
            del sys.modules[name]
