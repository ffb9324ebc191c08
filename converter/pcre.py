r"""Sigma's regular expressions: PCRE text in, the tree of `converter.regex` out.

The dialect is PCRE2's own documentation, https://pcre2project.github.io/pcre2/doc/pcre2pattern/
(November 2026), without UCP: `\d`, `\w`, `\s` and the POSIX classes are ASCII.
"""

from __future__ import annotations

import re
from typing import Final

from converter.casing import spellings
from converter.pcre_class import bracket, escaped_class
from converter.pcre_flags import FLAGS, Flags
from converter.pcre_refused import refuse_escape, refuse_group
from converter.pcre_text import PatternText, escaped_char
from converter.regex import (
    Alternation,
    Anchor,
    Atomic,
    Char,
    Class,
    Dot,
    Look,
    Pattern,
    Repeat,
    Sequence,
    widest,
)

_LONGEST_PATTERN: Final = 20_000
_DEEPEST_GROUP: Final = 50
_MOST_REPEATS: Final = 65_535
_WIDEST_LOOKBEHIND: Final = 255  # pcre2_set_max_varlookbehind(3)

_COUNT: Final = re.compile(r"\{(\d+)(?:(,)(\d*))?\}")
_OPEN_COUNT: Final = re.compile(r"\{[ \t]*\d*[ \t]*,?[ \t]*\d*[ \t]*\}")
_NAME: Final = re.compile(r"\?(?:P?<([A-Za-z_]\w{0,127})>|'([A-Za-z_]\w{0,127})')", re.ASCII)
_LOOKS: Final = {"?=": (True, False), "?!": (True, True), "?<=": (False, False), "?<!": (False, True)}
_REPEATS: Final = {"*": (0, None), "+": (1, None), "?": (0, 1)}
_ANCHORS: Final = {
    "A": Anchor("start"),
    "z": Anchor("end"),
    "Z": Anchor("end_or_newline"),
    "b": Anchor("boundary"),
    "B": Anchor("not_boundary"),
}
_NEWLINE: Final = Atomic(
    Alternation((Sequence((Char("\r"), Char("\n"))), Class((("\n", "\r"), "\x85", ("\u2028", "\u2029")))))
)


def parse(
    pattern: str, *, ignorecase: bool = False, multiline: bool = False, dotall: bool = False
) -> Pattern:
    """The tree of a PCRE pattern; the three flags are the rule's own.

    Raises:
        RuleError: it is no pattern, or PCRE's versions read it in different ways.
        UnsupportedError: it needs what the tree cannot hold, such as a back reference.
    """
    text = PatternText(pattern)
    if len(pattern) > _LONGEST_PATTERN:
        text.refuse(f"it is longer than {_LONGEST_PATTERN} characters")
    reader = _Reader(text, Flags(ignorecase, multiline, dotall))
    tree = reader.alternation()
    if not text.ended:
        text.wrong("a ) closes no group")
    return tree


class _Reader:
    """Reads one pattern by recursive descent."""

    def __init__(self, text: PatternText, flags: Flags) -> None:
        self.text = text
        self.flags = flags
        self.depth = 0
        self.lazy = 0
        self.names: set[str] = set()

    def alternation(self) -> Pattern:
        branches = [self.sequence()]
        while self.text.skip("|"):
            branches.append(self.sequence())
        return branches[0] if len(branches) == 1 else Alternation(tuple(branches))

    def sequence(self) -> Pattern:
        nodes: list[Pattern] = []
        while not self.text.ended and not self.text.at("|") and not self.text.at(")"):
            for node in self.quoted() if self.text.skip("\\Q") else self.quantified():
                nodes += node.nodes if isinstance(node, Sequence) else [node]
        return nodes[0] if len(nodes) == 1 else Sequence(tuple(nodes))

    def quoted(self) -> list[Pattern]:
        r"""The characters between `\Q` and `\E`, or the end; a repeat belongs to the last of them."""
        closed = "\\E" in self.text.text[self.text.position :]
        rest = self.text.text[self.text.position :]
        chars = self.text.until("\\E", "") if closed else rest
        self.text.position += 0 if closed else len(rest)
        nodes: list[Pattern] = [self.char(char) for char in chars]
        if nodes:
            nodes[-1] = self.repeated(nodes[-1])
        return nodes

    def quantified(self) -> list[Pattern]:
        r"""One atom and its repeat; nothing for `\E`, comments and flags."""
        lazy_before = self.lazy
        atom = self.atom()
        if atom is None:
            return []
        node = self.repeated(atom)
        if isinstance(node, Repeat) and node.possessive:
            self.no_lazy_since(lazy_before)
        return [node]

    def repeated(self, atom: Pattern) -> Pattern:
        bare_anchor = isinstance(atom, Anchor) and self.text.text[self.text.position - 1] != ")"
        while self.text.skip("\\E") or self.comment():
            pass
        count = self.count()
        if count is None:
            return atom
        if bare_anchor:
            self.text.wrong("an anchor cannot be repeated")
        possessive = self.text.skip("+")
        self.lazy += not possessive and self.text.skip("?")
        if self.count() is not None:
            self.text.wrong("a repeat cannot be repeated")
        return Repeat(atom, *count, possessive=possessive)

    def count(self) -> tuple[int, int | None] | None:
        """How often, if a repeat comes next."""
        if self.text.ended:
            return None
        sign = self.text.text[self.text.position]
        if sign in _REPEATS:
            self.text.next()
            return _REPEATS[sign]
        if match := self.text.read(_COUNT):
            return self.braces(match)
        if (open_count := _OPEN_COUNT.match(self.text.text, self.text.position)) and re.search(
            r"\d", open_count[0]
        ):
            self.text.wrong("PCRE's versions read these braces differently: write {least,most}")
        return None

    def braces(self, match: re.Match[str]) -> tuple[int, int | None]:
        if max(len(match[1]), len(match[3] or "")) > len(str(_MOST_REPEATS)):
            self.text.wrong(f"more than {_MOST_REPEATS} repeats")
        least = int(match[1])
        most = int(match[3]) if match[3] else (None if match[2] else least)
        if max(least, most or 0) > _MOST_REPEATS:
            self.text.wrong(f"more than {_MOST_REPEATS} repeats")
        if most is not None and most < least:
            self.text.wrong("a repeat with more at least than at most")
        return least, most

    def atom(self) -> Pattern | None:
        if self.count() is not None:
            self.text.wrong("a repeat with nothing before it")
        char = self.text.next()
        if char == "(":
            return self.group()
        if char == "[":
            return bracket(self.text, fold=self.flags.ignorecase)
        if char == "\\":
            return self.escape()
        return self.flags.meaning(char) or self.char(char)

    def char(self, char: str) -> Char:
        return Char(char, fold=self.flags.ignorecase and len(spellings(char)) > 1)

    def escape(self) -> Pattern | None:
        if self.text.skip("E"):
            return None
        if (char := escaped_char(self.text)) is not None:
            return self.char(char)
        letter = self.text.next()
        refuse_escape(self.text, letter)
        if letter == "N" and (not self.text.at("{") or _COUNT.match(self.text.text, self.text.position)):
            return Dot()
        if letter == "R":
            return _NEWLINE
        found = _ANCHORS.get(letter) or escaped_class(letter)
        if found is None:
            self.text.wrong(f"\\{letter} means nothing that PCRE's versions agree on")
        return found

    def comment(self) -> bool:
        """Read a `(?#...)` if one comes next."""
        return self.text.skip("(?#") and self.text.until(")", "a comment") is not None

    def group(self) -> Pattern | None:
        if self.text.skip("?#"):
            self.text.until(")", "a comment")
            return None
        if match := self.text.read(FLAGS):
            return self.flagged(match)
        for opening, (ahead, negative) in _LOOKS.items():
            if self.text.skip(opening):
                return self.look(ahead=ahead, negative=negative)
        if self.text.skip("?>"):
            return self.atomic()
        if match := self.text.read(_NAME):
            self.name(match[1] or match[2])
        elif not self.text.skip("?|"):
            refuse_group(self.text)
        return self.inside()

    def flagged(self, match: re.Match[str]) -> Pattern | None:
        """`(?i)` holds up to the end of the group around it, `(?i:...)` inside its own."""
        before = self.flags
        if match[1] and match[3] is not None:
            self.text.wrong("(?^ cannot take flags away")
        self.flags = self.flags.changed(match)
        if match[4] == ")":
            return None
        node = self.inside()
        self.flags = before
        return node

    def name(self, name: str) -> None:
        if name in self.names:
            self.text.wrong(f"two groups have the name {name}")
        self.names.add(name)

    def look(self, *, ahead: bool, negative: bool) -> Pattern:
        node = self.inside()
        if not ahead and ((width := widest(node)) is None or width > _WIDEST_LOOKBEHIND):
            self.text.refuse(f"a look-behind may reach {_WIDEST_LOOKBEHIND} characters back")
        return Look(node, ahead, negative)

    def atomic(self) -> Pattern:
        lazy_before = self.lazy
        node = self.inside()
        self.no_lazy_since(lazy_before)
        return Atomic(node)

    def no_lazy_since(self, before: int) -> None:
        """Only where nothing is given back does a lazy repeat decide whether something matches."""
        if self.lazy != before:
            self.text.refuse("a lazy repeat inside an atomic group or a possessive repeat is not supported")

    def inside(self) -> Pattern:
        """The rest of a group, with its closing parenthesis; flags set inside end with it."""
        before = self.flags
        self.depth += 1
        if self.depth > _DEEPEST_GROUP:
            self.text.refuse(f"groups are nested more than {_DEEPEST_GROUP} deep")
        node = self.alternation()
        if not self.text.skip(")"):
            self.text.wrong("a group is never closed by )")
        self.depth -= 1
        self.flags = before
        return node
