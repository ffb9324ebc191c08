"""The values that random rules and random events share, so that they collide: near, equal, look-alike."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from random import Random

WORDS: Final = (
    *("all", "ALL", "All", "allow", "al", "a", "", "hall", "all ", " all", "build", "Build", "add", "items"),
    *("a b", "a,b", "a=b", "[a]", "a, group=all", "x, userId=all", "a: b", "a/b"),
    *("null", "true", "True", "false", "22", "22.0", "022", "2e1", "-1", "443", "1.50", "22 apples"),
    *("10.1.2.3", "10.1.2.300", "10.1.2.3:443", "192.0.2.1", "2001:db8::1", "::ffff:10.1.2.3", "10.0.0.0/8"),
    *("a*b", "a?b", "a\\b", "a\\*b", "\\", 'say "a"', "it's", "a\nb", "a\tb", "a%b", "a_b", "$a", "`a`"),
    *("é", "É", "ß", "\u212a", "k", "\u017f", "s", "İ", "i", "😀", "\u03a3", "\u03c3", "\u03c2", "日本"),
    *("-a", "\u2013a", "/a", "YWxs", "aGFsbA==", "a" * 300, "#a", "--", "/*a*/", "a;b", "<a>"),
    *("2026-03-04T05:06:07Z", "2026-12-31T23:59:59Z", "2026-03-04", "AWS Internal"),
)
NUMBERS: Final = (0, 1, -1, 2, 22, 22.5, 443, 1000000, 1.5, 9007199254740993, 0.1)
TIMES: Final = (
    *("2026-03-04T05:06:07Z", "2026-12-31T23:59:59Z", "2024-02-29T00:00:00Z", "2021-01-03T12:30:00Z"),
    *("2020-12-31T05:59:07Z", "2026-01-01T22:06:08Z"),
)
EXPRESSIONS: Final = (
    *("^a", "l$", "^all$", "al+", "a.b", "[a-c]l", "(a|b)l", r"\d+", r"^\w+$", "a(?=l)", "(?i)ALL", "^.?l"),
    *(r"a\sb", "[^a]", "^(all|build)$", "a{2,}|l{2}", r"\.", ".*", "^$", "b$", r"^\d{2}$", r"\\", "(?s)a.b"),
    *(r"^.l*$", r"\bal", r"a\b", "[[:alpha:]]", "é", "^[^{}]*$", "=", '"', r"^(?!all)", "a|b|^$", "{", "x*"),
    *(r"[\]a]", r"(?:a|l)+$", "^a.*?b$", r"[0-9]{1,3}\.", r"^[\w ]{3}$", "I", "(?i)k", "\u212a", "[A-Z]"),
    r"\A-?\d+\z",
)
NETWORKS: Final = ("10.0.0.0/8", "10.1.2.3/32", "192.0.2.0/25", "0.0.0.0/0", "2001:db8::/33", "::/0")


class Words:
    """A few words and numbers, drawn anew for every round."""

    def __init__(self, chance: Random) -> None:
        self.chance = chance
        self.texts = chance.sample(WORDS, 9)
        self.numbers = chance.sample(NUMBERS, 3)

    def text(self) -> str:
        """One of the words; now and then with another letter case or a neighbour."""
        word = self.chance.choice(self.texts)
        change = self.chance.random()
        if change < 0.1:
            return word.swapcase()
        return word + self.chance.choice(self.texts) if change < 0.2 else word

    def asked(self) -> str:
        """A word that a rule asks for: never null, which Splunk, as it warns, cannot tell from JSON's."""
        word = self.text()
        return "nulls" if word.lower() == "null" else word

    def scalar(self) -> Any:  # noqa: ANN401 -- a text, a number, a boolean or null
        """What an event may have at the end of a path."""
        kind = self.chance.random()
        if kind < 0.7:
            return self.text()
        if kind < 0.85:
            return self.chance.choice(self.numbers)
        return self.chance.choice([True, False, None])
