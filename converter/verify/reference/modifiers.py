"""What each modifier makes of a value, in the words of the specification.

https://sigmahq.io/sigma-specification/specification/sigma-appendix-modifiers.html (version 2.1.0,
read November 2026). A modifier takes one value and gives the alternatives that it stands for.
"""

from __future__ import annotations

import re
from base64 import b64encode
from dataclasses import replace
from functools import partial
from ipaddress import ip_network
from itertools import product
from math import prod
from typing import TYPE_CHECKING, Literal

from converter.errors import RuleError
from converter.verify.reference.values import (
    Block,
    Boolean,
    Comparison,
    Expression,
    Number,
    OtherField,
    Presence,
    Text,
    TimeUnit,
    Value,
    Wild,
    joined,
    read_text,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    Modifier = Callable[[Value], list[Value]]

LIST_MODIFIERS = frozenset({"all", "neq"})
DASHES = "-/–—―"  # noqa: RUF001 -- the dashes that the specification names
DASH = re.compile(rf"(?<!\w)[{DASHES}](?=\w)")
MOST_DASHES = 4
MOST_ALTERNATIVES = 25_000
PLACEHOLDER = re.compile(r"(?<!\\)%[^%]+%")


def modified(
    value: Value, source: str, names: list[str], placeholders: Mapping[str, Sequence[str]]
) -> list[Value]:
    """Apply the modifiers `names` in their order; `source` is the value as the rule spells it.

    `placeholders` has the values that `expand` finds.

    Raises:
        RuleError: a modifier is unknown, or cannot take such a value.
    """
    alternatives = [value]
    for place, name in enumerate(names):
        if name in LIST_MODIFIERS:
            continue
        if name == "re":
            alternatives = _expression(alternatives, source, names[:place])
        elif name == "expand":
            alternatives = _applied(partial(_expanded, placeholders), alternatives)
        else:
            alternatives = _applied(_named(name), alternatives)
    return alternatives


def _applied(modify: Modifier, values: list[Value]) -> list[Value]:
    made: list[Value] = []
    for value in values:
        made += modify(value)
        _bound(len(made))
    return made


def _bound(number: int) -> None:
    if number > MOST_ALTERNATIVES:
        raise RuleError(f"the modifiers make more than {MOST_ALTERNATIVES:,} texts of one value; list fewer")


def _named(name: str) -> Modifier:
    if name not in MODIFIERS:
        raise RuleError(
            f"modifier '{name}' is unknown; use one of {', '.join(sorted({*MODIFIERS, 'expand', 're'}))}"
        )
    return MODIFIERS[name]


def _expression(values: list[Value], source: str, before: list[str]) -> list[Value]:
    if not LIST_MODIFIERS.issuperset(before) or not isinstance(values[0], Text):
        raise RuleError("modifier 're' takes a text as it is written; name it first")
    return [Expression(source)]


def _flagged(flag: Literal["ignorecase", "multiline", "dotall"], value: Value) -> list[Value]:
    if not isinstance(value, Expression):
        raise RuleError(f"modifier '{flag}' needs a regular expression; name 're' before it")
    return [
        replace(
            value,
            ignorecase=value.ignorecase or flag == "ignorecase",
            multiline=value.multiline or flag == "multiline",
            dotall=value.dotall or flag == "dotall",
        )
    ]


def _partly(name: str, value: Value) -> list[Value]:
    """`contains`, `startswith` and `endswith`: allow more text before the value, after it, or both."""
    before, after = name != "startswith", name != "endswith"
    if isinstance(value, Text):
        run: list[str | Wild] = [Wild.RUN]
        return [replace(value, parts=joined(run * before + [*value.parts] + run * after))]
    if isinstance(value, Expression):
        return [replace(value, start=value.start or not before, end=value.end or not after)]
    if isinstance(value, OtherField):
        return [replace(value, more_before=before, more_after=after)]
    raise RuleError(f"modifier '{name}' takes a text, a regular expression or a field; quote the value")


def _text(name: str, value: Value) -> Text:
    if not isinstance(value, Text):
        raise RuleError(f"modifier '{name}' takes a text; quote the value")
    return value


def _literal(name: str, value: Value) -> str:
    literal = _text(name, value).literal
    if literal is None:
        raise RuleError(f"modifier '{name}' takes no wildcards; escape them with a backslash")
    return literal


def _bytes(name: str, value: Value) -> bytes:
    literal = _literal(name, value)
    return literal.encode("latin-1" if _text(name, value).bytewise else "utf-8")


def _cased(value: Value) -> list[Value]:
    if isinstance(value, OtherField):
        return [replace(value, cased=True)]
    return [replace(_text("cased", value), cased=True)]


def _encoded(value: Text, plain: str) -> Text:
    return Text(joined([plain]), cased=value.cased)


def _base64(value: Value) -> list[Value]:
    encoded = b64encode(_bytes("base64", value)).decode()
    return [_encoded(_text("base64", value), encoded)]


def _base64offset(value: Value) -> list[Value]:
    """Give the characters that every text around the value leaves alone, for each of three offsets.

    Six bits make a character, so those that share bits with a neighbour of the value are cut off.
    """
    content = _bytes("base64offset", value)
    if len(content) < 2:  # noqa: PLR2004 -- one byte fills no character of its own at offset 1
        raise RuleError("modifier 'base64offset' needs two bytes or more; shorter values match anything")
    text = _text("base64offset", value)
    return [_encoded(text, _undisturbed(content, offset)) for offset in range(3)]


def _undisturbed(content: bytes, offset: int) -> str:
    first = -(-offset * 8 // 6)
    last = (offset + len(content)) * 8 // 6
    return b64encode(bytes(offset) + content).decode()[first:last]


def _utf16(encoding: str, mark: bytes, value: Value) -> list[Value]:
    text = _text(encoding, value)
    if text.bytewise:
        raise RuleError("a value is encoded as UTF-16 only once; drop one of the modifiers")
    marked: list[str | Wild] = [mark.decode("latin-1")]
    wide = [p.encode(encoding).decode("latin-1") if isinstance(p, str) else p for p in text.parts]
    return [replace(text, parts=joined(marked + wide), bytewise=True)]


def _windash(value: Value) -> list[Value]:
    """Write the value with every mix of dashes, where a dash opens a word: `-a`, not `a-b`.

    The specification leaves open whether the second one is meant; pySigma leaves it alone as well.
    """
    text = _text("windash", value)
    if sum(len(DASH.findall(part)) for part in text.parts if isinstance(part, str)) > MOST_DASHES:
        raise RuleError(f"modifier 'windash' takes at most {MOST_DASHES} dashes; list the texts that matter")
    choices: list[list[str | Wild]] = [_dashed(part) for part in text.parts]
    return [replace(text, parts=joined(list(parts))) for parts in product(*choices)]


def _dashed(part: str | Wild) -> list[str | Wild]:
    if isinstance(part, Wild):
        return [part]
    stretches = DASH.split(part)
    mixes = product(DASHES, repeat=len(stretches) - 1)
    return ["".join(a + b for a, b in zip(stretches, (*mix, ""), strict=True)) for mix in mixes]


def _cidr(value: Value) -> list[Value]:
    literal = _literal("cidr", value)
    try:
        return [Block(ip_network(literal))]
    except ValueError as error:
        raise RuleError(f"modifier 'cidr': {error}; write a network such as 192.0.2.0/24") from error


def _fieldref(value: Value) -> list[Value]:
    return [OtherField(_literal("fieldref", value), cased=_text("fieldref", value).cased)]


def _exists(value: Value) -> list[Value]:
    if not isinstance(value, Boolean):
        raise RuleError("modifier 'exists' takes true or false")
    return [Presence(value.value)]


def _compared(order: Literal["lt", "lte", "gt", "gte"], value: Value) -> list[Value]:
    if not isinstance(value, Number):
        raise RuleError(f"modifier '{order}' takes a number; write it without quotes")
    return [Comparison(order, value.number)]


def _timed(unit: Literal["minute", "hour", "day", "week", "month", "year"], value: Value) -> list[Value]:
    if not isinstance(value, Number) or value.number != int(value.number):
        raise RuleError(f"modifier '{unit}' takes a whole number; write it without quotes")
    return [TimeUnit(unit, int(value.number))]


def _expanded(placeholders: Mapping[str, Sequence[str]], value: Value) -> list[Value]:
    r"""Put each value of a placeholder in its place, wildcards and all; `\%` is a percent sign."""
    if isinstance(value, Expression):
        if found := PLACEHOLDER.search(value.source):
            raise RuleError(f"placeholder {found[0]} in a regular expression; write the values themselves")
        return [replace(value, source=value.source.replace(r"\%", "%"))]
    text = _text("expand", value)
    choices = [_filled(part, placeholders) if isinstance(part, str) else [(part,)] for part in text.parts]
    _bound(prod(map(len, choices)))
    return [
        replace(text, parts=joined([part for parts in choice for part in parts]))
        for choice in product(*choices)
    ]


def _filled(written: str, placeholders: Mapping[str, Sequence[str]]) -> list[tuple[str | Wild, ...]]:
    """Give every way to fill the placeholders of one stretch of text."""
    ways: list[tuple[str | Wild, ...]] = [()]
    end = 0
    for found in PLACEHOLDER.finditer(written):
        name = found[0][1:-1]
        if name not in placeholders:
            raise RuleError(f"placeholder {found[0]} has no value here; give it some with --placeholders")
        _bound(len(ways) * len(placeholders[name]))
        before = written[end : found.start()].replace(r"\%", "%")
        ways = [(*way, before, *read_text(value).parts) for way in ways for value in placeholders[name]]
        end = found.end()
    return [(*way, written[end:].replace(r"\%", "%")) for way in ways]


MODIFIERS: dict[str, Modifier] = {
    "base64": _base64,
    "base64offset": _base64offset,
    "cased": _cased,
    "cidr": _cidr,
    "contains": partial(_partly, "contains"),
    "startswith": partial(_partly, "startswith"),
    "endswith": partial(_partly, "endswith"),
    "exists": _exists,
    "fieldref": _fieldref,
    "gt": partial(_compared, "gt"),
    "gte": partial(_compared, "gte"),
    "lt": partial(_compared, "lt"),
    "lte": partial(_compared, "lte"),
    "i": partial(_flagged, "ignorecase"),
    "ignorecase": partial(_flagged, "ignorecase"),
    "m": partial(_flagged, "multiline"),
    "multiline": partial(_flagged, "multiline"),
    "s": partial(_flagged, "dotall"),
    "dotall": partial(_flagged, "dotall"),
    "minute": partial(_timed, "minute"),
    "hour": partial(_timed, "hour"),
    "day": partial(_timed, "day"),
    "week": partial(_timed, "week"),
    "month": partial(_timed, "month"),
    "year": partial(_timed, "year"),
    "utf16": partial(_utf16, "utf-16-le", b"\xff\xfe"),
    "utf16be": partial(_utf16, "utf-16-be", b""),
    "utf16le": partial(_utf16, "utf-16-le", b""),
    "wide": partial(_utf16, "utf-16-le", b""),
    "windash": _windash,
}
