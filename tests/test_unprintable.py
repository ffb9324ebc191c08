"""Characters that nobody sees: each is an escape in queries, and visible text everywhere else."""

from __future__ import annotations

import json
import unicodedata

import pytest
from hostile import RULE

from converter import TARGETS, convert_text
from converter.printable import printable
from converter.unprintable import is_printable, spell_out
from converter.wording import line

# Letters and marks that Python calls printable and that show nothing: of Unicode 17 those of
# Default_Ignorable_Code_Point; a blank of Braille, a joiner of Tifinagh, a filler of Khitan, an empty note.
INVISIBLE = [
    *(
        "\u034f",
        "\u115f",
        "\u1160",
        "\u17b4",
        "\u17b5",
        "\u180b",
        "\u180f",
        "\u2800",
        "\u2d7f",
        "\u3164",
        "\ufe00",
    ),
    *("\ufe0f", "\uffa0", "\U00016fe4", "\U0001d159", "\U000e0100", "\U000e01ef"),
]


@pytest.mark.parametrize("char", INVISIBLE, ids=lambda char: f"U+{ord(char):04X}")
def test_a_character_that_shows_nothing_is_spelled_out(char: str) -> None:
    """Although Python prints it as it is."""
    assert char.isprintable() or not unicodedata.name(char, "")
    assert not is_printable(f"a{char}b")
    spelled = ascii(char)[1:-1]
    assert spell_out(f"a{char}b") == printable(f"a{char}b") == line(f"a{char}b") == f"a{spelled}b"


@pytest.mark.parametrize(
    "text", ["plain", "caf\u00e9", "\u65e5\u672c", "\U0001f600", "\u0915\u094d\u0937", "e\u0301"]
)
def test_what_people_write_stays(text: str) -> None:
    """Accents, letters of every script and pictures are seen."""
    assert is_printable(text)
    assert spell_out(text) == text


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("char", ["\u034f", "\u3164", "\U000e0141"])
def test_no_query_holds_such_a_character(target: str, char: str) -> None:
    """It looks like another value, and would match nothing."""
    for field in ("awsRegion", "awsRegion|contains", "awsRegion|re", "requestParameters.x"):
        text = RULE.replace(
            "eventName: StopLogging", f"{field}: {json.dumps(f'us-{char}east-1', ensure_ascii=False)}"
        )
        [conversion] = convert_text(text, [target])
        assert conversion.query is None or char not in conversion.query
