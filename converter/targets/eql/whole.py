"""A parameter object tested as text: the rule means its JSON, Elastic keeps a Java map's text.

A name or value prints the same in both, so a piece of text that cannot reach over a quote, comma or
bracket of the JSON is found in one exactly when it is found in the other, unless it could also lie
across a key and its value, or two entries, of the Java text. Of anything else only its pieces can be
asked for.
"""

from __future__ import annotations

import re
from typing import Final

from converter.condition import Text, Wildcard
from converter.errors import UnsupportedError

_CUT: Final = re.compile(r'\\u[0-9a-fA-F]{4}|\\.|[\\"{}\[\]\x00-\x1f]|,(?! )|(?<![^\\"{}\[\],\x00-\x1f]):')
"""What JSON and the Java text write differently; a colon only where a quote stands before it."""
_JAVAS: Final = re.compile("=|, |^ ")
"""What JSON has in names and values only, and the Java text between them as well."""


def pieces(text: Text) -> tuple[tuple[Text, ...], bool]:
    """Texts that must all be found in the Java text, and whether that says all of it.

    Raises:
        UnsupportedError: nothing is left to ask for.
    """
    literals = [part for part in text.parts[1:-1] if isinstance(part, str)]
    found = [piece for part in literals for piece in _CUT.split(part) if piece.strip(" ")]
    if not found:
        raise UnsupportedError(
            "eql cannot find JSON punctuation alone: Elastic keeps the parameters as a Java map's text;"
            " name the parameter instead"
        )
    texts = [Text((Wildcard.ANY, piece, Wildcard.ANY), text.cased) for piece in dict.fromkeys(found)]
    return tuple(texts), text.parts[1:-1] == (found[0],) and is_exact(text)


def is_exact(text: Text) -> bool:
    """Whether the text is found in a Java map exactly when it is found in the JSON."""
    inner = text.parts[1:-1]
    return all(
        part is not Wildcard.ANY
        and not (isinstance(part, str) and (_CUT.search(part) or _JAVAS.search(part)))
        for part in inner
    )
