"""Random rules over the paths of a call: every modifier, every type of value, nested conditions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from proof import rule_of
from random_words import EXPRESSIONS, NETWORKS

if TYPE_CHECKING:
    from collections.abc import Callable

    from random_events import Call
    from random_words import Words

    from converter.load import Rule

    Item = tuple[str, Any]

UNITS: Final = {
    "minute": (6, 30, 59),
    "hour": (0, 5, 23),
    "day": (3, 4, 31),
    "week": (1, 53, 10),
    "month": (1, 3, 12),
    "year": (2020, 2021, 2026),
}


def random_rule(call: Call, words: Words, name: str) -> Rule:
    """A rule about the call: what it is, and some random demands on its fields."""
    chance = words.chance
    selections = {f"sel_{letter}": _selection(call, words) for letter in "abcd"[: chance.randint(1, 4)]}
    condition = _condition(words, sorted(selections), depth=2)
    if not call.source:
        return rule_of({**selections, "condition": condition}, name)
    base = {"eventSource": call.source, "eventName": call.name}
    return rule_of({"base": base, **selections, "condition": f"base and ({condition})"}, name)


def _condition(words: Words, names: list[str], depth: int) -> str:
    chance = words.chance
    kind = chance.random()
    if kind < 0.15:
        return f"{chance.choice(['1', 'all', 'any'])} of sel_*"
    if kind < 0.35 and depth:
        return f"not ({_condition(words, names, depth - 1)})"
    if kind < 0.85 and depth:
        parts = [_condition(words, names, depth - 1) for _ in range(chance.randint(2, 3))]
        return chance.choice([" and ", " or "]).join(f"({part})" for part in parts)
    return chance.choice(["", "not "]) + chance.choice(names)


def _selection(call: Call, words: Words) -> Any:  # noqa: ANN401 -- a map, a list of maps or keywords
    kind = words.chance.random()
    if kind < 0.04:
        return [f"{_escaped(words.asked())}a" for _ in range(2)]
    if kind < 0.2:
        return [_map(call, words) for _ in range(words.chance.randint(2, 3))]
    return _map(call, words)


def _map(call: Call, words: Words) -> dict[str, Any]:
    return dict(_item(call, words) for _ in range(words.chance.choice((1, 1, 2, 3))))


def _item(call: Call, words: Words) -> Item:
    """One `field|modifier: values`."""
    path = words.chance.choice(call.paths)
    kinds, weights = zip(*KINDS, strict=True)
    (kind,) = words.chance.choices(kinds, weights)
    modifiers, value = kind(call, words)
    return "|".join([path, *modifiers]), value


def _some(words: Words, one: Callable[[], Any]) -> Any:  # noqa: ANN401 -- a value or a list of them
    return one() if words.chance.random() < 0.6 else [one() for _ in range(words.chance.randint(2, 3))]


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("*", "\\*").replace("?", "\\?")


def _text(words: Words) -> str:
    """A word as a rule spells it, here and there with wildcards."""
    word = words.asked()
    written, rest = _escaped(word), _escaped(word[1:])
    whole = (written, written, written, "*")
    partly = (f"{written}*", f"*{written}", f"*{written}*", f"{_escaped(word[:1])}*{rest}")
    return words.chance.choice((*whole, *partly, f"?{rest}", f"{written}?"))


def _plain(_: Call, words: Words) -> tuple[list[str], Any]:
    modifiers = words.chance.choice(([], [], [], ["neq"], ["cased"]))
    return modifiers, _some(words, lambda: _text(words))


def _mixed(_: Call, words: Words) -> tuple[list[str], Any]:
    def one() -> Any:  # noqa: ANN401 -- any value of a rule
        value = words.scalar()
        return _escaped(words.asked()) if isinstance(value, str) else value

    return words.chance.choice(([], [], ["neq"])), _some(words, one)


def _partial(_: Call, words: Words) -> tuple[list[str], Any]:
    place = words.chance.choice(("contains", "startswith", "endswith"))
    modifiers = [place, *(extra for extra in ("cased", "all", "windash") if words.chance.random() < 0.12)]
    return modifiers, _some(words, lambda: _escaped(words.asked()) or "a")


def _expression(_: Call, words: Words) -> tuple[list[str], Any]:
    flags = words.chance.choice(([], [], ["i"], ["s"], ["m"], ["i", "s"], ["all"], ["neq"]))
    return ["re", *flags], _some(words, lambda: words.chance.choice(EXPRESSIONS))


def _network(_: Call, words: Words) -> tuple[list[str], Any]:
    return ["cidr"], _some(words, lambda: words.chance.choice(NETWORKS))


def _presence(_: Call, words: Words) -> tuple[list[str], Any]:
    return ["exists"], words.chance.choice((True, False))


def _comparison(_: Call, words: Words) -> tuple[list[str], Any]:
    order = words.chance.choice(("lt", "lte", "gt", "gte"))
    return [order], words.chance.choice(words.numbers)


def _reference(call: Call, words: Words) -> tuple[list[str], Any]:
    part = words.chance.choice(([], [], ["startswith"], ["endswith"], ["contains"]))
    return ["fieldref", *part], words.chance.choice(call.paths)


def _encoded(_: Call, words: Words) -> tuple[list[str], Any]:
    modifiers = words.chance.choice((["base64"], ["base64offset", "contains"], ["wide", "base64"]))
    return modifiers, f"{_escaped(words.asked())}ab"


def _unit(_: Call, words: Words) -> tuple[list[str], Any]:
    unit = words.chance.choice(sorted(UNITS))
    return [unit], words.chance.choice(UNITS[unit])


KINDS: Final = (
    *((_plain, 8), (_mixed, 5), (_partial, 6), (_expression, 4), (_network, 1), (_presence, 2)),
    *((_comparison, 2), (_reference, 2), (_encoded, 1), (_unit, 1)),
)
