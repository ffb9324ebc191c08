"""How a stranger's text is shown to people: in characters that print, and as no command to a runner of CI."""

from __future__ import annotations

import re
from typing import Final

from converter.unprintable import escape_json, spell_out

# What a runner of CI takes for a command: `::error::` where a line begins, blanks aside, and `##[error]` or
# `##vso[..]` anywhere (https://github.com/actions/runner, src/Runner.Common/ActionCommand.cs, and
# https://learn.microsoft.com/azure/devops/pipelines/scripts/logging-commands, November 2026).
_AT_THE_BEGINNING: Final = re.compile(r"^(\s*)::")
_ANYWHERE: Final = re.compile(r"##(?=\w*\[)")


def printable(text: str) -> str:
    r"""A stranger's text in one line that drives no terminal, hides nothing and is no command to CI.

    Every character that does not print is spelled out, line feeds and the marks that turn text around among
    them: of `a<ESC>[2J<LF>::error::b` this makes `a\x1b[2J\n::error::b`.
    """
    shown = spell_out(text)
    if "::" in shown or "##" in shown:
        shown = _ANYWHERE.sub(r"#\\x23", _AT_THE_BEGINNING.sub(r"\1\\x3a:", shown))
    return shown


def printable_lines(text: str) -> str:
    """A text of our own layout that holds a stranger's, each of its lines as `printable` has it."""
    return "\n".join(map(printable, text.split("\n")))


def printable_json(data: object) -> str:
    """Data as JSON, indented, in which characters that do not print are written as JSON's escapes."""
    import json  # noqa: PLC0415 -- most runs print no JSON

    return escape_json(_ANYWHERE.sub(r"#\\u0023", json.dumps(data, ensure_ascii=False, indent=2))) + "\n"
