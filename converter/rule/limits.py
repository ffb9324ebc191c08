"""How large a rule may be, counted before anything is made of it.

A value can stand for many: `windash` writes every dash in five ways, so that eight dashes are 390,625 texts,
and pySigma makes them all while it reads the rule. A condition can name a selection of 20,000 values as often
as it likes. So the raw document is counted, by itself and once more with its user's filters and placeholders,
and what is over a limit is refused with its place. The figures are far above what people write, and within
them every command takes seconds (tests/test_untrusted_rules.py).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from converter.errors import RuleError
from converter.rule.name_pattern import covers
from converter.wording import cut

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

# Bytes of a file of rules. A rule of 20,000 values has some 500,000.
MOST_BYTES: Final = 1_000_000
# Fields of a rule, the same one as often as it is asked.
MOST_FIELDS: Final = 5_000
# Texts that modifiers make of one value: four dashes with `windash` are 625.
MOST_VARIANTS: Final = 1_000
# Values of a rule, each with its variants.
MOST_VALUES: Final = 25_000
# Characters of all values, in the forms that encodings give them.
MOST_CHARACTERS: Final = 2_000_000
# Values that the conditions ask for: those of a selection count as often as it is named.
MOST_TESTS: Final = 50_000
# Modifiers of one field; each base64 makes a text longer by a third, and each wide by a whole.
MOST_MODIFIERS: Final = 10
# Characters of one regular expression: five times what Elasticsearch takes.
LONGEST_REGEX: Final = 5_000
# Regular expressions of a rule, and their characters. Each is compiled several times, and made deterministic.
MOST_REGEXES: Final = 500
MOST_REGEX_CHARACTERS: Final = 25_000
# Orders such as `gt`, each of which is a regular expression to Elastic. A field needs two.
MOST_ORDERS: Final = 100
# Conditions of a rule, each of which becomes a query on every target.
MOST_CONDITIONS: Final = 100
# Different patterns behind `of` in one condition, each of which is compared with every name.
MOST_PATTERNS: Final = 100

# Filters for one rule, each of which brings selections and a condition of its own.
MOST_FILTERS: Final = 500
# Characters of the name of a selection; a condition repeats it.
LONGEST_NAME: Final = 200

_DASH: Final = re.compile("(?<!\\w)[-/\u2013\u2014\u2015](?=\\w)")
_DASHES: Final = 5
_OFFSETS: Final = 3
# How much longer a text becomes at most.
_GROWTH: Final = {"base64": 4 / 3, "base64offset": 4 / 3} | dict.fromkeys(
    ("utf16", "utf16be", "utf16le", "wide"), 2.0
)
_MULTIPLYING: Final = frozenset(("windash", *_GROWTH))
_ORDERS: Final = frozenset(("gt", "gte", "lt", "lte"))
_WORD: Final = re.compile(r"[()]|[^\s()]+")
_NO_SELECTIONS: Final = ("condition", "timeframe")
_COUNTED: Final = 10**9


class TooLargeError(RuleError):
    """A rule is over a limit."""


def check_detection(detection: Mapping[Any, Any]) -> None:
    """Refuse a detection that is too large, whatever else may be wrong with it.

    Raises:
        TooLargeError: it is over a limit; with the selection, the field, the number, and what to do.
    """
    counter = _Counter()
    tests: dict[str, int] = {}
    for name, body in detection.items():
        if name not in _NO_SELECTIONS:
            before = counter.values
            counter.take_selection(str(name), body)
            tests[str(name)] = max(1, counter.values - before)
    condition = detection.get("condition")
    _check_conditions(condition if isinstance(condition, list) else [condition], tests)


def refuse_variants(number: int) -> None:
    """Refuse so many texts for one value; to be asked before they are made.

    Raises:
        TooLargeError: they are too many; to stand behind the selection and the field.
    """
    if number > MOST_VARIANTS:
        raise TooLargeError(
            f"the modifiers would make {_shown(number)} texts of one value, more than {MOST_VARIANTS:,};"
            " list the texts that matter instead"
        )


def refuse_values(number: int) -> None:
    """Refuse so many values in one rule; raises as `refuse_variants`."""
    if number > MOST_VALUES:
        raise TooLargeError(
            f"brings the rule to {_shown(number)} values, more than {MOST_VALUES:,}; split the rule"
        )


def refuse_characters(number: float) -> None:
    """Refuse values of so many characters in one rule; raises as `refuse_variants`."""
    if number > MOST_CHARACTERS:
        raise TooLargeError(
            f"brings the rule to {_shown(int(number))} characters of values, more than {MOST_CHARACTERS:,};"
            " shorten them, or split the rule"
        )


def refuse_filters(number: int) -> None:
    """Refuse so many filters for one rule.

    Raises:
        TooLargeError: they are too many.
    """
    if number > MOST_FILTERS:
        raise TooLargeError(
            f"{number:,} filters are for this rule, more than {MOST_FILTERS}; join some of them"
        )


class _Counter:
    """What the selections of a rule hold so far."""

    def __init__(self) -> None:
        self.fields = self.values = self.regexes = self.in_regexes = self.orders = 0
        self.characters = 0.0

    def take_selection(self, name: str, body: Any) -> None:  # noqa: ANN401 -- whatever YAML holds
        """Count a selection; raises TooLargeError once the rule is over a limit."""
        if len(name) > LONGEST_NAME:
            raise TooLargeError(
                f"detection '{cut(name, 40)}' has a name of {len(name):,} characters,"
                f" more than {LONGEST_NAME}; shorten it"
            )
        try:
            self._take(body)
        except TooLargeError as error:
            raise TooLargeError(f"detection '{name}', {error}") from None

    def _take(self, body: Any) -> None:  # noqa: ANN401 -- likewise
        """Maps have fields, lists have maps, lists or keywords, to any depth."""
        if isinstance(body, dict):
            for key, value in body.items():
                self._take_field(str(key), value if isinstance(value, list) else [value])
        elif isinstance(body, list) and any(isinstance(each, dict | list) for each in body):
            for each in body:
                self._take(each)
        else:
            self._take_field("", body if isinstance(body, list) else [body])

    def _take_field(self, key: str, values: list[Any]) -> None:
        field, *modifiers = key.split("|")
        try:
            self._take_values(modifiers, values)
        except TooLargeError as error:
            raise TooLargeError(f"field '{cut(field, 80) or 'keywords'}': {error}") from None

    def _take_values(self, modifiers: Sequence[str], values: list[Any]) -> None:
        self.fields += 1
        if self.fields > MOST_FIELDS:
            raise TooLargeError(f"is one of more than {MOST_FIELDS:,} fields; split the rule")
        if len(modifiers) > MOST_MODIFIERS:
            raise TooLargeError(
                f"has {len(modifiers):,} modifiers, more than {MOST_MODIFIERS}; leave some out"
            )
        texts = [value for value in values if isinstance(value, str)]
        self.values += len(values)
        if "re" in modifiers:
            self._take_regexes(texts)
        if not _ORDERS.isdisjoint(modifiers):
            self._take_orders(len(values))
        if _MULTIPLYING.isdisjoint(modifiers):
            self.characters += sum(map(len, texts))
        for text in texts if not _MULTIPLYING.isdisjoint(modifiers) else ():
            variants = _variants(text, modifiers)
            self.values += variants - 1
            self.characters += variants * _length(text, modifiers)
        refuse_values(self.values)
        refuse_characters(self.characters)

    def _take_regexes(self, patterns: list[str]) -> None:
        self.regexes += len(patterns)
        if self.regexes > MOST_REGEXES:
            raise TooLargeError(
                f"brings the rule to {self.regexes:,} regular expressions, more than {MOST_REGEXES:,};"
                " write texts with wildcards, or split the rule"
            )
        longest = max(map(len, patterns), default=0)
        if longest > LONGEST_REGEX:
            raise TooLargeError(
                f"has a regular expression of {longest:,} characters, more than {LONGEST_REGEX:,}; split it"
            )
        self.in_regexes += sum(map(len, patterns))
        if self.in_regexes > MOST_REGEX_CHARACTERS:
            raise TooLargeError(
                f"brings the rule to {self.in_regexes:,} characters of regular expressions,"
                f" more than {MOST_REGEX_CHARACTERS:,}; shorten them, or split the rule"
            )

    def _take_orders(self, number: int) -> None:
        self.orders += number
        if self.orders > MOST_ORDERS:
            raise TooLargeError(
                f"brings the rule to {self.orders:,} comparisons, more than {MOST_ORDERS}; the nearest number"
                " says it all"
            )


def _variants(text: str, modifiers: Sequence[str]) -> int:
    """How many texts the modifiers make of one."""
    number, encoded = 1, False
    for modifier in modifiers:
        if modifier == "windash":
            if encoded:
                raise TooLargeError("windash behind base64 finds dashes by chance; name it first")
            number *= _DASHES ** min(len(_DASH.findall(text)), _COUNTED.bit_length())
        elif modifier in {"base64", "base64offset"}:
            encoded = True
            number *= _OFFSETS if modifier == "base64offset" else 1
    refuse_variants(number)
    return number


def _length(text: str, modifiers: Sequence[str]) -> float:
    """How long a text is at most once the modifiers have encoded it."""
    length = float(len(text))
    for modifier in modifiers:
        length *= _GROWTH.get(modifier, 1)
    return length


def _check_conditions(conditions: list[Any], tests: Mapping[str, int]) -> None:
    if len(conditions) > MOST_CONDITIONS:
        raise TooLargeError(
            f"has {len(conditions):,} conditions, more than {MOST_CONDITIONS}; write one rule for each"
        )
    asked = sum(_asked(text, tests) for text in conditions if isinstance(text, str))
    if asked > MOST_TESTS:
        raise TooLargeError(
            f"condition asks for {_shown(asked)} values, those of a selection as often as it is named,"
            f" more than {MOST_TESTS:,}; name each selection once"
        )


def _asked(condition: str, tests: Mapping[str, int]) -> int:
    """How many values a condition asks for, told from its words alone."""
    patterns: dict[str, int] = {}
    asked, before = 0, ""
    for word in _WORD.findall(condition):
        if before == "of":
            if word not in patterns:
                patterns[word] = sum(number for name, number in tests.items() if covers(word, name))
            if len(patterns) > MOST_PATTERNS:
                raise TooLargeError(
                    f"condition has more than {MOST_PATTERNS} different patterns behind 'of'; join some"
                )
            asked += patterns[word]
        else:
            asked += tests.get(word, 0)
        before = word
    return asked


def _shown(number: int) -> str:
    return f"{number:,}" if number <= _COUNTED else f"more than {_COUNTED:,}"
