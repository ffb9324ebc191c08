"""Stand-ins for modules that pySigma imports and a conversion by our own pipelines never needs.

pySigma 1.5.1 imports Jinja2, hashlib and subprocess for what a pipeline may ask for, and pyparsing for
the conditions of rules, which `grammar` reads here, and of pipelines, which ours do without; from
typing_extensions it takes what typing itself has. Together they make nearly half of the time that
importing pySigma takes (`python -X importtime`, November 2026).
"""

from __future__ import annotations

import sys
import typing
from importlib import import_module
from types import ModuleType
from typing import Any, Final

_UNCALLED: Final = ("hashlib", "jinja2", "jinja2.exceptions", "jinja2.sandbox", "subprocess")
_GRAMMAR: Final = "pyparsing"


class _Later:
    """A function or class of a module that is not imported yet; the first use imports it."""

    def __init__(self, module: str, name: str) -> None:
        self._module, self._name = module, name

    def __call__(self, *arguments: Any, **options: Any) -> Any:  # noqa: ANN401 -- whatever the real one takes
        return self._real()(*arguments, **options)

    def __mro_entries__(self, bases: tuple[object, ...]) -> tuple[Any, ...]:
        """PySigma 2.0 derives classes from Jinja2's: a base has to be the real one at once."""
        del bases
        return (self._real(),)

    def _real(self) -> Any:  # noqa: ANN401 -- whatever the module has under this name
        for name in _UNCALLED:
            if isinstance(sys.modules.get(name), _Uncalled):
                del sys.modules[name]
        return getattr(import_module(self._module), self._name)


class _Uncalled(ModuleType):
    """Looks like the module until one of its functions is called."""

    def __getattr__(self, name: str) -> _Later:
        if name.startswith("__"):
            raise AttributeError(name)
        return _Later(self.__name__, name)


class _Unread:
    """Any part of a grammar: put together while pySigma is imported, refused when it is to read a text."""

    def __getattr__(self, name: str) -> _Unread:
        if name.startswith("__") or name in {"parse_string", "parseString"}:
            raise AttributeError(f"'{name}' of {_GRAMMAR}, which converter.postpone stands in for")
        return self

    def _joined(self, *_arguments: object, **_options: object) -> _Unread:
        return self

    __call__ = __add__ = __or__ = _joined


class _Grammar(ModuleType):
    """Looks like pyparsing to whoever builds a grammar."""

    ParseException = ParseResults = type("Unraised", (Exception,), {})

    def __getattr__(self, name: str) -> _Unread:
        if name.startswith("__"):
            raise AttributeError(name)
        return _Unread()


def postpone() -> None:
    """Stand in for what is not imported yet; only for a program of its own, and for our own pipelines."""
    for name in _UNCALLED:
        sys.modules.setdefault(name, _Uncalled(name))
    sys.modules.setdefault(_GRAMMAR, _Grammar(_GRAMMAR))
    sys.modules.setdefault("typing_extensions", typing)
