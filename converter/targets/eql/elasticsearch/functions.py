"""EQL's functions over values, as Elasticsearch's scripts compute them.

They ignore case with Java's `toLowerCase(Locale.ROOT)`, by Unicode in every version, and count in UTF-16
units. A null argument gives null. Where a script would throw, so that the whole search fails, the
function raises EngineError. Source: elastic/elasticsearch, x-pack/plugin/eql,
`expression/function/scalar` (the `*FunctionProcessor` classes), read November 2026.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from converter.targets.eql.java_map import java_scalar
from converter.targets.eql.raw import units
from converter.verify.engine import EngineError

if TYPE_CHECKING:
    from collections.abc import Callable

    Scalar = str | int | float | bool | None

_DECIMAL: Final = re.compile(r"-?\d+(\.\d+)?(E-?\d+)?", re.ASCII)
_WHOLE: Final = re.compile(r"-?\d+", re.ASCII)
_HEX: Final = re.compile(r"-?[0-9a-fA-F]+", re.ASCII)
_HEX_BASE: Final = 16
_LONGEST_INT: Final = 2**31


@dataclass(frozen=True, slots=True)
class Function:
    """A function: the kinds of its arguments, of which some may be left out, and of its result."""

    arguments: tuple[str, ...]
    result: str
    compute: Callable[..., Scalar]
    required: int | None = None
    has_caseless_form: bool = False

    @property
    def fewest(self) -> int:
        """How many arguments it needs."""
        return len(self.arguments) if self.required is None else self.required


def _starts_with(text: str, start: str) -> bool:
    return text.startswith(start)


def _ends_with(text: str, end: str) -> bool:
    return text.endswith(end)


def _contains(text: str, part: str) -> bool:
    return bool(part) and part in text


def _index_of(text: str, part: str, start: int = 0) -> int | None:
    found = text.find(part, max(start, 0))
    return None if found < 0 else units(text[:found])


def _length(text: str) -> int:
    return units(text)


def _substring(text: str, start: int, end: int | None = None) -> str:
    wide = text.encode("utf-16-le", "surrogatepass")
    size = len(wide) // 2
    first, last, _ = slice(start, end).indices(size)
    return wide[2 * first : 2 * max(first, last)].decode("utf-16-le", "surrogatepass")


def _number(text: str, base: int | None = None) -> int | float:
    hexadecimal = base == _HEX_BASE or (base is None and text.startswith("0x"))
    digits = text.removeprefix("0x") if hexadecimal else text
    if hexadecimal and _HEX.fullmatch(digits) and abs(int(digits, 16)) < _LONGEST_INT:
        return int(digits, 16)
    if not hexadecimal and base in {None, 10} and _DECIMAL.fullmatch(digits):
        return int(digits) if _WHOLE.fullmatch(digits) else float(digits)
    raise EngineError(f"number() fails on {text!r}, and the whole search with it")


def _concat(*parts: Scalar) -> str:
    return "".join(map(java_scalar, parts))


_CONTAINS: Final = "stringContains"
FUNCTIONS: Final = {
    "startsWith": Function(("text", "text"), "boolean", _starts_with, has_caseless_form=True),
    "endsWith": Function(("text", "text"), "boolean", _ends_with, has_caseless_form=True),
    _CONTAINS: Function(("text", "text"), "boolean", _contains, has_caseless_form=True),
    "indexOf": Function(("text", "text", "number"), "number", _index_of, required=2, has_caseless_form=True),
    "length": Function(("text",), "number", _length),
    "substring": Function(("text", "number", "number"), "text", _substring, required=2),
    "number": Function(("text", "number"), "number", _number, required=1),
    "string": Function(("any",), "text", java_scalar),
    "concat": Function(("any",) * 32, "text", _concat, required=1),
}


def call(name: str, arguments: tuple[Scalar, ...], *, caseless: bool) -> Scalar:
    """A function's value for one combination of argument values; None is null.

    stringContains throws on a null second argument: https://github.com/elastic/elasticsearch/issues/155300
    (open in November 2026).
    """
    if name == _CONTAINS and arguments[0] is not None and arguments[1] is None:
        raise EngineError(
            f"{name} fails on a document without its second argument, and the whole search with it; "
            "test that argument against null first"
        )
    if None in arguments:
        return None
    if caseless:
        arguments = tuple(a.lower() if isinstance(a, str) else a for a in arguments)
    return FUNCTIONS[name].compute(*arguments)
